// The options of `listen` that say which Amazon SNS topics may post to it.
#pragma once

#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "net/http_client/http_client.h"
#include "sns/endpoint.h"

namespace streamctl::cli {

class Arguments;

struct SnsOptions {
  std::vector<std::string> topics;
  bool confirm = false;
};

/// --sns-topic and --sns-confirm.
void declare_sns(Arguments& arguments, SnsOptions& options);

struct SnsPlan {
  sns::EndpointOptions endpoint;
  net::Trust trust;  ///< Of AWS's servers.
};

/// `verifies`: false under --no-verify. `ca_certificate` is trusted where AWS_CA_BUNDLE names none.
/// AWS_ENDPOINT_URL_SNS, or else AWS_ENDPOINT_URL, replaces AWS. Kind usage or config; an error of
/// the environment counts only where a topic is named.
Result<SnsPlan> plan_sns(const SnsOptions& options, bool verifies,
                         const std::string& ca_certificate, const Context& context);

}  // namespace streamctl::cli

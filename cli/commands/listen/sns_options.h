// The options of `listen` for the Amazon SNS topics that may post to it.
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
  net::Trust trust;  ///< For AWS servers.
};

/// `verifies`: false under --no-verify. Trusts `ca_certificate` unless AWS_CA_BUNDLE names another.
/// AWS_ENDPOINT_URL_SNS, or else AWS_ENDPOINT_URL, replaces AWS. Kind usage or config; errors in
/// the environment count only if a topic is named.
Result<SnsPlan> plan_sns(const SnsOptions& options, bool verifies,
                         const std::string& ca_certificate, const Context& context);

}  // namespace streamctl::cli

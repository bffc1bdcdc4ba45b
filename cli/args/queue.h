// The options of commands that use an Amazon SQS queue.
#pragma once

#include <memory>
#include <string>

#include "aws/credential_source.h"
#include "context.h"
#include "core/result.h"
#include "sqs/client.h"

namespace streamctl::cli {

class Arguments;

struct QueueOptions {
  std::string url;     ///< Empty: no queue.
  std::string region;  ///< Empty: from the URL, the environment or the profile.
};

/// --sqs-queue-url and --aws-region.
void declare_queue(Arguments& arguments, QueueOptions& options, const std::string& help,
                   const char* group);

/// Resolves the queue's endpoint, region and credentials as AWS's own tools do. Trusts
/// `ca_certificate` unless AWS_CA_BUNDLE names another. Kind usage or config: a bad URL, no region,
/// no credentials.
Result<std::unique_ptr<sqs::Client>> open_queue(const QueueOptions& options,
                                                const std::string& ca_certificate,
                                                std::size_t connections, Context& context);

/// The same with the credentials that `find` returns.
Result<std::unique_ptr<sqs::Client>> open_queue(const QueueOptions& options,
                                                const std::string& ca_certificate,
                                                std::size_t connections,
                                                aws::CredentialSource::Find find, Context& context);

}  // namespace streamctl::cli

// The options of every command that works with an Amazon SQS queue.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "emulator/state/app.h"
#include "sqs/client.h"

namespace streamctl::cli {

class Arguments;

struct QueueOptions {
  std::string url;     ///< Empty: no queue.
  std::string region;  ///< Empty: as the URL, the environment or the profile say.
};

/// --sqs-queue-url and --aws-region.
void declare_queue(Arguments& arguments, QueueOptions& options, const std::string& help,
                   const char* group);

/// The queue's place; credentials, files and AWS_* variables are those of AWS's own tools.
/// `ca_certificate` is trusted where AWS_CA_BUNDLE names none. Kind usage or config: a bad URL, no
/// region, no credentials.
Result<std::unique_ptr<sqs::Client>> open_queue(const QueueOptions& options,
                                                const std::string& ca_certificate,
                                                std::size_t connections, Context& context);

/// The queue of an emulator's hook: by the hook's own keys where it has any. Ours sign only for the
/// queues that the user `named`; for any other it is kind usage.
Result<std::unique_ptr<sqs::Client>> open_hook_queue(const emulator::HookTarget& hook,
                                                     const std::vector<std::string>& named,
                                                     Context& context);

}  // namespace streamctl::cli

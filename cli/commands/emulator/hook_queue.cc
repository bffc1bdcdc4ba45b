#include "commands/emulator/hook_queue.h"

#include <algorithm>

#include "args/queue.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t connections = 4;

}  // namespace

Result<std::unique_ptr<sqs::Client>> open_hook_queue(const emulator::HookTarget& hook,
                                                     const std::vector<std::string>& named,
                                                     Context& context) {
  const QueueOptions queue{hook.url, hook.region};
  if (hook.key.empty()) {
    if (std::find(named.begin(), named.end(), hook.url) == named.end())
      return usage_error("the AWS credentials are not for this queue", "add --sqs-queue-url URL");
    return open_queue(queue, "", connections, context);
  }
  aws::Credentials own;
  own.access_key_id = hook.key;
  own.secret_access_key = Secret(hook.secret);
  own.renewable = false;
  own.source = "the hook";
  return open_queue(
      queue, "", connections, [own] { return Result<aws::Credentials>(own); }, context);
}

}  // namespace streamctl::cli

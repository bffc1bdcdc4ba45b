// The SQS queue of an emulator's hook, with the credentials allowed to sign for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "emulator/state/app.h"
#include "sqs/client.h"

namespace streamctl::cli {

/// Opens the queue with the hook's own keys, if any. Uses the user's credentials only for the URLs
/// in `named`; any other queue is an error of kind usage.
Result<std::unique_ptr<sqs::Client>> open_hook_queue(const emulator::HookTarget& hook,
                                                     const std::vector<std::string>& named,
                                                     Context& context);

}  // namespace streamctl::cli

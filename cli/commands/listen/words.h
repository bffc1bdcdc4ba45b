// The text that `listen` prints at its start and at its end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/listen/options.h"
#include "listener/listener.h"
#include "sqs/consumer.h"
#include "terminal.h"

namespace streamctl::cli {

/// The address, how events are handled, and how to try it: whole lines. `queue_url` is empty with
/// HTTP only, `url` with a queue only.
std::string listen_banner(const ListenPlan& plan, const std::string& url,
                          const std::string& queue_url, const Terminal& terminal);

/// A warning about the queue; empty if there is none.
std::string queue_warning(const std::optional<sqs::QueueAttributes>& attributes);

/// "Queue: 120 received, 118 deleted, 2 left to come again\n".
std::string queue_summary(const sqs::Counts& counts);

/// After the run: how often the filter failed, and what the history misses; mostly empty.
std::vector<std::string> final_warnings(const listener::Listener& listener);

}  // namespace streamctl::cli

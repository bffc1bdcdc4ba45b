// What `compare --call` says at its start and end.
#pragma once

#include <cstddef>
#include <string>

#include "commands/compare/live_plan.h"
#include "terminal.h"

namespace streamctl::cli {

/// Where webhooks are awaited.
std::string live_banner(const LivePlan& plan, const std::string& url, const Terminal& terminal);
/// "Watching 1 call as john at https://video.stream-io-api.com".
std::string watching_line(const LivePlan& plan, std::size_t calls, const Terminal& terminal);

}  // namespace streamctl::cli

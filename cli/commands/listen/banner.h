// The first words of `listen`: where, and what is done with what comes.
#pragma once

#include <string>

#include "commands/listen/options.h"
#include "terminal.h"

namespace streamctl::cli {

/// Whole lines. `queue_url` is empty where events come by HTTP alone, `url` where by a queue alone.
std::string listen_banner(const ListenPlan& plan, const std::string& url,
                          const std::string& queue_url, const Terminal& terminal);

}  // namespace streamctl::cli

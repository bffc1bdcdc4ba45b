// What the end of a run of `listen` means.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "command.h"
#include "context.h"
#include "listener/audience.h"

namespace streamctl::cli {

struct ListenEnd {
  const listener::Audience& audience;
  std::string source;      ///< The address or the queue that events come by.
  bool has_url = true;     ///< It is an address.
  bool has_end = false;    ///< Besides expectations: --for, or a command.
  bool cut_short = false;  ///< The command was ended before it would have.
  std::optional<int> command_code = std::nullopt;  ///< Of a command that ended by itself.
  std::optional<std::chrono::nanoseconds> timeout = std::nullopt;  ///< It ran out.
};

/// The exit code, or what was not met. Reports that beside a command that failed.
Result<ExitCode> listen_verdict(const ListenEnd& end, Context& context);

}  // namespace streamctl::cli

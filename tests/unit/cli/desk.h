// A context for parts of commands, isolated from the real environment.
#pragma once

#include <optional>
#include <sstream>
#include <stop_token>
#include <string>

#include "context.h"
#include "core/clock.h"
#include "core/random.h"

namespace streamctl::testing {

struct Desk {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  SystemClock clock;
  Random random{1};
  std::stop_source stop;
  int stop_signal = 0;
  cli::Context context{
      .in = in,
      .out = out,
      .err = err,
      .out_terminal = {},
      .err_terminal = {},
      .environment = [](const std::string&) { return std::optional<std::string>(); },
      .clock = clock,
      .random = random,
      .stop = stop.get_token(),
      .stop_signal = stop_signal};

  /// Stops the command as a signal does.
  void interrupt(int signal) {
    stop_signal = signal;
    stop.request_stop();
  }
};

}  // namespace streamctl::testing

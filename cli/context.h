// What a command may touch: streams, terminal, settings, time, chance and the stop signal, all
// handed in.
#pragma once

#include <iosfwd>
#include <optional>
#include <stop_token>

#include "config.h"
#include "core/clock.h"
#include "core/environment.h"
#include "core/random.h"
#include "terminal.h"

namespace streamctl::cli {

enum class Output { pretty, json };

struct Context {
  std::istream& in;
  std::ostream& out;  ///< Data only; pipes read this.
  std::ostream& err;  ///< Words: progress, warnings, errors.
  Terminal out_terminal;
  Terminal err_terminal;
  Output output = Output::pretty;
  bool quiet = false;  ///< Nothing on `err` but errors.
  bool verbose = false;
  Settings settings;  ///< Option > environment > profile > default.
  Environment environment;
  const Clock& clock;
  Random& random;
  std::stop_token stop;                                ///< Requested by SIGINT and SIGTERM.
  const int& stop_signal;                              ///< Which of them came; 0 while none.
  std::optional<Error> settings_error = std::nullopt;  ///< Why `settings` are the defaults alone.
};

}  // namespace streamctl::cli

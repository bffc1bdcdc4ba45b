// The dependencies of a command, all injected: streams, terminal, settings, time, randomness and
// the stop signal.
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
  std::ostream& err;  ///< Messages: progress, warnings, errors.
  Terminal out_terminal;
  Terminal err_terminal;
  Output output = Output::pretty;
  bool quiet = false;  ///< Writes only errors to `err`.
  bool verbose = false;
  Settings settings;  ///< Option > environment > profile > default.
  Environment environment;
  const Clock& clock;
  Random& random;
  std::stop_token stop;                                ///< Requested by SIGINT and SIGTERM.
  const int& stop_signal;                              ///< The signal received; 0 before any.
  std::optional<Error> settings_error = std::nullopt;  ///< Why `settings` holds only the defaults.
};

}  // namespace streamctl::cli

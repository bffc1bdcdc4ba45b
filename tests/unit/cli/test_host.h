// Runs the command line in this process: arguments in, output and exit code out.
#pragma once

#include <map>
#include <sstream>
#include <stop_token>
#include <string>
#include <vector>

#include "app.h"

namespace streamctl::testing {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

struct Given {
  std::map<std::string, std::string> environment = {{"STREAM_API_KEY", "key"},
                                                    {"STREAM_API_SECRET", "secret"}};
  std::string input;
  std::stop_token stop;
  int stop_signal = 0;
};

/// Runs `arguments` isolated from the real environment.
inline Ran run_streamctl(const std::vector<std::string>& arguments, const Given& given = {}) {
  std::istringstream in(given.input);
  std::ostringstream out;
  std::ostringstream err;
  const SystemClock clock;
  cli::Host host{in,
                 out,
                 err,
                 -1,
                 -1,
                 [&](const std::string& name) -> std::optional<std::string> {
                   const auto found = given.environment.find(name);
                   if (found == given.environment.end()) return std::nullopt;
                   return found->second;
                 },
                 clock,
                 given.stop,
                 given.stop_signal};
  const int code = cli::run(arguments, host);
  return {code, out.str(), err.str()};
}

}  // namespace streamctl::testing

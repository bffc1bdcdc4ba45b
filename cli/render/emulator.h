// What the emulator does, as people see it.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "terminal.h"

namespace streamctl::cli {

struct EmulatorGreeting {
  std::string url;
  std::string api_key;
  std::string secret;  ///< Only the one everybody knows; empty: one of the user's own.
  std::vector<std::string> webhook_urls;
  std::vector<std::string> queue_urls;
  bool shows_how = true;
};

/// Where it is, and how to connect to it.
std::string emulator_banner(const EmulatorGreeting& greeting, const Terminal& terminal);

/// One line of the emulator's log, a newline behind it: a request, a delivery, a socket. Safe for a
/// terminal whatever stands in it.
std::string emulator_line(const Json& line, const Terminal& terminal);

}  // namespace streamctl::cli

// What the emulator does, as people see it.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "emulator/serve/activity.h"
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
std::string emulator_line(const emulator::Activity& activity, const Terminal& terminal);
/// The same for a line of /_emulator/log; one of an unknown kind is printed as JSON.
std::string emulator_line(const Json& line, const Terminal& terminal);

/// What an action came to: "dropped 2 sockets".
std::string emulator_done(const std::string& action, const Json& answer);

}  // namespace streamctl::cli

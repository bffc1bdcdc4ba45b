// The text that `emulator` prints for people.
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
  std::string secret;  ///< The published one, or empty: a user's secret is not shown.
  std::vector<std::string> webhook_urls;
  std::vector<std::string> queue_urls;
  bool shows_how = true;
};

/// The address of the emulator, and how to connect to it.
std::string emulator_banner(const EmulatorGreeting& greeting, const Terminal& terminal);

/// One line of the emulator's log, with its newline: a request, a delivery, a socket. Safe for a
/// terminal whatever `activity` contains.
std::string emulator_line(const emulator::Activity& activity, const Terminal& terminal);
/// The same for a line of /_emulator/log; one of an unknown kind is printed as JSON.
std::string emulator_line(const Json& line, const Terminal& terminal);

}  // namespace streamctl::cli

// The text that `emulator` prints for people.
#pragma once

#include <cstdint>
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

/// What happened so far, for the line at the foot of the terminal.
class EmulatorCounts {
 public:
  void add(const emulator::Activity& activity);
  /// "12 requests, 3 deliveries, 1 failed".
  [[nodiscard]] std::string words() const;

 private:
  std::uint64_t requests_ = 0;
  std::uint64_t deliveries_ = 0;
  std::uint64_t failed_ = 0;
};

/// The address of the emulator, and how to connect to it.
std::string emulator_banner(const EmulatorGreeting& greeting, const Terminal& terminal);

/// A request, a delivery or a socket in the emulator's log: one line, and for a delivery of several
/// attempts a line for each of them. Safe for a terminal whatever `activity` contains.
std::string emulator_line(const emulator::Activity& activity, const Terminal& terminal);
/// The same for a line of /_emulator/log; one of an unknown kind is printed as JSON.
std::string emulator_line(const Json& line, const Terminal& terminal);

}  // namespace streamctl::cli

// What the inspector shows of a delivery in the words of the terminal.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/json.h"
#include "delivery/report.h"
#include "inspector/item.h"
#include "listener/seen.h"

namespace streamctl::cli {

/// Who and what, as in the heading of an event.
inspector::Facts inspected_facts(std::string_view body);

/// A delivery of ours to `url`, as a row has it.
listener::Seen inspected_delivery(const delivery::Delivery& delivery, const std::string& url);
/// From the beginning of its first attempt to the end of the last.
std::chrono::nanoseconds time_of(const delivery::Delivery& delivery);

/// Commands that send the delivery again, to paste into a shell: {"curl","forge","replay"}. A body
/// that is too long for an argument has none but `replay`.
struct InspectedCommands {
  std::string to;              ///< Where they send it; empty: there are no commands.
  std::string record;          ///< The capture that `replay` reads; empty: the history.
  bool keeps_history = false;  ///< Without either there is no `replay`.
};
Json inspected_commands(const listener::Delivery& delivery, const InspectedCommands& options);

}  // namespace streamctl::cli

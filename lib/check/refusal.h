// Whether a handler accepts any valid event at all, and the likely reason if it does not.
#pragma once

#include <optional>
#include <string>

namespace streamctl::check {

class Probe;

/// Why a handler accepts no valid event. Safe to print, one line each.
struct Refusal {
  /// "the handler refuses a valid event (401): does it have the secret given here?"
  std::string what;
  std::string also;  ///< The next thing to look at; empty if there is none.
};

/// Posts valid events of other types than accepts-valid does, until one is accepted: then, or if
/// `probe` was stopped, there is no refusal. After a time-out it does not wait for a second one.
std::optional<Refusal> refusal_of(Probe& probe);

}  // namespace streamctl::check

// Explains why a target did not accept a delivery, with a next step.
#pragma once

#include <optional>
#include <string>

#include "delivery/report.h"

namespace streamctl::delivery {

/// Our own words, safe to print, one line each.
struct Explanation {
  std::string kind;  ///< "401", "timeout", "connection refused": each is shown once a run.
  std::string what;  ///< "http://127.0.0.1:3000/x answered 401: it refuses the signature".
  std::string step;  ///< The next step.
  /// Whether it concerns the way to the handler (address, route, network), not the event.
  bool is_of_way = false;
  bool operator==(const Explanation&) const = default;
};

/// Explains `attempt` at `url`. Nothing for a success, or for an attempt that was cut short.
std::optional<Explanation> explain(const Attempt& attempt, const std::string& url);

/// The URL to use instead, if the answer redirects to another handler; empty if it redirects to a
/// login page or to something that is not HTTP. Not safe to print.
std::string better_url(const Attempt& attempt);

}  // namespace streamctl::delivery

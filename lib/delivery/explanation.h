// Why a target took no delivery, and what to do about it.
#pragma once

#include <optional>
#include <string>

#include "delivery/report.h"

namespace streamctl::delivery {

/// Words of ours, printable, one line each.
struct Explanation {
  std::string kind;  ///< "401", "timeout", "connection refused": what is worth saying once a run.
  std::string what;  ///< "http://127.0.0.1:3000/x answered 401: it refuses the signature".
  std::string step;  ///< The next step.
  /// Whether it is about the way to the handler (address, route, network), not about the event.
  bool is_of_way = false;
  bool operator==(const Explanation&) const = default;
};

/// What `attempt` says of the target at `url`; nothing of a success, nor where it was cut short.
std::optional<Explanation> explain(const Attempt& attempt, const std::string& url);

/// Where to send it instead, of an answer that redirects to a handler rather than to a login or to
/// no URL of http; else empty. Foreign text.
std::string better_url(const Attempt& attempt);

}  // namespace streamctl::delivery

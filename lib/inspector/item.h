// A delivery as the inspector keeps it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "listener/seen.h"

namespace streamctl::inspector {

/// What an event says in a few words; printable.
struct Facts {
  std::string who;   ///< "by john", "john and 3 more".
  std::string user;  ///< The id of the one user whom it names; may be empty.
  std::vector<std::string> others;
  std::string type;      ///< Of a body whose delivery was refused before it was read.
  std::string call_cid;  ///< So too.
};
using Describe = std::function<Facts(std::string_view body)>;

enum class Verdict { accepted, refused, failed };

/// Unchanging once it is made, so that threads share it.
struct Item {
  std::uint64_t seq = 0;  ///< From 1.
  listener::Seen seen;
  Verdict verdict = Verdict::accepted;
  Facts facts;
  std::string row;        ///< Its JSON: see docs/inspector.md.
  std::size_t bytes = 0;  ///< That it takes, roughly.

  /// Null for anything but a delivery.
  [[nodiscard]] const listener::Delivery* delivery() const {
    return std::get_if<listener::Delivery>(&seen);
  }
  /// Whether it is words between deliveries, of which nothing was asked.
  [[nodiscard]] bool is_note() const {
    return delivery() == nullptr && !std::holds_alternative<listener::Refusal>(seen);
  }
};
using ItemPtr = std::shared_ptr<const Item>;

/// Makes an item of what was seen; `took` is the time from its reception to its answer. The `seq`
/// of its row is null for 0.
Item item_of(std::uint64_t seq, listener::Seen&& seen, std::chrono::nanoseconds took,
             const Describe& describe);

std::string_view name_of(Verdict verdict);

}  // namespace streamctl::inspector

// Reads an event's type and call fast, after validating all of its JSON.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::webhook {

struct Peeked {
  std::string type;      ///< Empty if missing or not a string.
  std::string call_cid;  ///< Likewise.
  bool operator==(const Peeked&) const = default;
};

/// Reuses its buffers between events. Not thread-safe.
class EventPeeker {
 public:
  EventPeeker();
  EventPeeker(EventPeeker&&) noexcept;
  EventPeeker& operator=(EventPeeker&&) noexcept;
  EventPeeker(const EventPeeker&) = delete;
  EventPeeker& operator=(const EventPeeker&) = delete;
  ~EventPeeker();

  /// Returns nothing unless all of `body` is one valid JSON object in valid UTF-8.
  std::optional<Peeked> peek(std::string_view body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::webhook

// Reads an event's type and call fast, after validating all of its JSON.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::webhook {

struct Peeked {
  std::string type;      ///< Empty where missing or not a string.
  std::string call_cid;  ///< Likewise.
  bool operator==(const Peeked&) const = default;
};

/// Keeps its buffers from one event to the next; for one thread at a time.
class EventPeeker {
 public:
  EventPeeker();
  EventPeeker(EventPeeker&&) noexcept;
  EventPeeker& operator=(EventPeeker&&) noexcept;
  EventPeeker(const EventPeeker&) = delete;
  EventPeeker& operator=(const EventPeeker&) = delete;
  ~EventPeeker();

  /// Nothing if `body` is not one JSON object, valid to its end and valid UTF-8.
  std::optional<Peeked> peek(std::string_view body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::webhook

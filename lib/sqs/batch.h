// The messages of one SendMessageBatch request. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "sqs/protocol.h"

namespace streamctl::sqs {

/// One request that a message was sent in, and the result.
struct Try {
  WallTime at;
  SteadyTime began;
  std::chrono::nanoseconds duration{};
  bool done = false;
  unsigned status =
      0;  ///< The HTTP status; for a failed entry, the status that the entry alone would have had.
  std::string error;  ///< SQS's code and message, not safe to print; or our own words.
  std::string hint;   ///< The next step for the user; may be empty.
};

/// A message to send. `tag` is whatever the caller identifies it by.
struct Outbound {
  std::uint64_t tag = 0;
  Sendable message;
  std::string message_id;  ///< Assigned by SQS; empty until then.
  std::vector<Try> tries;
};

/// Whether SQS accepts a message of this size: not empty, and at most 256 KiB.
bool is_sendable(const Sendable& message);

/// At most ten messages and 256 KiB.
class Batch {
 public:
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] bool full() const { return entries_.size() == batch_entries_max; }
  [[nodiscard]] bool fits(const Sendable& message) const;
  /// Precondition: fits().
  void add(Outbound&& entry);
  std::vector<Outbound> take();

 private:
  std::vector<Outbound> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace streamctl::sqs

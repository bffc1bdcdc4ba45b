// Messages put together for one SendMessageBatch. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "sqs/protocol.h"

namespace streamctl::sqs {

/// A request that a message was part of, and what came of it there.
struct Try {
  WallTime at;
  SteadyTime began;
  std::chrono::nanoseconds duration{};
  bool done = false;
  unsigned status = 0;  ///< Of HTTP; of an entry that failed in an answer, as if it were alone.
  std::string error;    ///< Code and message, foreign; or words of ours.
  std::string hint;     ///< What to do about it; may be empty.
};

/// A message on its way to a queue. `tag` is its sender's name for it.
struct Outbound {
  std::uint64_t tag = 0;
  Sendable message;
  std::string message_id;  ///< SQS's, once it has it.
  std::vector<Try> tries;
};

/// Whether SQS takes a message of this size at all.
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

// The messages a process has received and not given back yet: what is to be done with each, and
// when. Pure: Consumer does it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "sqs/protocol.h"

namespace streamctl::sqs {

/// A message handed over to whoever makes something of it. `ticket` is our name for it.
struct Arrival {
  std::uint64_t ticket = 0;
  std::string id;  ///< These as in Message.
  std::string body;
  int receive_count = 1;
};

/// Some messages, by ticket and receipt, that a request is about.
struct Held {
  std::uint64_t ticket = 0;
  std::string receipt;
  bool operator==(const Held&) const = default;
};

/// How messages fared, for a last word.
struct Counts {
  std::uint64_t received = 0;  ///< Handed over.
  std::uint64_t again = 0;     ///< Received once more while still in hand; not handed over again.
  std::uint64_t deleted = 0;
  std::uint64_t undeleted = 0;  ///< Done, but SQS would not delete them: they come again.
  std::uint64_t left = 0;       ///< Not done: they come again when their time is up.
  std::uint64_t released = 0;   ///< Given back: they come again at once.
  bool operator==(const Counts&) const = default;
};

/// A message waits for its turn, is handed over, settled, and where it was done deleted. Meanwhile
/// its visibility is extended. Of each group of a FIFO queue one message at a time is handed over;
/// after one that was not done those behind it in hand are released, for their order.
class InHand {
 public:
  /// `visibility`: how long SQS hides a message from others after each receive or extension.
  explicit InHand(std::chrono::nanoseconds visibility) : visibility_(visibility) {}

  /// So many came that nothing can be made of: they come again when their time is up.
  void pass_over(std::size_t count) { counts_.left += count; }
  /// What came of one receive, in its order.
  void add(std::vector<Message>&& messages, SteadyTime now);
  /// Those whose turn it is; each once.
  std::vector<Arrival> take_ready();
  /// Whoever got it is through with it; `done`: it may be deleted. If not, it is left to come again
  /// when its time is up; after drain() it is given back. An unknown ticket is passed over.
  void settle(std::uint64_t ticket, bool done, SteadyTime now);

  /// Up to a batch of those to delete; deleted() or retry_delete() must follow for each.
  std::vector<Held> take_deletable();
  [[nodiscard]] std::size_t deletable() const { return deletable_; }
  /// Since when the oldest of them waits.
  [[nodiscard]] std::optional<SteadyTime> deletable_since() const;
  void deleted(const Held& held);
  void retry_delete(const Held& held);
  /// SQS will never delete it by this receipt.
  void give_up_delete(const Held& held);

  /// Up to a batch of those that would soon be visible to others; they count as extended.
  std::vector<Held> take_extensible(SteadyTime now);
  /// When take_extensible() will next have something.
  [[nodiscard]] std::optional<SteadyTime> next_extension() const;
  /// The extension failed: it is to be tried again soon.
  void retry_extension(const std::vector<Held>& held, SteadyTime now);

  /// Up to a batch of those to give back at once; they are forgotten.
  std::vector<Held> take_releasable();
  /// Gives back all that wait for their turn, and all that is added from now on.
  void drain();
  /// Gives back all that were handed over and not settled, too.
  void release_handed();

  [[nodiscard]] std::size_t size() const { return messages_.size(); }
  /// Those that may still be settled.
  [[nodiscard]] std::size_t unsettled() const { return waiting_ + handed_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  enum class Stage { waiting, handed, done, deleting, releasing };
  static constexpr Stage uncounted = Stage::deleting;
  struct Entry {
    Message message;  ///< Its body is with whoever it was handed to.
    Stage stage = Stage::waiting;
    SteadyTime extend_at;
    SteadyTime done_at;
  };
  using Entries = std::map<std::uint64_t, Entry>;  ///< By ticket: in the order they came.

  void move_to(Entry& entry, Stage stage);
  void erase(Entries::iterator place);
  void release_group(const std::string& group);

  std::chrono::nanoseconds visibility_;
  Entries messages_;
  std::unordered_map<std::string, std::uint64_t> tickets_;      ///< By message id.
  std::unordered_map<std::string, std::uint64_t> busy_groups_;  ///< Whose message is handed over.
  std::uint64_t last_ticket_ = 0;
  std::size_t handed_ = 0;
  std::size_t waiting_ = 0;
  std::size_t deletable_ = 0;
  std::size_t releasable_ = 0;
  bool draining_ = false;
  Counts counts_;
};

}  // namespace streamctl::sqs

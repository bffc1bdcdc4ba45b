// The messages a consumer holds: which to process, extend, delete or release, and when. Pure:
// Consumer sends the requests.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "sqs/protocol.h"

namespace streamctl::sqs {

/// A message handed over for processing. `ticket` identifies it in settle().
struct Arrival {
  std::uint64_t ticket = 0;
  std::string id;  ///< This and the rest as in Message.
  std::string body;
  int receive_count = 1;
};

/// A message in a request, by ticket and receipt.
struct Held {
  std::uint64_t ticket = 0;
  std::string receipt;
  bool operator==(const Held&) const = default;
};

/// Totals for the summary at the end.
struct Counts {
  std::uint64_t received = 0;  ///< Handed over.
  std::uint64_t again = 0;     ///< Received again while held; not handed over again.
  std::uint64_t deleted = 0;
  std::uint64_t undeleted = 0;  ///< Done, but SQS refused to delete them: they come again.
  std::uint64_t left = 0;       ///< Not done: they come again after their visibility timeout.
  std::uint64_t released = 0;   ///< Made visible again at once.
  bool operator==(const Counts&) const = default;
};

/// A message waits for its turn, is handed over, settled, and deleted if it was done. Meanwhile its
/// visibility timeout is extended. In each group of a FIFO queue one message at a time is handed
/// over; if it is not done, the held messages behind it are released, to keep their order.
class InHand {
 public:
  /// `visibility`: how long SQS hides a message from other consumers after each receive or
  /// extension.
  explicit InHand(std::chrono::nanoseconds visibility) : visibility_(visibility) {}

  /// Counts received messages that are not processed: they come again after their timeout.
  void pass_over(std::size_t count) { counts_.left += count; }
  /// The messages of one receive, in order.
  void add(std::vector<Message>&& messages, SteadyTime now);
  /// The messages whose turn it is. Each message is returned once.
  std::vector<Arrival> take_ready();
  /// Processing has ended. If `done`, the message is to be deleted; if not, it comes again after
  /// its timeout, or after drain() at once. An unknown ticket is ignored.
  void settle(std::uint64_t ticket, bool done, SteadyTime now);

  /// Up to a batch of messages to delete. For each, deleted(), retry_delete() or give_up_delete()
  /// must follow.
  std::vector<Held> take_deletable();
  [[nodiscard]] std::size_t deletable() const { return deletable_; }
  /// How long the oldest of them has waited.
  [[nodiscard]] std::optional<SteadyTime> deletable_since() const;
  void deleted(const Held& held);
  void retry_delete(const Held& held);
  /// SQS refuses for good to delete it by this receipt.
  void give_up_delete(const Held& held);

  /// Up to a batch of messages that would soon become visible to others; they count as extended.
  std::vector<Held> take_extensible(SteadyTime now);
  /// When take_extensible() will next return something.
  [[nodiscard]] std::optional<SteadyTime> next_extension() const;
  /// The extension failed: it is due again soon.
  void retry_extension(const std::vector<Held>& held, SteadyTime now);

  /// Up to a batch of messages to release; they are no longer held.
  std::vector<Held> take_releasable();
  /// Releases the messages that wait for their turn, and all that are added later.
  void drain();
  /// Releases also the messages that were handed over and not settled.
  void release_handed();

  [[nodiscard]] std::size_t size() const { return messages_.size(); }
  /// Messages that wait or are handed over.
  [[nodiscard]] std::size_t unsettled() const { return waiting_ + handed_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  enum class Stage { waiting, handed, done, deleting, releasing };
  static constexpr Stage uncounted = Stage::deleting;
  struct Entry {
    Message message;  ///< Without its body once it is handed over.
    Stage stage = Stage::waiting;
    SteadyTime extend_at;
    SteadyTime done_at;
  };
  using Entries = std::map<std::uint64_t, Entry>;  ///< By ticket: in the order of arrival.

  void move_to(Entry& entry, Stage stage);
  void erase(Entries::iterator place);
  void release_group(const std::string& group);

  std::chrono::nanoseconds visibility_;
  Entries messages_;
  std::unordered_map<std::string_view, std::uint64_t> tickets_;  ///< By id, within `messages_`.
  std::unordered_map<std::string, std::uint64_t>
      busy_groups_;  ///< Groups with a message handed over, and its ticket.
  std::uint64_t last_ticket_ = 0;
  std::size_t handed_ = 0;
  std::size_t waiting_ = 0;
  std::size_t deletable_ = 0;
  std::size_t releasable_ = 0;
  bool draining_ = false;
  Counts counts_;
};

}  // namespace streamctl::sqs

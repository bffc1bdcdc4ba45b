// The events that `replay` sends: read, selected, repeated and shuffled, each with its due time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "capture/next.h"
#include "capture/record.h"
#include "capture/source.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "delivery/deliver_all.h"
#include "filter/examiner.h"
#include "filter/failures.h"
#include "listener/selection.h"
#include "webhook/overrides.h"

namespace streamctl::replay {

/// Which events to send, and how. An event is "wanted" if it passes ids, selection and filter.
struct Plan {
  std::vector<std::string> files;  ///< "-" is standard input.
  /// Gives the events in place of files; on the thread that reads.
  std::function<capture::Next<capture::Record>()> events;
  std::optional<std::uint64_t> last;  ///< Only the last wanted events, this many.
  std::set<std::string> ids;          ///< Only these webhook ids; empty: all.
  bool once = false;                  ///< Of each of these ids only the first event.
  std::optional<WallTime> since;      ///< Only events received then or later.
  std::optional<WallTime> until;      ///< Only events received until then.
  listener::Selection selection;
  std::unique_ptr<filter::Examiner> filter;  ///< Null: none.
  std::uint64_t skip = 0;                    ///< Wanted events to leave out first.
  std::optional<std::uint64_t> limit;        ///< The most wanted events to send after those.
  webhook::Changes changes;    ///< Applied to the events to send, after they were selected.
  double speed = 0;            ///< Multiplies the recorded pace; 0: as fast as the target answers.
  bool keep_ids = false;       ///< Send the recorded webhook ids.
  bool verbatim = false;       ///< Send the recorded header fields and bytes.
  bool keeps_records = false;  ///< Fill in Sent::record.
  double duplicate = 0;        ///< Probability that an event is sent twice.
  std::uint64_t shuffle = 0;   ///< How many places late an event may be sent; 0: in order.
  std::stop_token stop;        ///< Ends the events, also during a wait for input.
};

/// Counts for the user, complete at the end.
struct Notes {
  std::uint64_t events = 0;  ///< Wanted events, without skipped ones and duplicates.
  std::uint64_t read = 0;    ///< All events, wanted or not.
  std::uint64_t skipped = 0;
  std::uint64_t changed = 0;  ///< Events that Plan::changes changed.
  std::uint64_t parsed = 0;   ///< See capture::Expander::parsed().
  std::uint64_t timed = 0;    ///< Events sent at their recorded time, for Plan::speed.
  filter::Failures filter_failures;
  std::uint64_t duplicated = 0;
  std::uint64_t displaced = 0;      ///< Events sent out of order.
  std::set<std::string> found_ids;  ///< The ids of Plan::ids that were read.
};

/// What a delivery was made from.
struct Sent {
  std::unique_ptr<capture::Record> record;  ///< Null unless Plan::keeps_records.
  std::uint64_t index = 0;                  ///< Its place among the wanted events: Outgoing::tag.
  std::chrono::nanoseconds due{};           ///< Since the start of the replay.
};

class Source {
 public:
  /// Called by begin(), total_if_few() and next(), on their thread.
  class Observer {
   public:
    Observer() = default;
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;
    virtual ~Observer() = default;

    virtual void malformed(const Error& error) = 0;
    /// The first failure of each kind that the filter reports, in words.
    virtual void filter_failed(const std::string& words) = 0;
    /// The next event is due a minute or more after the one before. `received_at` is its time.
    virtual void waits(std::chrono::nanoseconds wait, WallTime received_at) = 0;
    /// Before next() returns the event.
    virtual void sent(Sent&& sent) = 0;
  };

  Source(Plan plan, Random random, Observer& observer);

  /// Checks that every file can be read, and opens the first, so that a mistyped name is found
  /// before anything is sent. Kind config.
  Result<void> begin();
  /// Reads ahead. Returns how many events there are in all if they are at most `few`.
  std::optional<std::uint64_t> total_if_few(std::uint64_t few);

  /// Reads all events to send, changed, so that the user can edit them: at most `count_max`, with
  /// `bytes_max` bytes of body. Fewer after a stop. Kind usage if there are more.
  Result<std::deque<capture::Record>> take_all(std::size_t count_max, std::size_t bytes_max);
  /// After take_all(): next() returns these instead.
  void replace_by(std::deque<capture::Record> events);

  /// Nothing after the last event, and after a failure or a stop.
  std::optional<delivery::Planned> next();

  /// The share of all that is to be sent which the first `done` deliveries are, in [0, 1]: by the
  /// bytes of the files, or by events where their number is known. Nothing for a pipe. Thread-safe,
  /// unlike the rest.
  [[nodiscard]] std::optional<double> share(std::uint64_t done) const;

  [[nodiscard]] const Notes& notes() const { return notes_; }
  /// Why reading ended early: a file that cannot be opened or read, kind config; an event that
  /// cannot be changed, kind usage.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  struct Turn {
    capture::Record record;
    std::uint64_t index = 0;
  };

  bool open_next();
  capture::Next<capture::Record> read_next();
  std::optional<capture::Record> read();
  bool wanted(const capture::Record& record);
  std::optional<capture::Record> read_wanted();
  void keep_only_last();
  void note_share();
  void skip();
  std::optional<capture::Record> next_after_skipped();
  std::optional<Turn> next_wanted();
  std::optional<Turn> next_shuffled();
  std::chrono::nanoseconds due_at(WallTime received_at);
  delivery::Planned planned(Turn turn);

  Plan plan_;
  Random random_;
  Observer& observer_;
  std::size_t next_file_ = 0;
  std::optional<capture::EventSource> source_;
  std::deque<capture::Record> ahead_;
  bool is_all_ahead_ = false;  ///< No event to send is left in the files.
  std::vector<Turn> window_;
  std::optional<delivery::Planned> again_;  ///< The second copy of a duplicated event.
  std::uint64_t bytes_ = 0;                 ///< Of all files; 0: unknown.
  std::uint64_t bytes_finished_ = 0;        ///< Of the files before the current one.
  std::atomic<double> share_ = -1;          ///< Of the events that were taken; below 0: unknown.
  std::atomic<std::uint64_t> taken_ = 0;
  std::optional<WallTime> first_time_;
  std::chrono::nanoseconds latest_due_{};
  Notes notes_;
  std::optional<Error> failure_;
};

}  // namespace streamctl::replay

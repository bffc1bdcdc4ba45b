// The events that `replay` sends: read, selected, repeated and shuffled, with their turns.
#pragma once

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

#include "capture/source.h"
#include "core/random.h"
#include "core/result.h"
#include "delivery/deliver_all.h"
#include "filter/examiner.h"
#include "filter/failures.h"
#include "listener/selection.h"

namespace streamctl::cli {

/// What is to be replayed.
struct ReplayPlan {
  std::vector<std::string> files;     ///< "-" is standard input.
  std::optional<std::uint64_t> last;  ///< Only the last so many.
  std::set<std::string> ids;          ///< Only these webhook ids; empty: all.
  listener::Selection selection;
  std::unique_ptr<filter::Examiner> filter;  ///< Null: none.
  std::uint64_t skip = 0;                    ///< So many wanted events are left out first.
  std::optional<std::uint64_t> limit;        ///< At most so many after that.
  double speed = 0;                          ///< Of the recorded pace; 0: as fast as answered.
  bool keep_ids = false;
  bool verbatim = false;
  bool keeps_records = false;  ///< Sent::record is asked for.
  double duplicate = 0;        ///< Probability that an event is sent twice.
  std::uint64_t shuffle = 0;   ///< Each event may come this many places late; 0: in order.
  std::stop_token stop;        ///< Ends the events, also while they are waited for.
};

/// What a replay met on its way.
struct ReplayNotes {
  std::uint64_t events = 0;  ///< Wanted events, without the skipped and without duplicates.
  std::uint64_t read = 0;    ///< Events, wanted or not.
  std::uint64_t skipped = 0;
  std::uint64_t parsed = 0;  ///< See capture::Expander::parsed().
  std::uint64_t timed = 0;   ///< Of them those that --speed had a time of.
  filter::Failures filter_failures;
  std::uint64_t duplicated = 0;
  std::uint64_t displaced = 0;      ///< Events that left their place.
  std::set<std::string> found_ids;  ///< Of those asked for.
};

/// What a delivery was made from.
struct Sent {
  std::unique_ptr<capture::Record> record;  ///< Where the plan keeps records.
  std::uint64_t index = 0;                  ///< Its place among the wanted events; Outgoing::tag.
  std::chrono::nanoseconds due{};
};

class ReplaySource {
 public:
  struct Observer {
    std::function<void(const Error&)> malformed;            ///< A bad line.
    std::function<void(const std::string&)> filter_failed;  ///< Words, once a kind of failure.
    std::function<void(Sent&&)> sent;                       ///< Before next() gives it.
    /// An event is due that long after the one before, which is long.
    std::function<void(std::chrono::nanoseconds, const capture::Record&)> waits;
  };

  /// The files are opened as they are reached.
  ReplaySource(ReplayPlan plan, Random random, Observer observer);

  /// Every file looked for, the first one opened: a typo in a name is found before anything is
  /// sent. Kind config.
  Result<void> begin();
  /// Reads ahead a little; how many events there are in all, where they are that few.
  std::optional<std::uint64_t> total_if_few(std::uint64_t few);

  std::optional<delivery::Planned> next();

  [[nodiscard]] const ReplayNotes& notes() const { return notes_; }
  /// What stopped the reading, if it was an error: a file that cannot be opened or read.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  struct Turn {
    capture::Record record;
    std::uint64_t index = 0;
  };

  bool open_next();
  std::optional<capture::Record> read();
  bool wanted(const capture::Record& record);
  std::optional<capture::Record> read_wanted();
  void keep_only_last();
  void skip();
  std::optional<capture::Record> next_behind_skipped();
  std::optional<Turn> next_wanted();
  std::optional<Turn> next_shuffled();
  delivery::Planned planned(Turn turn);

  ReplayPlan plan_;
  Random random_;
  Observer observer_;
  std::size_t next_file_ = 0;
  std::optional<capture::EventSource> source_;
  std::deque<capture::Record> ahead_;
  bool only_last_kept_ = false;
  std::vector<Turn> window_;
  std::optional<delivery::Planned> again_;  ///< The second copy of a duplicated event.
  std::optional<WallTime> first_time_;
  std::chrono::nanoseconds latest_due_{};
  ReplayNotes notes_;
  std::optional<Error> failure_;
};

}  // namespace streamctl::cli

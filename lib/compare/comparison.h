// Compares the events that came by WebSocket with those that came by webhook.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "capture/attempts_seen.h"
#include "capture/record.h"
#include "compare/differences.h"
#include "compare/event.h"
#include "compare/order.h"
#include "compare/pairing.h"
#include "compare/spread.h"

namespace streamctl::compare {

struct Options {
  std::vector<std::string> types;  ///< Globs; empty: all.
  /// Globs: only events of these calls, which the WebSocket watched. Empty: of the calls that the
  /// WebSocket had events of; what the webhook had of others is counted and not judged.
  std::vector<std::string> calls;
  bool only_overlap = false;  ///< Do not judge events from outside what the other side covers.
  PairingLimits limits;
};

/// How an event that came one way counts.
enum class Judgement {
  missing,     ///< The other side should have had it.
  expected,    ///< By the catalogue its type comes this way only.
  other_call,  ///< Of a call that the WebSocket had nothing of.
  outside,     ///< See Options::only_overlap.
};

/// When a missing event was made: before the first that the other side had, after the last, or
/// between; `gap`: it was made, on its way or received while the WebSocket was lost.
enum class When { within, before, after, gap };

struct OneWay {
  Event event;
  Judgement judgement = Judgement::missing;
  When when = When::within;
};

/// A webhook that was received before.
struct Repeat {
  enum class Reason { retry, duplicate, other_id };
  Reason reason = Reason::retry;  ///< `duplicate`: the same attempt; `other_id`: by another hook.
  EventName name;
  int attempt = 1;
};

struct Summary {
  PerSide<std::uint64_t> events;  ///< Without repeats.
  std::uint64_t both = 0;
  PerSide<std::uint64_t> missing;   ///< By the side that has them: the other should.
  PerSide<std::uint64_t> expected;  ///< Likewise.
  std::uint64_t other_calls = 0;    ///< By webhook, not judged.
  std::uint64_t outside = 0;        ///< Not judged.
  std::uint64_t early = 0;          ///< Judged as missing early: see PairingLimits.
  std::uint64_t retries = 0;        ///< Repeats, by reason.
  std::uint64_t duplicates = 0;
  std::uint64_t other_ids = 0;
  std::uint64_t unverified = 0;    ///< Webhooks.
  std::uint64_t differing = 0;     ///< Events with a field that differs for no known reason.
  std::uint64_t out_of_order = 0;  ///< Events.
  /// From WebSocket to webhook; negative where the webhook came first. By the receivers' clocks.
  Spread lag{65'536};
  PerSide<Spread> since_created{{Spread{65'536}, Spread{65'536}}};  ///< To received_at.
};

/// The lag of the events of one type.
struct TypeLag {
  std::string type;
  Spread lag;
};

/// The side that has the record.
Side side_of(const capture::Record& record);

class Comparison {
 public:
  /// Types whose lag is told apart.
  static constexpr std::size_t types_max = 1000;
  /// How long Stream delivers a webhook, retries included.
  static constexpr std::chrono::seconds delivery_max{15};
  /// The latest gaps that are remembered.
  static constexpr std::size_t gaps_max = 1000;
  /// Calls of the WebSocket that are remembered.
  static constexpr std::size_t calls_max = 262'144;

  /// Gets each finding as soon as it is certain.
  class Observer {
   public:
    Observer() = default;
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;
    virtual ~Observer() = default;

    virtual void one_way(const OneWay& event) = 0;
    virtual void inverted(const Inversion& inversion) = 0;
    virtual void repeated(const Repeat& repeat) = 0;
    /// An event that came both ways, after the counts.
    virtual void paired(const Event& websocket, const Event& webhook) = 0;
  };

  Comparison(Options options, Observer& observer);
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;
  ~Comparison() = default;

  /// The WebSocket was lost from `from` to `to`, by the clock of received_at.
  void add_gap(WallTime from, WallTime to);
  /// `facts` are those of the record's body.
  void add(capture::Record&& record, const EventFacts& facts);
  /// Judges all that still wait.
  void finish();

  [[nodiscard]] const Summary& summary() const { return summary_; }
  /// By type.
  [[nodiscard]] std::vector<TypeLag> lags() const;
  [[nodiscard]] const Differences& differences() const { return differences_; }
  /// Events that still wait for their counterpart.
  [[nodiscard]] std::size_t waiting() const { return pairing_.waiting(); }

 private:
  struct Range {
    std::optional<WallTime> first;
    std::optional<WallTime> last;
  };

  [[nodiscard]] bool is_wanted(const capture::Record& record) const;
  bool is_repeat(const capture::Record& record, const Event& event);
  void note_time(const Event& event);
  void paired(const Event& websocket, const Event& webhook);
  void alone(Event&& event, bool is_early);
  [[nodiscard]] Judgement judgement_of(const Event& event) const;
  [[nodiscard]] bool is_in_gap(const Event& event) const;
  [[nodiscard]] When when_of(const Event& event) const;

  Options options_;
  Observer& observer_;
  Summary summary_;
  capture::AttemptsSeen attempts_;
  std::unordered_set<std::uint64_t> watched_calls_;  ///< Hashes.
  PerSide<std::uint64_t> places_;
  PerSide<Range> created_;
  std::deque<std::pair<WallTime, WallTime>> gaps_;
  std::unordered_map<std::string, Spread> lags_;
  Differences differences_;
  Order order_;
  Pairing pairing_;
  bool is_finishing_ = false;
};

}  // namespace streamctl::compare

#include "capture/census.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <simdjson.h>

#include "capture/attempts_seen.h"
#include "capture/values.h"
#include "core/time_text.h"

namespace streamctl::capture {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t gaps_max = 5;
constexpr std::size_t slices_max = 120;  // Twice the columns of a sparkline: halved when full.
// Latency parses the body too; after the first thousands a sample is enough.
constexpr std::uint64_t sample_every = 64;
constexpr std::uint64_t sample_all_up_to = 1024;
constexpr std::size_t latencies_max = 65536;  // Then every second one is dropped; fewer follow.

/// Events per slice of time, whose length doubles whenever there would be too many slices: constant
/// memory for any span.
class RateLine {
 public:
  void add(WallTime time) {
    if (counts_.empty()) start_ = time;
    if (time < start_) time = start_;
    auto index = static_cast<std::uint64_t>(between(start_, time) / slice_);
    while (index >= slices_max) {
      for (std::size_t i = 0; i < counts_.size(); ++i) {
        const std::uint64_t moved = std::exchange(counts_[i], 0);
        counts_[i / 2] += moved;
      }
      counts_.resize((counts_.size() + 1) / 2);
      slice_ *= 2;
      index /= 2;
    }
    if (index >= counts_.size()) counts_.resize(index + 1);
    ++counts_[index];
  }
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return counts_; }
  [[nodiscard]] nanoseconds slice() const { return slice_; }

 private:
  WallTime start_;
  nanoseconds slice_ = std::chrono::milliseconds{100};
  std::vector<std::uint64_t> counts_;
};

}  // namespace

struct Counter::State {
  EventLineReader reader;
  simdjson::ondemand::parser body_parser;
  Census census;
  NameCounts types;
  NameCounts calls;
  NameCounts transports;
  RateLine rate;
  AttemptsSeen attempts;
  std::vector<nanoseconds> latencies;
  std::uint64_t sampled_every = sample_every;
  std::string body;  ///< A body in quotes; reused.

  void count_attempt(std::string_view webhook_id, std::int64_t attempt);
  void count_time(WallTime time);
  void measure(const EventLine& event);
};

Counter::Counter() : state_(std::make_unique<State>()) {}
Counter::~Counter() = default;

void Counter::State::count_attempt(std::string_view webhook_id, std::int64_t attempt) {
  const auto before =
      webhook_id.empty() ? AttemptsSeen::Before{} : attempts.add(webhook_id, attempt);
  if (attempt > 1 || before.id) ++census.retries;
  if (before.attempt) ++census.duplicates;
}

void Counter::State::count_time(WallTime time) {
  rate.add(time);
  if (!census.first) census.first = time;
  if (census.last && time > *census.last) {
    const Gap gap{*census.last, between(*census.last, time)};
    auto& gaps = census.gaps;
    const auto place = std::find_if(gaps.begin(), gaps.end(),
                                    [&](const Gap& one) { return gap.length > one.length; });
    if (place != gaps.end() || gaps.size() < gaps_max) gaps.insert(place, gap);
    if (gaps.size() > gaps_max) gaps.pop_back();
  }
  if (!census.last || time > *census.last) census.last = time;
}

/// From the event's own `created_at` to its receipt; excludes retries, which are delayed on
/// purpose.
void Counter::State::measure(const EventLine& line) {
  if (census.events > sample_all_up_to && census.events % sampled_every != 0) return;
  if (line.attempt > 1) return;
  namespace od = simdjson::ondemand;
  // The body is a JSON text inside a JSON string: unescape it by parsing the string as a separate
  // document.
  std::string_view plain;
  body.assign("\"").append(line.raw_body).append("\"");
  body.reserve(body.size() + value_padding);
  od::document quoted;
  if (body_parser.iterate(body).get(quoted) != simdjson::SUCCESS) return;
  if (quoted.get_string().get(plain) != simdjson::SUCCESS) return;
  std::string event(plain);
  event.reserve(event.size() + value_padding);
  od::document document;
  if (body_parser.iterate(event).get(document) != simdjson::SUCCESS) return;
  od::value created_at;
  if (document["created_at"].get(created_at) != simdjson::SUCCESS) return;
  std::optional<WallTime> created;
  std::string_view text;
  std::int64_t number = 0;
  if (created_at.get_string().get(text) == simdjson::SUCCESS) {
    created = parse_rfc3339(text);
  } else if (created_at.get_int64().get(number) == simdjson::SUCCESS) {
    created = WallTime{nanoseconds{number}};
  }
  if (!created) return;
  latencies.push_back(between(*created, line.received_at));
  if (latencies.size() < latencies_max) return;
  for (std::size_t i = 0; i < latencies.size() / 2; ++i)
    latencies[i] = latencies[2 * i];
  latencies.resize(latencies.size() / 2);
  sampled_every *= 2;
}

LineKind Counter::add(std::string_view text) {
  EventLine event;
  const LineKind kind = state_->reader.read_any(text, event);
  if (kind != LineKind::event) return kind;
  expect(event);
  add(event);
  return kind;
}

void Counter::expect(const EventLine& event) const {
  state_->attempts.expect(event.webhook_id);
}

void Counter::add(const EventLine& event) {
  State& state = *state_;
  ++state.census.events;
  state.census.body_bytes += event.raw_body.size();
  if (!event.verified) ++state.census.unverified;
  state.types.add(event.type);
  state.transports.add(event.transport);
  if (!event.call_cid.empty()) state.calls.add(event.call_cid);
  state.count_attempt(event.webhook_id, event.attempt);
  if (event.received_at == WallTime{}) return;  // It came from no capture.
  state.count_time(event.received_at);
  state.measure(event);
}

Census Counter::census() const {
  Census census = state_->census;
  census.types = state_->types.tallies();
  census.calls = state_->calls.tallies();
  census.transports = state_->transports.tallies();
  census.other_types = state_->types.others();
  census.other_calls = state_->calls.others();
  census.ids_forgotten = state_->attempts.forgotten();
  census.rate = state_->rate.counts();
  census.slice = state_->rate.slice();
  auto latencies = state_->latencies;
  if (!latencies.empty()) {
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double quantile) {
      return latencies[static_cast<std::size_t>(
          std::lround(quantile * static_cast<double>(latencies.size() - 1)))];
    };
    census.latency = Latency{latencies.size(), at(0.5), at(0.9), at(0.99), latencies.back()};
  }
  return census;
}

}  // namespace streamctl::capture

#include "capture/census.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <simdjson.h>

#include "capture/attempts_seen.h"
#include "capture/cut_line.h"
#include "capture/values.h"
#include "core/json_plain.h"
#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::capture {
namespace {

using std::chrono::nanoseconds;

static_assert(value_padding >= simdjson::SIMDJSON_PADDING);

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

/// The fields of a line that are counted.
struct Fields {
  std::string_view received_at;
  std::string_view transport;
  std::string_view webhook_id;
  std::string_view type;
  std::string_view call_cid;
  std::string_view raw_body;  ///< Without its quotes, with its escapes.
  std::int64_t attempt = 1;
  bool verified = false;
  bool has_body = false;
};

/// The key of a field. Unescaping costs more than checking that nothing needs it.
simdjson::error_code read_key(simdjson::ondemand::field& field, std::string_view& key) {
  const char* const begin = field.key().raw();
  const char* end = begin;
  while (*end != '"' && *end != '\\')
    ++end;
  if (*end == '\\') return field.unescaped_key().get(key);
  key = {begin, static_cast<std::size_t>(end - begin)};
  return simdjson::SUCCESS;
}

}  // namespace

struct Counter::State {
  simdjson::ondemand::parser line_parser;
  simdjson::ondemand::parser body_parser;
  Census census;
  NameCounts types;
  NameCounts calls;
  NameCounts transports;
  RateLine rate;
  AttemptsSeen attempts;
  std::vector<nanoseconds> latencies;
  std::uint64_t sampled_every = sample_every;
  std::string head;   ///< A line without its body; reused, like the next.
  std::string body;   ///< A body in quotes.
  std::string spare;  ///< A line that simdjson refuses, simplified.

  Line read(std::string_view text, Fields& fields);
  Line read_whole(std::string_view text, Fields& fields);
  void count_attempt(std::string_view webhook_id, std::int64_t attempt);
  void count_time(WallTime time);
  void measure(const Fields& fields, WallTime received_at);
};

Counter::Counter() : state_(std::make_unique<State>()) {}
Counter::~Counter() = default;

Counter::Line Counter::State::read(std::string_view text, Fields& fields) {
  if (const auto cut = cut_at_body(text)) {
    head.assign(cut->head).append("\"}");
    head.reserve(head.size() + value_padding);
    const Line line = read_whole(head, fields);
    fields.raw_body = cut->body;
    if (line != Line::malformed) return line;
    fields = {};
  }
  const Line line = read_whole(text, fields);
  if (line != Line::malformed) return line;
  auto plain = plain_json(text);
  if (!plain) return line;
  spare = *std::move(plain);
  spare.reserve(spare.size() + value_padding);
  fields = {};
  return read_whole(spare, fields);
}

Counter::Line Counter::State::read_whole(std::string_view text, Fields& fields) {
  namespace od = simdjson::ondemand;
  od::document document;
  od::object object;
  const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + value_padding);
  if (line_parser.iterate(padded).get(document) != simdjson::SUCCESS) return Line::malformed;
  if (document.get_object().get(object) != simdjson::SUCCESS) return Line::malformed;
  std::string_view kind;
  for (auto result : object) {
    od::field field;
    std::string_view key;
    if (std::move(result).get(field) != simdjson::SUCCESS ||
        read_key(field, key) != simdjson::SUCCESS)
      return Line::malformed;
    od::value value = field.value();
    simdjson::error_code error = simdjson::SUCCESS;
    if (key == "kind") {
      error = value.get_string().get(kind);
      if (error == simdjson::SUCCESS && kind != "event") return Line::other;
    } else if (key == "received_at") {
      error = value.get_string().get(fields.received_at);
    } else if (key == "transport") {
      error = value.get_string().get(fields.transport);
    } else if (key == "webhook_id") {
      error = value.get_string().get(fields.webhook_id);
    } else if (key == "type") {
      error = value.get_string().get(fields.type);
    } else if (key == "call_cid") {
      error = value.get_string().get(fields.call_cid);
    } else if (key == "attempt") {
      error = value.get_int64().get(fields.attempt);
    } else if (key == "verified") {
      error = value.get_bool().get(fields.verified);
    } else if (key == "body" || key == "body_base64") {
      fields.has_body = true;
      const std::string_view quoted = trimmed(value.raw_json_token());
      if (quoted.size() < 2 || quoted.front() != '"') return Line::malformed;
      fields.raw_body = quoted.substr(1, quoted.size() - 2);
    }
    if (error != simdjson::SUCCESS) return Line::malformed;
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS || kind != "event" ||
      !fields.has_body)
    return Line::malformed;
  return Line::event;
}

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
void Counter::State::measure(const Fields& fields, WallTime received_at) {
  if (census.events > sample_all_up_to && census.events % sampled_every != 0) return;
  if (fields.attempt > 1) return;
  namespace od = simdjson::ondemand;
  // The body is a JSON text inside a JSON string: unescape it by parsing the string as a separate
  // document.
  std::string_view plain;
  body.assign("\"").append(fields.raw_body).append("\"");
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
  latencies.push_back(between(*created, received_at));
  if (latencies.size() < latencies_max) return;
  for (std::size_t i = 0; i < latencies.size() / 2; ++i)
    latencies[i] = latencies[2 * i];
  latencies.resize(latencies.size() / 2);
  sampled_every *= 2;
}

Counter::Line Counter::add(std::string_view text) {
  State& state = *state_;
  Fields fields;
  const Line line = state.read(text, fields);
  if (line != Line::event) return line;
  state.attempts.expect(fields.webhook_id);
  const auto received_at = parse_rfc3339(fields.received_at);
  if (!received_at) return Line::malformed;
  ++state.census.events;
  state.census.body_bytes += fields.raw_body.size();
  if (!fields.verified) ++state.census.unverified;
  state.types.add(fields.type);
  state.transports.add(fields.transport);
  if (!fields.call_cid.empty()) state.calls.add(fields.call_cid);
  state.count_attempt(fields.webhook_id, fields.attempt);
  if (*received_at == WallTime{}) return line;  // It came from no capture.
  state.count_time(*received_at);
  state.measure(fields, *received_at);
  return line;
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

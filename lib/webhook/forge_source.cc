#include "webhook/forge_source.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "webhook/catalogue.h"

namespace streamctl::webhook {

namespace {

// 2026-01-01T12:00:00Z: events forged with a seed begin here, regardless of the clock.
constexpr WallTime seeded_begin{std::chrono::seconds{1767268800}};
// Between seeded events without delays.
constexpr std::chrono::nanoseconds seeded_step = std::chrono::seconds{1};

}  // namespace

ForgeSource::ForgeSource(ForgePlan plan, Random random, const Clock& clock)
    : plan_(std::move(plan)),
      random_(random),
      clock_(clock),
      began_(plan_.seed ? seeded_begin : clock.now()) {}

Result<std::unique_ptr<ForgeSource>> ForgeSource::make(ForgePlan plan, const Random& random,
                                                       const Clock& clock) {
  const Random chosen = plan.seed ? Random(*plan.seed) : random;
  std::unique_ptr<ForgeSource> source(new ForgeSource(std::move(plan), chosen, clock));
  if (auto made = source->make_patterns(); !made) return std::move(made).error();
  return source;
}

std::uint64_t ForgeSource::total() const {
  return patterns_.size() * plan_.count;
}

Result<void> ForgeSource::make_patterns() {
  plan_.example.now = began_;
  auto round = one_round();
  if (!round) return std::move(round).error();
  const std::string kept = this->kept();
  std::chrono::nanoseconds at{0};
  for (ScenarioEvent& event : *round) {
    if (auto changed = webhook::apply(plan_.changes, event.body); !changed)
      return std::move(changed).error().in("--set in " + event.type);
    at += event.after;
    const std::string type = text_at(event.body, "type");
    patterns_.push_back({type.empty() ? event.type : type, text_at(event.body, "call_cid"),
                         EventTemplate(json_line(event.body), began_, kept), at});
  }
  round_length_ = at;
  return {};
}

Result<std::vector<ScenarioEvent>> ForgeSource::one_round() {
  if (plan_.scenario) {
    for (Step& step : plan_.scenario->steps)
      step.after = std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::duration<double, std::nano>(step.after) / plan_.speed);
    return events_of(*plan_.scenario, plan_.example, random_);
  }
  std::vector<ScenarioEvent> round;
  for (const std::string& type : plan_.types) {
    auto event = single(type);
    if (!event) return std::move(event).error();
    round.push_back(*std::move(event));
  }
  random_.next();  // The events drew from copies of this state: advance it.
  return round;
}

Result<ScenarioEvent> ForgeSource::single(const std::string& type) {
  if (find_event_type(type) == nullptr && !plan_.changes.data.is_null()) return bare(type);
  Random same = random_;  // So that all types get the same call, people and session.
  auto event = example(type, plan_.example, same);
  if (!event) return std::move(event).error();
  return ScenarioEvent{{}, type, *std::move(event)};
}

/// An event of a type not in the catalogue: only the fields common to all events.
ScenarioEvent ForgeSource::bare(const std::string& type) const {
  const ExampleOptions& example = plan_.example;
  Json event = bare_event(type, plan_.bare_call_cid, time_json(example.now, example.timestamps));
  if (!example.user_id.empty()) event["user"] = Json{{"id", example.user_id}};
  return {{}, type, std::move(event)};
}

/// All values the user set, as text.
std::string ForgeSource::kept() const {
  std::string text = plan_.example.call_cid + ' ' + plan_.example.user_id;
  if (!plan_.changes.data.is_null()) text += json_line(plan_.changes.data);
  for (const Override& one : plan_.changes.set)
    text += ' ' + json_line(one.value);
  return text;
}

WallTime ForgeSource::time_of(std::uint64_t index) const {
  // A scenario's times follow from its delays, others from the clock or, with a seed, the index.
  const auto round = static_cast<std::int64_t>(index / patterns_.size());
  if (plan_.scenario) return began_ + round * round_length_;
  if (plan_.seed) return began_ + static_cast<std::int64_t>(index) * seeded_step;
  return clock_.now();
}

std::optional<ForgedEvent> ForgeSource::next() {
  if (given_ == total()) return std::nullopt;
  const std::uint64_t index = given_++;
  const std::size_t place = index % patterns_.size();
  const Pattern& pattern = patterns_[place];
  if (place == 0) salt_ = random_.next();
  const auto round = static_cast<std::int64_t>(index / patterns_.size());
  return ForgedEvent{random_.uuid(), pattern.type, pattern.call_cid,
                     pattern.event.copy(time_of(index), salt_), round * round_length_ + pattern.at};
}

}  // namespace streamctl::webhook

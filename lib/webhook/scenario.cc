#include "webhook/scenario.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/units.h"
#include "webhook/catalogue.h"
#include "webhook/catalogue_text.h"

namespace streamctl::webhook {
namespace {

constexpr std::size_t steps_max = 10'000;

/// The text under `key`, which may be missing.
Result<std::string> text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::string();
  if (!found->is_string()) return config_error("'" + std::string(key) + "' must be a string");
  return found->get<std::string>();
}

template <std::size_t count>
Result<void> check_keys(const Json& object, const std::array<std::string, count>& known) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto meant = nearest(key, known);
    return config_error(
        "unknown key '" + printable(key) + "'",
        meant ? "did you mean '" + *meant + "'?" : "known are " + joined(known, ", "));
  }
  return {};
}

Result<void> read_texts(const Json& object,
                        const std::vector<std::pair<const char*, std::string*>>& fields) {
  for (const auto& [key, target] : fields) {
    auto text = text_at(object, key);
    if (!text) return std::move(text).error();
    *target = *std::move(text);
  }
  return {};
}

Result<Step> parse_step(const Json& object) {
  static const std::array<std::string, 5> known{"after", "type", "user", "set", "data"};
  if (!object.is_object()) return config_error("must be an object");
  if (auto checked = check_keys(object, known); !checked) return std::move(checked).error();
  Step step;
  std::string after;
  if (auto read =
          read_texts(object, {{"after", &after}, {"type", &step.type}, {"user", &step.user}});
      !read) {
    return std::move(read).error();
  }
  if (step.type.empty()) return config_error("needs a 'type'");
  if (!after.empty()) {
    auto duration = parse_duration(after);
    if (!duration) return config_error("'after': " + duration.error().what, duration.error().hint);
    step.after = *duration;
  }
  if (object.contains("set")) {
    if (!object["set"].is_object()) return config_error("'set' must be an object of path to value");
    for (const auto& [path, value] : object["set"].items())
      step.set.push_back({path, value});
  }
  step.data = object.value("data", Json());
  if (!step.data.is_null() && !step.data.is_object())
    return config_error("'data' must be an object");
  if (find_event_type(step.type) == nullptr && step.data.is_null()) {
    Error error = unknown_type(step.type);
    error.kind = ErrorKind::config;
    return error;
  }
  return step;
}

std::vector<Scenario> built_in() {
  std::vector<Scenario> list;
  for (const Json& one : Json::parse(scenarios_text))
    list.push_back(*parse_scenario(json_line(one)));
  return list;
}

/// The acting user of `step`.
std::size_t actor_of(const Step& step, Story& story, Random& random) {
  if (step.user.empty()) return usual_actor(step.type);
  if (step.user == "owner") return owner;
  if (step.user == "guest") return guest;
  return person_of(story, step.user, random);
}

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> list = built_in();
  return list;
}

const Scenario* find_scenario(std::string_view name) {
  const auto& list = scenarios();
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Scenario& one) { return one.name == name; });
  return found == list.end() ? nullptr : &*found;
}

Result<Scenario> parse_scenario(std::string_view text) {
  static const std::array<std::string, 5> known{"name", "description", "call", "user", "steps"};
  auto parsed = parse_json(text, Digits::kept);
  if (!parsed) return std::move(parsed).error();
  const Json& object = *parsed;
  if (!object.is_object()) return config_error("a scenario is a JSON object with 'steps'");
  if (auto checked = check_keys(object, known); !checked) return std::move(checked).error();
  Scenario scenario;
  const auto read = read_texts(object, {{"name", &scenario.name},
                                        {"description", &scenario.description},
                                        {"call", &scenario.call_cid},
                                        {"user", &scenario.user_id}});
  if (!read) return read.error();
  if (!object.contains("steps") || !object["steps"].is_array() || object["steps"].empty()) {
    return config_error("a scenario needs 'steps', an array of at least one");
  }
  if (object["steps"].size() > steps_max)
    return config_error("more than " + count_text(steps_max) + " steps");
  for (const Json& one : object["steps"]) {
    auto step = parse_step(one);
    if (!step)
      return std::move(step).error().in("step " + std::to_string(scenario.steps.size() + 1));
    scenario.steps.push_back(*std::move(step));
  }
  return scenario;
}

Result<std::vector<ScenarioEvent>> events_of(const Scenario& scenario,
                                             const ExampleOptions& options, Random& random) {
  StoryOptions beginning{"default:standup",
                         options.user_id.empty() ? scenario.user_id : options.user_id, owner,
                         options.now};
  if (!scenario.call_cid.empty()) beginning.call_cid = scenario.call_cid;
  if (!options.call_cid.empty()) beginning.call_cid = options.call_cid;
  auto story = begin_story(beginning, random);
  if (!story) return std::move(story).error();
  std::vector<ScenarioEvent> events;
  for (const Step& step : scenario.steps) {
    // Real times are never round.
    story->now += step.after + std::chrono::nanoseconds{random.between(0, 999'999)};
    happen(*story, step.type, actor_of(step, *story, random));
    Json body =
        find_event_type(step.type) != nullptr
            ? event_in(*story, step.type, options.timestamps)
            : bare_event(step.type, story->call_cid(), time_json(story->now, options.timestamps));
    if (!step.data.is_null()) merge_over(body, step.data);
    if (auto set = apply(step.set, body); !set) {
      return std::move(set).error().in("step " + std::to_string(events.size() + 1));
    }
    events.push_back({step.after, step.type, std::move(body)});
  }
  return events;
}

}  // namespace streamctl::webhook

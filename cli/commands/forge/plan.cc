#include "commands/forge/plan.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/options.h"
#include "args/text_input.h"
#include "core/glob.h"
#include "core/json_path.h"
#include "core/text.h"
#include "error_report.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"
#include "webhook/overrides.h"
#include "webhook/scenario.h"

namespace streamctl::cli {

namespace {

constexpr std::uint64_t count_most = 1'000'000'000;
constexpr std::uint64_t scenario_bytes_max = 16ULL * 1024 * 1024;
constexpr double speed_least = 0.001;
constexpr double speed_most = 1e6;

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const webhook::Scenario& scenario : webhook::scenarios())
    names.push_back(scenario.name);
  return names;
}

/// A built-in scenario, or else a file.
Result<webhook::Scenario> find_or_read(const std::string& name, Context& context) {
  if (const webhook::Scenario* known = webhook::find_scenario(name)) return *known;
  std::error_code ignored;
  const bool looks_like_file = name == "-" || name.find_first_of("/.") != std::string::npos;
  if (!looks_like_file && !std::filesystem::exists(name, ignored)) {
    const auto meant = nearest(name, scenario_names());
    return option_error(
        "--scenario", "no scenario and no file '" + printable(name) + "'",
        meant ? "did you mean '" + *meant + "'?" : "'streamctl forge --list-scenarios' lists them");
  }
  auto text = read_text(name, context, scenario_bytes_max);
  if (!text) return std::move(text).error().in("--scenario");
  auto scenario = webhook::parse_scenario(*text);
  if (!scenario && !parse_json(*text))
    return not_json(std::move(scenario).error(), *text).in(input_name(name));
  if (!scenario) return std::move(scenario).error().in(input_name(name));
  return scenario;
}

Result<void> check_what(const PlanOptions& options) {
  if (options.types.empty() && options.scenario.empty())
    return usage_error("forge needs an event type, or --scenario",
                       "try 'streamctl forge call.created'; 'streamctl events' lists the types");
  if (!options.types.empty() && !options.scenario.empty())
    return usage_error("forge takes event types or --scenario, not both",
                       "a scenario file of your own can hold any types: see --scenario");
  if (options.speed && options.scenario.empty())
    return option_error("--speed", "only a scenario has delays", "pass --scenario, or --rate");
  return {};
}

/// A type missing from the catalogue needs --data. One that resembles a typo of a known type is
/// accepted only if the data names it too.
Result<void> check_type(const std::string& type, const Json& data) {
  if (webhook::find_event_type(type) != nullptr) return {};
  Error unknown = webhook::unknown_type(type);
  if (!webhook::is_slip(type)) {
    if (data.is_object()) return {};
    unknown.hint = "--data '{…}' makes an event of any type; 'streamctl events' lists the known";
    return unknown;
  }
  if (!data.is_object()) return unknown;
  if (data.value("type", Json()) == Json(type)) return {};
  unknown.hint += " If not, name the type in --data, too";
  return unknown;
}

void warn_of_websocket_types(const std::vector<std::string>& types, Context& context) {
  for (const std::string& type : types) {
    const webhook::EventType* known = webhook::find_event_type(type);
    if (known != nullptr && !known->webhook)
      report_warning(context, "Stream sends " + type + " by WebSocket only: no webhook brings it");
  }
}

/// Warns about paths of --unset that no event of the plan has.
void warn_of_idle_unset(const webhook::ForgePlan& plan, Context& context) {
  if (plan.scenario || plan.changes.unset.empty()) return;
  webhook::Changes changes = plan.changes;
  changes.unset.clear();
  std::vector<Json> events;
  for (const std::string& type : plan.types) {
    auto event = webhook::example(type, plan.example, context.random);
    if (!event || !webhook::apply(changes, *event)) return;  // Reported when it is made.
    events.push_back(*std::move(event));
  }
  for (const std::string& path : plan.changes.unset) {
    const bool is_there = std::any_of(events.begin(), events.end(), [&](const Json& event) {
      return find_path(event, path) != nullptr;
    });
    if (!is_there)
      report_warning(context, "--unset: there is no '" + printable(path) + "' to remove");
  }
}

}  // namespace

void declare_plan(Arguments& arguments, PlanOptions& options) {
  arguments
      .texts("TYPE", options.types,
             "Event types in the order to send them; patterns such as 'call.recording_*' too")
      .metavar(type_metavar);
  arguments
      .text("--scenario", options.scenario, "Send the events of a scenario: a name, or a JSON file")
      .metavar(scenario_metavar)
      .group("Event");
  arguments
      .number("--speed", options.speed, speed_least, speed_most,
              "Play the scenario this many times as fast (default 1)")
      .group("Event");
  declare_overrides(arguments, options.overrides);
  declare_unset(arguments, options.overrides);
  arguments
      .choice("--timestamps", options.timestamps,
              {{"rfc3339", webhook::Timestamps::rfc3339}, {"ns", webhook::Timestamps::nanoseconds}},
              "Format of times: as Stream sends them, or as in its fixtures")
      .group("Event");
  arguments
      .choice("--signature", options.signing,
              {{"valid", delivery::Signing::valid},
               {"missing", delivery::Signing::missing},
               {"wrong", delivery::Signing::wrong},
               {"tampered", delivery::Signing::tampered}},
              "The signature to send; tampered: the body is changed after signing")
      .group("Event");
  arguments.flag("--gzip", options.gzip, "Compress bodies of 256 bytes and more, as Stream can")
      .group("Event");
  arguments
      .count("--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max(),
             "The same seed gives the same bytes, ids and times")
      .group("Event");
  arguments
      .count("--count", options.count, 1, count_most,
             "How many times to send each type, or the scenario")
      .group("Load");
}

Result<std::vector<std::string>> expand_types(const std::vector<std::string>& patterns) {
  const std::vector<std::string> known = webhook::webhook_types();
  std::vector<std::string> types;
  for (const std::string& pattern : patterns) {
    if (pattern.find_first_of("*?[") == std::string::npos) {
      types.push_back(pattern);
      continue;
    }
    const std::size_t before = types.size();
    std::copy_if(known.begin(), known.end(), std::back_inserter(types),
                 [&](const std::string& type) { return glob_match(pattern, type); });
    if (types.size() == before)
      return usage_error("no event type matches '" + printable(pattern) + "'",
                         "'streamctl events' lists the types");
  }
  return types;
}

Result<webhook::ForgePlan> make_plan(const PlanOptions& options, Context& context) {
  if (auto good = check_what(options); !good) return std::move(good).error();
  webhook::ForgePlan plan;
  auto types = expand_types(options.types);
  if (!types) return std::move(types).error();
  plan.types = *std::move(types);
  if (!options.scenario.empty()) {
    auto scenario = find_or_read(options.scenario, context);
    if (!scenario) return std::move(scenario).error();
    plan.scenario = *std::move(scenario);
    plan.example.call_cid.clear();  // The scenario's own.
  }
  auto changes = read_changes(options.overrides, context);
  if (!changes) return std::move(changes).error();
  plan.changes = *std::move(changes);
  for (const std::string& type : plan.types)
    if (auto known = check_type(type, plan.changes.data); !known) return std::move(known).error();
  warn_of_websocket_types(plan.types, context);
  if (auto good = check_call(options.overrides.call); !good) return std::move(good).error();
  if (!options.overrides.call.empty()) plan.example.call_cid = options.overrides.call;
  plan.bare_call_cid = options.overrides.call;
  plan.example.user_id = options.overrides.user_id;
  plan.example.timestamps = options.timestamps;
  plan.speed = options.speed.value_or(1);
  plan.count = options.count;
  plan.seed = options.seed;
  warn_of_idle_unset(plan, context);
  return plan;
}

}  // namespace streamctl::cli

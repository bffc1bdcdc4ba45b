#include "commands/check/check.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/event.h"
#include "args/options.h"
#include "args/target.h"
#include "args/written_files.h"
#include "check/probe.h"
#include "check/run.h"
#include "commands/check/report.h"
#include "core/json.h"
#include "core/text.h"
#include "render/checks.h"
#include "render/junit.h"
#include "render/table.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"
#include "webhook/overrides.h"

namespace streamctl::cli {
namespace {

struct CheckOptions {
  std::string url;
  bool list = false;
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::string junit;
  bool keep_going = false;
  OverrideOptions overrides;
  ReachOptions reach;
  std::chrono::nanoseconds attempt_timeout = std::chrono::seconds{6};
  std::optional<CheckForm> form;
};

void declare(Arguments& arguments, CheckOptions& options) {
  arguments.text("URL", options.url, "The handler's address");
  arguments.flag("--list", options.list, "List the checks with the reason for each, and exit");
  arguments.texts("--only", options.only, "Run only this check").metavar(check_metavar);
  arguments.texts("--skip", options.skip, "Leave this check out").metavar(check_metavar);
  arguments.flag("--keep-going", options.keep_going,
                 "Run all checks, even if the handler accepts no valid event");
  arguments.text("--junit", options.junit, "Write a JUnit report too").metavar(file_metavar);
  arguments.duration("--attempt-timeout", options.attempt_timeout,
                     "Time limit for each answer, as Stream has it");
  declare_overrides(arguments, options.overrides);
  declare_reach(arguments, options.reach);
  arguments
      .choice("-o,--output", options.form,
              {{"pretty", CheckForm::pretty}, {"json", CheckForm::json}, {"tap", CheckForm::tap}},
              "For people, JSON Lines, or the Test Anything Protocol")
      .shown_default("pretty");
}

Result<std::vector<const check::Check*>> choose(const CheckOptions& options) {
  std::vector<std::string> names;
  for (const auto& one : check::checks())
    names.emplace_back(one.name);
  for (const auto& [option, list] :
       {std::pair{"--only", &options.only}, std::pair{"--skip", &options.skip}}) {
    for (const auto& name : *list) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      const auto meant = nearest(name, names);
      return option_error(
          option, "no check is called '" + printable(name) + "'",
          meant ? "did you mean '" + *meant + "'?" : "'streamctl check --list' shows them");
    }
  }
  const auto named = [](const std::vector<std::string>& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  std::vector<const check::Check*> chosen;
  for (const auto& one : check::checks()) {
    if ((options.only.empty() || named(options.only, one.name)) && !named(options.skip, one.name))
      chosen.push_back(&one);
  }
  if (chosen.empty()) return usage_error("no check is left to run");
  return chosen;
}

ExitCode list_checks(CheckForm form, Context& context) {
  for (const auto& one : check::checks()) {
    if (form == CheckForm::json) {
      context.out << json_line(Json{{"kind", "check_description"},
                                    {"name", one.name},
                                    {"expects", one.expects},
                                    {"reason", one.reason},
                                    {"advice", one.advice}})
                  << '\n';
    } else {
      context.out << check_description(one, context.out_terminal);
    }
  }
  return 0;
}

/// The overrides applied to every event.
struct Overrides {
  std::string call;
  std::string user_id;
  Json data;
  std::vector<webhook::Override> set;
};

Result<Overrides> read_overrides(const OverrideOptions& options, Context& context) {
  auto set = read_settings(options);
  if (!set) return std::move(set).error();
  auto data = read_data(options, context);
  if (!data) return std::move(data).error();
  return Overrides{options.call, options.user_id, *std::move(data), *std::move(set)};
}

/// Refuses overrides that changed a member which the check or --call set in `made`.
Result<void> check_kept(const Json& made, const Json& event, bool is_call_given) {
  const auto differs = [&](const char* name) {
    return made.value(name, Json()) != event.value(name, Json());
  };
  if (differs("type"))
    return usage_error("--set and --data cannot change the type: each check sets it itself",
                       "'streamctl forge' sends one event of any type");
  if (is_call_given && differs("call_cid"))
    return usage_error("--call and another call_cid contradict each other",
                       "leave one of them out");
  return {};
}

Result<Json> make_event(std::string_view type, const Overrides& overrides, Context& context) {
  webhook::ExampleOptions options{.user_id = overrides.user_id, .now = context.clock.now()};
  if (auto good = check_call(overrides.call); !good) return std::move(good).error();
  if (!overrides.call.empty()) options.call_cid = overrides.call;
  const bool is_known = webhook::find_event_type(type) != nullptr;
  const Json now = webhook::time_json(options.now, options.timestamps);
  auto event = is_known ? webhook::example(type, options, context.random)
                        : Result<Json>(webhook::bare_event(type, options.call_cid, now));
  if (!event) return event;
  const Json made = *event;
  if (!overrides.data.is_null()) merge_over(*event, overrides.data);
  if (auto set = webhook::apply(overrides.set, *event); !set)
    return std::move(set).error().in("--set in " + std::string(type));
  if (auto good = check_kept(made, *event, !overrides.call.empty()); !good)
    return std::move(good).error();
  return event;
}

/// Fails if any event cannot be made, before sending the first. Kind usage.
Result<check::Material> material_of(Overrides overrides, Context& context) {
  check::Material material;
  material.types = webhook::webhook_types();
  for (const std::string& type : material.types) {
    if (auto made = make_event(type, overrides, context); !made) return std::move(made).error();
  }
  material.example = [overrides = std::move(overrides), &context](std::string_view type) {
    const auto event = make_event(type, overrides, context);
    return event ? json_line(*event) : "{}";
  };
  return material;
}

Result<ExitCode> run(const CheckOptions& options, Context& context) {
  const CheckForm form =
      options.form.value_or(context.output == Output::json ? CheckForm::json : CheckForm::pretty);
  if (options.list && !options.url.empty())
    return usage_error("unexpected argument '" + printable(options.url) + "'",
                       "--list lists the checks of any handler");
  if (options.list) return list_checks(form, context);
  auto chosen = choose(options);
  if (!chosen) return std::move(chosen).error();
  if (options.url.empty())
    return usage_error("no handler to check",
                       "name its URL: streamctl check http://127.0.0.1:3000/webhooks/stream");
  if (options.attempt_timeout.count() <= 0)
    return option_error("--attempt-timeout", "no attempt can be made in no time");
  if (auto good = check_report(options.junit); !good) return std::move(good).error();
  auto target = resolve_reach(options.url, "URL", options.reach, context);
  if (!target) return std::move(target).error();
  if (chosen->size() == 1 && chosen->front()->name == "tls-trusted" &&
      !lower_ascii(target->url).starts_with("https:"))
    return usage_error("tls-trusted needs an https URL, and no other check is left to run");
  auto secret = secret_for(*target, context);
  if (!secret) return std::move(secret).error();
  target->secret = *std::move(secret);
  target->api_key = context.settings.api_key;
  auto overrides = read_overrides(options.overrides, context);
  if (!overrides) return std::move(overrides).error();
  auto material = material_of(*std::move(overrides), context);
  if (!material) return std::move(material).error();
  check::Probe probe({*std::move(target), options.attempt_timeout, context.stop},
                     *std::move(material), context.random);

  CheckReport report(form, *chosen, context);
  const SteadyTime begin = context.clock.steady();
  const auto result =
      check::run(*chosen, probe, context.clock, context.stop,
                 {.keep_going = options.keep_going,
                  .begins = [&](const check::Check& one) { report.begins(one); },
                  .tell = [&](const check::Finding& finding) { report.found(finding); }});
  report.ended(result, context.clock.steady() - begin);
  if (auto written = write_report(options.junit,
                                  junit_report("streamctl check", report.junit_cases()), context);
      !written)
    return std::move(written).error();
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  return result.tally.fail == 0 ? 0 : 1;
}

}  // namespace

Command check() {
  return {
      "check",
      "send",
      "Check that a webhook handler keeps Stream's contract",
      "Sends a handler well-formed and hostile deliveries, one attempt each, and says for each "
      "whether it did what Stream "
      "relies on: what was expected, what came, why it matters and what to change. Ends with 1 if "
      "a check failed.\n\n"
      "Where the handler accepts no valid event, the run ends after accepts-valid and says what "
      "that "
      "most likely means; --keep-going runs the other checks too. A check that passes only because "
      "everything is refused is skipped.\n\n"
      "The handler should verify with the same secret that streamctl has.",
      {{"streamctl check http://127.0.0.1:3000/webhooks/stream", "All checks"},
       {"streamctl check --list", "What there is"},
       {"streamctl check http://127.0.0.1:3000/webhooks/stream --only accepts-gzip", "One of them"},
       {"streamctl check http://127.0.0.1:3000/webhooks/stream --set call.custom.meetingId=m-1",
        "For a handler that requires specific data in the event"},
       {"streamctl check http://127.0.0.1:3000/webhooks/stream --junit report.xml",
        "With a report for CI"}},
      bound<CheckOptions>(declare, run)};
}

}  // namespace streamctl::cli

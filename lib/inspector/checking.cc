#include "inspector/checking.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "check/lines.h"
#include "check/probe.h"
#include "check/run.h"
#include "core/text.h"
#include "webhook/catalogue.h"
#include "webhook/example.h"
#include "webhook/overrides.h"

namespace streamctl::inspector {
namespace {

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

Result<std::vector<const check::Check*>> chosen_of(const std::vector<std::string>& only,
                                                   const std::vector<std::string>& skip) {
  for (const auto* list : {&only, &skip})
    for (const std::string& name : *list)
      if (std::none_of(check::checks().begin(), check::checks().end(),
                       [&](const check::Check& one) { return one.name == name; }))
        return usage_error("no check is called '" + printable(name) + "'");
  std::vector<const check::Check*> chosen;
  for (const check::Check& one : check::checks())
    if ((only.empty() || names(only, one.name)) && !names(skip, one.name)) chosen.push_back(&one);
  if (chosen.empty()) return usage_error("no check is left to run");
  return chosen;
}

std::string example_of(std::string_view type, const Clock& clock, Random& random) {
  webhook::ExampleOptions options;
  options.now = clock.now();
  if (webhook::find_event_type(type) == nullptr)
    return json_line(webhook::bare_event(type, options.call_cid,
                                         webhook::time_json(options.now, options.timestamps)));
  const auto event = webhook::example(type, options, random);
  return event ? json_line(*event) : "{}";
}

}  // namespace

PageAnswer start_check(Body body, const SendingParts& parts, Random random) {
  std::string to = parts.default_to;
  std::vector<std::string> only;
  std::vector<std::string> skip;
  bool keeps_going = false;
  body.text("to", to);
  body.texts("only", only);
  body.texts("skip", skip);
  body.flag("keep_going", keeps_going);
  if (auto good = body.check(); !good) return refusal(good.error());
  auto chosen = chosen_of(only, skip);
  if (!chosen) return refusal(chosen.error());
  if (to.empty()) return refusal(usage_error("there is no handler to check", "name one in \"to\""));
  auto target = parts.target(to);
  if (!target) return refusal(target.error());
  return parts.actions.start(
      "check", [&clock = parts.clock, chosen = *std::move(chosen), target = *std::move(target),
                keeps_going, random](const Report& report, const std::stop_token& stop) mutable {
        check::ProbeOptions options;
        options.target = target;
        options.stop = stop;
        check::Probe probe(std::move(options),
                           {webhook::webhook_types(),
                            [&](std::string_view type) { return example_of(type, clock, random); }},
                           random);
        const SteadyTime began = clock.steady();
        check::RunOptions run;
        run.keep_going = keeps_going;
        run.tell = [&](const check::Finding& finding) {
          report("finding", check::to_json(finding));
        };
        const check::RunResult result = check::run(chosen, probe, clock, stop, run);
        report("summary", check::to_json(result, stop.stop_requested(), clock.steady() - began));
      });
}

}  // namespace streamctl::inspector

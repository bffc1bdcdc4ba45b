#include "webhook/example.h"

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/event.h"
#include "commands/events/events.h"
#include "core/json.h"
#include "webhook/overrides.h"

namespace streamctl::cli {
namespace {

struct ExampleOptions {
  std::string type;
  OverrideOptions overrides;
  webhook::Timestamps timestamps = webhook::Timestamps::rfc3339;
  std::optional<std::uint64_t> seed;
};

void declare(Arguments& arguments, ExampleOptions& options) {
  arguments.text("TYPE", options.type, "Event type").required();
  declare_overrides(arguments, options.overrides);
  arguments.choice<webhook::Timestamps>(
      "--timestamps", options.timestamps,
      {{"rfc3339", webhook::Timestamps::rfc3339}, {"ns", webhook::Timestamps::nanoseconds}},
      "Times as text, or as whole nanoseconds");
  arguments.count("--seed", options.seed, 0, UINT64_MAX, "The same seed gives the same example");
}

Result<ExitCode> run(const ExampleOptions& options, Context& context) {
  webhook::ExampleOptions wanted;
  if (auto good = check_call(options.overrides.call); !good) return std::move(good).error();
  if (!options.overrides.call.empty()) wanted.call_cid = options.overrides.call;
  wanted.user_id = options.overrides.user_id;
  wanted.timestamps = options.timestamps;
  wanted.now = options.seed ? WallTime{std::chrono::seconds{1'795'000'000}} : context.clock.now();
  Random seeded(options.seed.value_or(0));
  auto event = webhook::example(options.type, wanted, options.seed ? seeded : context.random);
  if (!event) return std::move(event).error();
  const auto data = read_data(options.overrides, context);
  if (!data) return data.error();
  if (!data->is_null()) merge_over(*event, *data);
  const auto settings = read_settings(options.overrides);
  if (!settings) return settings.error();
  if (auto set = webhook::apply(*settings, *event); !set) return std::move(set).error().in("--set");
  context.out << (context.output == Output::json ? json_line(*event) : json_indented(*event))
              << '\n';
  return 0;
}

}  // namespace

Command events_example() {
  return {.name = "example",
          .summary = "Print a valid example of an event type",
          .description =
              "Prints a complete event of the type, with ids, users and times that agree with each "
              "other, as Stream would send it. --data and --set change it; 'streamctl forge' sends "
              "such events.",
          .examples = {{"streamctl events example call.ring --set call.custom.room=blue",
                        "A complete event, with a value of yours"},
                       {"streamctl events example custom --seed 1 -o json > event.json",
                        "The same event each time, on one line"}},
          .declare = bound<ExampleOptions>(declare, run)};
}

}  // namespace streamctl::cli

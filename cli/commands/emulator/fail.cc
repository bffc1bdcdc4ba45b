#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "args/options.h"
#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"
#include "core/text.h"
#include "core/units.h"
#include "render/status.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t failures_max = 1'000'000;
constexpr std::chrono::minutes latency_max{10};
constexpr std::uint64_t status_default = 503;

struct FailOptions {
  EmulatorLocation emulator;
  std::uint64_t count = 0;
  std::optional<std::uint64_t> status;
  std::string operation;
  std::optional<double> probability;
  std::optional<std::chrono::nanoseconds> latency;
  std::optional<std::uint64_t> seed;
};

void declare(Arguments& arguments, FailOptions& options) {
  arguments.count("N", options.count, 0, failures_max, "How many").required().shown_default("");
  declare_location(arguments, options.emulator);
  arguments
      .count("--status", options.status, 400, 599,
             "The status; 429 has a Retry-After (default 503; with --latency none)")
      .metavar("N");
  arguments
      .text("--operation", options.operation,
            "Only requests of this operation, such as GetCall; a glob names several")
      .metavar("NAME");
  arguments
      .number("--probability", options.probability, 0, 1,
              "Fail each of these requests with this probability, until N have failed")
      .metavar("P");
  arguments.duration("--latency", options.latency,
                     "Answer only after this time; without --status, the request succeeds");
  arguments
      .count("--seed", options.seed, 0, INT64_MAX,
             "Of --probability: the same seed fails the same requests (default 1)")
      .metavar("N");
}

Result<Json> body_of(const FailOptions& options) {
  Json body{{"count", options.count}};
  if (options.status || !options.latency) body["status"] = options.status.value_or(status_default);
  if (!options.operation.empty()) body["operation"] = options.operation;
  if (options.probability) body["probability"] = *options.probability;
  if (options.seed && !options.probability)
    return option_error("--seed", "nothing is left to chance", "give --probability too");
  if (options.seed) body["seed"] = *options.seed;
  if (!options.latency) return body;
  if (*options.latency < std::chrono::milliseconds(1) || *options.latency > latency_max)
    return option_error("--latency", "from 1ms to " + duration_text(latency_max));
  body["latency_ms"] = std::chrono::ceil<std::chrono::milliseconds>(*options.latency).count();
  return body;
}

std::string message_of(const Json& answer, const FailOptions& options) {
  const std::int64_t count = number_in(answer, "failing");
  const std::string what = options.operation.empty() ? "" : " of " + printable(options.operation);
  if (count == 0) return "No request" + what + " is failed any more";
  const auto chance = options.probability.value_or(1);
  std::string message =
      (count == 1 ? "The next request" : "The next " + std::to_string(count) + " requests") + what +
      (count == 1 ? " is answered" : " are answered");
  if (const std::int64_t status = number_in(answer, "status"); status != 0)
    message += " " + status_text(static_cast<unsigned>(status));
  if (options.latency) message += " after " + duration_text(*options.latency);
  if (chance < 1) message += ", each with probability " + json_line(chance);
  return message;
}

Result<ExitCode> run(const FailOptions& options, Context& context) {
  const auto body = body_of(options);
  if (!body) return body.error();
  const auto answer = post_to_emulator(options.emulator, "fail", *body, context);
  if (!answer) return answer.error();
  return report_action(*answer, message_of(*answer, options), context);
}

}  // namespace

Command emulator_fail() {
  return {.name = "fail",
          .summary = "Answer the next requests with an error, or late",
          .description =
              "Answers the next N requests to the API with an error of the given status, in "
              "Stream's form, to show how a client handles errors. With --latency the answer is "
              "late; without --status the request then succeeds.\n\n"
              "Requests of one operation are those that 'emulator log' shows under its name. Each "
              "operation has its own failures: a later 'fail' of the same --operation replaces the "
              "earlier one, and the latest that fits a request decides. 'fail 0 --operation NAME' "
              "ends one, 'fail 0' all. 'emulator state' shows under \"failures\" how many are "
              "left. The telemetry of Stream's clients is neither failed nor counted, unless "
              "--operation names it.",
          .examples = {{"streamctl emulator fail 3 --status 503", "An outage of three requests"},
                       {"streamctl emulator fail 1 --status 429", "One rate limit"},
                       {"streamctl emulator fail 1 --operation GetOrCreateCall --latency 3s",
                        "A call that is slow to create, but is created"},
                       {"streamctl emulator fail 100 --operation 'Query*' --probability 0.2",
                        "A fifth of the queries; the same ones in each run"}},
          .declare = bound<FailOptions>(declare, run)};
}

}  // namespace streamctl::cli

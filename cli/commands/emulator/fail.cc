#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"
#include "render/status.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t failures_max = 1'000'000;

struct FailOptions {
  EmulatorLocation emulator;
  std::uint64_t count = 0;
  std::uint64_t status = 503;
};

void declare(Arguments& arguments, FailOptions& options) {
  arguments.count("N", options.count, 0, failures_max, "How many").required().shown_default("");
  declare_location(arguments, options.emulator);
  arguments.count("--status", options.status, 400, 599, "The status; 429 has a Retry-After");
}

std::string message_of(const Json& answer) {
  const std::int64_t count = number_in(answer, "failing");
  const std::string status = status_text(static_cast<unsigned>(number_in(answer, "status")));
  if (count == 0) return "No request is failed any more";
  if (count == 1) return "The next request is answered " + status;
  return "The next " + std::to_string(count) + " requests are answered " + status;
}

Result<ExitCode> run(const FailOptions& options, Context& context) {
  const Json body{{"count", options.count}, {"status", options.status}};
  const auto answer = post_to_emulator(options.emulator, "fail", body, context);
  if (!answer) return answer.error();
  return report_action(*answer, message_of(*answer), context);
}

}  // namespace

Command emulator_fail() {
  return {.name = "fail",
          .summary = "Answer the next requests with an error",
          .description =
              "Answers the next N requests to the API with an error of the given status, in "
              "Stream's form, to show how a client handles errors. The telemetry of Stream's "
              "clients is neither failed nor counted. A later 'fail' replaces an earlier one; "
              "'fail 0' ends it.",
          .examples = {{"streamctl emulator fail 3 --status 503", "An outage of three requests"},
                       {"streamctl emulator fail 1 --status 429", "One rate limit"}},
          .declare = bound<FailOptions>(declare, run)};
}

}  // namespace streamctl::cli

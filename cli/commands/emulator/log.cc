#include <ostream>

#include <nlohmann/json.hpp>

#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"
#include "render/emulator.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run_log(const EmulatorLocation& emulator, Context& context) {
  const auto answer = get_from_emulator(emulator, "log", context);
  if (!answer) return answer.error();
  const bool is_json = context.output == Output::json;
  for (const Json& line : answer->value("log", Json::array()))
    context.out << (is_json ? json_line(line) + "\n" : emulator_line(line, context.out_terminal));
  return 0;
}

}  // namespace

Command emulator_log() {
  return {.name = "log",
          .summary = "Show the latest requests and deliveries",
          .description =
              "Prints the last 1,000 lines that the emulator printed, oldest first: requests to "
              "the API with the events they caused, deliveries to hooks, sockets opened and "
              "closed.",
          .examples = {{"streamctl emulator log", "Everything it remembers"},
                       {"streamctl emulator log -o json", "For programs: one JSON object a line"}},
          .declare = bound<EmulatorLocation>(declare_location, run_log)};
}

}  // namespace streamctl::cli

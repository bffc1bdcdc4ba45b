#include <ostream>

#include <nlohmann/json.hpp>

#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run_state(const EmulatorLocation& emulator, Context& context) {
  const auto answer = get_from_emulator(emulator, "state", context);
  if (!answer) return answer.error();
  const bool is_json = context.output == Output::json;
  context.out << (is_json ? json_line(*answer) : json_indented(*answer)) << '\n';
  return 0;
}

}  // namespace

Command emulator_state() {
  return {.name = "state",
          .summary = "Show users, calls, sockets and hooks",
          .description =
              "Prints everything the emulator holds as one JSON object: users, calls with their "
              "sessions and members, open sockets and hooks. It is indented, or one line with "
              "--output json. Secrets of hooks are masked.",
          .examples = {{"streamctl emulator state", "Everything"},
                       {"streamctl emulator state -o json | jq .calls", "The calls alone"}},
          .declare = bound<EmulatorLocation>(declare_location, run_state)};
}

}  // namespace streamctl::cli

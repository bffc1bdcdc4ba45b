#include <nlohmann/json.hpp>

#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run_reset(const EmulatorLocation& emulator, Context& context) {
  const auto answer = post_to_emulator(emulator, "reset", nullptr, context);
  if (!answer) return answer.error();
  return report_action(*answer, "Reset", context);
}

}  // namespace

Command emulator_reset() {
  return {.name = "reset",
          .summary = "Restore the state that the emulator started with",
          .description =
              "Closes all sockets and restores users, calls and hooks as the command line and the "
              "seed file set them. Expired tokens are valid again, failures end, and the log "
              "starts anew. Tests that share an emulator begin with it.",
          .examples = {{"streamctl emulator reset", "Between two tests"}},
          .declare = bound<EmulatorLocation>(declare_location, run_reset)};
}

}  // namespace streamctl::cli

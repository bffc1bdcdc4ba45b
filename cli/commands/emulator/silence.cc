#include <string>

#include <nlohmann/json.hpp>

#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"

namespace streamctl::cli {
namespace {

struct SilenceOptions {
  EmulatorLocation emulator;
  std::string user_id;
};

void declare(Arguments& arguments, SilenceOptions& options) {
  declare_location(arguments, options.emulator);
  arguments.text("--user-id", options.user_id, "Only this user's sockets").metavar("ID");
}

Result<ExitCode> run(const SilenceOptions& options, Context& context) {
  const auto answer =
      post_to_emulator(options.emulator, "silence", sockets_of(options.user_id), context);
  if (!answer) return answer.error();
  return report_action(*answer, "Silenced " + sockets_text(*answer, "silenced"), context);
}

}  // namespace

Command emulator_silence() {
  return {.name = "silence",
          .summary = "Send nothing more to open sockets",
          .description =
              "Leaves the open WebSockets open but sends them nothing more, neither events nor "
              "health checks, to show how a client notices a dead connection. Sockets opened later "
              "are not affected.",
          .examples = {{"streamctl emulator silence", "All open sockets"},
                       {"streamctl emulator silence --user-id john", "One user's"}},
          .declare = bound<SilenceOptions>(declare, run)};
}

}  // namespace streamctl::cli

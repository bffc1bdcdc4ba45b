#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"

namespace streamctl::cli {
namespace {

struct DropOptions {
  EmulatorLocation emulator;
  std::uint64_t code = 1001;
  std::string user_id;
};

void declare(Arguments& arguments, DropOptions& options) {
  declare_location(arguments, options.emulator);
  arguments.count("--code", options.code, 1000, 4999,
                  "Close code; 1000: for good, 1006: without a close frame");
  arguments.text("--user-id", options.user_id, "Only this user's sockets").metavar("ID");
}

Result<ExitCode> run(const DropOptions& options, Context& context) {
  Json body = sockets_of(options.user_id);
  body["code"] = options.code;
  const auto answer = post_to_emulator(options.emulator, "drop", body, context);
  if (!answer) return answer.error();
  return report_action(*answer, "Dropped " + sockets_text(*answer, "dropped"), context);
}

}  // namespace

Command emulator_drop() {
  return {.name = "drop",
          .summary = "Close open sockets",
          .description =
              "Closes the open WebSockets with a close code, to show how a client reconnects. Code "
              "1006 drops the connections without a close frame, as a broken network does.",
          .examples = {{"streamctl emulator drop", "Close all, as a server that shuts down"},
                       {"streamctl emulator drop --code 1006 --user-id john",
                        "Break one user's connections"}},
          .declare = bound<DropOptions>(declare, run)};
}

}  // namespace streamctl::cli

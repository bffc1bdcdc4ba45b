#include <nlohmann/json.hpp>

#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run_expire_tokens(const EmulatorLocation& emulator, Context& context) {
  const auto answer = post_to_emulator(emulator, "expire-tokens", nullptr, context);
  if (!answer) return answer.error();
  return report_action(*answer, "Tokens expired; closed " + sockets_text(*answer, "expired"),
                       context);
}

}  // namespace

Command emulator_expire_tokens() {
  return {.name = "expire-tokens",
          .summary = "Expire every user token made until now",
          .description =
              "Refuses every user token made until now as expired, with code 40, and closes the "
              "open WebSockets with the same error, to show how a client renews its token. Tokens "
              "made later are valid.",
          .examples = {{"streamctl emulator expire-tokens", "Does your client ask for a new one?"}},
          .declare = bound<EmulatorLocation>(declare_location, run_expire_tokens)};
}

}  // namespace streamctl::cli

#include "commands/emulator/emulator.h"

#include "commands/emulator/control.h"
#include "commands/emulator/options.h"
#include "commands/emulator/session.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run(const EmulatorOptions& options, Context& context) {
  return options.action == EmulatorAction::run ? run_emulator(options, context)
                                               : control_emulator(options, context);
}

}  // namespace

Command emulator() {
  return {
      "emulator",
      "run",
      "Be Stream on this machine: API, WebSocket and webhooks",
      "The REST calls, the WebSocket and the webhooks of Stream Video on one port, in memory, "
      "for development and CI without an account or a network. Official SDKs connect to it "
      "unchanged: the server's with a base URL, the browser's with the same and /video behind "
      "it. Every change makes the events that Stream makes, to watchers by WebSocket and to "
      "hooks under Stream's delivery policy. Key and secret are emulator and emulator-secret, "
      "unless the options, the environment or the profile say others.\n\n"
      "There is no media: joining a call is refused. What participants would do is pushed: "
      "'streamctl emulator push call.session_participant_joined --call default:standup'. "
      "Permissions are reported but not enforced.\n\n"
      "A web page may act as a user, but not as a server while the secret is the published one. "
      "Hooks that the API adds reach this machine alone, unless --hooks-anywhere is given, and "
      "AWS credentials sign only for the queues of --sqs-queue-url.\n\n"
      "The actions below act on a running emulator; the same is under /_emulator/ by HTTP, "
      "which web pages may not use.",
      {{"streamctl emulator --webhook-url http://127.0.0.1:3000/webhooks/stream",
        "Beside your handler"},
       {"streamctl emulator --port 0 -- npm test", "Around a test run, on a free port"},
       {"streamctl emulator push call.ring --call default:standup", "Make an event happen"},
       {"streamctl emulator drop --code 1001", "See how your client reconnects"},
       {"streamctl emulator fail 3 --status 503", "See how it bears errors"}},
      bound<EmulatorOptions>(declare_emulator, run),
      false,
      emulator_actions(run)};
}

}  // namespace streamctl::cli

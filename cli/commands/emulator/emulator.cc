#include "commands/emulator/emulator.h"

#include "commands/emulator/options.h"
#include "commands/emulator/session.h"

namespace streamctl::cli {

Command emulator() {
  return {
      .name = "emulator",
      .group = "run",
      .summary = "Emulate Stream on this machine: API, WebSocket and webhooks",
      .description =
          "Serves the REST calls, the WebSocket and the webhooks of Stream Video on one port, "
          "in memory, for development and CI without an account or a network. Official SDKs "
          "connect to it unchanged: give the server's SDK its URL as the base URL, and the "
          "browser's the same with /video behind it. Every change makes the events that Stream "
          "makes, and sends them to watchers by WebSocket and to hooks under Stream's delivery "
          "policy. Key and secret are emulator and emulator-secret, unless the options, the "
          "environment or the profile set others.\n\n"
          "There is no media: joining a call opens its session with all events, and the address "
          "of the media server refuses. Participants also join by 'streamctl emulator push "
          "call.session_participant_joined --call default:standup'. Requests are checked "
          "against Stream's specification. Users may do in calls what the grants of the call type "
          "allow them; servers may do all.\n\n"
          "A web page may act as a user, but not as a server while the secret is the published "
          "one. Hooks added through the API may lead to this machine only, unless "
          "--hooks-anywhere is given, and AWS credentials sign only for the queues of "
          "--sqs-queue-url.\n\n"
          "The actions below control a running emulator. They send HTTP requests to its paths "
          "under /_emulator/, which web pages may not use.",
      .examples = {{"streamctl emulator --webhook-url http://127.0.0.1:3000/webhooks/stream",
                    "Beside your handler"},
                   {"streamctl emulator --timestamps ns --webhook-url "
                    "http://127.0.0.1:3000/webhooks/stream",
                    "For a handler whose SDK reads times as numbers, such as Go's or Python's"},
                   {"streamctl emulator --port 0 -- npm test", "Around a test run, on a free port"},
                   {"streamctl emulator push call.ring --call default:standup",
                    "In another terminal: make the running one send an event"}},
      .declare = bound<EmulatorOptions>(declare_emulator, run_emulator),
      .commands = {emulator_push(), emulator_drop(), emulator_silence(), emulator_fail(),
                   emulator_expire_tokens(), emulator_clock(), emulator_reset(), emulator_save(),
                   emulator_load(), emulator_state(), emulator_log()}};
}

}  // namespace streamctl::cli

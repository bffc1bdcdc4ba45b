#include "commands/watch/watch.h"

#include <utility>

#include "commands/watch/options.h"
#include "commands/watch/session.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run(const WatchOptions& options, Context& context) {
  auto setup = plan_watch(options, context);
  if (!setup) return std::move(setup).error();
  return WatchSession(*std::move(setup), context).run();
}

}  // namespace

Command watch() {
  return {
      "watch",
      "receive",
      "Watch calls over a WebSocket, and show their events as they arrive",
      "Connects to Stream as a user, watches calls, and shows their events: the events an app "
      "receives. The token is made from the API secret, anew for each connection, or read from a "
      "file (--token), which needs no secret.\n\n"
      "Reconnects with the same backoff as Stream's own clients, and watches the calls again. "
      "Stream does not resend the events of the meantime: each gap is reported, with --output json "
      "as a line of kind gap. A permanent refusal ends the command: an unknown key, an invalid "
      "token, a call that does not exist (without --create), close code 1000.\n\n"
      "--via join joins each call as an app does, which may need more permissions and counts as "
      "taking part; no media is sent or received.\n\n"
      "Filters, end conditions and the capture are those of 'streamctl listen': --filter runs in a "
      "separate process, and an event on which it fails is recorded but otherwise left out. "
      "--forward-to delivers each event as a signed webhook under Stream's delivery policy, to "
      "every "
      "target whose glob matches its type; a slow target delays no other. "
      "--insecure and -H apply to the targets; --ca-cert is trusted for the API as well.",
      {{"streamctl watch default:standup --env-file .env", "Show what happens in a call"},
       {"streamctl watch default:standup --env-file .env --create --record capture.jsonl",
        "In one that may not exist yet, and keep it"},
       {"streamctl watch --env-file .env --query '{\"type\":\"livestream\"}' --type "
        "'call.live_started'",
        "In all livestreams there are"},
       {"streamctl watch default:standup --env-file .env --forward-to "
        "http://127.0.0.1:3000/webhooks/stream",
        "As webhooks, without a public address"},
       {"streamctl watch default:standup --env-file .env --expect custom --timeout 30s",
        "A smoke test"}},
      bound<WatchOptions>(declare_watch, run)};
}

}  // namespace streamctl::cli

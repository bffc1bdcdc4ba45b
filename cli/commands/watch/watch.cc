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
      "Watch calls over a WebSocket, and show their events as they come",
      "Connects to Stream as a user, watches calls, and shows what happens in them: the events "
      "an app gets. The token is made from the API secret, for each connection anew; or it comes "
      "from a file (--token), and no secret is needed.\n\n"
      "A lost connection is made again, with the waits of Stream's own clients, and the calls are "
      "watched again. Stream does not send again what happened meanwhile: each gap is said, with "
      "--output json as a line of kind gap. What Stream refuses for good ends it: an unknown key, "
      "a token that is not valid, a call that does not exist (without --create), close code "
      "1000.\n\n"
      "Filters, end conditions and the capture are those of 'streamctl listen': --filter runs in a "
      "process apart, and an event it fails on is recorded but otherwise left out. --forward-to "
      "delivers each event as a webhook: signed, and under Stream's delivery policy. --insecure "
      "and "
      "-H are about that target; --ca-cert is trusted for the API as well.",
      {{"streamctl watch default:standup", "Show what happens in a call"},
       {"streamctl watch default:standup --create --record capture.jsonl",
        "In one that may not exist yet, and keep it"},
       {"streamctl watch --query '{\"type\":\"livestream\"}' --type 'call.live_started'",
        "In all livestreams there are"},
       {"streamctl watch default:standup --forward-to http://127.0.0.1:3000/webhooks/stream",
        "As webhooks, without a public address"},
       {"streamctl watch default:standup --expect custom --timeout 30s", "A smoke test"}},
      bound<WatchOptions>(declare_watch, run)};
}

}  // namespace streamctl::cli

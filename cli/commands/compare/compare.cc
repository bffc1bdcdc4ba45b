#include "commands/compare/compare.h"

#include <utility>

#include "args/api_access.h"
#include "args/known_types.h"
#include "commands/compare/captures.h"
#include "commands/compare/live.h"
#include "commands/compare/live_plan.h"
#include "commands/compare/options.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run(const CompareOptions& options, Context& context) {
  if (auto good = check_compare(options); !good) return std::move(good).error();
  warn_of_unknown_types("--type", options.types, context);
  if (options.files.empty()) {
    auto plan = plan_live(options, context);
    if (!plan) return ended(std::move(plan).error(), context);
    return compare_live(*std::move(plan), context);
  }
  for (const std::string& call : options.calls)
    warn_of_call(call, context);
  return compare_captures(options, context);
}

}  // namespace

Command compare() {
  return {
      "compare",
      "look up",
      "Compare what came by WebSocket with what came by webhook",
      "Which events of a call came one way only, how much later by webhook than by WebSocket, in "
      "which other order, and with which other fields.\n\n"
      "Reads the captures of 'streamctl watch --record' and 'streamctl listen --record': two, one "
      "with both transports, or several of each side. gzip is inflated. Without captures, --call "
      "watches calls and listens for webhooks at once, and prints the comparison at the end: a "
      "hook of the app has to lead to the address that it shows; --tunnel and --register see to "
      "that, as in 'streamctl listen'. At the end of --for, or "
      "once --expect and --count are met, it waits for up to --grace for events that have come one "
      "way only; an event counts towards --expect and --count when it has come both ways. --record "
      "keeps what came, for another comparison.\n\n"
      "The exit code is 0 if every event came both ways. It is 1 if an event is missing on one "
      "side or no event came at all; with --strict also if a field or the order differs.\n\n"
      "The sides share no id. Events are paired by type, call, created_at (RFC 3339 or "
      "nanoseconds) and what identifies them: ids, their own values, and custom. What is left is "
      "paired by type, call and created_at if only one event has them, or by content if created_at "
      "is not shared. "
      "The attempts of one webhook id count as one event, that of the first; so do webhooks of one "
      "event by several hooks.\n\n"
      "Not counted as missing: types that Stream delivers one way only ('streamctl events' shows "
      "the ways of each), and webhooks of calls that the WebSocket has nothing of, unless --call "
      "names them. An event from before the first or after the last of the other side counts as "
      "missing, since the other side may have lost it, and is marked; --overlap leaves these "
      "out. So is one that came by webhook while the WebSocket was lost: 'streamctl watch --output "
      "json' prints its gaps, and what it prints is a capture.\n\n"
      "Fields are compared as JSON. Those that are known to differ between the transports are "
      "named "
      "as such: times in two forms, fields for servers only, null and absent.\n\n"
      "Captures of any size are read in bounded memory: an event waits for its counterpart while "
      "65,536 others follow, in the order of created_at, and while the bodies that wait take 64 "
      "MiB. What was given up then is counted.",
      {{"streamctl compare watched.jsonl capture.jsonl", "Two captures"},
       {"streamctl compare watched.jsonl capture.jsonl --call default:standup --overlap",
        "One call, while both were running"},
       {"streamctl compare watched.jsonl capture.jsonl -o json | jq .kind", "For scripts"},
       {"streamctl compare --call default:standup --env-file .env --expect custom --timeout 30s",
        "Watch a call and listen at once, until a custom event has come both ways"},
       {"streamctl compare --call default:standup --env-file .env --tunnel cloudflared --register",
        "The same with the real Stream, until Ctrl-C"}},
      bound<CompareOptions>(declare_compare, run)};
}

}  // namespace streamctl::cli

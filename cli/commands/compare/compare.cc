#include "commands/compare/compare.h"

#include "args/arguments.h"
#include "args/known_types.h"
#include "args/options.h"
#include "commands/compare/captures.h"
#include "commands/compare/options.h"

namespace streamctl::cli {
namespace {

void declare(Arguments& arguments, CompareOptions& options) {
  arguments
      .texts("FILE", options.files,
             "Captures of both sides; which is which follows from the transport of each record; - "
             "is standard input")
      .metavar(file_metavar)
      .required();
  constexpr const char* group = "Filters";
  arguments
      .texts("--type", options.types,
             "Compare only events whose type matches this glob; repeatable")
      .metavar(type_metavar)
      .group(group);
  arguments
      .texts("--call", options.calls,
             "Compare only events of calls whose CID matches this glob; repeatable (default: of "
             "the calls that the WebSocket has events of)")
      .metavar("GLOB")
      .group(group);
  arguments
      .flag("--overlap", options.overlap,
            "Leave out events from before the first and after the last of the other side")
      .group(group);
  arguments.flag("--strict", options.strict,
                 "Fail also if a field or the order differs for no known reason");
}

Result<ExitCode> run(const CompareOptions& options, Context& context) {
  warn_of_unknown_types("--type", options.types, context);
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
      "with both transports, or several of each side. gzip is inflated. The exit code is 0 if all "
      "events came both ways, and 1 if one is missing on a side, or if there is none. With "
      "--strict "
      "it is also 1 if a field or the order differs.\n\n"
      "The sides share no id. Events are paired by type, call, created_at (RFC 3339 or "
      "nanoseconds) "
      "and what identifies them: ids, their own values, and custom. What is left is paired by "
      "type, "
      "call and created_at if only one event has them, or by content if created_at is not shared. "
      "The attempts of one webhook id count as one event, that of the first; so do webhooks of one "
      "event by several hooks.\n\n"
      "Not counted as missing: types that Stream delivers one way only ('streamctl events' shows "
      "the ways of each), and webhooks of calls that the WebSocket has nothing of, unless --call "
      "names them. An event from before the first or after the last of the other side counts as "
      "missing, since the other side may have lost it, and is marked; --overlap leaves these "
      "out.\n\n"
      "Fields are compared as JSON. Those that are known to differ between the transports are "
      "named "
      "as such: times in two forms, fields for servers only, null and absent.\n\n"
      "Captures of any size are read in bounded memory: an event waits for its counterpart while "
      "65,536 others follow, in the order of created_at, and while the bodies that wait take 64 "
      "MiB. What was given up then is counted.",
      {{"streamctl compare watched.jsonl capture.jsonl", "Two captures"},
       {"streamctl compare watched.jsonl capture.jsonl --call default:standup --overlap",
        "One call, while both were running"},
       {"streamctl compare watched.jsonl capture.jsonl -o json | jq .kind", "For scripts"}},
      bound<CompareOptions>(declare, run)};
}

}  // namespace streamctl::cli

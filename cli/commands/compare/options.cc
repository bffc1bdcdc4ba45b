#include "commands/compare/options.h"

#include "args/arguments.h"
#include "args/options.h"

namespace streamctl::cli {
namespace {

void declare_live(Arguments& arguments, LiveOptions& options) {
  constexpr const char* group = "Watch and listen";
  declare_endpoint(arguments, options.endpoint, options.is_given, group);
  declare_watcher(arguments, options.watcher);
  declare_record(arguments, options.record, "Append what comes, both ways, to this capture");
  arguments.flag("--create", options.create, "Create the calls that do not exist").group(group);
  arguments
      .duration("--grace", options.grace,
                "How long to wait at the end for events that have come one way only")
      .given(options.is_given)
      .group(group);
  declare_public_end(arguments, options.public_end, options.is_given);
  arguments
      .text("--ca-cert", options.reach.ca_certificate,
            "PEM file with a certificate to trust in addition to the system's, for the check of "
            "the public address")
      .metavar(file_metavar)
      .given(options.is_given)
      .group("Public address");
}

bool has_end(const EndOptions& end) {
  return !end.expect.empty() || !end.match.empty() || end.in_order || !end.forbid.empty() ||
         end.count || end.duration || end.timeout || !end.junit.empty();
}

}  // namespace

void declare_compare(Arguments& arguments, CompareOptions& options) {
  arguments
      .texts("FILE", options.files,
             "Captures of both sides; which is which follows from the transport of each record; - "
             "is standard input")
      .metavar(file_metavar);
  constexpr const char* group = "Filters";
  arguments.texts("--type", options.types, "Compare only events whose type matches this glob")
      .metavar(type_metavar)
      .group(group);
  arguments
      .texts("--call", options.calls,
             "Without FILE: watch this call, as default:standup. With: compare only events of "
             "calls whose CID matches this glob (default: of the calls that the WebSocket has "
             "events of)")
      .metavar("TYPE:ID")
      .group(group);
  arguments
      .flag("--overlap", options.overlap,
            "Leave out events from before the first and after the last of the other side")
      .group(group);
  arguments.flag("--strict", options.strict,
                 "Fail also if a field or the order differs for no known reason");
  declare_live(arguments, options.live);
  declare_end(arguments, options.end);
  arguments
      .rest(options.live.command,
            "Behind --: run this once the calls are watched and webhooks can come; end when it has "
            "ended and --grace is over, or with --timeout once the expectations are met too; it "
            "finds the local URL in STREAMCTL_WEBHOOK_URL, the public one in STREAMCTL_PUBLIC_URL; "
            "with --output json its output goes to standard error")
      .metavar("COMMAND");
}

Result<void> check_compare(const CompareOptions& options) {
  const LiveOptions& live = options.live;
  if (options.files.empty() && options.calls.empty())
    return usage_error("there is nothing to compare",
                       "name captures, or a call to watch: --call default:standup");
  const bool is_live = live.is_given || live.create || live.record.fsync ||
                       !live.record.file.empty() || !live.watcher.token.empty() ||
                       !live.watcher.user_id.empty() || !live.command.empty() ||
                       has_end(options.end);
  if (!options.files.empty() && is_live)
    return usage_error(
        "captures are compared as they are: options of watching, listening and "
        "ending have no effect on them",
        "leave out FILE to watch the calls of --call");
  return {};
}

}  // namespace streamctl::cli

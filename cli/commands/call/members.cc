#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/call/call.h"
#include "core/call_id.h"
#include "core/json.h"
#include "core/text.h"
#include "render/calls.h"
#include "stream/calls.h"

namespace streamctl::cli {
namespace {

/// Most pages to ask for: a server whose cursors never end is not followed further.
constexpr std::size_t pages_max = 1000;

struct MembersOptions {
  std::string call;
};

void declare(Arguments& arguments, MembersOptions& options) {
  arguments.text("CALL", options.call, "The call, as default:standup")
      .metavar("TYPE:ID")
      .required();
}

Result<std::vector<Json>> read_members(const CallId& call, stream::Client& client,
                                       Context& context) {
  std::vector<Json> members;
  std::string next;
  for (std::size_t page = 0; page < pages_max; ++page) {
    const auto answer = client.call(stream::query_members(call, next), context.stop);
    if (!answer)
      return Error(answer.error()).in("cannot list the members of " + printable(call.cid()));
    const auto some = answer->body.find("members");
    if (some == answer->body.end() || !some->is_array() ||
        !std::all_of(some->begin(), some->end(), [](const Json& one) { return one.is_object(); }))
      return refused_error("the API's answer has no list of members", "is --base-url right?");
    members.insert(members.end(), some->begin(), some->end());
    next = text_at(answer->body, "next");
    if (next.empty()) return members;
  }
  return refused_error("the list of members does not end after " + std::to_string(pages_max) +
                       " pages");
}

Result<ExitCode> run(const MembersOptions& options, Context& context) {
  const auto call = parse_call_id(options.call);
  if (!call) return call.error();
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  const auto members = read_members(*call, client, context);
  if (!members) return ended(members.error(), context);
  if (context.output == Output::json) {
    for (const Json& member : *members)
      context.out << member_json(call->cid(), member) << '\n';
  } else if (!members->empty()) {
    context.out << render_members(*members, context.out_terminal);
  } else if (!context.quiet) {
    context.err << "The call has no members\n";
  }
  return 0;
}

}  // namespace

Command call_members() {
  return {.name = "members",
          .summary = "List the members of a call",
          .description =
              "Lists all members, however many pages of the API they fill. Members are "
              "the users invited to a call, whether or not they have joined it.",
          .examples = {{"streamctl call members default:standup --env-file .env", "A table"},
                       {"streamctl call members default:standup --env-file .env -o json",
                        "For programs: one JSON object a member"}},
          .declare = bound<MembersOptions>(declare, run)};
}

}  // namespace streamctl::cli

#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/call/call.h"
#include "core/call_id.h"
#include "core/text.h"
#include "render/calls.h"
#include "stream/calls.h"

namespace streamctl::cli {
namespace {

struct GetOptions {
  std::string call;
};

void declare(Arguments& arguments, GetOptions& options) {
  arguments.text("CALL", options.call, "The call, as default:standup")
      .metavar("TYPE:ID")
      .required();
}

Result<ExitCode> run(const GetOptions& options, Context& context) {
  const auto call = parse_call_id(options.call);
  if (!call) return call.error();
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  const auto answer = client.call(stream::get_call(*call), context.stop);
  if (!answer)
    return ended(Error(answer.error()).in("cannot get " + printable(call->cid())), context);
  if (context.output == Output::json)
    context.out << call_json(call->cid(), answer->body, answer->duration) << '\n';
  else
    context.out << render_call(call->cid(), answer->body, context.out_terminal);
  return 0;
}

}  // namespace

Command call_get() {
  return {.name = "get",
          .summary = "Show a call",
          .description =
              "Shows who created the call, its members, session and custom data. With --output "
              "json, all that the API tells, its settings included.",
          .examples = {{"streamctl call get default:standup --env-file .env", "A summary"},
                       {"streamctl call get default:standup --env-file .env -o json | jq .",
                        "Everything"}},
          .declare = bound<GetOptions>(declare, run)};
}

}  // namespace streamctl::cli

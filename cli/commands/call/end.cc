#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/call/call.h"
#include "core/call_id.h"
#include "core/json.h"
#include "core/text.h"
#include "core/units.h"
#include "stream/calls.h"

namespace streamctl::cli {
namespace {

struct EndOptions {
  std::string call;
};

void declare(Arguments& arguments, EndOptions& options) {
  arguments.text("CALL", options.call, "The call, as default:standup")
      .metavar("TYPE:ID")
      .required();
}

Result<ExitCode> run(const EndOptions& options, Context& context) {
  const auto call = parse_call_id(options.call);
  if (!call) return call.error();
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  const auto answer = client.call(stream::end_call(*call), context.stop);
  if (!answer)
    return ended(Error(answer.error()).in("cannot end " + printable(call->cid())), context);
  if (context.output == Output::json) {
    Json line{{"kind", "call_ended"}, {"call_cid", call->cid()}};
    line["duration_ms"] = milliseconds_of(answer->duration);
    context.out << json_line(line) << '\n';
  } else {
    context.out << context.out_terminal.paint(Style::green, "ended") << ' '
                << printable(call->cid()) << " in " << duration_text(answer->duration) << '\n';
  }
  return 0;
}

}  // namespace

Command call_end() {
  return {.name = "end",
          .summary = "End a call for everyone",
          .description =
              "Ends the call: its participants leave, and no user can join it again. "
              "Ending it twice is no error.",
          .examples = {{"streamctl call end default:standup --env-file .env", "End it"}},
          .declare = bound<EndOptions>(declare, run)};
}

}  // namespace streamctl::cli

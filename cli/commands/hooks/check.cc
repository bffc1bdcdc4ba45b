#include <cstddef>
#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/hooks/desk.h"
#include "commands/hooks/hooks.h"
#include "render/hooks.h"
#include "stream/hooks.h"

namespace streamctl::cli {
namespace {

struct CheckOptions {};

void declare(Arguments& /*arguments*/, CheckOptions& /*options*/) {}

Result<HookVerdict> check(const stream::HookCheck& operation, stream::Client& client,
                          Context& context) {
  auto answer =
      client.call(stream::operation("POST", operation.path, operation.body), context.stop);
  if (!answer) return std::move(answer).error().in("cannot check the hook");
  // The API answers 2xx even if the check failed.
  if (answer->body.value("status", Json()) == "ok") return HookVerdict{};
  const Json error = answer->body.value("error", Json());
  return HookVerdict{HookVerdict::Status::error, error.is_string() && error != ""
                                                     ? error.get<std::string>()
                                                     : "Stream gives no reason"};
}

void print(const Json& hook, const HookVerdict& verdict, Context& context) {
  if (context.output == Output::json)
    context.out << verdict_json(hook, verdict) << '\n';
  else
    context.out << render_verdict(hook, verdict, context.out_terminal);
  context.out.flush();
}

Result<ExitCode> run(const CheckOptions& /*options*/, Context& context) {
  const auto desk = HookDesk::open(context);
  if (!desk) return ended(desk.error(), context);
  ExitCode code = 0;
  std::size_t checked = 0;
  for (const Json& hook : (*desk)->app().all()) {
    HookVerdict verdict{HookVerdict::Status::skipped,
                        "Stream checks queues and topics; try 'streamctl check URL'"};
    if (const auto operation = stream::check_of(hook)) {
      auto answered = check(*operation, (*desk)->client(), context);
      if (!answered) return ended(std::move(answered).error(), context);
      verdict = *std::move(answered);
      ++checked;
    }
    if (verdict.status == HookVerdict::Status::error) code = 1;
    print(hook, verdict, context);
  }
  if (checked == 0 && !context.quiet) context.err << "The app has no SQS or SNS hooks to check\n";
  return code;
}

}  // namespace

Command hooks_check() {
  return {
      .name = "check",
      .summary = "Have Stream test the app's SQS queues and SNS topics",
      .description =
          "Asks Stream to test each of the app's SQS queues and SNS topics, and shows its "
          "answers. Webhooks are skipped: 'streamctl check URL' tests a handler. Exit status: 0 "
          "if Stream can use all of them, 1 if not.",
      .examples = {{"streamctl hooks check --env-file .env",
                    "Do the queues and topics take events?"}},
      .declare = bound<CheckOptions>(declare, run)};
}

}  // namespace streamctl::cli

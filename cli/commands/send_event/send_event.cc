#include "commands/send_event/send_event.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/event.h"
#include "args/json_argument.h"
#include "args/options.h"
#include "commands/send_event/send_lines.h"
#include "core/call_id.h"
#include "core/json.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "stream/calls.h"
#include "stream/custom_event.h"

namespace streamctl::cli {
namespace {

constexpr double rate_least = 0.001;
constexpr double rate_most = 1e6;
constexpr std::uint64_t concurrency_most = 64;

struct SendOptions {
  std::string call;
  OverrideOptions custom;  ///< Uses only `set`, `data` and `user_id`.
  bool lines = false;
  std::optional<double> rate;
  std::uint64_t concurrency = 1;
  bool as_user = false;
  bool create = false;
};

void declare(Arguments& arguments, SendOptions& options) {
  arguments.text("CALL", options.call, "The call, as default:standup")
      .metavar("TYPE:ID")
      .required();
  arguments
      .text("--user-id", options.custom.user_id,
            "The user who sends it (default the profile's user_id, then streamctl)")
      .metavar("ID");
  arguments
      .texts("--custom", options.custom.set,
             "Set a value in the event's custom data, as reaction=clap (text) or size.x:=4 "
             "(JSON, nested)")
      .metavar("KEY=VALUE");
  arguments
      .text("--data", options.custom.data,
            "The custom data: a JSON object, @FILE, or - for standard input")
      .metavar("JSON");
  arguments.flag("--lines", options.lines,
                 "Send each line of standard input as the custom data of one event");
  arguments.number("--rate", options.rate, rate_least, rate_most,
                   "Start at most this many events per second, with --lines");
  arguments.count(
      "--concurrency", options.concurrency, 1, concurrency_most,
      "Events in progress at once with --lines; more than 1 does not preserve their order");
  arguments.flag("--as-user", options.as_user,
                 "Send it as an app would: through the client API, with a token of the user");
  arguments.flag("--create", options.create, "Create the user and the call if they do not exist");
}

Result<void> check(const SendOptions& options) {
  if (options.lines && options.custom.data)
    return option_error("--data", "--lines takes the data from standard input",
                        "set what all events share with --custom");
  if (!options.lines && options.rate)
    return option_error("--rate", "there is one event only", "pass --lines");
  if (!options.lines && options.concurrency > 1)
    return option_error("--concurrency", "there is one event only", "pass --lines");
  return {};
}

Json sent_line(const CallId& call, std::chrono::nanoseconds duration) {
  Json line{{"kind", "sent"}, {"call_cid", call.cid()}};
  line["duration_ms"] = milliseconds_of(duration);
  return line;
}

Result<ExitCode> send_one(const LinesPlan& plan, const SendOptions& options, stream::Client& client,
                          Context& context) {
  auto custom = read_data(options.custom, context);
  if (!custom) return std::move(custom).error();
  if (custom->is_null()) *custom = Json::object();
  if (auto set = webhook::apply(plan.custom, *custom); !set)
    return std::move(set).error().in("--custom");
  auto operation = stream::send_call_event(plan.call, *custom, plan.user_id, plan.surface);
  if (!operation) return std::move(operation).error();
  auto answer = client.call(*std::move(operation), context.stop);
  if (!answer) {
    return ended(answer.error().in("cannot send the event to " + printable(plan.call.cid())),
                 context);
  }
  if (context.output == Output::json)
    context.out << json_line(sent_line(plan.call, answer->duration)) << '\n';
  else
    context.out << context.out_terminal.paint(Style::green, "sent") << " to "
                << printable(plan.call.cid()) << " in " << duration_text(answer->duration) << '\n';
  return 0;
}

void show(const LinesResult& result, Context& context) {
  const std::uint64_t failed = result.refused + result.unreachable;
  const double seconds = std::chrono::duration<double>(result.took).count();
  if (context.output == Output::json) {
    Json line{{"kind", "summary"}, {"sent", result.sent}, {"failed", failed}};
    line["malformed"] = result.malformed;
    line["duration_ms"] = milliseconds_of(result.took);
    const double rate = seconds > 0 ? static_cast<double>(result.sent) / seconds : 0.0;
    line["rate_per_s"] = std::round(rate * 10) / 10;
    context.out << json_line(line) << '\n';
    return;
  }
  const Terminal& terminal = context.out_terminal;
  context.out << terminal.paint(Style::green, count_text(result.sent) + " sent");
  if (failed > 0) context.out << ", " << terminal.paint(Style::red, count_text(failed) + " failed");
  if (result.malformed > 0)
    context.out << ", " << terminal.paint(Style::red, count_text(result.malformed) + " malformed");
  context.out << " in " << duration_text(result.took) << '\n';
}

/// A refusal takes precedence over an unreachable API, and that over a malformed line.
ExitCode exit_code_of(const LinesResult& result) {
  if (result.refused > 0) return 1;
  if (result.unreachable > 0) return 3;
  return result.malformed > 0 ? 2 : 0;
}

Result<ExitCode> send_all(const LinesPlan& plan, stream::Client& client, Context& context) {
  LinesObserver observer;
  observer.sent = [&](std::uint64_t number, std::chrono::nanoseconds duration) {
    if (context.output != Output::json) return;
    Json line = sent_line(plan.call, duration);
    line["line"] = number;
    context.out << json_line(line) << '\n' << std::flush;
  };
  observer.failed = [&](std::uint64_t number, const Error& error) {
    report_error(context.err, error.in("line " + std::to_string(number)), context.output,
                 context.err_terminal);
    context.err.flush();
  };
  FileDescriptor input(::dup(STDIN_FILENO));
  if (!input.valid()) return config_error("cannot read standard input: it is closed");
  const LinesResult result =
      send_lines(plan, std::move(input), client, observer, context.clock, context.stop);
  show(result, context);
  if (result.stopped) return 128 + context.stop_signal;
  if (!result.input_failure.empty())
    return config_error("cannot read standard input: " + result.input_failure);
  if (result.sent + result.refused + result.unreachable + result.malformed == 0) {
    report_warning(context, "there is no event in standard input");
    return 1;
  }
  return exit_code_of(result);
}

/// Creates what is missing, as a backend does. Existing users and calls stay as they are.
Result<void> create_missing(const LinesPlan& plan, Context& context) {
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  if (auto users = create_users({plan.user_id}, client, context); !users)
    return std::move(users).error();
  auto call =
      client.call(stream::create_call(plan.call, {.created_by = plan.user_id}), context.stop);
  if (!call) return std::move(call).error().in("cannot create " + printable(plan.call.cid()));
  return {};
}

Result<ExitCode> run(const SendOptions& options, Context& context) {
  if (auto good = check(options); !good) return std::move(good).error();
  auto call = parse_call_id(options.call);
  if (!call) return std::move(call).error();
  auto custom = read_assignments("--custom", options.custom.set);
  if (!custom) return std::move(custom).error();
  LinesPlan plan;
  plan.call = *std::move(call);
  plan.user_id = acting_user(options.custom.user_id, context.settings);
  plan.surface = options.as_user ? stream::Surface::client : stream::Surface::server;
  plan.custom = *std::move(custom);
  plan.rate = options.rate;
  plan.concurrency = options.concurrency;
  auto access = options.as_user ? user_access(plan.user_id, context) : server_access(context);
  if (!access) return std::move(access).error();
  if (options.create) {
    if (auto created = create_missing(plan, context); !created)
      return ended(std::move(created).error(), context);
  }
  stream::Client client(
      {.access = *std::move(access), .connections_max = plan.concurrency, .rate_limits = {}},
      api_observer(context), context.clock, context.random);
  return options.lines ? send_all(plan, client, context) : send_one(plan, options, client, context);
}

}  // namespace

Command send_event() {
  return {
      "send-event",
      "send",
      "Send a custom event to everyone who watches a call",
      "Their apps receive it as an event of type 'custom', and so do the app's webhooks. The call "
      "and the user must exist; --create creates them. Custom data is at most 5 KB.\n\n"
      "When the API says that too much was sent (HTTP 429), the event is sent again once its "
      "rate limit has passed, as the header fields of the answer tell. With --lines each failure "
      "is "
      "reported with its line's number, the rest goes on, and the exit code tells the worst: 1 the "
      "API refused one or there was none, 3 it could not be reached, 2 a line was no JSON object "
      "or too large.",
      {{"streamctl send-event default:standup --env-file .env --custom render-animation=balloons "
        "--user-id john",
        "One event"},
       {"streamctl send-event default:standup --env-file .env --custom reaction=clap --create",
        "On a new app or emulator, where neither call nor user exists"},
       {"streamctl send-event default:standup --env-file .env --custom score.home:=2 --custom "
        "score.away:=1",
        "Numbers, nested"},
       {"streamctl send-event default:standup --env-file .env --data "
        "'{\"poll\":[\"tea\",\"coffee\"]}'",
        "All of it as JSON"},
       {"echo '{\"tick\":1}' | streamctl send-event default:standup --env-file .env --lines --rate "
        "20",
        "One a line, paced"},
       {"streamctl send-event default:standup --env-file .env --custom reaction=clap --as-user "
        "--user-id john",
        "As the user's app would"}},
      bound<SendOptions>(declare, run)};
}

}  // namespace streamctl::cli

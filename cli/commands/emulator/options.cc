#include "commands/emulator/options.h"

#include "args/arguments.h"
#include "args/options.h"
#include "args/target.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t failures_most = 1'000'000;

/// The start of every action on a running emulator.
void declare_action(Arguments& arguments, EmulatorAction action, EmulatorOptions& options) {
  options.action = action;
  arguments
      .text("--at", options.at,
            "Where the emulator is (default the base URL, if on this machine, then "
            "http://127.0.0.1:8800)")
      .metavar("URL");
}

/// An action without options of its own.
template <EmulatorAction action>
void declare_plain(Arguments& arguments, EmulatorOptions& options) {
  declare_action(arguments, action, options);
}

void add_user(Arguments& arguments, EmulatorOptions& options) {
  arguments.text("--user-id", options.user_id, "Only this user's sockets").metavar("ID");
}

void declare_run(Arguments& arguments, EmulatorOptions& options) {
  arguments.text("--host", options.host, "Address or name of this machine to listen on")
      .metavar("HOST")
      .shown_default(options.host);
  arguments.count("--port", options.port, 0, 65535, "Port to listen on; 0: any free one");
  arguments.texts("--webhook-url", options.webhook_urls, "Send webhooks there").metavar("URL");
  arguments
      .texts("--sqs-queue-url", options.queue_urls,
             "Put events on this Amazon SQS queue too, as Stream does")
      .metavar("URL");
  arguments.flag("--hooks-anywhere", options.hooks_anywhere,
                 "Let hooks that the API adds lead to other machines too");
  arguments.flag("--gzip", options.gzip, "Compress events of 256 bytes and more");
  arguments
      .text("--seed-file", options.seed_file,
            "Users and calls to begin with: {\"users\": [...], \"calls\": [...]}")
      .metavar(file_metavar);
  declare_reach(arguments, options.reach);
  declare_policy(arguments, options.policy);
  arguments.rest(
      options.command,
      "Behind --: run this once the port is open, and end with it; it finds STREAM_BASE_URL, "
      "STREAM_API_KEY and STREAM_API_SECRET set; with --output json what it prints goes to "
      "standard error");
}

void declare_push(Arguments& arguments, EmulatorOptions& options) {
  declare_action(arguments, EmulatorAction::push, options);
  arguments.text("TYPE", options.type, "Event type").required();
  declare_overrides(arguments, options.overrides);
}

void declare_drop(Arguments& arguments, EmulatorOptions& options) {
  declare_action(arguments, EmulatorAction::drop, options);
  arguments.count("--code", options.code, 1000, 4999,
                  "Close code; 1006: without a word, 1000: for good");
  add_user(arguments, options);
}

void declare_silence(Arguments& arguments, EmulatorOptions& options) {
  declare_action(arguments, EmulatorAction::silence, options);
  add_user(arguments, options);
}

void declare_fail(Arguments& arguments, EmulatorOptions& options) {
  declare_action(arguments, EmulatorAction::fail, options);
  arguments.count("N", options.count, 0, failures_most, "How many").required().shown_default("");
  arguments.count("--status", options.status, 400, 599, "The status; 429 has a Retry-After");
}

}  // namespace

void declare_emulator(Arguments& arguments, EmulatorOptions& options) {
  declare_run(arguments, options);
}

std::vector<Command> emulator_actions(Result<ExitCode> (*run)(const EmulatorOptions&, Context&)) {
  const auto action = [&](const char* name, const char* summary,
                          void (*declare)(Arguments&, EmulatorOptions&)) {
    Command command;
    command.name = name;
    command.summary = summary;
    command.declare = bound<EmulatorOptions>(declare, run);
    return command;
  };
  using Action = EmulatorAction;
  return {action("push", "Make an event happen: to sockets and webhooks", declare_push),
          action("drop", "Close open sockets", declare_drop),
          action("silence", "Let open sockets hear nothing any more", declare_silence),
          action("fail", "Answer the next requests with an error", declare_fail),
          action("expire-tokens", "Let every user token of until now be expired",
                 declare_plain<Action::expire_tokens>),
          action("reset", "Forget everything, as at the start", declare_plain<Action::reset>),
          action("state", "Show users, calls, sockets and hooks", declare_plain<Action::state>),
          action("log", "Show the latest requests and deliveries", declare_plain<Action::log>)};
}

}  // namespace streamctl::cli

#include "commands/emulator/options.h"

#include <CLI/CLI.hpp>

#include "args/options.h"
#include "args/target.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t failures_most = 1'000'000;

/// A subcommand that acts on a running emulator.
CLI::App* add_action(CLI::App& app, const char* name, const char* summary, EmulatorAction action,
                     EmulatorOptions& options) {
  CLI::App* below = app.add_subcommand(name, summary);
  below
      ->add_option("--at", options.at,
                   "Where the emulator is (default the base URL, if on this machine, then "
                   "http://127.0.0.1:8800)")
      ->type_name("URL");
  below->callback([&options, action] { options.action = action; });
  return below;
}

void add_user(CLI::App& app, EmulatorOptions& options) {
  app.add_option("--user-id", options.user_id, "Only this user's sockets")->type_name("ID");
}

void declare_run(CLI::App& app, EmulatorOptions& options) {
  app.add_option("--host", options.host, "Address or name of this machine to listen on")
      ->type_name("HOST")
      ->capture_default_str();
  add_count(app, "--port", options.port, 0, 65535, "Port to listen on; 0: any free one");
  app.add_option("--webhook-url", options.webhook_urls, "Send webhooks there")
      ->type_name("URL")
      ->allow_extra_args(false);
  app.add_option("--sqs-queue-url", options.queue_urls,
                 "Put events on this Amazon SQS queue too, as Stream does")
      ->type_name("URL")
      ->allow_extra_args(false);
  app.add_flag("--hooks-anywhere", options.hooks_anywhere,
               "Let hooks that the API adds lead to other machines too");
  app.add_flag("--gzip", options.gzip, "Compress events of 256 bytes and more");
  app.add_option("--seed-file", options.seed_file,
                 "Users and calls to begin with: {\"users\": [...], \"calls\": [...]}")
      ->type_name(file_metavar);
  declare_reach(app, options.reach);
  declare_policy(app, options.policy);
  app.add_option(
         "COMMAND", options.command,
         "Behind --: run this once the port is open, and end with it; it finds STREAM_BASE_URL, "
         "STREAM_API_KEY and STREAM_API_SECRET set; with --output json what it prints goes to "
         "standard error")
      ->type_name("COMMAND");
}

}  // namespace

void declare_emulator(CLI::App& app, EmulatorOptions& options) {
  declare_run(app, options);
  CLI::App* push = add_action(app, "push", "Make an event happen: to sockets and webhooks",
                              EmulatorAction::push, options);
  push->add_option("TYPE", options.type, "Event type")->required()->type_name(type_metavar);
  declare_overrides(*push, options.overrides);
  CLI::App* drop = add_action(app, "drop", "Close open sockets", EmulatorAction::drop, options);
  add_count(*drop, "--code", options.code, 1000, 4999,
            "Close code; 1006: without a word, 1000: for good");
  add_user(*drop, options);
  CLI::App* silence = add_action(app, "silence", "Let open sockets hear nothing any more",
                                 EmulatorAction::silence, options);
  add_user(*silence, options);
  CLI::App* fail = add_action(app, "fail", "Answer the next requests with an error",
                              EmulatorAction::fail, options);
  add_count(*fail, "N", options.count, 0, failures_most, "How many")->required()->default_str("");
  add_count(*fail, "--status", options.status, 400, 599, "The status; 429 has a Retry-After");
  add_action(app, "expire-tokens", "Let every user token of until now be expired",
             EmulatorAction::expire_tokens, options);
  add_action(app, "reset", "Forget everything, as at the start", EmulatorAction::reset, options);
  add_action(app, "state", "Show users, calls, sockets and hooks", EmulatorAction::state, options);
  add_action(app, "log", "Show the latest requests and deliveries", EmulatorAction::log, options);
}

}  // namespace streamctl::cli

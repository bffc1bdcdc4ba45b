#include "commands/forge/forge.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/options.h"
#include "args/queue.h"
#include "args/require.h"
#include "args/target.h"
#include "commands/forge/plan.h"
#include "core/json.h"
#include "core/text.h"
#include "delivery/deliver_all.h"
#include "render/delivery_output.h"
#include "render/exchange_text.h"
#include "render/printed_requests.h"
#include "render/table.h"
#include "sqs/send_all.h"
#include "webhook/forge_source.h"

namespace streamctl::cli {

namespace {

constexpr std::uint64_t concurrency_most = 1'000;  // Of the usual 1,024 descriptors.
constexpr double rate_least = 0.001;
constexpr double rate_most = 1e6;
constexpr std::size_t shown_response_bytes = 2048;

enum class Form { pretty, json, curl };

struct ForgeOptions {
  PlanOptions plan;
  TargetOptions target;
  QueueOptions queue;
  delivery::Policy policy;
  std::optional<double> rate;
  std::uint64_t concurrency = 1;
  std::vector<std::string> require;
  bool print = false;
  bool show_response = false;
  bool list_scenarios = false;
  std::optional<Form> form;
};

void declare(Arguments& arguments, ForgeOptions& options) {
  declare_plan(arguments, options.plan);
  arguments.flag("--list-scenarios", options.list_scenarios, "List the scenarios and exit")
      .group("Event");
  arguments
      .number("--rate", options.rate, rate_least, rate_most,
              "Start at most this many deliveries per second")
      .group("Load");
  arguments
      .count("--concurrency", options.concurrency, 1, concurrency_most,
             "Have at most this many deliveries in progress at once")
      .group("Load");
  declare_require(arguments, options.require);
  declare_target(arguments, options.target);
  declare_queue(arguments, options.queue,
                "Send the events to this Amazon SQS queue instead, in batches of ten; unsigned, as "
                "Stream does",
                "Queue");
  declare_policy(arguments, options.policy);
  arguments.flag("--print", options.print,
                 "Send nothing: print the bodies; with --output curl, commands that send them");
  arguments.flag("--show-response", options.show_response, "Show the target's answers");
  // Replaces the option that every command has: this one accepts an additional word.
  arguments
      .choice("-o,--output", options.form,
              {{"pretty", Form::pretty}, {"json", Form::json}, {"curl", Form::curl}},
              "For people, JSON Lines, or (with --print) curl commands")
      .shown_default("pretty");
}

Result<ExitCode> list_scenarios(Context& context) {
  std::vector<std::vector<Cell>> rows;
  for (const webhook::Scenario& scenario : webhook::scenarios()) {
    rows.push_back({{scenario.name, Style::bold}, {scenario.description}});
    if (context.output != Output::json) continue;
    Json line{{"kind", "scenario"}, {"name", scenario.name}, {"description", scenario.description}};
    line["types"] = Json::array();
    for (const webhook::Step& step : scenario.steps)
      line["types"].push_back(step.type);
    context.out << json_line(line) << '\n';
  }
  if (context.output == Output::pretty)
    context.out << table({"SCENARIO", "STORY"}, rows, context.out_terminal);
  return 0;
}

/// The events of `source`, to be compressed and signed according to the options.
delivery::Source deliveries_of(webhook::ForgeSource& source, const ForgeOptions& options) {
  return [&source, gzip = options.plan.gzip,
          signing = options.plan.signing]() -> std::optional<delivery::Planned> {
    auto event = source.next();
    if (!event) return std::nullopt;
    delivery::Planned planned;
    planned.at = event->at;
    planned.outgoing.webhook_id = std::move(event->webhook_id);
    planned.outgoing.type = std::move(event->type);
    planned.outgoing.call_cid = std::move(event->call_cid);
    planned.outgoing.body = std::make_shared<const std::string>(std::move(event->body));
    planned.outgoing.gzip = gzip;
    planned.outgoing.signing = signing;
    return planned;
  };
}

/// --print: prints the requests without sending them.
Result<ExitCode> print(webhook::ForgeSource& source, const ForgeOptions& options,
                       Context& context) {
  const auto form = options.form == Form::curl ? PrintForm::curl : PrintForm::bodies;
  delivery::Target target;
  if (form == PrintForm::curl) {
    auto resolved = resolve_target(options.target, context);
    if (!resolved) return std::move(resolved).error();
    target = *std::move(resolved);
    auto secret = secret_for(target, context);
    if (!secret) return std::move(secret).error();
    target.secret = *std::move(secret);
  }
  return print_requests(deliveries_of(source, options), target, form, context);
}

ExitCode stopped(const DeliveryView& view, std::optional<std::uint64_t> total, Context& context) {
  say_stopped(view, total, std::nullopt, context);
  return 128 + context.stop_signal;
}

/// The requirements were checked.
DeliveryView::Options view_of(const webhook::ForgeSource& source, const ForgeOptions& options,
                              const std::string& url) {
  return {.total = source.total(),
          .concurrency = options.concurrency,
          .url = url,
          .requirements = *read_requirements(options.require)};
}

Result<ExitCode> send(webhook::ForgeSource& source, const ForgeOptions& options, Context& context) {
  auto target = resolve_target(options.target, context);
  if (!target) return std::move(target).error();
  auto secret = secret_for(*target, context);
  if (!secret) return std::move(secret).error();
  target->secret = *std::move(secret);

  delivery::RunOptions run;
  run.sender.target = *std::move(target);
  run.sender.policy = options.policy;
  run.sender.concurrency = options.concurrency;
  run.sender.response_bytes_max = options.show_response ? shown_response_bytes : 0;
  run.rate = options.rate;

  DeliveryView view(context, view_of(source, options, run.sender.target.url));
  delivery::Sender::Observer observer;
  observer.attempted = [&](const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
    view.attempted(outgoing, attempt);
  };
  observer.finished = [&](delivery::Delivery&& delivery) { view.finished(delivery); };
  if (context.verbose)
    observer.exchanged = [&](const delivery::Envelope& sent, const net::HttpOutcome& outcome) {
      context.err << exchange_text(run.sender.target.url, sent, outcome);
    };
  const auto result = delivery::deliver_all(run, deliveries_of(source, options), observer,
                                            context.clock, context.stop);
  view.ended(result);
  if (result.stopped) return stopped(view, source.total(), context);
  return view.is_success() ? 0 : 1;
}

/// Refuses options that apply only to webhooks.
Result<void> check_queue(const ForgeOptions& options) {
  if (options.queue.url.empty()) {
    if (options.queue.region.empty()) return {};
    return option_error("--aws-region", "there is no queue to send to", "add --sqs-queue-url URL");
  }
  const char* other = options.target.to                                  ? "--to"
                      : !options.target.reach.headers.empty()            ? "--header"
                      : options.target.reach.insecure                    ? "--insecure"
                      : options.show_response                            ? "--show-response"
                      : options.print                                    ? "--print"
                      : options.plan.signing != delivery::Signing::valid ? "--signature"
                                                                         : nullptr;
  if (other == nullptr) return {};
  return option_error(other, "it means nothing to a queue",
                      "leave it out, or leave out --sqs-queue-url");
}

/// Events on a queue are not signed, so no secret is needed.
Result<ExitCode> enqueue(webhook::ForgeSource& source, const ForgeOptions& options,
                         Context& context) {
  auto client =
      open_queue(options.queue, options.target.reach.ca_certificate, options.concurrency, context);
  if (!client) return ended(std::move(client).error(), context);
  if (context.verbose)
    (*client)->exchanged = [&](const net::HttpRequest& sent, const net::HttpOutcome& outcome) {
      context.err << exchange_text(sent, outcome);
    };
  DeliveryView view(context, view_of(source, options, ""));
  const auto finished = [&view](const delivery::Outgoing& event, delivery::Delivery&& report,
                                const std::string& hint) {
    for (const delivery::Attempt& attempt : report.attempts)
      view.attempted(event, attempt);
    view.finished(report, hint);
  };
  sqs::ProducerOptions producer_options;
  producer_options.batches_max = options.concurrency;
  if (!options.policy.retry) producer_options.tries_max = 1;
  sqs::EventProducer producer(*std::move(client), producer_options, finished, context.clock,
                              Random(context.random.next()));
  const auto result = sqs::send_all(producer, deliveries_of(source, options), options.rate,
                                    context.clock, context.stop);
  view.ended(result);
  if (result.stopped) return stopped(view, source.total(), context);
  return view.is_success() ? 0 : 1;
}

Result<ExitCode> run(const ForgeOptions& options, Context& context) {
  if (options.form) context.output = *options.form == Form::json ? Output::json : Output::pretty;
  if (options.form == Form::curl && !options.print)
    return option_error("--output", "curl commands are printed, not sent", "pass --print too");
  if (options.list_scenarios && !options.plan.types.empty())
    return usage_error("unexpected argument '" + printable(options.plan.types[0]) + "'",
                       "--list-scenarios lists all of them");
  if (options.list_scenarios) return list_scenarios(context);
  if (auto good = check_policy(options.policy); !good) return std::move(good).error();
  if (auto good = read_requirements(options.require); !good) return std::move(good).error();
  if (auto good = check_queue(options); !good) return std::move(good).error();
  auto plan = make_plan(options.plan, context);
  if (!plan) return std::move(plan).error();
  auto source = webhook::ForgeSource::make(*std::move(plan), context.random, context.clock);
  if (!source) return std::move(source).error();
  if (!options.queue.url.empty()) return enqueue(**source, options, context);
  return options.print ? print(**source, options, context) : send(**source, options, context);
}

}  // namespace

Command forge() {
  return {
      "forge",
      "send",
      "Send signed webhooks as Stream would",
      "Makes complete events of any type in the catalogue, signs them with the app's secret and "
      "delivers them with Stream's header fields and retry policy: at most 3 attempts for 408, "
      "429, "
      "5xx and time-outs, 2 for network errors, 1 for any other status; 6 seconds an attempt, 15 "
      "in "
      "all. An attempt includes connecting; if --timeout-connect runs out first, that is a "
      "time-out "
      "too.\n\n"
      "With --data the type need not be in the catalogue, such as message.new of Stream Chat: the "
      "event then consists of its type, its time and that data.\n\n"
      "Types are sent one at a time, in the order given; --count repeats them. Each delivery has "
      "its own webhook id, and each event its own ids and times. The exit code is 1 if any "
      "delivery failed, or if --require is not met; with --require 'failed<1%' deliveries may "
      "fail.\n\n"
      "A scenario file is a JSON object with 'steps': objects with a 'type' and optionally 'after' "
      "(a duration), 'user' (an id, or owner or guest), 'set' (an object of path to value) and "
      "'data' (merged over the example; with it the type need not be in the catalogue). Beside "
      "'steps' there may be 'call', 'user', 'name' and 'description'.\n\n"
      "--sqs-queue-url sends the events to an Amazon SQS queue instead, where the webhook id is "
      "the "
      "id of the message; --concurrency counts batches of ten there.",
      {{"streamctl forge call.created", "One event, to http://127.0.0.1:8080/"},
       {"streamctl forge call.created --set call.custom.room=blue --call default:standup",
        "With values of your own"},
       {"streamctl forge --scenario call-lifecycle --speed 10",
        "A call's whole story, ten times as fast"},
       {"streamctl forge 'call.session_*' --to http://127.0.0.1:8080/hook --no-retry",
        "All types that match, each tried once"},
       {"streamctl forge call.ended --signature wrong", "Does your handler refuse it?"},
       {"streamctl forge call.created --print --output curl", "The same as a curl command"},
       {"streamctl forge call.ring --sqs-queue-url "
        "https://sqs.eu-central-1.amazonaws.com/123456789012/events",
        "On a queue instead"},
       {"streamctl forge call.updated --count 1000 --concurrency 16", "A little load"},
       {"streamctl forge call.updated --count 200 --require 'p95<2s' --require 'failed<1%'",
        "A limit for CI: exit code 1 if it is exceeded"}},
      bound<ForgeOptions>(declare, run)};
}

}  // namespace streamctl::cli

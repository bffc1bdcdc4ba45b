#include "commands/listen/options.h"

#include <algorithm>
#include <utility>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/options.h"
#include "args/routes.h"
#include "net/host_port.h"
#include "net/http_client/curl_url.h"
#include "sqs/consumer.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t body_bytes_most = 1024 * 1024 * 1024;

void declare_serving(Arguments& arguments, ListenOptions& options) {
  constexpr const char* group = "Endpoint";
  declare_endpoint(arguments, options.endpoint, options.asks_for_endpoint, group);
  arguments
      .text("--tls-cert", options.tls_certificate, "PEM file with the certificate: serve https")
      .metavar(file_metavar)
      .given(options.asks_for_endpoint)
      .group(group);
  arguments.text("--tls-key", options.tls_key, "PEM file with its key")
      .metavar(file_metavar)
      .group(group);
  arguments.size("--max-body", options.body_bytes_max, "Largest body accepted, also when inflated")
      .group(group);
  arguments.flag("--no-verify", options.no_verify, "Do not verify signatures; needs no secret")
      .group(group);
}

void declare_recording(Arguments& arguments, ListenOptions& options) {
  declare_record(arguments, options.record,
                 "Append each delivery to this capture before it is answered");
  arguments.flag("--no-history", options.no_history, "Keep no history of the latest deliveries")
      .group(record_group);
}

void declare_answering(Arguments& arguments, ListenOptions& options) {
  constexpr const char* group = "Forwarding and answering";
  declare_routes(
      arguments, options.forward_to,
      "Forward deliveries, or those whose type matches the glob, to this URL, and return "
      "its answers; repeatable: the worst answer is returned",
      group);
  arguments
      .duration("--attempt-timeout", options.attempt_timeout,
                "Time limit for each target of --forward-to")
      .group(group);
  arguments.flag("--show-response", options.show_response, "Show the body of each target's answer")
      .group(group);
  arguments
      .text("--respond", options.respond,
            "Misbehave: one step per attempt of a delivery, the last one repeating: a status, "
            "slow:2s, timeout or reset")
      .metavar(steps_metavar)
      .group(group);
  declare_reach(arguments, options.reach);
}

void declare_source(Arguments& arguments, ListenOptions& options) {
  constexpr const char* group = "Queue";
  declare_queue(arguments, options.queue,
                "Receive events from this Amazon SQS queue; each is deleted once it is recorded "
                "and forwarded. No port is opened as well unless --port, --host, --path, "
                "--tls-cert or --sns-topic asks for one",
                group);
  arguments
      .count("--sqs-receivers", options.receivers, 1, sqs::receivers_max,
             "Receive requests in progress at once while the queue is full (default 4)")
      .group(group);
  declare_sns(arguments, options.sns);
}

void declare_selection(Arguments& arguments, ListenOptions& options) {
  declare_filters(arguments, options.filters);
  arguments.flag("--dedupe", options.dedupe, "Leave out repeats of a webhook id").group("Filters");
}

Result<void> check_tls(const ListenOptions& options) {
  if (options.tls_certificate.empty() == options.tls_key.empty()) return {};
  return usage_error("--tls-cert and --tls-key go together",
                     options.tls_key.empty() ? "add --tls-key" : "add --tls-cert");
}

Result<void> check_combinations(const ListenOptions& options) {
  if (auto good = check_record(options.record); !good) return good;
  if (auto good = check_ui(options.ui); !good) return good;
  if (options.show_response && options.forward_to.empty())
    return option_error("--show-response", "there is no target to answer", "add --forward-to URL");
  if (options.queue.url.empty() && (options.receivers || !options.queue.region.empty()))
    return option_error(options.receivers ? "--sqs-receivers" : "--aws-region",
                        "there is no queue to take events from", "add --sqs-queue-url URL");
  if (options.attempt_timeout.count() <= 0)
    return option_error("--attempt-timeout", "no attempt can be made in no time");
  if (auto good = check_endpoint(options.endpoint); !good) return good;
  if (options.body_bytes_max < 1 || options.body_bytes_max > body_bytes_most)
    return option_error("--max-body", "it is not from 1 byte to 1GiB");
  return {};
}

net::ServerOptions server_of(const ListenOptions& options) {
  net::ServerOptions server;
  server.host = options.endpoint.host;
  server.port = static_cast<std::uint16_t>(options.endpoint.port);
  server.opens_port =
      options.queue.url.empty() || options.asks_for_endpoint || !options.sns.topics.empty();
  if (!options.tls_certificate.empty()) server.tls = {options.tls_certificate, options.tls_key};
  server.limits.body_bytes_max = options.body_bytes_max;
  return server;
}

/// Whether everything that the secret verifies or signs comes from and goes to this machine.
bool is_local(const ListenOptions& options, const ListenPlan& plan) {
  const bool receives_here =
      !plan.server.opens_port || net::is_loopback(net::without_brackets(options.endpoint.host));
  const auto& routes = plan.receiver.routes;
  return receives_here && is_reached_from_here(options.public_end.address) &&
         std::all_of(routes.begin(), routes.end(), [](const listener::Route& route) {
           return net::leads_to_this_machine(net::host_of(route.target.url));
         });
}

Result<void> plan_secret(const ListenOptions& options, Context& context, ListenPlan& plan) {
  const bool is_used = plan.server.opens_port || !plan.receiver.routes.empty();
  if (options.no_verify || !is_used) return {};
  auto secret = delivery_secret(is_local(options, plan), context);
  if (!secret) {
    Error error = std::move(secret).error();
    error.hint += "; or pass --no-verify";
    return error;
  }
  plan.secret = *std::move(secret);
  if (plan.public_end) plan.public_end->address.probe.secret = plan.secret;
  return {};
}

/// The optional parts of the plan.
Result<void> plan_rest(const ListenOptions& options, Context& context, ListenPlan& plan) {
  if (!options.respond.empty()) {
    auto steps = listener::Plan::parse(options.respond);
    if (!steps) return std::move(steps).error().in("--respond");
    plan.receiver.plan = *std::move(steps);
  }
  if (!options.queue.url.empty()) {
    plan.receivers = options.receivers.value_or(sqs::ConsumerOptions{}.receivers);
    auto queue =
        open_queue(options.queue, options.reach.ca_certificate, 3 * plan.receivers, context);
    if (!queue) return std::move(queue).error();
    plan.queue = *std::move(queue);
  }
  auto sns = plan_sns(options.sns, !options.no_verify, options.reach.ca_certificate, context);
  if (!sns) return std::move(sns).error();
  plan.receiver.sns = std::move(sns->endpoint);
  plan.sns_trust = std::move(sns->trust);
  auto filter = make_filter(options.filters, context);
  if (!filter) return std::move(filter).error();
  plan.filter = *std::move(filter);
  auto routes = resolve_routes(options.forward_to, options.reach, context);
  if (!routes) return std::move(routes).error();
  plan.receiver.routes = *std::move(routes);
  auto public_end =
      plan_public_end(options.public_end, options.reach, options.endpoint.path, context);
  if (!public_end) return std::move(public_end).error();
  plan.public_end = *std::move(public_end);
  auto reach = resolve_reach(options.reach, context);
  if (!reach) return std::move(reach).error();
  plan.page_reach = *std::move(reach);
  return plan_secret(options, context, plan);
}

}  // namespace

void declare_listen(Arguments& arguments, ListenOptions& options) {
  declare_serving(arguments, options);
  declare_recording(arguments, options);
  declare_answering(arguments, options);
  declare_source(arguments, options);
  declare_public_end(arguments, options.public_end, options.asks_for_endpoint);
  declare_selection(arguments, options);
  declare_end(arguments, options.end);
  declare_ui(arguments, options.ui);
  declare_view(arguments, options.view);
  arguments
      .rest(
          options.command,
          "Behind --: run this once the port is open and the public address, if there is to be "
          "one, "
          "leads here; end after it, or with --timeout once the expectations are met too; it finds "
          "the local URL in STREAMCTL_WEBHOOK_URL, the public one in STREAMCTL_PUBLIC_URL; with "
          "--output json its output goes to standard error")
      .metavar("COMMAND");
}

void fill(listener::ListenerSettings& settings, ListenPlan& plan) {
  settings.server = plan.server;
  settings.receiver = plan.receiver;
  settings.secret = plan.secret;
  settings.expectations = plan.expectations;
  settings.filter = std::move(plan.filter);
  settings.attempt_timeout = plan.attempt_timeout;
  settings.queue = std::move(plan.queue);
  // Messages beyond --count stay on the queue, unless a command ends the run.
  settings.stops_at_count = plan.command.empty();
  settings.sns_trust = plan.sns_trust;
}

Result<ListenPlan> plan_listen(const ListenOptions& options, Context& context) {
  if (auto good = check_tls(options); !good) return std::move(good).error();
  if (auto good = check_combinations(options); !good) return std::move(good).error();
  auto expectations = expectations_of(options.end);
  if (!expectations) return std::move(expectations).error();
  warn_of_unknown_types(options.filters, context);
  warn_of_unknown_types(options.end, context);
  ListenPlan plan;
  plan.server = server_of(options);
  if (auto good = plan_rest(options, context, plan); !good) return std::move(good).error();
  plan.expectations = *std::move(expectations);
  plan.receiver.path = options.endpoint.path;
  plan.receiver.api_key = context.settings.api_key;
  plan.receiver.verify = {options.body_bytes_max, !options.no_verify, context.settings.other_keys};
  plan.receiver.selection = options.filters.selection;
  plan.receiver.dedupe = options.dedupe;
  plan.receiver.show_response = options.show_response;
  plan.duration = options.end.duration;
  plan.timeout = options.end.timeout;
  plan.junit = options.end.junit;
  plan.record = options.record;
  plan.keeps_history = !options.no_history;
  plan.attempt_timeout = options.attempt_timeout;
  plan.ui = options.ui;
  plan.view = view_of(options.view);
  plan.view.names_targets = plan.receiver.routes.size() > 1;
  plan.command = options.command;
  plan.respond = options.respond;
  return plan;
}

}  // namespace streamctl::cli

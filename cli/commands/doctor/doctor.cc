#include "commands/doctor/doctor.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/hook_owner.h"
#include "args/listener_probes.h"
#include "args/patient_fetch.h"
#include "commands/doctor/findings.h"
#include "commands/doctor/hook_findings.h"
#include "commands/doctor/report.h"
#include "core/json.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "net/http_server/port_use.h"
#include "net/tls/system_trust.h"
#include "stream/app_hooks.h"
#include "stream/hook_mark.h"
#include "stream/hooks.h"
#include "stream/request.h"
#include "stream/token.h"

namespace streamctl::cli {
namespace {

using Status = Finding::Status;

constexpr std::chrono::seconds request_timeout{10};

struct DoctorOptions {
  bool asks_hooks = false;
};

void declare(Arguments& arguments, DoctorOptions& options) {
  arguments.flag("--hooks", options.asks_hooks,
                 "Also send a request to each webhook of the app: can it be reached, and does a "
                 "listener answer at those that 'listen --register' added");
}

/// Sends one request: GetApp, signed if there are credentials.
net::HttpOutcome ask(const stream::Access& access, Context& context) {
  const auto request =
      stream::http_request(access, {.method = "GET", .path = "/app"}, context.random.uuid());
  auto outcome = patient_fetch(request, access.base_url, context);
  const stream::Client::Observer observer = api_observer(context);
  if (observer.exchanged) observer.exchanged(request, outcome);
  return outcome;
}

void look_at_settings(Report& report, Context& context) {
  const Settings& settings = context.settings;
  report.add(config_finding(settings, context.settings_error));
  if (context.settings_error) return;  // Findings about key and secret would be guesses.
  report.add(key_finding(settings));
  report.add(secret_finding(settings));
  if (const auto webhook = webhook_url_finding(settings)) report.add(*webhook);
  if (!settings.api_key.empty() && !settings.api_secret.empty()) return;
  if (const auto found = find_stream_cli_config(context.environment))
    report.add(stream_cli_finding(*found, settings));
}

/// Sends a request to each enabled webhook, except those that are known to be left over.
void ask_the_hooks(const stream::AppHooks& app, const HookView& view, Report& report,
                   Context& context) {
  std::vector<Json> asked;
  std::vector<net::HttpRequest> requests;
  for (const Json& hook : app.all()) {
    const stream::HookSummary one = stream::summary_of(hook);
    const std::string url = text_at(hook, "webhook_url");
    if (!one.enabled || one.kind != "webhook" || !net::check_url(url) ||
        stream::is_left_over(hook, view.owner, view.is_port_used))
      continue;
    asked.push_back(hook);
    if (stream::mark_of(hook)) {
      requests.push_back(listener_probe(url, context));
      continue;
    }
    net::HttpRequest head;
    head.method = "HEAD";
    head.url = url;
    head.timeout = request_timeout;
    requests.push_back(std::move(head));
  }
  const auto outcomes = fetch_all(std::move(requests), context);
  if (context.stop.stop_requested()) return;
  for (std::size_t i = 0; i < asked.size(); ++i)
    report.add(answer_finding(asked[i], outcomes[i]));
}

void look_at_the_hooks(const net::HttpOutcome& outcome, const std::string& base_url,
                       bool asks_hooks, Report& report, Context& context) {
  const auto answer = parse_json(outcome.body);
  const auto app =
      answer ? stream::app_hooks_of(*answer) : Result<stream::AppHooks>(answer.error());
  if (!app) return report.add({"hooks", Status::warn, app.error().what, ""});
  const HookView view{base_url, hook_owner(), net::is_port_used};
  for (const Finding& finding : hook_findings(*app, view))
    report.add(finding);
  if (asks_hooks) ask_the_hooks(*app, view, report, context);
}

void look_at_the_api(const DoctorOptions& options, Report& report, Context& context) {
  const Settings& settings = context.settings;
  if (context.settings_error) {
    report.add({"reach", Status::skip, "not tried: the settings could not be read", ""});
    return;
  }
  auto base_url = base_url_of(settings);
  if (!base_url) {
    report.add({"reach", Status::fail, printable(base_url.error().what), base_url.error().hint});
    return;
  }
  stream::Access access;
  access.base_url = *std::move(base_url);
  access.api_key = settings.api_key;
  access.connect_timeout = settings.connect_timeout;
  access.timeout = request_timeout;
  const bool has_both = !settings.api_key.empty() && !settings.api_secret.empty();
  if (has_both) access.token = stream::server_token(settings.api_secret);
  const WallTime sent = context.clock.now();
  const net::HttpOutcome outcome = ask(access, context);
  const WallTime came = context.clock.now();
  if (context.stop.stop_requested()) return;
  const auto proxy = proxy_of(access.base_url, context);
  Finding reach = reach_finding(access.base_url, outcome, proxy ? proxy->shown() : "");
  if (const std::string& source = settings.sources.base_url; !source.empty())
    reach.detail += " (base URL from " + where_from(settings, source) + ")";
  report.add(reach);
  report.add(clock_finding(outcome, sent, came));
  if (!has_both)
    return report.add(
        {"credentials", Status::skip, "not tried: key and secret are not both set", ""});
  const Finding credentials =
      credentials_finding(outcome, stream::url_shown(access, {.path = "/app"}));
  report.add(credentials);
  if (credentials.status == Status::ok)
    look_at_the_hooks(outcome, access.base_url, options.asks_hooks, report, context);
}

Result<ExitCode> run(const DoctorOptions& options, Context& context) {
  Report report(context);
  look_at_settings(report, context);
  const net::SystemTrust trust = net::system_trust();
  report.add(certificates_finding(trust, net::certificates_in_file(trust)));
  look_at_the_api(options, report, context);
  if (const auto tunnels =
          tunnel_finding(tunnel::installed_programs(context.environment, context.clock)))
    report.add(*tunnels);
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  return report.end();
}

}  // namespace

Command doctor() {
  return {
      .name = "doctor",
      .group = "look up",
      .summary = "Find what keeps streamctl from Stream's API",
      .description =
          "Checks the configuration, where key and secret come from, which certificates TLS "
          "trusts, whether the API can be reached (name, connection, TLS), how far this "
          "machine's clock is off, and whether the API accepts the credentials. Then looks at the "
          "app's event hooks: addresses that "
          "Stream cannot reach, unencrypted ones, misspelt types, events that come twice, hooks "
          "that a listener left; and which tunnel programs for 'listen --tunnel' there are. "
          "Prints one line for each, with how to fix it. If "
          "key or secret is missing, looks for the credentials of stream-cli. Changes nothing. "
          "Exit status: 1 if anything fails.",
      .examples = {{"streamctl doctor --env-file .env", "Everything"},
                   {"streamctl doctor --env-file .env --hooks",
                    "Does an answer come from each webhook?"},
                   {"streamctl doctor --env-file .env --output json", "For programs"}},
      .declare = bound<DoctorOptions>(declare, run),
      .runs_unconfigured = true};
}

}  // namespace streamctl::cli

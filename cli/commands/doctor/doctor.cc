#include "commands/doctor/doctor.h"

#include <array>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/patient_fetch.h"
#include "commands/doctor/findings.h"
#include "core/json.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "stream/request.h"
#include "stream/token.h"

namespace streamctl::cli {
namespace {

using Status = Finding::Status;

constexpr std::size_t name_columns = 13;
constexpr std::size_t hint_margin = 6;
constexpr std::chrono::seconds request_timeout{10};

struct DoctorOptions {};

void declare(Arguments& /*arguments*/, DoctorOptions& /*options*/) {}

struct Look {
  const char* json;
  const char* pretty;
  Style style;
};

Look look_of(Status status) {
  switch (status) {
    case Status::ok:
      return {"ok", "ok  ", Style::green};
    case Status::warn:
      return {"warn", "warn", Style::yellow};
    case Status::fail:
      return {"fail", "fail", Style::red};
    case Status::skip:
      break;
  }
  return {"skip", "skip", Style::dim};
}

/// Prints each finding immediately, and counts them.
class Report {
 public:
  explicit Report(Context& context) : context_(context) {}

  void add(const Finding& finding);
  ExitCode end();

 private:
  Context& context_;
  std::array<std::uint64_t, 4> counts_{};
};

void Report::add(const Finding& finding) {
  ++counts_.at(static_cast<std::size_t>(finding.status));
  const Look look = look_of(finding.status);
  if (context_.output == Output::json) {
    Json line{{"kind", "finding"}, {"name", finding.name}, {"status", look.json}};
    line["detail"] = finding.detail;
    line["hint"] = finding.hint.empty() ? Json(nullptr) : Json(finding.hint);
    context_.out << json_line(line) << '\n' << std::flush;
    return;
  }
  const Terminal& terminal = context_.out_terminal;
  context_.out << terminal.paint(look.style, look.pretty) << "  "
               << terminal.paint(Style::bold, padded(finding.name, name_columns)) << finding.detail;
  context_.out << '\n';
  if (!finding.hint.empty())
    context_.out << std::string(hint_margin, ' ') << terminal.paint(Style::dim, finding.hint)
                 << '\n';
  context_.out.flush();
}

ExitCode Report::end() {
  const auto count = [&](Status status) { return counts_.at(static_cast<std::size_t>(status)); };
  if (context_.output == Output::json) {
    Json line{{"kind", "summary"}};
    for (const Status status : {Status::ok, Status::warn, Status::fail, Status::skip})
      line[look_of(status).json] = count(status);
    context_.out << json_line(line) << '\n';
  }
  return count(Status::fail) == 0 ? 0 : 1;
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

void look_at_the_api(Report& report, Context& context) {
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
  if (has_both)
    report.add(credentials_finding(outcome, stream::url_shown(access, {.path = "/app"})));
  else
    report.add({"credentials", Status::skip, "not tried: key and secret are not both set", ""});
}

Result<ExitCode> run(const DoctorOptions& /*options*/, Context& context) {
  Report report(context);
  look_at_settings(report, context);
  look_at_the_api(report, context);
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  return report.end();
}

}  // namespace

Command doctor() {
  return {.name = "doctor",
          .group = "look up",
          .summary = "Find what keeps streamctl from Stream's API",
          .description =
              "Checks the configuration, where key and secret come from, whether the API can be "
              "reached (name, connection, TLS), how far this machine's clock is off, and whether "
              "the API accepts the credentials. Prints one line for each, with how to fix it. If "
              "key or secret is missing, looks for the credentials of stream-cli. Changes nothing. "
              "Exit status: 1 if anything fails.",
          .examples = {{"streamctl doctor --env-file .env", "Everything"},
                       {"streamctl doctor --env-file .env --output json", "For programs"}},
          .declare = bound<DoctorOptions>(declare, run),
          .runs_unconfigured = true};
}

}  // namespace streamctl::cli

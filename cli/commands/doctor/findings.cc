#include "commands/doctor/findings.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "core/units.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/proxy.h"
#include "net/http_client/typed_url.h"
#include "net/http_date.h"
#include "secret_text.h"
#include "stream/api_error.h"

namespace streamctl::cli {

using Status = Finding::Status;

namespace {

std::string path_or(const std::string& path, const char* otherwise) {
  return path.empty() ? otherwise : printable(path);
}

/// " (STREAMCTL_PROFILE)"; empty for the default.
std::string named_by(const std::string& source) {
  return source.empty() ? "" : " (" + printable(source) + ")";
}

std::string how_to_set(const char* variable, const char* option, const char* key,
                       const Settings& settings) {
  return std::string("set ") + variable + ", pass " + option + ", or put " + key + " in " +
         path_or(settings.config_path, "a config file");
}

std::string app_name(const net::HttpOutcome& outcome) {
  const auto body = parse_json(outcome.body);
  if (!body || !body->is_object()) return "";
  const auto app = body->find("app");
  if (app == body->end() || !app->is_object()) return "";
  const auto name = app->find("name");
  return name != app->end() && name->is_string() ? printable(name->get<std::string>()) : "";
}

}  // namespace

Finding config_finding(const Settings& settings, const std::optional<Error>& error) {
  if (error) return {"config", Status::fail, printable(error->what), printable(error->hint)};
  std::error_code ignored;
  if (settings.config_path.empty() || !std::filesystem::exists(settings.config_path, ignored))
    return {"config", Status::ok,
            "no file at " + path_or(settings.config_path, "(no home)") + ", and none is needed",
            ""};
  return {"config", Status::ok,
          printable(settings.config_path) + named_by(settings.sources.config) + ", profile " +
              printable(settings.profile) + named_by(settings.sources.profile) +
              ", readable by its owner alone",
          ""};
}

Finding key_finding(const Settings& settings) {
  if (settings.api_key.empty())
    return {"api-key", Status::fail, "no API key is set",
            how_to_set("STREAM_API_KEY", "--api-key KEY", "api_key", settings)};
  if (settings.api_key.find_first_of(" \t\r\n\"'") != std::string::npos)
    return {
        "api-key", Status::warn,
        "it holds a space or a quote (from " + where_from(settings, settings.sources.api_key) + ")",
        "keys are letters and digits: was it copied whole, and no more?"};
  return {"api-key", Status::ok,
          printable(settings.api_key) + " from " + where_from(settings, settings.sources.api_key),
          ""};
}

Finding secret_finding(const Settings& settings) {
  if (settings.api_secret.empty())
    return {"api-secret", Status::fail, "no API secret is set",
            how_to_set("STREAM_API_SECRET", "--api-secret-file PATH", "api_secret", settings)};
  const std::string from = "from " + where_from(settings, settings.sources.api_secret);
  if (const auto clinging = clinging_to(settings.api_secret.reveal()); !clinging.empty())
    return {"api-secret", Status::warn, "it " + clinging + " (" + from + ")",
            "was it copied whole, and no more? Windows line ends in a .env file leave one too"};
  if (!settings.secret_warning.empty())
    return {"api-secret", Status::warn, printable(settings.secret_warning), ""};
  if (settings.api_secret.reveal() == settings.api_key)
    return {"api-secret", Status::warn, "it is the same as the API key (" + from + ")",
            "the dashboard shows the two beside each other"};
  return {"api-secret", Status::ok, "set, " + from, ""};
}

std::optional<Finding> webhook_url_finding(const Settings& settings) {
  if (settings.webhook_url.empty()) return std::nullopt;
  const std::string from = " from " + where_from(settings, settings.sources.webhook_url);
  const auto url = net::read_url(settings.webhook_url);
  if (!url) return Finding{"webhook-url", Status::warn, url.error().what + from, url.error().hint};
  return Finding{"webhook-url", Status::ok, printable(*url) + from, ""};
}

Finding stream_cli_finding(const StreamCliConfig& found, const Settings& settings) {
  std::vector<std::string> names;
  for (const StreamCliApp& app : found.apps)
    names.push_back(printable(app.name));
  const std::string chosen =
      found.default_app.empty() ? names.front() : printable(found.default_app);
  return {"stream-cli", Status::warn,
          "stream-cli has credentials in " + printable(found.path) + ": " + joined(names, ", "),
          "copy access-key and access-secret-key of " + chosen + " into " +
              path_or(settings.config_path, "the config file") +
              " as api_key = \"…\" and api_secret = \"…\" below [default], and chmod 600 it"};
}

std::optional<Finding> tunnel_finding(const std::vector<tunnel::Installed>& programs) {
  if (programs.empty()) return std::nullopt;
  std::vector<std::string> names;
  bool is_old = false;
  for (const auto& [name, version] : programs) {
    names.push_back(name + (version.empty() ? ", which did not say its version" : " " + version));
    is_old =
        is_old || (name == "ngrok" && (version.starts_with("1.") || version.starts_with("2.")));
  }
  if (is_old)
    return Finding{"tunnel", Status::warn, joined(names, ", "),
                   "ngrok's service accepts version 3 only: ngrok update"};
  return Finding{"tunnel", Status::ok, joined(names, ", "), ""};
}

Finding certificates_finding(const net::SystemTrust& trust, const Result<std::size_t>& counted) {
  const auto finding = [](Status status, std::string detail, std::string hint) {
    return Finding{"certificates", status, std::move(detail), std::move(hint)};
  };
  if (trust.file.empty() && trust.directory.empty())
    return finding(Status::warn,
                   "this system has none to trust, so https works only with --ca-cert",
                   "install the package ca-certificates, or name a PEM file in SSL_CERT_FILE");
  const std::string hint =
      trust.is_named ? "correct SSL_CERT_FILE, or unset it to trust the system's certificates"
                     : "install the package ca-certificates again, or set SSL_CERT_FILE";
  if (!trust.file.empty() && !counted)
    return finding(Status::fail, printable(counted.error().what), hint);
  const std::string place = trust.file.empty()
                                ? "those in " + printable(trust.directory)
                                : std::to_string(*counted) + " in " + printable(trust.file);
  const char* variable = trust.file.empty() ? "SSL_CERT_DIR" : "SSL_CERT_FILE";
  return finding(Status::ok, place + (trust.is_named ? std::string(" from ") + variable : ""), "");
}

Finding reach_finding(const std::string& base_url, const net::HttpOutcome& outcome,
                      const std::string& proxy) {
  const std::string url = printable(base_url);
  if (outcome.kind != net::HttpOutcome::Kind::answered) {
    if (!outcome.proxy.empty())
      return {"reach", Status::fail, url + ": " + printable(outcome.error), net::proxy_hint};
    return {"reach", Status::fail, url + ": " + printable(outcome.error),
            proxy.empty() ? "check the network, and --base-url or STREAM_BASE_URL"
                          : "check the proxy " + printable(proxy) +
                                ", which the environment sets, and --base-url or STREAM_BASE_URL"};
  }
  if (!outcome.proxy.empty() && outcome.status == 407) {
    const Error error = stream::error_of(outcome, base_url);
    return {"reach", Status::fail, error.what, error.hint};
  }
  const std::string took = url + " answered in " + duration_text(outcome.duration);
  if (lower_ascii(base_url).starts_with("http:") &&
      !net::leads_to_this_machine(net::host_of(base_url)))
    return {"reach", Status::warn, took + ", unencrypted", "use https: tokens travel in the clear"};
  return {"reach", Status::ok, took, ""};
}

Finding clock_finding(const net::HttpOutcome& outcome, WallTime sent, WallTime came) {
  const std::string* date = outcome.headers.find("Date");
  const auto theirs = date == nullptr ? std::nullopt : net::parse_http_date(*date);
  if (outcome.kind != net::HttpOutcome::Kind::answered || !theirs)
    return {"clock", Status::skip, "not known: no answer had a Date", ""};
  // A Date has no fraction: the server's clock was within the second that it starts.
  const WallTime latest = *theirs + std::chrono::seconds{1};
  std::chrono::nanoseconds off{0};
  if (sent > latest) off = between(latest, sent);
  if (came < *theirs) off = between(*theirs, came);
  const auto amount = std::chrono::abs(off);
  if (amount <= clock_skew_warned) {
    return {"clock", Status::ok,
            "agrees with the server's to within " + duration_text(amount + std::chrono::seconds{1}),
            ""};
  }
  return {"clock", Status::warn,
          "this machine is " + duration_text(amount) + (off.count() > 0 ? " ahead of" : " behind") +
              " the server",
          off.count() > 0 ? "set the clock: tokens made here are refused, as issued in the future"
                          : "set the clock: tokens made here expire early"};
}

Finding credentials_finding(const net::HttpOutcome& outcome, const std::string& url) {
  if (outcome.kind != net::HttpOutcome::Kind::answered)
    return {"credentials", Status::skip, "not tried: the API was not reached", ""};
  if (outcome.status == 429)
    return {"credentials", Status::warn, "not known: the app's rate limit is reached",
            "try again in a minute"};
  if (outcome.status < 200 || outcome.status >= 300) {
    const Error error = stream::error_of(outcome, url);
    return {"credentials", Status::fail, error.what, error.hint};
  }
  const auto body = parse_json(outcome.body);
  if (!body || !body->is_object() || !body->contains("app"))
    return {"credentials", Status::fail, printable(url) + " answers, but not as Stream's API does",
            "is --base-url right?"};
  const std::string name = app_name(outcome);
  return {"credentials", Status::ok,
          "the API accepts them" + (name.empty() ? "" : ", for the app " + name), ""};
}

}  // namespace streamctl::cli

// The findings of `doctor`, as pure functions; each includes a fix.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "commands/doctor/stream_cli_config.h"
#include "config.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/result.h"
#include "net/http_client/http_client.h"
#include "net/tls/system_trust.h"
#include "tunnel/installed.h"

namespace streamctl::cli {

/// A larger clock offset is a warning: token times are in seconds.
constexpr std::chrono::seconds clock_skew_warned{2};

struct Finding {
  enum class Status { ok, warn, fail, skip };
  std::string name;  ///< "config", "api-key", "clock"…
  Status status = Status::ok;
  std::string detail;
  std::string hint;  ///< How to fix it; may be empty.
  bool operator==(const Finding&) const = default;
};

/// Whether the config file exists and is readable, and the profile used. `error`: why reading the
/// settings failed.
Finding config_finding(const Settings& settings, const std::optional<Error>& error);
Finding key_finding(const Settings& settings);
/// Never reveals anything about the secret, not even its length.
Finding secret_finding(const Settings& settings);
/// The URL that forge and replay deliver to without --to; nullopt if none is configured.
std::optional<Finding> webhook_url_finding(const Settings& settings);
/// For a user without credentials here: those of stream-cli.
Finding stream_cli_finding(const StreamCliConfig& found, const Settings& settings);

/// The tunnel programs for `listen --tunnel`; nullopt if there is none.
std::optional<Finding> tunnel_finding(const std::vector<tunnel::Installed>& programs);
/// Which certificates TLS trusts. `counted`: those in its file, or why there are none.
Finding certificates_finding(const net::SystemTrust& trust, const Result<std::size_t>& counted);

/// Whether a request was answered, or why not. `proxy` is the proxy that the environment sets for
/// the URL, or empty.
Finding reach_finding(const std::string& base_url, const net::HttpOutcome& outcome,
                      const std::string& proxy);
/// Compares our clock with the Date of a response received between `sent` and `came`.
Finding clock_finding(const net::HttpOutcome& outcome, WallTime sent, WallTime came);
/// From the API's answer to GetApp.
Finding credentials_finding(const net::HttpOutcome& outcome, const std::string& url);

}  // namespace streamctl::cli

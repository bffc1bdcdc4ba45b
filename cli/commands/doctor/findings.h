// What `doctor` judges, from values alone: each a finding with what to mend.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "commands/doctor/stream_cli_config.h"
#include "config.h"
#include "core/clock.h"
#include "core/error.h"
#include "net/http_client/http_client.h"

namespace streamctl::cli {

/// A clock further off than this is worth a word: a token's times count in seconds.
constexpr std::chrono::seconds clock_skew_warned{2};

struct Finding {
  enum class Status { ok, warn, fail, skip };
  std::string name;  ///< "config", "api-key", "clock"…
  Status status = Status::ok;
  std::string detail;
  std::string hint;  ///< What to mend; may be empty.
  bool operator==(const Finding&) const = default;
};

/// The config file: there, readable, which profile. `error`: why the settings could not be read.
Finding config_finding(const Settings& settings, const std::optional<Error>& error);
Finding key_finding(const Settings& settings);
/// Never shows anything of the secret, its length included.
Finding secret_finding(const Settings& settings);
/// Credentials that stream-cli has, for a user who has none here.
Finding stream_cli_finding(const StreamCliConfig& found, const Settings& settings);

/// A request that was answered at all reached the API; else where the way there ends. `proxy` is
/// the proxy of the environment, or empty.
Finding reach_finding(const std::string& base_url, const net::HttpOutcome& outcome,
                      const std::string& proxy);
/// By the Date of an answer that came between `sent` and `came`, by our clock.
Finding clock_finding(const net::HttpOutcome& outcome, WallTime sent, WallTime came);
/// By what the API said to GetApp.
Finding credentials_finding(const net::HttpOutcome& outcome, const std::string& url);

}  // namespace streamctl::cli

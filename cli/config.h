// Credentials and settings. Precedence: option, environment, profile, default.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/environment.h"
#include "core/result.h"
#include "core/secret.h"
#include "crypto/other_key.h"

namespace streamctl::cli {

/// The values of the options that all commands share.
struct SettingsOptions {
  std::optional<std::string> api_key;
  std::optional<std::string> api_secret_file;
  std::optional<std::string> base_url;
  std::optional<std::string> profile;
  std::optional<std::string> config;
  std::optional<std::string> env_file;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

/// Where each setting comes from: "--api-key", "STREAM_API_KEY", "STREAM_API_KEY in .env", "profile
/// default". Empty if not configured. See where_from().
struct SettingSources {
  std::string api_key;
  std::string api_secret;
  std::string base_url;
  std::string webhook_url;
  std::string user_id;
  std::string profile;  ///< Also "the config file", which may name the profile to use.
  std::string config;
};

struct Settings {
  std::string api_key;  ///< Empty if not configured.
  Secret api_secret;    ///< Empty if not configured.
  SettingSources sources;
  std::string secret_warning;         ///< The problem with the secret, for the user; empty if none.
  std::vector<std::string> warnings;  ///< About the names of variables in --env-file.
  std::vector<crypto::OtherKey> other_keys;  ///< Named if one of them signed instead.
  std::string base_url = "https://video.stream-io-api.com";
  std::string webhook_url;  ///< Empty if not configured.
  std::string user_id;      ///< Empty if not configured.
  std::string profile = "default";
  std::string config_path;      ///< Empty without a home.
  std::string state_directory;  ///< See state_directory().
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

/// The value of `name`; nullopt if it is unset or empty.
std::optional<std::string> non_empty(const Environment& environment, const std::string& name);

/// $XDG_CONFIG_HOME or ~/.config; empty without a home.
std::string config_home(const Environment& environment);

/// $XDG_STATE_HOME/streamctl or ~/.local/state/streamctl; empty without a home.
std::string state_directory(const Environment& environment);

/// Reads the settings from every source. The variables of --env-file count as options: they precede
/// the environment. Refuses a config file accessible to group or others. Kind config.
Result<Settings> resolve_settings(const SettingsOptions& options, const Environment& environment);

/// The config file and profile alone, as far as they can be told when resolve_settings() fails.
/// Fails only if --env-file, which may name both, cannot be read.
Result<Settings> locate_settings(const SettingsOptions& options, const Environment& environment);

/// One of Settings::sources for people: "profile default in /home/john/.config/…". Printable.
std::string where_from(const Settings& settings, const std::string& source);

/// The names of the sections in the config file, for completion; empty if it cannot be read.
std::vector<std::string> profile_names(const SettingsOptions& options,
                                       const Environment& environment);

/// The key, or an error that explains how to provide one. Kind config.
Result<std::string> require_key(const Settings& settings);
/// The secret, or an error that explains how to provide one. Kind config.
Result<Secret> require_secret(const Settings& settings);

}  // namespace streamctl::cli

// Credentials and settings: an option beats the environment, which beats the profile, which beats
// the default.
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

/// What the options every command shares said.
struct SettingsOptions {
  std::optional<std::string> api_key;
  std::optional<std::string> api_secret_file;
  std::optional<std::string> base_url;
  std::optional<std::string> profile;
  std::optional<std::string> config;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

struct Settings {
  std::string api_key;            ///< Empty where nothing said.
  Secret api_secret;              ///< Empty where nothing said.
  std::string api_key_source;     ///< Where it was found: "STREAM_API_KEY", "profile default".
  std::string api_secret_source;  ///< Empty, as the one above, where nothing said.
  std::string secret_warning;     ///< What is wrong with the secret, for the user; empty: nothing.
  std::vector<crypto::OtherKey> other_keys;  ///< To name, where one of them signed in its place.
  std::string base_url = "https://video.stream-io-api.com";
  std::string webhook_url;  ///< Empty where nothing said.
  std::string user_id;      ///< Empty where nothing said.
  std::string profile = "default";
  std::string config_path;
  std::string state_directory;  ///< $XDG_STATE_HOME/streamctl or ~/.local/state/streamctl; empty
                                ///< without a home.
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

/// The value of `name`, nothing where it is unset or empty.
std::optional<std::string> non_empty(const Environment& environment, const std::string& name);

/// $XDG_CONFIG_HOME or ~/.config; empty without a home.
std::string config_home(const Environment& environment);

/// Reads all the places. A config file open to group or others is refused. Kind config.
Result<Settings> resolve_settings(const SettingsOptions& options, const Environment& environment);

/// The names of the sections in the config file, for completion; empty when it cannot be read.
std::vector<std::string> profile_names(const SettingsOptions& options,
                                       const Environment& environment);

/// The key, or the error that says how to give one. Kind config.
Result<std::string> require_key(const Settings& settings);
/// The secret, or the error that says how to give one. Kind config.
Result<Secret> require_secret(const Settings& settings);

}  // namespace streamctl::cli

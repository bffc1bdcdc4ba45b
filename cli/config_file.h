// The config file: where it is, and the keys of its profiles.
#pragma once

#include <array>
#include <string>

#include "config.h"
#include "core/environment.h"
#include "core/result.h"
#include "toml.h"

namespace streamctl::cli {

/// The key of a profile that is never shown, and that no command sets.
inline const std::string secret_key = "api_secret";
/// The keys of a profile.
inline const std::array<std::string, 5> profile_keys{"api_key", secret_key, "base_url",
                                                     "webhook_url", "user_id"};
/// The key of the default profile, or before all of them, that names the profile to use.
inline const std::string chosen_profile_key = "profile";

struct ConfigPlace {
  std::string path;    ///< Empty without a home.
  std::string source;  ///< "--config", "STREAMCTL_CONFIG"; empty for the default place.
};

ConfigPlace config_place(const SettingsOptions& options, const Environment& environment);

/// Reads the profiles; none if there is no file and no option or variable names one. Refuses a file
/// accessible to group or others, invalid TOML, and unknown keys that are strings or look like
/// typos. Kind config.
Result<TomlTables> read_config(const ConfigPlace& place);

/// Refuses text that is invalid TOML or has such keys. Kind config.
Result<TomlTables> parse_config(const std::string& text, const std::string& path);

/// The error for a key that no profile has.
Error unknown_key(const std::string& key);

}  // namespace streamctl::cli

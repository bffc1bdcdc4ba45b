// Changes the user's config file for the actions of `config`.
#pragma once

#include <string>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

struct ConfigChange {
  std::string profile;  ///< Empty: the keys before all profiles.
  std::string key;
  std::string value;
};

/// Sets one value in the config file of the settings, keeping everything else in it. Creates the
/// file and its folder, for their owner alone; takes access to an existing file from others, with a
/// warning. Kind config: no home, a malformed file, or one that cannot be written.
Result<void> change_config(const ConfigChange& change, Context& context);

/// Reports a change that was made: a line of JSON, or `message` on standard error unless quiet.
void report_change(const ConfigChange& change, const std::string& message, Context& context);

/// The path of the config file; an error without a home. Kind config.
Result<std::string> require_config_path(const Settings& settings);

}  // namespace streamctl::cli

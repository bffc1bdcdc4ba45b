// The user's profile in the files of AWS's own tools.
#pragma once

#include <optional>
#include <string>

#include "aws/credentials.h"
#include "aws/ini.h"
#include "core/environment.h"
#include "core/result.h"

namespace streamctl::aws {

/// AWS_PROFILE, or "default".
std::string profile_name(const Environment& environment);
/// The profile's section in the config file: "default", "profile dev".
std::string profile_section(const Environment& environment);
/// Empty if the file has no such section or key.
std::string value_in_profile(const Ini& file, const std::string& section, const std::string& key);

/// The files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or ~/.aws/config and
/// ~/.aws/credentials.
struct ProfileFiles {
  Ini config;
  Ini credentials;
};
/// A missing file is empty. Kind config: a file cannot be read.
Result<ProfileFiles> read_profile_files(const Environment& environment);

/// The keys of profile `name`; the credentials file takes precedence. Nothing if the profile has
/// none. Kind config: half a pair of keys; a profile that gets its keys from elsewhere (a role,
/// single sign-on, a process); with `is_named`, a profile that is in neither file.
Result<std::optional<Credentials>> credentials_in(const ProfileFiles& files,
                                                  const std::string& name, bool is_named);

}  // namespace streamctl::aws

// The profile a user has chosen, in the files of AWS's tools.
#pragma once

#include <optional>
#include <string>

#include "core/result.h"
#include "sqs/credentials.h"
#include "sqs/environment.h"
#include "sqs/ini.h"

namespace streamctl::sqs {

/// AWS_PROFILE, or "default".
std::string profile_name(const Environment& environment);
/// Its section in the config file: "default", "profile dev".
std::string profile_section(const Environment& environment);
/// Empty where there is none.
std::string value_in_profile(const Ini& file, const std::string& section, const std::string& key);

/// The two files as they stand: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, or ~/.aws/config
/// and ~/.aws/credentials. A file that is not there is empty. Kind config: it cannot be read.
struct ProfileFiles {
  Ini config;
  Ini credentials;
};
Result<ProfileFiles> read_profile_files(const Environment& environment);

/// The keys of profile `name`; the credentials file comes first. Nothing where it has none. Kind
/// config: half a pair of keys, a profile that lends its keys from elsewhere (a role, single
/// sign-on, a process), and with `is_named` one that is in neither file.
Result<std::optional<Credentials>> credentials_in(const ProfileFiles& files,
                                                  const std::string& name, bool is_named);

}  // namespace streamctl::sqs

// The API secret as it is read: out of a file, and what clings to one that was copied badly.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/secret.h"

namespace streamctl::cli {

/// What stands around a value, or in it, and belongs to no secret of Stream's, after "it": "ends
/// with a carriage return and stands in quotes", "holds an equals sign". Empty for a clean one.
/// Never quotes the value.
std::string clinging_to(std::string_view value);

struct SecretFile {
  Secret secret;        ///< Without white space, quotes and a byte order mark around it.
  std::string warning;  ///< Others can read the file; empty where only its owner can.
};

/// The secret in the file of --api-secret-file, - being standard input. Refuses an empty file and
/// one of several lines. A path that cannot be opened is named only where it is surely no secret
/// given by mistake. Kind config.
Result<SecretFile> read_secret_file(const std::string& path);

}  // namespace streamctl::cli

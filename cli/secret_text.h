// Reads the API secret from a file, and detects stray characters from bad copying.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/secret.h"

namespace streamctl::cli {

/// Describes characters around or inside a value that no Stream secret contains, to follow "it":
/// "ends with a carriage return and stands in quotes", "holds an equals sign". Empty for a clean
/// value. Never quotes the value.
std::string clinging_to(std::string_view value);

struct SecretFile {
  Secret secret;        ///< Stripped of surrounding white space, quotes and byte order mark.
  std::string warning;  ///< Set if others can read the file; empty if only its owner can.
};

/// Reads the secret from the file of --api-secret-file; "-" is standard input. Refuses an empty
/// file and one with several lines. Names a path that cannot be opened only if it cannot be a
/// secret passed by mistake. Kind config.
Result<SecretFile> read_secret_file(const std::string& path);

}  // namespace streamctl::cli

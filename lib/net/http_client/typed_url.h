// URLs of servers as people type them.
#pragma once

#include <string>

#include "core/result.h"

namespace streamctl::net {

/// Expands the URL `typed` by a user. Without a scheme, http and this machine are assumed: "3000",
/// ":3000/x" and "localhost:3000/x" mean localhost, "127.0.0.1:8080" and "[::1]:3000" that address.
/// Another machine's name requires a scheme; the error suggests one. The result passes check_url().
/// Kind usage.
Result<std::string> read_url(const std::string& typed);

}  // namespace streamctl::net

// URLs of servers as people type them.
#pragma once

#include <string>

#include "core/result.h"

namespace streamctl::net {

/// The URL that is meant by `typed`. Where it names no scheme, this machine is spoken to by http:
/// "3000", ":3000/x" and "localhost:3000/x" are at localhost, "127.0.0.1:8080" and "[::1]:3000"
/// where they say. A name that is not of this machine needs its scheme; the error shows it with
/// one. The result passes check_url(). Kind usage.
Result<std::string> read_url(const std::string& typed);

}  // namespace streamctl::net

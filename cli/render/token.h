// A token as people and programs see what it says.
#pragma once

#include <string>

#include "core/clock.h"
#include "crypto/token.h"
#include "terminal.h"

namespace streamctl::cli {

/// Header, claims, times, signature and verdict; safe for a terminal. The token itself is not
/// shown.
std::string render_token(const crypto::TokenVerdict& verdict, WallTime now,
                         const Terminal& terminal);

/// One JSON object, all but ASCII escaped.
std::string token_json(const crypto::TokenVerdict& verdict);

}  // namespace streamctl::cli

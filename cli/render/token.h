// Renders a token's contents and verdict as text and as JSON.
#pragma once

#include <string>

#include "core/clock.h"
#include "crypto/token.h"
#include "terminal.h"

namespace streamctl::cli {

/// Header, claims, times, signature and verdict, but not the token itself; safe for a terminal.
std::string render_token(const crypto::TokenVerdict& verdict, WallTime now,
                         const Terminal& terminal);

/// The same as one JSON object; everything but ASCII is escaped.
std::string token_json(const crypto::TokenVerdict& verdict);

}  // namespace streamctl::cli

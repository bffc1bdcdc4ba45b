// A token as people and programs see what it says.
#pragma once

#include <string>

#include "core/clock.h"
#include "crypto/jwt.h"
#include "stream/token.h"
#include "terminal.h"

namespace streamctl::cli {

enum class TokenSignature {
  unchecked,  ///< There is no secret to check it with.
  ours,
  other,        ///< Not by the secret that is set.
  development,  ///< "devtoken": taken only by an app with its authentication switched off.
};

struct TokenView {
  crypto::Jwt jwt;
  stream::TokenTimes times;
  stream::Validity validity = stream::Validity::valid;
  TokenSignature signature = TokenSignature::unchecked;
  WallTime now;
};

/// Whether Stream would take it, as far as can be told: valid now, and signed by us or unchecked.
bool holds(const TokenView& view);

/// Header, claims, times and signature; safe for a terminal. The token itself is not shown.
std::string render_token(const TokenView& view, const Terminal& terminal);

/// One JSON object, all but ASCII escaped.
std::string token_json(const TokenView& view);

}  // namespace streamctl::cli

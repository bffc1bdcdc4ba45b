// Decides which requests the inspector answers. Pure.
//
// The page shows and does what only the user of this machine may: other web pages in the same
// browser can reach the port too. A foreign name that resolves to this machine (DNS rebinding) is
// refused by Host, a foreign page by Origin and Sec-Fetch-Site, another local user by the token.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/secret.h"
#include "inspector/exchange.h"

namespace streamctl::inspector {

constexpr std::size_t path_bytes_max = 1024;
constexpr std::size_t body_bytes_max = std::size_t{6} * 1024 * 1024;

/// An unguessable token of letters, digits, - and _.
Secret random_token();

/// Judges a request by its method, path and header fields, before its body is read. Returns the
/// refusal, or nothing if it is welcome. Paths below /api/ need `token`.
std::optional<PageAnswer> refused_at_gate(const PageRequest& request, const Secret& token);

}  // namespace streamctl::inspector

// Detects header fields that carry credentials, by name.
#pragma once

#include <string_view>

namespace streamctl::net {

/// Whether the value of a field of that name must be neither shown nor recorded: Authorization,
/// cookies, and any name containing token, secret, password or key ("X-Auth-Token",
/// "X-Functions-Key"). Excludes X-Api-Key: Stream's key is public, and every webhook contains it.
bool is_credential(std::string_view name);

}  // namespace streamctl::net

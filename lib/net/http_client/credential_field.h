// Which header fields carry credentials, by their names.
#pragma once

#include <string_view>

namespace streamctl::net {

/// Whether the value of a field of that name is neither shown nor recorded: Authorization, cookies,
/// and whatever calls itself a token, secret, password or key ("X-Auth-Token", "X-Functions-Key").
/// X-Api-Key is none: Stream's key is public, and stands in every webhook.
bool is_credential(std::string_view name);

}  // namespace streamctl::net

// Secrets within JSON and URLs, masked before anything is shown.
#pragma once

#include <string>

#include "core/json.h"

namespace streamctl {

/// A copy of `value` for showing. At any depth, the value of a field that holds a secret by its
/// name (a key, secret, token, password or credential) becomes "***", and so do the user name and
/// password within a URL. Null, true, false and "" are not masked: they reveal nothing.
Json masked(const Json& value);

/// "https://***@host/path": `text` with the user name and password masked if it is a URL with any.
std::string masked_url(const std::string& text);

}  // namespace streamctl

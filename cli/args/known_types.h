// Checks the event types a user names against the catalogue: a typo would never match.
#pragma once

#include <string>
#include <vector>

#include "context.h"

namespace streamctl::cli {

/// Warns about each of `types`, exact or a glob, that matches no type of the catalogue, and
/// suggests the nearest. Not an error, since Stream may send types missing from the catalogue. Does
/// not warn about types of Stream's other products.
void warn_of_unknown_types(const std::string& option, const std::vector<std::string>& types,
                           Context& context);

/// Warns about a --call that no CID can match because it has no colon.
void warn_of_call(const std::string& glob, Context& context);

}  // namespace streamctl::cli

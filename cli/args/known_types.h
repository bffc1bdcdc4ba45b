// Event types that a user named, held against the catalogue: a slip would match nothing, for ever.
#pragma once

#include <string>
#include <vector>

#include "context.h"

namespace streamctl::cli {

/// Warns of each of `types`, exact or a glob, that no type of the catalogue matches, with the
/// nearest that there is. Stream may send types that are in no catalogue, so that is no error;
/// types of Stream's other products are not warned about.
void warn_of_unknown_types(const std::string& option, const std::vector<std::string>& types,
                           Context& context);

/// Warns of a --call that no CID can match, since it has no colon.
void warn_of_call(const std::string& glob, Context& context);

}  // namespace streamctl::cli

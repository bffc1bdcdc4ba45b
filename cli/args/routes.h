// The targets of --forward-to, each with the types of events that go to it.
#pragma once

#include <string>
#include <vector>

#include "args/target.h"
#include "context.h"
#include "core/result.h"
#include "listener/routes.h"

namespace streamctl::cli {

class Arguments;

/// --forward-to [TYPE-GLOB=]URL, repeatable.
void declare_routes(Arguments& arguments, std::vector<std::string>& texts, const std::string& help,
                    const std::string& group);

/// Reads the values of --forward-to. A glob has no ':' or '/', so a URL may contain '='. Several
/// globs with one URL are one route. Kind usage or config: a bad glob or URL, a target given twice,
/// and as resolve_reach(). Warns of globs that match no known type. The caller sets key and secret.
Result<std::vector<listener::Route>> resolve_routes(const std::vector<std::string>& texts,
                                                    const ReachOptions& reach, Context& context);

}  // namespace streamctl::cli

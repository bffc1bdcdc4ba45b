// The message on why a command that forwards does not end at once when stopped.
#pragma once

#include <cstddef>
#include <string>

#include "context.h"

namespace streamctl::cli {

/// "waiting for 2 forwards to http://…; press Ctrl-C again to stop now", unless there are none or
/// quiet.
void say_forwards_awaited(std::size_t count, const std::string& url, Context& context);

}  // namespace streamctl::cli

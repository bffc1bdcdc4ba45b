// Who this process is to other listeners of the same app.
#pragma once

#include <string>

namespace streamctl::cli {

/// The owner of the hooks that this user adds on this machine: see stream::owner_name().
std::string hook_owner();

}  // namespace streamctl::cli

// A request of `streamctl api` as a curl command.
#pragma once

#include <string>

#include "commands/api/options.h"
#include "commands/api/request.h"
#include "core/environment.h"
#include "core/result.h"
#include "stream/request.h"

namespace streamctl::cli {

/// A command to paste into a POSIX shell. It holds neither secret nor token: it makes the token by
/// 'streamctl token' with the same credentials, and curl reads it from standard input, since
/// arguments show in ps. Kind usage: such a command is not possible.
Result<std::string> api_curl_command(const ApiRequest& request, const stream::Access& access,
                                     const ApiOptions& options, const Environment& environment);

}  // namespace streamctl::cli

// The secret for commands, with a warning about any problem with it.
#pragma once

#include "context.h"
#include "core/result.h"
#include "core/secret.h"

namespace streamctl::cli {

/// Reports Settings::secret_warning on `context.err`, once.
void warn_of_secret(Context& context);

/// As require_secret() of the settings, with that warning.
Result<Secret> require_secret(Context& context);

}  // namespace streamctl::cli

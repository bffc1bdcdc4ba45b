// The secret as commands take it, with a word about what is wrong with it.
#pragma once

#include "context.h"
#include "core/result.h"
#include "core/secret.h"

namespace streamctl::cli {

/// Says once on `context.err` what Settings::secret_warning has to say.
void warn_of_secret(Context& context);

/// As require_secret() of the settings, with that word.
Result<Secret> require_secret(Context& context);

}  // namespace streamctl::cli

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

/// The secret for deliveries. If none is configured and they are `local`, from and to this machine
/// alone, it is the emulator's. Kind config.
Result<Secret> delivery_secret(bool local, const Settings& settings);
/// The same; that it is the emulator's, a line on `context.err` says.
Result<Secret> delivery_secret(bool local, Context& context);

}  // namespace streamctl::cli

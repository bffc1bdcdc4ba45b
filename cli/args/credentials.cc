#include "args/credentials.h"

#include <ostream>
#include <string>
#include <utility>

#include "error_report.h"
#include "render/layout.h"
#include "webhook/delivery_headers.h"

namespace streamctl::cli {

void warn_of_secret(Context& context) {
  const std::string warning = std::exchange(context.settings.secret_warning, "");
  if (!warning.empty()) report_warning(context, warning);
}

Result<Secret> require_secret(Context& context) {
  auto secret = require_secret(context.settings);
  if (secret) warn_of_secret(context);
  return secret;
}

Result<Secret> delivery_secret(bool local, const Settings& settings) {
  if (!local || !settings.api_secret.empty()) return require_secret(settings);
  return Secret(std::string(webhook::stand_in_api_secret));
}

Result<Secret> delivery_secret(bool local, Context& context) {
  auto secret = delivery_secret(local, context.settings);
  if (!secret) return secret;
  if (!context.settings.api_secret.empty()) {
    warn_of_secret(context);
  } else if (!context.quiet) {
    const std::string stand_in(webhook::stand_in_api_secret);
    context.err << flowed(
        {{"No API secret is set: using the emulator's, " + stand_in + ", on this machine alone"}},
        2, context.err_terminal);
  }
  return secret;
}

}  // namespace streamctl::cli

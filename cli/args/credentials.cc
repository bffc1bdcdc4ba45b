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

Result<Secret> delivery_secret(bool local, Context& context) {
  if (!local || !context.settings.api_secret.empty()) return require_secret(context);
  const std::string stand_in(webhook::stand_in_api_secret);
  if (!context.quiet)
    context.err << flowed(
        {{"No API secret is set: using the emulator's, " + stand_in + ", on this machine alone"}},
        2, context.err_terminal);
  return Secret(stand_in);
}

}  // namespace streamctl::cli

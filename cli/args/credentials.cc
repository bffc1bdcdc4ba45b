#include "args/credentials.h"

#include <utility>

#include "error_report.h"

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

}  // namespace streamctl::cli

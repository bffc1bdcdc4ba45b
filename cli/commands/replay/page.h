// The inspector of `replay`.
#pragma once

#include <memory>
#include <string>

#include "args/ui.h"
#include "context.h"
#include "core/result.h"
#include "delivery/envelope.h"
#include "delivery/report.h"
#include "inspector/inspector.h"

namespace streamctl::cli {

/// Shows each delivery once it has ended. Does nothing where no page is wanted.
class ReplayPage {
 public:
  /// `target` has the secret. Kind network.
  Result<void> open(const UiOptions& options, const delivery::Target& target, Context& context);
  void finished(const delivery::Delivery& delivery);
  /// Waits while a page is open; on a terminal, until one was opened and all were closed; or for
  /// the stop signal.
  void linger(const Context& context);

 private:
  std::unique_ptr<inspector::Inspector> inspector_;
  std::string url_;
};

}  // namespace streamctl::cli

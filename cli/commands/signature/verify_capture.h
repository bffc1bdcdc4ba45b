// `verify --capture`: verifies the deliveries of a capture.
#pragma once

#include <optional>
#include <string>

#include "command.h"
#include "context.h"
#include "core/result.h"
#include "webhook/verify.h"

namespace streamctl::cli {

struct CaptureToVerify {
  std::string path;
  std::string id;                  ///< A webhook id, or the beginning of one; empty: all.
  std::optional<std::string> got;  ///< Verified instead of the recorded signature.
};

/// Prints a line for each delivery, then their number. The exit code is 1 if a signature is wrong,
/// or if there is none to verify.
Result<ExitCode> verify_capture(const CaptureToVerify& capture, webhook::Verifier& verifier,
                                Context& context);

}  // namespace streamctl::cli

// Prints deliveries instead of sending them: --print of forge and replay.
#pragma once

#include "command.h"
#include "context.h"
#include "core/result.h"
#include "delivery/deliver_all.h"
#include "delivery/envelope.h"

namespace streamctl::cli {

enum class PrintForm {
  bodies,  ///< The uncompressed bodies, one after another; exact to the byte in a pipe or a file.
  curl,    ///< Commands that send the same requests.
};

/// Prints the deliveries of `source` on standard output. `target` is needed for the form curl only.
/// Returns 0, or 128 + N after a stop signal.
ExitCode print_requests(const delivery::Source& source, const delivery::Target& target,
                        PrintForm form, Context& context);

}  // namespace streamctl::cli

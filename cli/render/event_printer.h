// Prints the events of listen and watch on a background thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "context.h"
#include "listener/audience.h"
#include "render/background_printer.h"
#include "render/events.h"

namespace streamctl::cli {

/// As lines of --output json: the capture record of a delivery, and after it a line of kind
/// "forwarded" or "delivery" for each target it was forwarded to; a line of kind "refused", or of
/// kind "sns_confirmation".
std::string seen_as_json(const listener::Seen& seen);

/// `{"kind":"skipped","count":1234}`.
std::string skipped_as_json(std::uint64_t skipped);

/// See BackgroundPrinter.
class ListenPrinter {
 public:
  /// `queue` outlives the printer, which closes it when destroyed.
  ListenPrinter(listener::ShownQueue& queue, Context& context, EventView view,
                std::function<void()> failed);

  [[nodiscard]] bool gone() const { return printer_.gone(); }

 private:
  BackgroundPrinter printer_;
};

}  // namespace streamctl::cli

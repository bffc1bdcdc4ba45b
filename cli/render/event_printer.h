// Prints what listen and watch see, on a background thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "context.h"
#include "listener/audience.h"
#include "render/background_printer.h"
#include "render/events.h"

namespace streamctl::cli {

/// A delivery as lines of --output json: the capture record; of a refused one a line of kind
/// "refused"; and a line of kind "forwarded" behind it where a target was asked.
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

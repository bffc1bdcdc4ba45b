// Prints what listen sees, on a thread of its own: a slow terminal holds up nothing else.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "context.h"
#include "listener/audience.h"
#include "render/events.h"
#include "render/lasting_output.h"

namespace streamctl::cli {

/// As lines of --output json: the capture record of a delivery, and after it a line of kind
/// "forwarded" or "delivery" where it was forwarded; a line of kind "refused", or of kind
/// "sns_confirmation".
std::string seen_as_json(const listener::Seen& seen);

/// `{"kind":"skipped","count":1234}`.
std::string skipped_as_json(std::uint64_t skipped);

/// Has standard output to itself until it is joined.
class ListenPrinter {
 public:
  /// `failed` is called on the printer's thread when standard output cannot be written, and when
  /// nobody reads it any more: see gone().
  ListenPrinter(listener::ShownQueue& queue, Context& context, EventView view,
                std::function<void()> failed);
  ListenPrinter(const ListenPrinter&) = delete;
  ListenPrinter& operator=(const ListenPrinter&) = delete;
  /// Closes the queue, prints what is in it, and ends.
  ~ListenPrinter();

  [[nodiscard]] bool gone() const { return output_.gone(); }

 private:
  void run();
  std::string skipped_text(std::uint64_t skipped) const;

  listener::ShownQueue& queue_;
  LastingOutput output_;
  Terminal terminal_;
  Output form_;
  EventView view_;
  std::jthread thread_;
};

}  // namespace streamctl::cli

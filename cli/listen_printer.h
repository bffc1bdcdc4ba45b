// Prints what listen sees, on a thread of its own: a slow terminal holds up nothing else.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <thread>

#include "context.h"
#include "listener/audience.h"
#include "render/events.h"
#include "sole_output.h"

namespace streamctl::cli {

/// A delivery as lines of --output json: the capture record; of a refused one a line of kind
/// "refused"; and a line of kind "forwarded" behind it where a target was asked.
std::string seen_as_json(const listener::Seen& seen);

/// `{"kind":"skipped","count":1234}`.
std::string skipped_as_json(std::uint64_t skipped);

/// Has `out` to itself until it is joined.
class ListenPrinter {
 public:
  /// `gone` is called once, on the printer's thread, when nobody reads `out` any more.
  ListenPrinter(listener::ShownQueue& queue, Context& context, EventView view,
                std::function<void()> gone);
  ListenPrinter(const ListenPrinter&) = delete;
  ListenPrinter& operator=(const ListenPrinter&) = delete;
  /// Prints what is in the queue, which must be closed, and ends.
  ~ListenPrinter() = default;

 private:
  void run();

  listener::ShownQueue& queue_;
  const SoleOutput sole_;
  std::ostream& out_;
  Terminal terminal_;
  Output output_;
  EventView view_;
  std::function<void()> gone_;
  std::jthread thread_;
};

}  // namespace streamctl::cli

// Reads a source that waits for input on a background thread, so that deliveries continue
// meanwhile.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <thread>

#include "core/queue.h"
#include "delivery/deliver_all.h"

namespace streamctl::delivery {

class AwaitedSource {
 public:
  /// How many events are read ahead.
  static constexpr std::size_t ahead_max = 16;

  /// `arrived` is called on the background thread after each event, and once at the end. A stop
  /// must end `source`: the destructor waits for it.
  AwaitedSource(Source source, std::function<void()> arrived);
  AwaitedSource(const AwaitedSource&) = delete;
  AwaitedSource& operator=(const AwaitedSource&) = delete;
  ~AwaitedSource() { events_.close(); }

  /// The next event if it has been read; never waits. Sets `is_over` after the last one.
  std::optional<Planned> next(bool& is_over);

 private:
  void read();

  Source source_;
  std::function<void()> arrived_;
  BoundedQueue<Planned> events_{ahead_max};
  std::jthread thread_;
};

}  // namespace streamctl::delivery

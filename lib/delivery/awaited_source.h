// A source that waits for input, asked on a thread of its own: what is under way goes on meanwhile.
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
  /// As many wait here for their turn.
  static constexpr std::size_t ahead_max = 16;

  /// `came` is called from that thread whenever an event has come, and once at the end. A stop must
  /// end `source`.
  AwaitedSource(Source source, std::function<void()> came);
  AwaitedSource(const AwaitedSource&) = delete;
  AwaitedSource& operator=(const AwaitedSource&) = delete;
  ~AwaitedSource() { events_.close(); }

  /// The next event if it is there; never waits. `is_over` is set behind the last.
  std::optional<Planned> next(bool& is_over);

 private:
  void read();

  Source source_;
  std::function<void()> came_;
  BoundedQueue<Planned> events_{ahead_max};
  std::jthread thread_;
};

}  // namespace streamctl::delivery

#include "delivery/awaited_source.h"

#include <chrono>
#include <utility>

namespace streamctl::delivery {

AwaitedSource::AwaitedSource(Source source, std::function<void()> arrived)
    : source_(std::move(source)), arrived_(std::move(arrived)), thread_([this] { read(); }) {}

std::optional<Planned> AwaitedSource::next(bool& is_over) {
  // In this order: events read before the end are still in the queue after it.
  const bool was_closed = events_.closed();
  auto event = events_.pop_for(std::chrono::nanoseconds{0});
  is_over = was_closed && !event;
  return event;
}

void AwaitedSource::read() {
  while (auto event = source_()) {
    if (!events_.push(*std::move(event))) return;
    arrived_();
  }
  events_.close();
  arrived_();
}

}  // namespace streamctl::delivery

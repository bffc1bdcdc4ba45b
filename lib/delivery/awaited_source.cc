#include "delivery/awaited_source.h"

#include <chrono>
#include <utility>

namespace streamctl::delivery {

AwaitedSource::AwaitedSource(Source source, std::function<void()> came)
    : source_(std::move(source)), came_(std::move(came)), thread_([this] { read(); }) {}

std::optional<Planned> AwaitedSource::next(bool& is_over) {
  // In this order: what came before the end is still there after it.
  const bool was_closed = events_.closed();
  auto event = events_.pop_for(std::chrono::nanoseconds{0});
  is_over = was_closed && !event;
  return event;
}

void AwaitedSource::read() {
  while (auto event = source_()) {
    if (!events_.push(*std::move(event))) return;
    came_();
  }
  events_.close();
  came_();
}

}  // namespace streamctl::delivery

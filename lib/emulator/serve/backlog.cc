#include "emulator/serve/backlog.h"

#include <utility>

namespace streamctl::emulator {

namespace {

/// Of an event beside its body: ids, types, places in queues.
constexpr std::size_t event_overhead = 512;

/// A body whose bytes are given back with it.
struct Held {
  Held(std::shared_ptr<const std::string> text, std::shared_ptr<std::atomic<std::size_t>> count)
      : body(std::move(text)), total(std::move(count)) {
    *total += body->size() + event_overhead;
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { *total -= body->size() + event_overhead; }

  const std::shared_ptr<const std::string> body;
  const std::shared_ptr<std::atomic<std::size_t>> total;
};

}  // namespace

Backlog::Backlog(std::size_t bytes_max)
    : bytes_max_(bytes_max), held_(std::make_shared<std::atomic<std::size_t>>(0)) {}

std::shared_ptr<const std::string> Backlog::hold(std::shared_ptr<const std::string> body) {
  if (*held_ + body->size() + event_overhead > bytes_max_) return nullptr;
  const auto held = std::make_shared<const Held>(std::move(body), held_);
  return {held, held->body.get()};
}

}  // namespace streamctl::emulator

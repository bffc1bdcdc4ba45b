#include "emulator/serve/pending_bytes.h"

#include <utility>

namespace streamctl::emulator {

namespace {

/// Memory of an event besides its body: ids, types, queue entries.
constexpr std::size_t event_overhead = 512;

/// A body that subtracts its bytes from the total when it is destroyed.
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

PendingBytes::PendingBytes(std::size_t bytes_max)
    : bytes_max_(bytes_max), held_(std::make_shared<std::atomic<std::size_t>>(0)) {}

std::shared_ptr<const std::string> PendingBytes::hold(std::shared_ptr<const std::string> body) {
  if (*held_ + body->size() + event_overhead > bytes_max_) return nullptr;
  const auto held = std::make_shared<const Held>(std::move(body), held_);
  return {held, held->body.get()};
}

}  // namespace streamctl::emulator

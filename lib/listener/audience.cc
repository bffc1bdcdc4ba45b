#include "listener/audience.h"

#include <utility>

namespace streamctl::listener {
namespace {

/// Pushes that may wait: each is at least one delivery, so bytes bound them first.
constexpr std::size_t batches_max = 100'000;

std::size_t bytes_of(const std::vector<Seen>& deliveries) {
  std::size_t bytes = 0;
  for (const Seen& seen : deliveries) {
    bytes += sizeof(Seen) + seen.record.body.size() + seen.target.size() + seen.aside.size();
    if (seen.forwarded) bytes += seen.forwarded->response_body.size();
    for (const net::Header& field : seen.record.headers)
      bytes += sizeof field + field.name.size() + field.value.size();
  }
  return bytes;
}

}  // namespace

ShownQueue::ShownQueue(std::size_t bytes_max) : bytes_max_(bytes_max), queue_(batches_max) {}

void ShownQueue::push(std::vector<Seen>&& deliveries) {
  const std::size_t count = deliveries.size();
  Batch batch{{skipped_, std::move(deliveries)}};
  batch.bytes = bytes_of(batch.shown.deliveries);
  const std::size_t waiting = bytes_;
  const bool fits = waiting == 0 || waiting + batch.bytes <= bytes_max_;
  bytes_ += batch.bytes;
  const std::size_t bytes = batch.bytes;
  if (fits && queue_.try_push(std::move(batch))) {
    skipped_ = 0;
    return;
  }
  bytes_ -= bytes;
  skipped_ += count;
}

void ShownQueue::close() {
  queue_.close();
}

std::optional<Shown> ShownQueue::pop() {
  bytes_ -= std::exchange(popped_bytes_, 0);
  auto batch = queue_.pop();
  if (batch) {
    popped_bytes_ = batch->bytes;
    return std::move(batch->shown);
  }
  const std::uint64_t skipped = skipped_.exchange(0);
  if (skipped == 0) return std::nullopt;
  return Shown{skipped, {}};
}

Audience::Audience(Expectations expectations, ShownQueue* queue, std::function<void()> met)
    : expectations_(std::move(expectations)), queue_(queue), met_(std::move(met)) {}

void Audience::saw(Seen&& seen, Regard regard) {
  tally_.add(seen, regard.shown);
  if (regard.counts) expectations_.saw(seen.record.type, seen.record.body);
  if (queue_ != nullptr && regard.shown) turn_.push_back(std::move(seen));
}

void Audience::say(std::string aside) {
  if (queue_ == nullptr) return;
  turn_.emplace_back().aside = std::move(aside);
}

void Audience::turn_end() {
  if (!turn_.empty()) queue_->push(std::exchange(turn_, {}));
  const bool over =
      !expectations_.offence().empty() || (expectations_.any() && expectations_.met());
  if (met_ && over) std::exchange(met_, nullptr)();
}

}  // namespace streamctl::listener

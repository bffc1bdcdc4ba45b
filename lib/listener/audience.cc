#include "listener/audience.h"

#include <utility>
#include <variant>

#include "listener/answers.h"
#include "net/status.h"

namespace streamctl::listener {
namespace {

/// Pushes that may wait. Each holds at least one delivery, so the bound on bytes is reached first.
constexpr std::size_t batches_max = 100'000;
/// A turn is one push, unless its bodies are larger: it may have hundreds.
constexpr std::size_t turn_bytes_max = 1024 * 1024;

template <class Fields>
std::size_t bytes_in_headers(const Fields& fields) {
  std::size_t bytes = 0;
  for (const net::Header& field : fields)
    bytes += sizeof field + field.name.size() + field.value.size();
  return bytes;
}

/// bytes_in(): the bytes outside of the object itself, as far as a stranger decides about them.
std::size_t bytes_in(const Delivery& delivery) {
  std::size_t bytes = delivery.record.body.size() + delivery.target.size();
  for (const Forwarded& target : delivery.forwarded)
    bytes += sizeof target + target.url.size() + target.answer.response_body.size();
  return bytes + bytes_in_headers(delivery.record.headers);
}
std::size_t bytes_in(const Refusal& refusal) {
  return refusal.target.size();
}
std::size_t bytes_in(const sns::Confirmation& confirmation) {
  return confirmation.request.body.size() + confirmation.message.text.size() +
         bytes_in_headers(confirmation.request.headers);
}
std::size_t bytes_in(const Aside& aside) {
  return aside.line.size();
}

std::size_t bytes_of(const std::vector<Seen>& seen) {
  std::size_t bytes = seen.size() * sizeof(Seen);
  for (const Seen& one : seen)
    bytes += std::visit([](const auto& alternative) { return bytes_in(alternative); }, one);
  return bytes;
}

}  // namespace

ShownQueue::ShownQueue(std::size_t bytes_max) : bytes_max_(bytes_max), queue_(batches_max) {}

void ShownQueue::push(std::vector<Seen>&& seen) {
  const std::size_t count = seen.size();
  Batch batch{{skipped_, std::move(seen)}};
  batch.bytes = bytes_of(batch.shown.seen);
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
  if (const auto* delivery = std::get_if<Delivery>(&seen)) {
    tally_.add(*delivery, regard.shown);
    expect(*delivery, regard);
    turn_bytes_ += delivery->record.body.size();
  } else if (const auto* refusal = std::get_if<Refusal>(&seen)) {
    tally_.add_refusal(is_too_large(*refusal));
    expectations_.refused();
  }
  if (queue_ != nullptr && regard.shown) turn_.push_back(std::move(seen));
  if (turn_bytes_ >= turn_bytes_max) push();
}

void Audience::expect(const Delivery& delivery, Regard regard) {
  const capture::Record& record = delivery.record;
  if (delivery.fault) {
    expectations_.refused();
  } else if (regard.counts) {
    expectations_.saw(record.type, record.body);
  } else if (!regard.shown ? !delivery.retry : !net::is_success(delivery.status)) {
    // A repeat that does not count is no miss: it has counted.
    expectations_.missed({record.type, record.call_cid, !regard.shown, delivery.status});
  }
}

void Audience::push() {
  turn_bytes_ = 0;
  if (!turn_.empty()) queue_->push(std::exchange(turn_, {}));
}

void Audience::turn_end() {
  push();
  const bool over =
      !expectations_.offence().empty() || (expectations_.any() && expectations_.met());
  if (met_ && over) std::exchange(met_, nullptr)();
}

}  // namespace streamctl::listener

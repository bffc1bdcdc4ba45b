#include "replay/progress.h"

#include <algorithm>
#include <utility>

namespace streamctl::replay {

Progress::Place* Progress::place_of(std::uint64_t index) {
  const bool known = index >= contiguous_ && index - contiguous_ < places_.size();
  return known ? &places_[index - contiguous_] : nullptr;
}

void Progress::sent(Sent&& sent) {
  const std::uint64_t ahead = sent.index - contiguous_;
  if (places_.size() <= ahead)
    places_.resize(ahead + 1);  // Shuffled events are sent ahead of others.
  places_[ahead].sent = std::move(sent);
}

void Progress::attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
  const Place* const place = place_of(outgoing.tag);
  if (attempt.number != 1 || place == nullptr || !place->sent) return;
  const auto due = place->sent->due;
  if (!first_at_) first_at_ = attempt.at - due;
  latest_ = std::max(latest_, attempt.at - *first_at_ - due);
}

Result<void> Progress::finished(const delivery::Delivery& delivery) {
  Place* const place = place_of(delivery.tag);
  if (place == nullptr || !place->sent || delivery.is_cut) return {};
  const Sent sent = *std::exchange(place->sent, std::nullopt);
  place->done = true;
  while (!places_.empty() && places_.front().done) {
    places_.pop_front();
    ++contiguous_;
  }
  if (delivery.delivered || !failed_ || !sent.record) return {};
  if (sent.record->received_at == WallTime{} && !delivery.attempts.empty()) {
    sent.record->received_at = delivery.attempts.front().at;  // Not from a capture.
  }
  failed_->add(*sent.record);
  return failed_->commit();
}

}  // namespace streamctl::replay

#include "replay_progress.h"

#include <algorithm>
#include <utility>

namespace streamctl::cli {

void ReplayProgress::sent(const std::string& webhook_id, Sent&& sent) {
  under_way_.insert_or_assign(webhook_id, std::move(sent));
}

void ReplayProgress::attempted(const std::string& webhook_id, const delivery::Attempt& attempt) {
  if (attempt.number != 1) return;
  const auto found = under_way_.find(webhook_id);
  if (found == under_way_.end()) return;
  const auto due = found->second.due;
  if (!first_at_) first_at_ = attempt.at - due;
  latest_ = std::max(latest_, attempt.at - *first_at_ - due);
}

Result<void> ReplayProgress::finished(const delivery::Delivery& delivery) {
  auto found = under_way_.extract(delivery.webhook_id);
  if (found.empty()) return {};
  Sent& sent = found.mapped();
  done_.insert(sent.index);
  while (!done_.empty() && *done_.begin() == contiguous_) {
    done_.erase(done_.begin());
    ++contiguous_;
  }
  if (delivery.delivered || !failed_ || !sent.record) return {};
  if (sent.record->received_at == WallTime{} && !delivery.attempts.empty()) {
    sent.record->received_at = delivery.attempts.front().at;  // It came from no capture.
  }
  failed_->add(*sent.record);
  return failed_->commit();
}

}  // namespace streamctl::cli

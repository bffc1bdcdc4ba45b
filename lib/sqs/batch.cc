#include "sqs/batch.h"

#include <cassert>
#include <utility>

namespace streamctl::sqs {

bool is_sendable(const Sendable& message) {
  return !message.body.empty() && message.body.size() <= message_bytes_max;
}

bool Batch::fits(const Sendable& message) const {
  return !full() && bytes_ + message.body.size() <= message_bytes_max;
}

void Batch::add(Outbound&& entry) {
  assert(fits(entry.message));
  bytes_ += entry.message.body.size();
  entries_.push_back(std::move(entry));
}

std::vector<Outbound> Batch::take() {
  bytes_ = 0;
  return std::exchange(entries_, {});
}

}  // namespace streamctl::sqs

#include "inspector/bulletin.h"

#include <algorithm>
#include <utility>

namespace streamctl::inspector {

void Bulletin::added(std::uint64_t last_row) {
  {
    const std::lock_guard lock(mutex_);
    position_.rows = last_row;
  }
  changed_.notify_all();
}

void Bulletin::state_changed() {
  {
    const std::lock_guard lock(mutex_);
    ++position_.state;
  }
  changed_.notify_all();
}

void Bulletin::post(Message message) {
  {
    const std::lock_guard lock(mutex_);
    ++position_.message;
    bytes_ += message.data.size();
    messages_.push_back(std::move(message));
    while (messages_.size() > 1 &&
           (messages_.size() > messages_max || bytes_ > messages_bytes_max)) {
      bytes_ -= messages_.front().data.size();
      messages_.pop_front();
    }
  }
  changed_.notify_all();
}

void Bulletin::close() {
  {
    const std::lock_guard lock(mutex_);
    position_.is_closed = true;
  }
  changed_.notify_all();
}

Bulletin::Position Bulletin::position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

Bulletin::Position Bulletin::wait(const Position& known, std::chrono::nanoseconds wait) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, wait, [&] {
    return position_.is_closed || position_.rows > known.rows || position_.state > known.state ||
           position_.message > known.message;
  });
  return position_;
}

bool Bulletin::rest(std::chrono::nanoseconds wait) const {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, wait, [&] { return position_.is_closed; });
}

std::vector<Message> Bulletin::messages_after(std::uint64_t after) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t missing = position_.message - std::min(after, position_.message);
  const std::size_t count = std::min<std::size_t>(missing, messages_.size());
  return {messages_.end() - static_cast<std::ptrdiff_t>(count), messages_.end()};
}

}  // namespace streamctl::inspector

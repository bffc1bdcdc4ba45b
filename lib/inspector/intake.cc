#include "inspector/intake.h"

#include <new>
#include <utility>
#include <variant>

#include "core/system/process.h"

namespace streamctl::inspector {
namespace {

/// How long to collect before items are made: at thousands a second, waking the thread for each
/// would cost more than the work.
constexpr std::chrono::milliseconds collecting_time{20};
constexpr std::size_t queued_item_bytes = 1024;

std::size_t bytes_of(const listener::Seen& seen) {
  const auto* delivery = std::get_if<listener::Delivery>(&seen);
  return queued_item_bytes + (delivery == nullptr ? 0 : delivery->record.body.size());
}

}  // namespace

Intake::Intake(Store& store, Bulletin& bulletin, Describe describe)
    : store_(store),
      bulletin_(bulletin),
      describe_(std::move(describe)),
      thread_([this] { run(); }) {}

Intake::~Intake() {
  close();
}

void Intake::add(const listener::Seen& seen, std::chrono::nanoseconds took) {
  const std::size_t bytes = bytes_of(seen);
  Waiting copy{seen, took};
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = waiting_.empty();
    if (!was_empty && waiting_bytes_ + bytes > intake_bytes_max) {
      ++skipped_;
      return;
    }
    waiting_.push_back(std::move(copy));
    waiting_bytes_ += bytes;
  }
  if (was_empty) changed_.notify_one();
}

void Intake::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Intake::run() {
  lower_thread_priority();
  std::vector<Waiting> taken;
  std::uint64_t skipped_told = 0;
  while (next(taken)) {
    if (const std::uint64_t skipped = skipped_; skipped != skipped_told) {
      skipped_told = skipped;
      bulletin_.state_changed();
    }
    std::uint64_t seq = store_.next_seq();
    for (Waiting& one : taken) {
      try {
        store_.add(item_of(seq, std::move(one.seen), one.took, describe_));
        ++seq;
      } catch (const std::bad_alloc&) {
        ++skipped_;
      }
    }
    taken.clear();
    bulletin_.added(seq - 1);
  }
}

/// Waits for what is to be made; false at the end.
bool Intake::next(std::vector<Waiting>& taken) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, collecting_time, [&] { return is_closed_; });
  changed_.wait(lock, [&] { return is_closed_ || !waiting_.empty(); });
  if (is_closed_) return false;
  taken.swap(waiting_);
  waiting_bytes_ = 0;
  return true;
}

}  // namespace streamctl::inspector

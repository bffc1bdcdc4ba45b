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
constexpr std::size_t items_at_a_time = 4;
/// A batch may take seconds where the processors are busy: pages see its beginning meanwhile.
constexpr std::size_t published_bytes = std::size_t{1} * 1024 * 1024;
/// The memory of a larger batch is not used again.
constexpr std::size_t recycled_bytes_max = std::size_t{4} * 1024 * 1024;

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
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = waiting_.count == 0;
    if (bytes_ > 0 && bytes_ + bytes > intake_bytes_max) {
      ++skipped_;
      return;
    }
    if (waiting_.count == waiting_.places.size()) waiting_.places.emplace_back();
    Waiting& place = waiting_.places[waiting_.count];
    place.seen = seen;
    place.took = took;
    ++waiting_.count;
    waiting_.bytes += bytes;
    bytes_ += bytes;
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
  Batch taken;
  while (next(taken)) {
    make_items(taken);
    if (taken.bytes > recycled_bytes_max) taken.places.clear();
  }
}

void Intake::make_items(Batch& taken) {
  std::uint64_t seq = store_.next_seq();
  std::size_t bytes = 0;
  const bool is_recycled = taken.bytes <= recycled_bytes_max;
  for (std::size_t i = 0; i < taken.count; ++i) {
    // Making the items of a batch at one go takes a millisecond, for which an answer would wait.
    if (i % items_at_a_time == 0) std::this_thread::yield();
    Waiting& one = taken.places[i];
    bytes += bytes_of(one.seen);
    try {
      store_.add(item_of(seq, is_recycled ? listener::Seen(one.seen) : std::move(one.seen),
                         one.took, describe_));
      ++seq;
    } catch (const std::bad_alloc&) {
      ++skipped_;
    }
    if (bytes < published_bytes && i + 1 < taken.count) continue;
    if (!publish(seq - 1, bytes)) return;
    bytes = 0;
  }
}

/// Tells the pages of the items up to `seq`, the last ones of `bytes`; false at the end.
bool Intake::publish(std::uint64_t seq, std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return false;
    bytes_ -= bytes;
  }
  if (const std::uint64_t skipped = skipped_; skipped != skipped_told_) {
    skipped_told_ = skipped;
    bulletin_.state_changed();
  }
  bulletin_.added(seq);
  return true;
}

/// Waits for what is to be made; false at the end. `taken` is used again.
bool Intake::next(Batch& taken) {
  taken.count = taken.bytes = 0;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, collecting_time, [&] { return is_closed_; });
  changed_.wait(lock, [&] { return is_closed_ || waiting_.count > 0; });
  if (is_closed_) return false;
  std::swap(taken, waiting_);
  return true;
}

}  // namespace streamctl::inspector

#include "history/recorder.h"

#include <chrono>
#include <cstddef>
#include <new>
#include <utility>

#include "core/system/process.h"
#include "history/older.h"

namespace streamctl::history {
namespace {

/// The shortest time between two transactions, which would write the same pages again and again.
/// The first delivery after a pause is written at once.
constexpr std::chrono::milliseconds between_writes{100};
/// What does not wait for that.
constexpr std::size_t urgent_bytes = waiting_bytes_max / 8;

}  // namespace

Recorder::Recorder(Store store, std::function<void()> noticed)
    : store_(std::move(store)), noticed_(std::move(noticed)), thread_([this] { run(); }) {}

Recorder::~Recorder() {
  close();
}

void Recorder::add(const capture::Record& record, const Fate& fate) {
  if (!turn_.add(record, fate)) ++missed_;
  if (turn_.bytes() >= urgent_bytes) turn_end();
}

void Recorder::turn_end() {
  if (turn_.empty()) return;
  bool is_news = false;
  {
    const std::lock_guard lock(mutex_);
    is_news = waiting_.empty();
    waiting_.append(turn_);
    while (waiting_.bytes() > waiting_bytes_max && waiting_.count() > 1) {
      waiting_.drop_first();
      ++missed_;
    }
    is_news = is_news || waiting_.bytes() >= urgent_bytes;
  }
  turn_.clear();
  if (is_news) changed_.notify_one();
}

void Recorder::close() {
  turn_end();
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::vector<std::string> Recorder::take_notices() {
  const std::lock_guard lock(mutex_);
  return std::exchange(notices_, {});
}

void Recorder::run() {
  lower_thread_priority();
  if (auto words = store_.take_notice()) notice(*std::move(words));
  take_over();
  Batch taken;
  for (bool is_first = true; next(taken, !is_first); is_first = false)
    if (!write(taken)) give_back(taken);
}

/// Waits for what is to be written, which it exchanges for what was; false at the end.
bool Recorder::next(Batch& taken, bool waits_a_little) {
  taken.clear();
  std::unique_lock lock(mutex_);
  if (waits_a_little)
    changed_.wait_for(lock, between_writes,
                      [&] { return is_closed_ || waiting_.bytes() >= urgent_bytes; });
  changed_.wait(lock, [&] { return is_closed_ || !waiting_.empty(); });
  std::swap(taken, waiting_);
  return !taken.empty();
}

/// False where another process writes, and it is worth another try.
bool Recorder::write(const Batch& batch) {
  try {
    auto added = store_.add(batch);
    if (!added && added.error().trouble == Trouble::damaged) {
      if (auto begun = store_.begin_anew(); !begun) {
        miss(batch.count(), begun.error().what);
        return true;
      }
      if (auto words = store_.take_notice()) notice(*std::move(words));
      added = store_.add(batch);
    }
    if (added) {
      is_failing_ = false;
      return true;
    }
    if (added.error().trouble == Trouble::busy) return false;
    miss(batch.count(), added.error().what);
  } catch (const std::bad_alloc&) {
    miss(batch.count(), "out of memory");
  }
  return true;
}

void Recorder::take_over() {
  try {
    auto taken = take_over_older(store_);
    if (!taken)
      notice(taken.error().what);
    else if (*taken)
      notice(**std::move(taken));
  } catch (const std::bad_alloc&) {
    notice("the older history is not taken over: out of memory");
  }
}

/// Puts deliveries back in front of those that came since; at the end they are lost.
void Recorder::give_back(Batch& batch) {
  std::unique_lock lock(mutex_);
  if (is_closed_) {
    lock.unlock();
    return miss(batch.count(), "another process writes to it");
  }
  batch.append(waiting_);
  std::swap(batch, waiting_);
}

void Recorder::miss(std::uint64_t count, const std::string& why) {
  missed_ += count;
  if (!std::exchange(is_failing_, true)) notice("the history misses deliveries: " + why);
}

void Recorder::notice(std::string words) {
  {
    const std::lock_guard lock(mutex_);
    notices_.push_back(std::move(words));
  }
  noticed_();
}

}  // namespace streamctl::history

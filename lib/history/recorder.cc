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
/// What an entry takes beyond its body, roughly.
constexpr std::size_t entry_bytes = 1024;

/// The memory of a larger batch is not used again, nor that of a larger body.
constexpr std::size_t recycled_bytes_max = 2 * urgent_bytes;
constexpr std::size_t recycled_body_bytes_max = std::size_t{16} * 1024;

std::size_t bytes_of(const Entry& entry) {
  return entry_bytes + entry.record.body.size();
}

}  // namespace

Entry& Recorder::Batch::next_place() {
  if (end == places.size()) places.emplace_back();
  return places[end++];
}

/// Adds the entries of `other`, which has none then.
void Recorder::Batch::take_all(Batch& other) {
  for (Entry& entry : other.entries()) {
    bytes += bytes_of(entry);
    std::swap(next_place(), entry);
  }
  other.clear();
}

void Recorder::Batch::drop_first() {
  bytes -= bytes_of(places[first]);
  places[first++] = {};
  if (2 * first <= end) return;
  places.erase(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(first));
  end -= std::exchange(first, 0);
}

void Recorder::Batch::clear() {
  for (Entry& entry : entries()) {
    if (entry.record.body.capacity() > recycled_body_bytes_max) entry.record.body = std::string();
  }
  if (bytes > recycled_bytes_max) places.clear();
  first = end = bytes = 0;
}

Recorder::Recorder(Store store, std::function<void()> noticed)
    : store_(std::move(store)), noticed_(std::move(noticed)), thread_([this] { run(); }) {}

Recorder::~Recorder() {
  close();
}

void Recorder::add(const Entry& entry) {
  turn_.next_place() = entry;
  turn_.bytes += bytes_of(entry);
  if (turn_.bytes >= urgent_bytes) turn_end();
}

void Recorder::turn_end() {
  if (turn_.empty()) return;
  bool is_news = false;
  {
    const std::lock_guard lock(mutex_);
    is_news = waiting_.empty();
    waiting_.take_all(turn_);
    while (waiting_.bytes > waiting_bytes_max && waiting_.entries().size() > 1) {
      waiting_.drop_first();
      ++missed_;
    }
    is_news = is_news || waiting_.bytes >= urgent_bytes;
  }
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
    if (!write(taken.entries())) give_back(taken);
}

/// Waits for what is to be written, which it exchanges for what was; false at the end.
bool Recorder::next(Batch& taken, bool waits_a_little) {
  taken.clear();
  std::unique_lock lock(mutex_);
  if (waits_a_little)
    changed_.wait_for(lock, between_writes,
                      [&] { return is_closed_ || waiting_.bytes >= urgent_bytes; });
  changed_.wait(lock, [&] { return is_closed_ || !waiting_.empty(); });
  std::swap(taken, waiting_);
  return !taken.empty();
}

/// False where another process writes, and it is worth another try.
bool Recorder::write(std::span<const Entry> entries) {
  try {
    auto added = store_.add(entries);
    if (!added && added.error().trouble == Trouble::damaged) {
      if (auto begun = store_.begin_anew(); !begun) {
        miss(entries.size(), begun.error().what);
        return true;
      }
      if (auto words = store_.take_notice()) notice(*std::move(words));
      added = store_.add(entries);
    }
    if (added) {
      missed_ += *added;
      is_failing_ = false;
      return true;
    }
    if (added.error().trouble == Trouble::busy) return false;
    miss(entries.size(), added.error().what);
  } catch (const std::bad_alloc&) {
    miss(entries.size(), "out of memory");
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

/// Puts entries back in front of those that came since; at the end they are lost.
void Recorder::give_back(Batch& entries) {
  std::unique_lock lock(mutex_);
  if (is_closed_) {
    lock.unlock();
    return miss(entries.entries().size(), "another process writes to it");
  }
  entries.take_all(waiting_);
  std::swap(entries, waiting_);
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

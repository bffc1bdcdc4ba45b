#include "history/recorder.h"

#include <chrono>
#include <iterator>
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

std::size_t bytes_of(const Entry& entry) {
  return entry_bytes + entry.record.body.size();
}

}  // namespace

Recorder::Recorder(Store store, std::function<void()> noticed)
    : store_(std::move(store)), noticed_(std::move(noticed)), thread_([this] { run(); }) {}

Recorder::~Recorder() {
  close();
}

void Recorder::add(Entry&& entry) {
  turn_.push_back(std::move(entry));
}

void Recorder::turn_end() {
  if (turn_.empty()) return;
  bool is_news = false;
  {
    const std::lock_guard lock(mutex_);
    is_news = waiting_.empty();
    for (Entry& entry : turn_) {
      waiting_bytes_ += bytes_of(entry);
      waiting_.push_back(std::move(entry));
    }
    while (waiting_bytes_ > waiting_bytes_max && waiting_.size() > 1) {
      waiting_bytes_ -= bytes_of(waiting_.front());
      waiting_.pop_front();
      ++missed_;
    }
    is_news = is_news || waiting_bytes_ >= urgent_bytes;
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
  for (bool is_first = true; auto entries = next(!is_first); is_first = false)
    if (!write(*entries)) give_back(*std::move(entries));
}

/// What waits to be written; nothing at the end.
std::optional<std::vector<Entry>> Recorder::next(bool waits_a_little) {
  std::unique_lock lock(mutex_);
  if (waits_a_little)
    changed_.wait_for(lock, between_writes,
                      [&] { return is_closed_ || waiting_bytes_ >= urgent_bytes; });
  changed_.wait(lock, [&] { return is_closed_ || !waiting_.empty(); });
  if (waiting_.empty()) return std::nullopt;
  std::deque<Entry> taken = std::exchange(waiting_, {});
  waiting_bytes_ = 0;
  lock.unlock();  // Moving thousands takes a while, in which turn_end() would wait.
  return std::vector<Entry>(std::make_move_iterator(taken.begin()),
                            std::make_move_iterator(taken.end()));
}

/// False where another process writes, and it is worth another try.
bool Recorder::write(std::vector<Entry>& entries) {
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
void Recorder::give_back(std::vector<Entry>&& entries) {
  std::unique_lock lock(mutex_);
  if (is_closed_) {
    lock.unlock();
    return miss(entries.size(), "another process writes to it");
  }
  for (const Entry& entry : entries)
    waiting_bytes_ += bytes_of(entry);
  waiting_.insert(waiting_.begin(), std::make_move_iterator(entries.begin()),
                  std::make_move_iterator(entries.end()));
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

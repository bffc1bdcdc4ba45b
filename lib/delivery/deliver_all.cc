#include "delivery/deliver_all.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "delivery/awaited_source.h"

namespace streamctl::delivery {

namespace {

constexpr nanoseconds longest_wait =
    std::chrono::seconds{60};  // Events, answers and a stop end it earlier.

/// How many events a thread takes at once: threads contending for the source's lock would sleep.
constexpr std::size_t taken_at_once_max = 8;

/// An event that is not due yet.
struct Held {
  Outgoing outgoing;
  SteadyTime due;
};

/// State shared by the threads of one run.
class Run {
 public:
  Run(const RunOptions& options, const Source& source, const Sender::Observer& observer,
      const Clock& clock);

  /// Delivers until the source ends.
  void deliver(Sender& sender, const std::stop_token& stop);
  /// One for each thread.
  [[nodiscard]] const std::vector<std::unique_ptr<Sender>>& senders() const { return senders_; }
  [[nodiscard]] SteadyTime began() const { return began_; }
  [[nodiscard]] bool was_stopped() const { return was_stopped_; }

 private:
  bool take(std::size_t most, std::deque<Held>& held);
  Sender::Observer one_at_a_time();
  void finish(Sender& sender);

  const RunOptions& options_;
  const Source& source_;
  const Sender::Observer& observer_;
  const Clock& clock_;
  const SteadyTime began_ = clock_.steady();
  std::mutex source_mutex_;
  std::uint64_t taken_ = 0;
  bool is_exhausted_ = false;
  bool was_stopped_ = false;
  std::mutex observer_mutex_;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::optional<AwaitedSource> awaited_;  ///< Last: it wakes the senders until it is destroyed.
};

Run::Run(const RunOptions& options, const Source& source, const Sender::Observer& observer,
         const Clock& clock)
    : options_(options), source_(source), observer_(observer), clock_(clock) {
  const std::size_t concurrency = options.sender.concurrency;
  const std::size_t threads =
      concurrency >= second_thread_concurrency && std::thread::hardware_concurrency() > 1 ? 2 : 1;
  for (std::size_t i = 0; i < threads; ++i) {
    SenderOptions mine = options.sender;
    mine.concurrency = (concurrency + i) / threads;
    senders_.push_back(std::make_unique<Sender>(std::move(mine), one_at_a_time(), clock));
  }
  if (!options.awaits_source) return;
  awaited_.emplace(source, [this] {
    for (const auto& sender : senders_)
      sender->wake();
  });
}

/// Takes at most `most` events; none if none has arrived yet. False after the last.
bool Run::take(std::size_t most, std::deque<Held>& held) {
  const std::lock_guard lock(source_mutex_);
  while (!is_exhausted_ && held.size() < most) {
    auto planned = awaited_ ? awaited_->next(is_exhausted_) : source_();
    if (!planned && !awaited_) is_exhausted_ = true;
    if (!planned) break;
    const SteadyTime due = began_ + turn_of(*planned, taken_++, options_.rate);
    held.push_back({std::move(planned->outgoing), due});
  }
  return !is_exhausted_;
}

Sender::Observer Run::one_at_a_time() {
  Sender::Observer locked;
  if (observer_.attempted)
    locked.attempted = [this](const Outgoing& outgoing, const Attempt& attempt) {
      const std::lock_guard lock(observer_mutex_);
      observer_.attempted(outgoing, attempt);
    };
  if (observer_.exchanged)
    locked.exchanged = [this](const Envelope& envelope, const net::HttpOutcome& outcome) {
      const std::lock_guard lock(observer_mutex_);
      observer_.exchanged(envelope, outcome);
    };
  locked.finished = [this](Delivery&& delivery) {
    const std::lock_guard lock(observer_mutex_);
    observer_.finished(std::move(delivery));
  };
  return locked;
}

void Run::deliver(Sender& sender, const std::stop_token& stop) {
  const std::stop_callback wake(stop, [&] { sender.wake(); });
  std::deque<Held> held;
  bool is_over = false;
  while (!is_over || !held.empty() || sender.in_flight() > 0) {
    if (stop.stop_requested()) return finish(sender);
    nanoseconds wait = longest_wait;
    while (sender.has_room()) {
      if (held.empty() && !is_over)
        is_over = !take(std::min(sender.room(), taken_at_once_max), held);
      if (held.empty()) break;
      if (const SteadyTime now = clock_.steady(); held.front().due > now) {
        wait = std::min(wait, held.front().due - now);
        break;
      }
      sender.send(std::move(held.front().outgoing));
      held.pop_front();
    }
    // The source may have ended because of a stop.
    if (is_over && stop.stop_requested()) return finish(sender);
    if (!is_over || !held.empty() || sender.in_flight() > 0) sender.poll(wait);
  }
}

/// Waits for the deliveries in flight, up to the grace, then cuts them.
void Run::finish(Sender& sender) {
  {
    const std::lock_guard lock(source_mutex_);
    was_stopped_ = true;
  }
  const SteadyTime end = clock_.steady() + options_.grace;
  while (sender.in_flight() > 0 && clock_.steady() < end)
    sender.poll(end - clock_.steady());
  sender.cut();
}

}  // namespace

nanoseconds turn_of(const Planned& planned, std::uint64_t index, std::optional<double> rate) {
  if (!rate) return planned.at;
  const std::chrono::duration<double> paced(static_cast<double>(index) / *rate);
  return std::max(planned.at, std::chrono::duration_cast<nanoseconds>(paced));
}

RunResult deliver_all(const RunOptions& options, const Source& source,
                      const Sender::Observer& observer, const Clock& clock, std::stop_token stop) {
  Run run(options, source, observer, clock);
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < run.senders().size(); ++i)
      others.emplace_back([&, i] { run.deliver(*run.senders()[i], stop); });
    // An exception must end the process: unwinding would wait for threads that wait for this one.
    try {
      run.deliver(*run.senders().front(), stop);
    } catch (...) {
      std::terminate();
    }
  }
  return {run.was_stopped(), clock.steady() - run.began()};
}

}  // namespace streamctl::delivery

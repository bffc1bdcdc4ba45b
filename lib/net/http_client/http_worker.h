// A background thread that sends HTTP requests for other threads without blocking them.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <thread>
#include <utility>

#include "core/clock.h"
#include "core/queue.h"
#include "net/http_client/http_client.h"

namespace streamctl::net {

/// The engine a worker runs: HttpRequests below, or a client built on HttpMulti that retries, signs
/// or batches. Every function except wake() is called only on the worker's thread. An engine with
/// nothing in flight has room.
template <class Engine, class Job>
concept HttpEngine = requires(Engine& engine, const Engine& idle, Job& job,
                              std::chrono::nanoseconds wait) {
  { idle.has_room() } -> std::same_as<bool>;
  { idle.in_flight() } -> std::same_as<std::size_t>;
  engine.send(std::move(job));
  engine.poll(wait);
  engine.wake();
  engine.cut();
};

/// Runs an engine on a thread, behind a bounded queue. Jobs start in send() order. An exception of
/// the engine ends the process.
template <class Job, HttpEngine<Job> Engine>
class HttpWorker {
 public:
  /// Starts the thread. At most `jobs_max` jobs wait for the engine, which is constructed from
  /// `engine`.
  template <class... Arguments>
  HttpWorker(std::size_t jobs_max, const Clock& clock, Arguments&&... engine)
      : clock_(clock),
        jobs_(jobs_max),
        engine_(std::forward<Arguments>(engine)...),
        thread_([this] { run(); }) {}
  HttpWorker(const HttpWorker&) = delete;
  HttpWorker& operator=(const HttpWorker&) = delete;
  /// Waits until the deadline of close(); without close(), ends at once. Drops queued jobs; the
  /// engine aborts those in flight.
  ~HttpWorker() { close(clock_.steady()); }

  /// Returns false and leaves `job` untouched if the queue is full or closed. Thread-safe.
  bool send(Job&& job) {
    if (!jobs_.try_push(std::move(job))) return false;
    engine_.wake();
    return true;
  }

  /// Accepts no more jobs, finishes the accepted ones until `until`, and ends. Only the first call
  /// has an effect. Does not wait or allocate. Thread-safe.
  void close(SteadyTime until) {
    jobs_.close();  // Before the time is set: whatever was accepted is in the queue by then.
    SteadyTime::rep unset = open;
    until_.compare_exchange_strong(unset, until.time_since_epoch().count());
    engine_.wake();
  }

 private:
  static constexpr SteadyTime::rep open = SteadyTime::max().time_since_epoch().count();
  static constexpr std::chrono::nanoseconds poll_wait_max = std::chrono::seconds{1};

  void run() {
    while (true) {
      const SteadyTime::rep end = until_;
      const SteadyTime until{SteadyTime::duration{end}};
      const SteadyTime now = clock_.steady();
      if (now >= until) break;
      const bool has_started_all = start_jobs();
      if (end != open && has_started_all && engine_.in_flight() == 0) break;
      engine_.poll(std::min<std::chrono::nanoseconds>(until - now, poll_wait_max));
    }
    engine_.cut();
  }

  /// Whether no job is waiting.
  bool start_jobs() {
    while (engine_.has_room()) {
      auto job = jobs_.pop_for(std::chrono::nanoseconds{0});
      if (!job) return true;
      engine_.send(*std::move(job));
    }
    return false;
  }

  const Clock& clock_;
  BoundedQueue<Job> jobs_;
  std::atomic<SteadyTime::rep> until_ = open;
  Engine engine_;
  std::jthread thread_;  ///< Last: it is joined before anything that it uses is destroyed.
};

/// The simplest engine: each job becomes one request. `start` calls HttpMulti::start() at most
/// once. Requests in flight at the end are abandoned without calling their `done`.
template <class Job>
class HttpRequests {
 public:
  using Start = std::function<void(HttpMulti&, Job&&)>;

  HttpRequests(std::size_t in_flight_max, Start start)
      : in_flight_max_(in_flight_max), start_(std::move(start)), multi_(in_flight_max) {}

  [[nodiscard]] bool has_room() const { return multi_.in_flight() < in_flight_max_; }
  [[nodiscard]] std::size_t in_flight() const { return multi_.in_flight(); }
  void send(Job&& job) { start_(multi_, std::move(job)); }
  void poll(std::chrono::nanoseconds wait) { multi_.poll(wait); }
  void wake() { multi_.wake(); }
  void cut() { multi_.abandon(); }

 private:
  std::size_t in_flight_max_;
  Start start_;
  HttpMulti multi_;
};

}  // namespace streamctl::net

// Passes deliveries on to another server, many at once, on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "core/clock.h"
#include "core/queue.h"
#include "listener/receiver.h"
#include "net/http_client/http_client.h"

namespace streamctl::listener {

/// What may wait for the target; more is refused.
constexpr std::size_t forward_jobs_max = 10'000;
constexpr std::size_t forward_bytes_max = 64 * 1024 * 1024;
/// Requests to the target at one time.
constexpr std::size_t forward_in_flight_max = 64;

struct ForwarderOptions {
  std::string url;
  net::Headers headers;  ///< The user's own, in place of the delivery's of that name.
  net::Trust trust;
  std::chrono::nanoseconds timeout = std::chrono::seconds{6};  ///< Waiting for its turn included.
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

class Forwarder {
 public:
  /// Called on the forwarder's thread, once for each job sent; not for those cut off by the end.
  using Done = std::function<void(std::uint64_t id, net::HttpOutcome&&)>;

  Forwarder(ForwarderOptions options, const Clock& clock, Done done);
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;
  ~Forwarder();  ///< Abandons what is in flight.

  /// From any thread; never waits. False when there is no room.
  bool send(ForwardJob&& job);

 private:
  struct Queued {
    ForwardJob job;
    SteadyTime deadline;
  };
  void run(const std::stop_token& stop);
  void start(Queued&& queued);

  ForwarderOptions options_;
  const Clock& clock_;
  Done done_;
  net::HttpMulti multi_;
  BoundedQueue<Queued> queue_;
  std::atomic<std::size_t> queued_bytes_ = 0;
  std::jthread thread_;
};

}  // namespace streamctl::listener

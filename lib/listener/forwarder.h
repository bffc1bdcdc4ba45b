// Forwards deliveries to another server, many at once, on a background thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "core/clock.h"
#include "listener/receiver.h"
#include "net/http_client/http_client.h"
#include "net/http_client/http_worker.h"

namespace streamctl::listener {

/// Deliveries that may wait for the target, and bytes of those that wait or are in flight; more
/// are refused. One delivery larger than the bytes is accepted while it is alone.
constexpr std::size_t forward_jobs_max = 10'000;
constexpr std::size_t forward_bytes_max = 64 * 1024 * 1024;
/// Requests to the target at one time.
constexpr std::size_t forward_in_flight_max = 64;

struct ForwarderOptions {
  std::string url;
  net::Headers headers;  ///< The user's; each replaces the delivery's field of that name.
  net::Trust trust;
  std::chrono::nanoseconds timeout = std::chrono::seconds{6};  ///< Includes waiting for its turn.
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

class Forwarder {
 public:
  /// Called on the forwarder's thread, once for each job sent, except for those that the end cuts
  /// off.
  using Done = std::function<void(std::uint64_t id, net::HttpOutcome&&)>;

  /// Abandons on destruction what waits or is in flight.
  Forwarder(ForwarderOptions options, const Clock& clock, Done done);

  /// From any thread; never waits. False when there is no room.
  bool send(ForwardJob&& job);

 private:
  struct Queued {
    ForwardJob job;
    SteadyTime deadline;
  };
  void start(net::HttpMulti& http, Queued&& queued);

  ForwarderOptions options_;
  const Clock& clock_;
  Done done_;
  std::atomic<std::size_t> queued_bytes_ = 0;
  net::HttpWorker<Queued, net::HttpRequests<Queued>> worker_;
};

}  // namespace streamctl::listener

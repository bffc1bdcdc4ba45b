// Sends probes on a background thread.
#pragma once

#include <functional>

#include "core/clock.h"
#include "net/http_client/http_client.h"
#include "net/http_client/http_worker.h"

namespace streamctl::tunnel {

class Prober {
 public:
  /// Called on the prober's thread, once for each send(), except for those that the end cuts off.
  using Done = std::function<void(net::HttpOutcome&&)>;

  /// Abandons on destruction what waits or is in flight.
  explicit Prober(const Clock& clock);

  /// From any thread; never waits. There is at most one probe at a time, so there is room.
  void send(net::HttpRequest request, Done done);

 private:
  struct Job {
    net::HttpRequest request;
    Done done;
  };
  net::HttpWorker<Job, net::HttpRequests<Job>> worker_;
};

}  // namespace streamctl::tunnel

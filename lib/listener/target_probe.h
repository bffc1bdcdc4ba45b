// Finds out whether anything answers at the targets of `--forward-to`, before the first delivery.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "listener/routes.h"
#include "net/http_client/http_client.h"
#include "net/http_client/http_worker.h"

namespace streamctl::listener {

/// Connects to each target once, with TLS if it is https, and sends nothing. Leaves out those on
/// this machine whose port is in use, and those behind a proxy, which may refuse what it lets
/// deliveries do. Works on a thread of its own, so nothing waits for it.
class TargetProbe {
 public:
  /// A target that cannot be connected to.
  struct Silent {
    std::size_t route = 0;  ///< Its place.
    std::string why;        ///< "connection refused"; printable.
  };

  /// Calls `notify` on the thread of the probe whenever take() has something. Abandons on
  /// destruction what is not finished.
  TargetProbe(const std::vector<Route>& routes, const Clock& clock, std::function<void()> notify);

  /// What was found since the last call. Thread-safe.
  std::vector<Silent> take();

 private:
  struct Job {
    std::size_t route = 0;
    net::HttpRequest request;
  };
  void start(net::HttpMulti& http, Job&& job);

  const std::function<void()> notify_;
  std::mutex mutex_;
  std::vector<Silent> found_;
  net::HttpWorker<Job, net::HttpRequests<Job>> worker_;
};

}  // namespace streamctl::listener

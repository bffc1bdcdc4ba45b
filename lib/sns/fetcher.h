// Fetches the URLs that SNS messages name, on a background thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "core/clock.h"
#include "net/http_client/http_client.h"
#include "net/http_client/http_worker.h"

namespace streamctl::sns {

/// Requests that wait or are in flight at one time; more are refused.
constexpr std::size_t fetches_max = 16;
/// Bytes kept of an answer: a certificate has 2 KiB.
constexpr std::size_t answer_bytes_max = 64 * 1024;

struct FetcherOptions {
  net::Trust trust;
  /// SNS gives up on a post after 15 seconds, and a server that stops closes what is unanswered
  /// after 5.
  std::chrono::nanoseconds timeout = std::chrono::seconds{4};
};

class Fetcher {
 public:
  /// Called on the fetcher's thread, once for each get(), except for those that the end cuts off.
  using Done = std::function<void(const net::HttpRequest& sent, net::HttpOutcome&& came)>;

  /// Abandons on destruction what waits or is in flight.
  explicit Fetcher(FetcherOptions options);

  /// From any thread; never waits. False when there are fetches_max already.
  bool get(const std::string& url, Done done);

 private:
  struct Job {
    net::HttpRequest request;
    Done done;
  };
  void start(net::HttpMulti& http, Job&& job);

  FetcherOptions options_;
  SystemClock clock_;
  std::atomic<std::size_t> under_way_ = 0;
  net::HttpWorker<Job, net::HttpRequests<Job>> worker_;
};

}  // namespace streamctl::sns

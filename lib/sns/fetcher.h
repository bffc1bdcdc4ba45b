// What messages of SNS name, fetched on a thread of its own: the loop that took them never waits.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>

#include "core/queue.h"
#include "net/http_client/http_client.h"

namespace streamctl::sns {

/// Requests under way at one time; more are refused.
constexpr std::size_t fetches_max = 16;
/// Of an answer: a certificate has 2 KiB.
constexpr std::size_t answer_bytes_max = 64 * 1024;

struct FetcherOptions {
  net::Trust trust;
  /// SNS gives up on a post after 15 seconds, and a server that ends on what is under way after 5.
  std::chrono::nanoseconds timeout = std::chrono::seconds{4};
};

class Fetcher {
 public:
  /// Called on the fetcher's thread, once for each get(); not for those cut off by the end.
  using Done = std::function<void(const net::HttpRequest& sent, net::HttpOutcome&& came)>;

  explicit Fetcher(FetcherOptions options);
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;
  ~Fetcher();  ///< Abandons what is under way.

  /// From any thread; never waits. False when too much is under way.
  bool get(const std::string& url, Done done);

 private:
  struct Job {
    net::HttpRequest request;
    Done done;
  };
  void run(const std::stop_token& stop);
  void start(Job&& job);

  FetcherOptions options_;
  net::HttpMulti multi_;
  BoundedQueue<Job> queue_;
  std::atomic<std::size_t> under_way_ = 0;
  std::jthread thread_;
};

}  // namespace streamctl::sns

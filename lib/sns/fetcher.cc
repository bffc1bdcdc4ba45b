#include "sns/fetcher.h"

#include <memory>
#include <utility>

namespace streamctl::sns {

using std::chrono::nanoseconds;

Fetcher::Fetcher(FetcherOptions options)
    : options_(std::move(options)),
      multi_(fetches_max),
      queue_(fetches_max),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Fetcher::~Fetcher() {
  thread_.request_stop();
  multi_.wake();
}

bool Fetcher::get(const std::string& url, Done done) {
  if (++under_way_ > fetches_max) {
    --under_way_;
    return false;
  }
  Job job{{.method = "GET", .url = url}, std::move(done)};
  job.request.timeout = job.request.connect_timeout = options_.timeout;
  job.request.response_bytes_max = answer_bytes_max;
  job.request.trust = options_.trust;
  queue_.try_push(std::move(job));  // There is room: no more wait than are under way.
  multi_.wake();
  return true;
}

void Fetcher::run(const std::stop_token& stop) {
  constexpr nanoseconds poll_wait_max = std::chrono::seconds{1};  // get() wakes it earlier.
  while (!stop.stop_requested()) {
    while (auto job = queue_.pop_for(nanoseconds{0}))
      start(*std::move(job));
    multi_.poll(poll_wait_max);
  }
  multi_.abandon();
}

void Fetcher::start(Job&& job) {
  const auto shared = std::make_shared<const Job>(std::move(job));
  multi_.start(shared->request, [this, shared](net::HttpOutcome&& outcome) {
    --under_way_;
    shared->done(shared->request, std::move(outcome));
  });
}

}  // namespace streamctl::sns

#include "sns/fetcher.h"

#include <utility>

namespace streamctl::sns {

Fetcher::Fetcher(FetcherOptions options)
    : options_(std::move(options)),
      worker_(fetches_max, clock_, fetches_max,
              [this](net::HttpMulti& http, Job&& job) { start(http, std::move(job)); }) {}

bool Fetcher::get(const std::string& url, Done done) {
  if (++under_way_ > fetches_max) {
    --under_way_;
    return false;
  }
  Job job{{.method = "GET", .url = url}, std::move(done)};
  job.request.timeout = job.request.connect_timeout = options_.timeout;
  job.request.response_bytes_max = answer_bytes_max;
  job.request.trust = options_.trust;
  worker_.send(std::move(job));  // The queue has room for as many as may be under way.
  return true;
}

void Fetcher::start(net::HttpMulti& http, Job&& job) {
  net::HttpRequest request = job.request;
  http.start(std::move(request), [this, job = std::move(job)](net::HttpOutcome&& outcome) {
    --under_way_;
    job.done(job.request, std::move(outcome));
  });
}

}  // namespace streamctl::sns

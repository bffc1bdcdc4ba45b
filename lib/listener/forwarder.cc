#include "listener/forwarder.h"

#include <utility>

namespace streamctl::listener {

using std::chrono::nanoseconds;

Forwarder::Forwarder(ForwarderOptions options, const Clock& clock, Done done)
    : options_(std::move(options)),
      clock_(clock),
      done_(std::move(done)),
      multi_(forward_in_flight_max),
      queue_(forward_jobs_max),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Forwarder::~Forwarder() {
  thread_.request_stop();
  multi_.wake();
}

bool Forwarder::send(ForwardJob&& job) {
  const std::size_t bytes = job.body->size();
  if (queued_bytes_ + bytes > forward_bytes_max && queued_bytes_ > 0) return false;
  queued_bytes_ += bytes;
  if (!queue_.try_push({std::move(job), clock_.steady() + options_.timeout})) {
    queued_bytes_ -= bytes;
    return false;
  }
  multi_.wake();
  return true;
}

void Forwarder::run(const std::stop_token& stop) {
  constexpr nanoseconds poll_wait_max = std::chrono::seconds{1};  // send() wakes it earlier.
  while (!stop.stop_requested()) {
    while (multi_.in_flight() < forward_in_flight_max) {
      auto queued = queue_.pop_for(nanoseconds{0});
      if (!queued) break;
      start(*std::move(queued));
    }
    multi_.poll(poll_wait_max);
  }
  multi_.abandon();
}

void Forwarder::start(Queued&& queued) {
  const std::size_t bytes = queued.job.body->size();
  const std::uint64_t id = queued.job.id;
  net::HttpRequest request;
  request.timeout = queued.deadline - clock_.steady();
  if (request.timeout.count() <= 0) {
    queued_bytes_ -= bytes;
    net::HttpOutcome late;
    late.kind = net::HttpOutcome::Kind::timeout;
    late.duration = options_.timeout;
    late.error = "its turn did not come in time: the target is slower than deliveries come";
    return done_(id, std::move(late));
  }
  request.url = options_.url;
  request.headers = std::move(queued.job.headers);
  for (const net::Header& field : options_.headers)
    request.headers.set(field.name, field.value);
  request.body = std::move(queued.job.body);
  request.connect_timeout = options_.connect_timeout;
  request.trust = options_.trust;
  multi_.start(std::move(request), [this, id, bytes](net::HttpOutcome&& outcome) {
    queued_bytes_ -= bytes;
    done_(id, std::move(outcome));
  });
}

}  // namespace streamctl::listener

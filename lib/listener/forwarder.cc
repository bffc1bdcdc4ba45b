#include "listener/forwarder.h"

#include <utility>

namespace streamctl::listener {

Forwarder::Forwarder(ForwarderOptions options, const Clock& clock, Done done)
    : options_(std::move(options)),
      clock_(clock),
      done_(std::move(done)),
      worker_(forward_jobs_max, clock, forward_in_flight_max,
              [this](net::HttpMulti& http, Queued&& queued) { start(http, std::move(queued)); }) {}

bool Forwarder::send(ForwardJob&& job) {
  const std::size_t bytes = job.body->size();
  if (queued_bytes_ + bytes > forward_bytes_max && queued_bytes_ > 0) return false;
  queued_bytes_ += bytes;
  if (worker_.send({std::move(job), clock_.steady() + options_.timeout})) return true;
  queued_bytes_ -= bytes;
  return false;
}

void Forwarder::start(net::HttpMulti& http, Queued&& queued) {
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
  http.start(std::move(request), [this, id, bytes](net::HttpOutcome&& outcome) {
    queued_bytes_ -= bytes;
    done_(id, std::move(outcome));
  });
}

}  // namespace streamctl::listener

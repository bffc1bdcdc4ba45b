#include "args/listener_probes.h"

#include <cstddef>
#include <stop_token>
#include <utility>

#include "args/patient_fetch.h"
#include "listener/probes.h"
#include "stream/client.h"
#include "tunnel/probe.h"

namespace streamctl::cli {
namespace {

constexpr unsigned misdirected_request = 421;
constexpr std::chrono::seconds probe_timeout{10};
constexpr std::size_t connections_max = 16;

}  // namespace

net::HttpRequest listener_probe(const std::string& url, Context& context) {
  delivery::Target target;
  target.url = url;
  auto probe = tunnel::make_probe(target, context.random);
  probe.request.timeout = probe_timeout;
  probe.request.headers.add(std::string(listener::question_header), "1");
  return std::move(probe.request);
}

bool is_of_listener(const net::HttpOutcome& outcome) {
  return outcome.kind == net::HttpOutcome::Kind::answered && outcome.status == misdirected_request;
}

std::vector<net::HttpOutcome> fetch_all(std::vector<net::HttpRequest> requests, Context& context) {
  net::HttpOutcome unanswered;
  unanswered.error = "interrupted";
  std::vector<net::HttpOutcome> outcomes(requests.size(), unanswered);
  net::HttpMulti http(connections_max);
  const std::stop_callback waker(context.stop, [&] { http.wake(); });
  for (std::size_t i = 0; i < requests.size(); ++i) {
    http.start(std::move(requests[i]),
               [&outcomes, i](net::HttpOutcome&& came) { outcomes[i] = std::move(came); });
  }
  const SteadyTime begin = context.clock.steady();
  bool is_said = false;
  while (http.in_flight() > 0 && !context.stop.stop_requested()) {
    http.poll(is_said ? probe_timeout : stream::patience);
    if (is_said || context.clock.steady() - begin < stream::patience) continue;
    is_said = true;
    if (http.in_flight() > 0) say_waiting("the addresses of the hooks", probe_timeout, context);
  }
  return outcomes;
}

}  // namespace streamctl::cli

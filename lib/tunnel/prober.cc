#include "tunnel/prober.h"

#include <utility>

namespace streamctl::tunnel {
namespace {

/// Probes that wait or are in flight: one, and another where the address has just changed.
constexpr std::size_t probes_max = 4;

}  // namespace

Prober::Prober(const Clock& clock)
    : worker_(probes_max, clock, probes_max, [](net::HttpMulti& http, Job&& job) {
        http.start(std::move(job.request), std::move(job.done));
      }) {}

void Prober::send(net::HttpRequest request, Done done) {
  worker_.send({std::move(request), std::move(done)});
}

}  // namespace streamctl::tunnel

#include "args/patient_fetch.h"

#include <ostream>
#include <stop_token>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "net/http_client/http_client.h"
#include "stream/client.h"

namespace streamctl::cli {

net::HttpOutcome patient_fetch(const net::HttpRequest& request, const std::string& name,
                               Context& context) {
  net::HttpOutcome outcome;
  net::HttpMulti http(1);
  bool is_over = false;
  bool is_said = false;
  const std::stop_callback waker(context.stop, [&] { http.wake(); });
  const SteadyTime begin = context.clock.steady();
  http.start(request, [&](net::HttpOutcome&& came) {
    outcome = std::move(came);
    is_over = true;
  });
  while (!is_over && !context.stop.stop_requested()) {
    http.poll(is_said ? request.timeout : stream::patience);
    if (is_over || is_said || context.clock.steady() - begin < stream::patience) continue;
    is_said = true;
    say_waiting(name, request.timeout, context);
  }
  if (!is_over) outcome.error = "interrupted";
  return outcome;
}

void say_waiting(const std::string& name, std::chrono::nanoseconds limit, Context& context) {
  if (context.quiet) return;
  context.err << "No answer yet from " << printable(name) << "; waiting for at most "
              << duration_text(limit) << std::endl;
}

}  // namespace streamctl::cli

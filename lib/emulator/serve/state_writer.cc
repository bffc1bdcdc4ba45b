#include "emulator/serve/state_writer.h"

#include <new>
#include <utility>

#include "emulator/serve/control.h"

namespace streamctl::emulator {

void StateWriter::answer(std::function<std::string()> write, net::Exchange exchange) {
  if (!thread_.joinable()) thread_ = std::jthread([this] { run(); });
  Job job{std::move(write), std::move(exchange)};
  if (!jobs_.try_push(std::move(job)))
    job.exchange.answer(control_error(503, "refused", "too many ask for the state at a time"));
}

void StateWriter::run() {
  while (auto job = jobs_.pop()) {
    net::Response response;
    try {
      response = control_answer(200, job->write());
    } catch (const std::bad_alloc&) {
      response = control_error(503, "internal", "out of memory");
    }
    // The job goes back whole: an exchange belongs to the loop, and what was copied shares values
    // with the state.
    post_([job = *std::move(job), response = std::move(response)]() mutable {
      job.exchange.answer(std::move(response));
    });
  }
}

}  // namespace streamctl::emulator

#include "emulator/serve/queue_channel.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace streamctl::emulator {

using std::chrono::nanoseconds;

namespace {

constexpr std::size_t batches_in_flight_max = 4;

}  // namespace

QueueChannel::QueueChannel(std::unique_ptr<sqs::Client> client, const Clock& clock, Random random,
                           Done done)
    : clock_(clock),
      queue_(hook_jobs_max),
      producer_(
          std::move(client), {batches_in_flight_max},
          [done = std::move(done)](const delivery::Outgoing&, delivery::Delivery&& report,
                                   const std::string&) { done(std::move(report)); },
          clock, random),
      thread_([this] { run(); }) {}

QueueChannel::~QueueChannel() {
  close(clock_.steady());
}

bool QueueChannel::send(delivery::Outgoing outgoing) {
  if (!queue_.try_push(std::move(outgoing))) return false;
  producer_.wake();
  return true;
}

void QueueChannel::close(SteadyTime until) {
  ends_.try_push(SteadyTime(until));
  queue_.close();
  producer_.wake();
}

void QueueChannel::run() {
  constexpr nanoseconds wait_max = std::chrono::milliseconds{500};  // send() ends it earlier.
  std::optional<SteadyTime> until;
  while (true) {
    bool has_more = true;
    while (producer_.has_room()) {
      auto next = queue_.pop_for(nanoseconds{0});
      has_more = next.has_value();
      if (!has_more) break;
      producer_.send(*std::move(next));
    }
    if (!has_more) producer_.flush();
    if (!until) until = ends_.pop_for(nanoseconds{0});
    const bool is_done = !has_more && producer_.in_flight() == 0;
    if (until && (is_done || clock_.steady() >= *until)) break;
    const nanoseconds wait =
        until ? std::clamp<nanoseconds>(*until - clock_.steady(), nanoseconds{0}, wait_max)
              : wait_max;
    producer_.poll(wait);
  }
  producer_.cut();
}

}  // namespace streamctl::emulator

#include "emulator/serve/queue_channel.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "webhook/queue_body.h"

namespace streamctl::emulator {

using std::chrono::nanoseconds;

namespace {

constexpr std::size_t batches_in_flight_max = 4;
constexpr const char* group_without_call = "events";

}  // namespace

sqs::Sendable queue_message(const delivery::Outgoing& outgoing, bool is_fifo) {
  const bool packed = outgoing.gzip && outgoing.body->size() >= delivery::gzip_bytes_least;
  sqs::Sendable message;
  message.body = webhook::encode_queue_body(
      *outgoing.body, packed ? webhook::QueueForm::base64_gzip : webhook::QueueForm::raw);
  if (!is_fifo) return message;
  message.group = outgoing.call_cid.empty() ? group_without_call : outgoing.call_cid;
  message.duplicate_id = outgoing.webhook_id;
  return message;
}

delivery::Delivery as_delivery(const delivery::Outgoing& outgoing, const sqs::Outbound& sent) {
  delivery::Delivery delivery;
  delivery.webhook_id = sent.message_id.empty() ? outgoing.webhook_id : sent.message_id;
  delivery.type = outgoing.type;
  delivery.call_cid = outgoing.call_cid;
  delivery.delivered = !sent.tries.empty() && sent.tries.back().done;
  for (const sqs::Try& one : sent.tries) {
    delivery::Attempt attempt;
    attempt.number = static_cast<int>(delivery.attempts.size()) + 1;
    attempt.at = one.at;
    attempt.offset = one.began - sent.tries.front().began;
    attempt.duration = one.duration;
    attempt.outcome = one.done          ? delivery::Outcome::ok
                      : one.status != 0 ? delivery::Outcome::status
                                        : delivery::Outcome::network;
    attempt.status = one.status;
    attempt.error = one.error;
    delivery.attempts.push_back(std::move(attempt));
  }
  return delivery;
}

QueueChannel::QueueChannel(std::unique_ptr<sqs::Client> client, const Clock& clock, Random random,
                           Done done)
    : clock_(clock),
      done_(std::move(done)),
      is_fifo_(client->place().queue.is_fifo()),
      queue_(hook_jobs_max),
      producer_(
          std::move(client), {is_fifo_ ? 1 : batches_in_flight_max},
          [this](sqs::Outbound&& sent) {
            const auto place = under_way_.find(sent.tag);
            done_(as_delivery(place->second, sent));
            under_way_.erase(place);
          },
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
      auto message = queue_message(*next, is_fifo_);
      under_way_.emplace(++sent_, *std::move(next));
      producer_.send(sent_, std::move(message));
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

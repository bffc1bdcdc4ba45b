#include "commands/forge/queue_sending.h"

#include <algorithm>
#include <ostream>
#include <unordered_map>
#include <utility>

#include "emulator/serve/queue_channel.h"
#include "render/exchange_text.h"
#include "sqs/producer.h"

namespace streamctl::cli {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds longest_poll = std::chrono::seconds{1};
/// After a stop what is under way may take so long to end by itself.
constexpr nanoseconds grace = std::chrono::seconds{1};

/// One run: the source's events, their turns, and those under way.
class Sending {
 public:
  Sending(std::unique_ptr<sqs::Client> client, const QueueSendOptions& options, DeliveryView& view,
          Context& context)
      : options_(options),
        view_(view),
        context_(context),
        is_fifo_(client->place().queue.is_fifo()),
        producer_(
            std::move(client), {is_fifo_ ? 1 : options.batches_max, options.retry ? 3 : 1},
            [this](sqs::Outbound&& sent) { finished(sent); }, context.clock,
            Random(context.random.next())) {}

  delivery::RunResult run(const delivery::Source& source) {
    const SteadyTime start = context_.clock.steady();
    const std::stop_callback waker(context_.stop, [this] { producer_.wake(); });
    while (!context_.stop.stop_requested()) {
      if (!next_) next_ = source();
      if (!next_) break;
      const SteadyTime due = start + turn();
      if (context_.clock.steady() < due) {
        producer_.flush();
        producer_.poll(std::min(due - context_.clock.steady(), longest_poll));
      } else if (!producer_.has_room()) {
        producer_.poll(longest_poll);
      } else {
        send(*std::exchange(next_, std::nullopt));
      }
    }
    const bool all = end();
    return {!all, context_.clock.steady() - start};
  }

 private:
  [[nodiscard]] nanoseconds turn() const {
    const double paced = options_.rate ? static_cast<double>(sent_) * 1e9 / *options_.rate : 0;
    return std::max(next_->at, nanoseconds{static_cast<nanoseconds::rep>(paced)});
  }

  void send(delivery::Planned&& planned) {
    auto message = emulator::queue_message(planned.outgoing, is_fifo_);
    under_way_.emplace(++sent_, std::move(planned.outgoing));
    producer_.send(sent_, std::move(message));
    producer_.poll(nanoseconds{0});
  }

  /// Waits for what is under way; whether all of the source was sent before any stop.
  bool end() {
    bool all = !context_.stop.stop_requested();
    std::optional<SteadyTime> until;
    producer_.flush();
    while (producer_.in_flight() > 0) {
      if (context_.stop.stop_requested()) {
        all = false;
        if (!until) until = context_.clock.steady() + grace;
        if (context_.clock.steady() >= *until) break;
      }
      producer_.poll(until ? grace / 10 : longest_poll);
    }
    producer_.cut();
    return all;
  }

  void finished(const sqs::Outbound& sent) {
    const auto place = under_way_.find(sent.tag);
    const delivery::Delivery delivery = emulator::as_delivery(place->second, sent);
    for (const delivery::Attempt& attempt : delivery.attempts)
      view_.attempted(place->second, attempt);
    view_.finished(delivery, sent.tries.back().hint);
    under_way_.erase(place);
  }

  QueueSendOptions options_;
  DeliveryView& view_;
  Context& context_;
  bool is_fifo_;
  std::optional<delivery::Planned> next_;
  std::uint64_t sent_ = 0;
  std::unordered_map<std::uint64_t, delivery::Outgoing> under_way_;
  sqs::Producer producer_;
};

}  // namespace

delivery::RunResult send_to_queue(std::unique_ptr<sqs::Client> client,
                                  const QueueSendOptions& options, const delivery::Source& source,
                                  DeliveryView& view, Context& context) {
  if (context.verbose)
    client->exchanged = [&](const net::HttpRequest& sent, const net::HttpOutcome& came) {
      context.err << exchange_text(sent, came);
    };
  return Sending(std::move(client), options, view, context).run(source);
}

}  // namespace streamctl::cli

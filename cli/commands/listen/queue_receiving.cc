#include "commands/listen/queue_receiving.h"

#include <ostream>
#include <utility>
#include <vector>

#include "core/units.h"
#include "error_report.h"
#include "net/status.h"
#include "render/exchange_text.h"

namespace streamctl::cli {
namespace {

/// A message's answer: a success deletes it, anything else leaves it to come again.
class MessagePeer final : public net::Exchange::Peer {
 public:
  MessagePeer(std::shared_ptr<std::vector<sqs::Settled>> settled, std::uint64_t ticket)
      : settled_(std::move(settled)), ticket_(ticket) {}
  void answer(net::Response&& response) override {
    settled_->push_back({ticket_, net::is_success(response.status)});
  }
  void reset() override { settled_->push_back({ticket_, false}); }
  void hold() override { settled_->push_back({ticket_, false}); }

 private:
  std::shared_ptr<std::vector<sqs::Settled>> settled_;
  std::uint64_t ticket_;
};

std::string counted(std::uint64_t count, const char* what) {
  return count == 0 ? "" : ", " + count_text(count) + what;
}

}  // namespace

Result<std::unique_ptr<QueueSource>> QueueSource::open(std::unique_ptr<sqs::Client> client,
                                                       Context& context) {
  auto attributes = sqs::look_at(*client, context.stop);
  if (!attributes) return std::move(attributes).error();
  return std::unique_ptr<QueueSource>(
      new QueueSource(std::move(client), *std::move(attributes), context));
}

QueueSource::QueueSource(std::unique_ptr<sqs::Client> client,
                         std::optional<sqs::QueueAttributes> attributes, Context& context)
    : context_(context),
      url_(client->place().queue.url),
      client_(std::move(client)),
      attributes_(attributes) {}

void QueueSource::begin(std::size_t receivers, std::uint64_t wanted, net::Server& server,
                        listener::Receiver& receiver,
                        std::function<void(std::optional<Error>)> ended) {
  sqs::ConsumerParts parts;
  parts.arrived = [this, &server, &receiver](std::vector<sqs::Arrival>&& arrivals) {
    arrived(std::move(arrivals), server, receiver);
  };
  parts.trouble = [this, &server](const std::string& words) {
    server.post([this, words] { report_warning(context_, words); });
  };
  parts.ended = [&server, ended = std::move(ended)](std::optional<Error> error) {
    server.post([ended, error = std::move(error)] { ended(error); });
  };
  if (context_.verbose)
    client_->exchanged = [this, &server](const net::HttpRequest& sent,
                                         const net::HttpOutcome& came) {
      server.post([this, text = exchange_text(sent, came)] { context_.err << text << std::flush; });
    };
  sqs::ConsumerOptions options;
  options.receivers = receivers;
  options.wanted = wanted;
  options.attributes = attributes_;
  consumer_ = std::make_unique<sqs::Consumer>(std::move(client_), options, std::move(parts),
                                              context_.clock, Random(context_.random.next()));
}

void QueueSource::arrived(std::vector<sqs::Arrival>&& arrivals, net::Server& server,
                          listener::Receiver& receiver) {
  server.post([this, arrivals = std::move(arrivals), &receiver]() mutable {
    for (sqs::Arrival& arrival : arrivals)
      receiver.queued({std::move(arrival.id), arrival.receive_count, std::move(arrival.body), url_},
                      net::Exchange(std::make_shared<MessagePeer>(settled_, arrival.ticket)));
  });
}

void QueueSource::turn_end(std::uint64_t wanted) {
  if (consumer_ && !settled_->empty()) consumer_->settle(std::exchange(*settled_, {}), wanted);
}

void QueueSource::drain(std::chrono::nanoseconds grace) {
  if (consumer_) consumer_->drain(grace);
}

std::string QueueSource::warning() const {
  if (!attributes_ || attributes_->has_redrive) return "";
  return "the queue has no redrive policy: a message that is never accepted comes again and again "
         "until it expires";
}

std::string QueueSource::last_words() const {
  if (!consumer_) return "";
  const sqs::Counts& counts = consumer_->counts();
  return "Queue: " + count_text(counts.received) + " received, " + count_text(counts.deleted) +
         " deleted" + counted(counts.left, " left to come again") +
         counted(counts.released, " given back") +
         counted(counts.again, " received again while in hand") +
         counted(counts.undeleted, " that could not be deleted") + "\n";
}

}  // namespace streamctl::cli

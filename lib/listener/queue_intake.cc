#include "listener/queue_intake.h"

#include <utility>

#include "net/status.h"

namespace streamctl::listener {
namespace {

/// Collects the answer of one message.
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

}  // namespace

QueueIntake::QueueIntake(std::unique_ptr<sqs::Client> client, const sqs::ConsumerOptions& options,
                         QueueIntakeParts parts, const Clock& clock, Random random)
    : url_(client->place().queue.url),
      parts_(std::move(parts)),
      consumer_(std::move(client), options,
                {[this](std::vector<sqs::Arrival>&& arrivals) { arrived(std::move(arrivals)); },
                 [this](const std::string& words) {
                   parts_.server.post([this, words] { parts_.trouble(words); });
                 },
                 [this](std::optional<Error> error) {
                   parts_.server.post([this, error = std::move(error)] { parts_.ended(error); });
                 }},
                clock, random) {}

void QueueIntake::arrived(std::vector<sqs::Arrival>&& arrivals) {
  parts_.server.post([this, arrivals = std::move(arrivals)]() mutable {
    for (sqs::Arrival& arrival : arrivals)
      parts_.receiver.message(
          {std::move(arrival.id), arrival.receive_count, std::move(arrival.body), url_},
          net::Exchange(std::make_shared<MessagePeer>(settled_, arrival.ticket)));
  });
}

void QueueIntake::turn_end(std::uint64_t wanted) {
  if (!settled_->empty()) consumer_.settle(std::exchange(*settled_, {}), wanted);
}

}  // namespace streamctl::listener

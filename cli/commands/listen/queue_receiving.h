// Events of a queue for `listen`: from the consumer's thread to the loop of the receiver, and what
// became of them back.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "listener/receiver.h"
#include "net/http_server/server.h"
#include "sqs/consumer.h"

namespace streamctl::cli {

class QueueSource {
 public:
  /// Asks the queue what it is. Kind network or refused: see sqs::explain().
  static Result<std::unique_ptr<QueueSource>> open(std::unique_ptr<sqs::Client> client,
                                                   Context& context);

  QueueSource(const QueueSource&) = delete;
  QueueSource& operator=(const QueueSource&) = delete;
  ~QueueSource() = default;

  /// Takes messages until drain(), `wanted` of them at first: see sqs::Consumer::settle(). `ended`
  /// runs on the loop, once nothing is in hand any more, or with why there is no going on. All must
  /// outlive this.
  void begin(std::size_t receivers, std::uint64_t wanted, net::Server& server,
             listener::Receiver& receiver, std::function<void(std::optional<Error>)> ended);
  /// On the loop, after the receiver's: what became of messages in this turn goes back, in one.
  void turn_end(std::uint64_t wanted);
  /// See sqs::Consumer; on the loop.
  void drain(std::chrono::nanoseconds grace);

  /// "https://…/events", as it was given.
  [[nodiscard]] const std::string& url() const { return url_; }
  /// What the user should know of the queue before it starts; often empty.
  [[nodiscard]] std::string warning() const;
  /// After `ended`: "Queue: 120 received, 118 deleted, 2 left to come again".
  [[nodiscard]] std::string last_words() const;

 private:
  QueueSource(std::unique_ptr<sqs::Client> client, std::optional<sqs::QueueAttributes> attributes,
              Context& context);

  void arrived(std::vector<sqs::Arrival>&& arrivals, net::Server& server,
               listener::Receiver& receiver);

  Context& context_;
  std::string url_;
  std::unique_ptr<sqs::Client> client_;  ///< Until begin().
  std::optional<sqs::QueueAttributes> attributes_;
  /// In this turn of the loop. Shared: an answer may outlive this, and then is nobody's.
  std::shared_ptr<std::vector<sqs::Settled>> settled_ =
      std::make_shared<std::vector<sqs::Settled>>();
  std::unique_ptr<sqs::Consumer> consumer_;
};

}  // namespace streamctl::cli

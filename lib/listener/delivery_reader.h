// Reads what is received as deliveries: webhooks, messages of a queue, posts of Amazon SNS.
#pragma once

#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"
#include "listener/seen.h"
#include "net/http_server/server.h"
#include "sns/endpoint.h"
#include "webhook/queue_body.h"
#include "webhook/verify.h"

namespace streamctl::listener {

/// A message of a queue. It is not signed and has none of Stream's header fields. Its body is one
/// of webhook/queue_body.h, or an SNS notification of one.
struct QueueMessage {
  std::string id;    ///< Serves as the webhook id.
  int received = 1;  ///< How often, this time included: serves as the attempt.
  std::string body;
  std::string queue;  ///< The URL of the queue.
};

/// Verifies and decodes. A delivery with a fault is to be refused; all of them have the time of
/// reading, and none has been compared with those before it. For one thread.
class DeliveryReader {
 public:
  /// `api_key` is ours, to name another app's where the signature is wrong; may be empty.
  DeliveryReader(const Secret& secret, webhook::VerifyOptions options, std::string api_key,
                 const Clock& clock);

  /// A request as Stream sends it, signed.
  Delivery webhook(net::Request&& request);
  /// A message without a type is not Stream's and has a fault, as has one that looks like another
  /// service's.
  Delivery message(QueueMessage&& message);
  /// A post that SNS has signed, or its fault.
  Delivery notification(sns::Post&& post);

 private:
  void fill(Delivery& delivery, std::string&& body, Result<webhook::QueueEvent>&& event) const;

  webhook::VerifyOptions options_;
  std::string api_key_;
  const Clock& clock_;
  webhook::Verifier verifier_;
  webhook::TypeAndCallReader type_reader_;
};

}  // namespace streamctl::listener

// Events put on a queue as Stream does: for `forge`.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "context.h"
#include "core/result.h"
#include "delivery/deliver_all.h"
#include "delivery_view.h"
#include "sqs/batch.h"
#include "sqs/client.h"

namespace streamctl::cli {

/// The message for an event: raw JSON, or with gzip from 256 bytes on the base64 of it. On a FIFO
/// queue its call is its group, and its webhook id tells duplicates.
sqs::Sendable queue_message(const delivery::Outgoing& outgoing, bool is_fifo);

/// As a delivery: each try an attempt, the webhook id that of SQS's message where it has one.
delivery::Delivery as_delivery(const delivery::Outgoing& outgoing, const sqs::Outbound& sent);

struct QueueSendOptions {
  std::size_t batches_max = 1;  ///< Under way at once. Of a FIFO queue one, for its order.
  std::optional<double> rate;   ///< Events a second, at most.
  bool retry = true;
};

/// Returns when all were sent or have failed.
delivery::RunResult send_to_queue(std::unique_ptr<sqs::Client> client,
                                  const QueueSendOptions& options, const delivery::Source& source,
                                  DeliveryView& view, Context& context);

}  // namespace streamctl::cli

// Events put on a queue for `forge`, in the form the emulator gives them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "context.h"
#include "core/result.h"
#include "delivery/deliver_all.h"
#include "render/delivery_output.h"
#include "sqs/client.h"

namespace streamctl::cli {

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

// Sends all events of a source to a queue: paced, and stoppable.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "core/clock.h"
#include "delivery/deliver_all.h"
#include "sqs/event_producer.h"

namespace streamctl::sqs {

/// After a stop, how long requests in flight may take to finish.
constexpr std::chrono::nanoseconds send_grace = std::chrono::seconds{1};

/// Returns when every event was sent or has failed. `rate` limits the events started a second.
/// After `stop` the source is read no further, and what is unsent after send_grace fails.
delivery::RunResult send_all(EventProducer& producer, const delivery::Source& source,
                             std::optional<double> rate, const Clock& clock,
                             const std::stop_token& stop);

}  // namespace streamctl::sqs

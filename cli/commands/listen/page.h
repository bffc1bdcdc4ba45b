// The inspector of `listen`.
#pragma once

#include <chrono>
#include <memory>

#include "commands/listen/options.h"
#include "context.h"
#include "core/clock.h"
#include "core/result.h"
#include "inspector/inspector.h"
#include "listener/listener.h"
#include "listener/seen.h"

namespace streamctl::cli {

/// Null where no page is wanted. `plan`, `listener` and `context` must outlive it. Kind network.
Result<std::unique_ptr<inspector::Inspector>> open_page(const ListenPlan& plan,
                                                        listener::Listener& listener,
                                                        bool keeps_history, Context& context);

/// From the reception of a delivery to now, when it was answered.
std::chrono::nanoseconds time_taken(const listener::Seen& seen, const Clock& clock);

}  // namespace streamctl::cli

// The line over each event: what came, from whom, what was answered.
#pragma once

#include <string>

#include "listener/seen.h"
#include "render/events.h"
#include "render/layout.h"

namespace streamctl::cli {

/// Time, verdict, type, call, user, attempt, size, short id, on one line; what matters least is
/// left out on a narrow terminal. A compact view adds the targets' answers and the facts of the
/// body.
std::string event_heading(const listener::Delivery& delivery, const EventView& view,
                          const Terminal& terminal);

/// A refused delivery in red: one line in a pipe, as many as needed on a terminal.
std::string refused_heading(const listener::Delivery& delivery, const Terminal& terminal);
/// The same for a request that is no delivery.
std::string refused_heading(const listener::Refusal& refusal, const Terminal& terminal);

/// "  → 503 Service Unavailable in 12ms"; shorter with few words; with the target's URL if `named`:
/// "  → 127.0.0.1:3000/hook: 503 …".
enum class Words { all, few };
Runs target_runs(const listener::Forwarded& target, Words words, bool named);

/// "wrong signature": a short name for each fault.
std::string_view name_of(webhook::Fault fault);

/// The colour of an event type, by its subject.
Style style_of_type(std::string_view type);

}  // namespace streamctl::cli

// A catalogue event type, as `events` and `events show` print it.
#pragma once

#include <string>

#include "core/json.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {

/// "webhook, websocket", "webhook" or "websocket".
std::string delivery_text(const webhook::EventType& type);

/// {"kind":"event_type","type","group","delivery","schema","meaning"}.
Json event_type_json(const webhook::EventType& type);

}  // namespace streamctl::cli

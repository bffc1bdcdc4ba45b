#include "commands/events/event_type.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace streamctl::cli {

std::string delivery_text(const webhook::EventType& type) {
  if (type.webhook && type.websocket) return "webhook, websocket";
  return type.webhook ? "webhook" : "websocket";
}

Json event_type_json(const webhook::EventType& type) {
  Json delivery = Json::array();
  if (type.webhook) delivery.push_back("webhook");
  if (type.websocket) delivery.push_back("websocket");
  return {{"kind", "event_type"},  {"type", type.name},
          {"group", type.group},   {"delivery", std::move(delivery)},
          {"schema", type.schema}, {"meaning", type.meaning}};
}

}  // namespace streamctl::cli

#include "stream/custom_event.h"

#include <nlohmann/json.hpp>

#include "core/units.h"

namespace streamctl::stream {

Result<Operation> send_call_event(const CallId& call, const Json& custom,
                                  const std::string& user_id, Surface surface) {
  if (!custom.is_object())
    return usage_error("the custom data is no JSON object", R"(write it as {"key":"value"})");
  const std::size_t bytes = json_line(custom).size();
  if (bytes > custom_bytes_max) {
    return usage_error("the custom data takes " + count_text(bytes) + " bytes; Stream takes " +
                           count_text(custom_bytes_max) + " at most",
                       "send what identifies the data, and let the receiver fetch it");
  }
  Json body = Json::object();
  if (surface == Surface::server) body["user_id"] = user_id;
  body["custom"] = custom;
  return operation("POST", call.path() + "/event", body);
}

}  // namespace streamctl::stream

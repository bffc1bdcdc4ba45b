#include "stream/frames.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/json_plain.h"

namespace streamctl::stream {
namespace {

ApiError error_in(const Json& frame) {
  const auto field = frame.find("error");
  if (field == frame.end()) return {.message = "no reason given"};
  unsigned status = 0;
  if (field->is_object()) {
    const auto said = field->find("StatusCode");
    if (said != field->end() && said->is_number_unsigned() && *said <= 599)
      status = said->get<unsigned>();
  }
  if (auto read = read_api_error(json_line(*field), status)) return *std::move(read);
  return {.message = field->is_string() ? field->get<std::string>() : json_line(*field)};
}

}  // namespace

Frame read_frame(std::string_view text) {
  auto json = parse_json(text);
  if (!json) json = parse_json(plain_json(text).value_or(""));  // Nested too deeply.
  if (!json || !json->is_object()) return {};
  Frame frame{.kind = Frame::Kind::event};
  frame.type = text_at(*json, "type");
  frame.call_cid = text_at(*json, "call_cid");
  if (frame.type == "connection.ok") {
    frame.connection_id = text_at(*json, "connection_id");
    frame.kind = Frame::Kind::connection_ok;
  } else if (frame.type == "connection.error") {
    frame.error = error_in(*json);
    frame.kind = Frame::Kind::connection_error;
  } else if (frame.type == "health.check") {
    frame.kind = Frame::Kind::health_check;
  }
  return frame;
}

std::string authentication_frame(const std::string& user_id, const Secret& token) {
  return json_line(Json{{"token", std::string{token.reveal()}},
                        {"products", Json::array({"video"})},
                        {"user_details", Json{{"id", user_id}}}});
}

std::string health_check_frame(const std::string& client_id) {
  return json_line(Json::array({Json{{"type", "health.check"}, {"client_id", client_id}}}));
}

}  // namespace streamctl::stream

#include "listener/probes.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "listener/answers.h"
#include "webhook/delivery_headers.h"

namespace streamctl::listener {
namespace {

/// What the body of every probe begins with; its id follows.
const std::string& body_prefix() {
  static const std::string prefix = R"({"type":"streamctl.probe","text":"Grüße — ✓","id":")";
  return prefix;
}

/// The id of the probe; by its body if the field was dropped.
std::string id_of(const net::Request& request) {
  const std::string webhook_id = request.headers.value(webhook::webhook_id_header);
  if (webhook_id.starts_with(probe_id_prefix)) return webhook_id.substr(probe_id_prefix.size());
  if (!request.body.starts_with(body_prefix())) return "";
  const std::string rest = request.body.substr(body_prefix().size());
  return rest.substr(0, rest.find('"'));
}

}  // namespace

std::string probe_body(std::string_view id) {
  return body_prefix() + std::string(id) + "\"}";
}

bool is_probe(const net::Request& request) {
  const std::string* id = request.headers.find(webhook::webhook_id_header);
  return (id != nullptr && id->starts_with(probe_id_prefix)) ||
         request.body.starts_with(body_prefix());
}

void Probes::expect(const std::string& id, std::string signature, std::string token) {
  expected_[id] = {std::move(signature), std::move(token)};
}

net::Response Probes::answer_to(const net::Request& request, bool served) const {
  const std::string id = id_of(request);
  const auto expected = expected_.find(id);
  if (expected == expected_.end())
    return error_answer(421, "foreign_probe", "another streamctl listens here");
  const net::Headers& headers = request.headers;
  Json fault(nullptr);
  if (!served) {
    fault = "it arrives with the path " + printable(request.target) + ", which is not served here";
  } else if (request.method != "POST") {
    fault = "it arrives as " + printable(request.method) + " instead of POST";
  } else if (headers.find(webhook::webhook_id_header) == nullptr) {
    fault = "the header field X-Webhook-Id is dropped on the way";
  } else if (headers.value(webhook::signature_header) != expected->second.signature) {
    fault = "the header field X-Signature is dropped or changed on the way";
  } else if (request.body != probe_body(id)) {
    fault = "the body is changed on the way, so that no signature can be right";
  }
  net::Response response{
      200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, {}};
  response.body = json_line(Json{{"probe", expected->second.token}, {"fault", fault}});
  return response;
}

}  // namespace streamctl::listener

// /_emulator/: what drives the emulator from outside, by HTTP.
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "emulator/operations/reader.h"
#include "emulator/serve/emulator.h"
#include "emulator/serve/guard.h"
#include "emulator/state/target.h"

namespace streamctl::emulator {

namespace {

constexpr std::string_view prefix = "/_emulator/";
constexpr std::int64_t failures_max = 1'000'000;

net::Response answer_of(unsigned status, const Json& body) {
  net::Response response;
  response.status = status;
  response.body = json_line(body);
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  return response;
}

Json error_of(const std::string& what, const std::string& hint = "") {
  return {{"error", {{"message", what}, {"hint", hint}}}};
}

/// Codes a server may close with (RFC 6455 7.4), and 1006 for no handshake at all.
bool is_close_code(std::int64_t code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005) ||
         (code >= 3000 && code <= 4999);
}

}  // namespace

net::Response Emulator::control(const net::Request& request) {
  if (const auto why = why_foreign(request, options_.server.host)) {
    refused({403, "web pages may not drive the emulator: " + *why, request.method, request.target,
             request.remote});
    return answer_of(403, error_of("web pages may not drive the emulator: " + *why));
  }
  const std::string path = parse_target(request.target).path;
  const std::string action = path.substr(std::min(prefix.size(), path.size()));
  const bool is_look = action == "state" || action == "log";
  if (request.method != (is_look ? "GET" : "POST")) {
    auto response = answer_of(405, error_of("use " + std::string(is_look ? "GET" : "POST")));
    response.headers.add("Allow", is_look ? "GET" : "POST");
    return response;
  }
  Json body = Json::object();
  if (!request.body.empty()) {
    // A form of a web page cannot say so without being asked first.
    const std::string* type = request.headers.find("Content-Type");
    if (type == nullptr || !lower_ascii(*type).starts_with("application/json"))
      return answer_of(415, error_of("send Content-Type: application/json"));
    auto parsed = parse_json(request.body, Digits::kept);
    if (!parsed || !parsed->is_object())
      return answer_of(400, error_of("the body is no JSON object"));
    body = *std::move(parsed);
  }
  unsigned status = 200;
  const Json answer = control(action, body, status);
  return answer_of(status, answer);
}

Json Emulator::control(const std::string& action, const Json& body, unsigned& status) {
  const auto refuse = [&](unsigned code, const std::string& what) {
    status = code;
    return error_of(what);
  };
  if (action == "state") return state_.dump();
  if (action == "log") return {{"log", journal_}};
  Reader in(body);
  if (action == "push") return push(body, status);
  if (action == "drop") {
    const std::int64_t code = in.number("code", 1000, 4999).value_or(1001);
    const std::string user_id = in.text("user_id").value_or("");
    if (in.failure()) return refuse(400, in.failure()->text);
    if (!is_close_code(code)) return refuse(400, std::to_string(code) + " is no close code");
    return {{"dropped", hub_.drop(static_cast<std::uint16_t>(code), user_id)}};
  }
  if (action == "silence") {
    const std::string user_id = in.text("user_id").value_or("");
    if (in.failure()) return refuse(400, in.failure()->text);
    return {{"silenced", hub_.silence(user_id)}};
  }
  if (action == "fail") {
    const auto count = in.number("count", 0, failures_max);
    const auto failing = in.number("status", 400, 599).value_or(503);
    if (in.failure()) return refuse(400, in.failure()->text);
    if (!count) return refuse(400, "count is required");
    state_.fail_next(static_cast<std::uint64_t>(*count), static_cast<unsigned>(failing));
    return {{"failing", *count}, {"status", failing}};
  }
  if (action == "expire-tokens") {
    state_.expire_tokens();
    return {{"expired", hub_.expire()}};
  }
  if (action == "reset") {
    hub_.drop(1001, "");
    state_.reset();
    journal_.clear();
    ++epoch_;
    return Json::object();
  }
  return refuse(404, "there is no " + printable(action));
}

Json Emulator::push(const Json& body, unsigned& status) {
  Reader in(body);
  Push push;
  push.type = in.text("type").value_or("");
  push.call_cid = in.text("call_cid").value_or("");
  push.user_id = in.text("user_id").value_or("");
  if (body.contains("set")) push.set = body["set"];
  if (body.contains("data")) push.data = body["data"];
  status = 400;
  if (in.failure()) return error_of(in.failure()->text);
  if (push.type.empty()) return error_of("type is required");
  auto outcome = state_.push(push);
  if (!outcome) return error_of(outcome.error().what, outcome.error().hint);
  status = 200;
  Json answer{{"events", Json::array()}};
  for (const Event& event : outcome->events)
    answer["events"].push_back(event.body);
  dispatch(*std::move(outcome));
  return answer;
}

}  // namespace streamctl::emulator

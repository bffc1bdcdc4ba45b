#include "emulator/serve/control.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "emulator/engine/dump.h"
#include "emulator/engine/push.h"
#include "emulator/engine/saved_state.h"
#include "emulator/serve/fail_action.h"
#include "emulator/state/field_reader.h"
#include "emulator/state/request_json.h"

namespace streamctl::emulator {

namespace {

/// Codes a server may close with (RFC 6455 7.4), and 1006 for no handshake at all.
bool is_close_code(std::int64_t code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005) ||
         (code >= 3000 && code <= 4999);
}

/// A page of any site can send a form without a preflight, but not this Content-Type.
bool is_declared_json(const net::Request& request) {
  const std::string* type = request.headers.find("Content-Type");
  return type != nullptr && lower_ascii(*type).starts_with("application/json");
}

}  // namespace

net::Response control_answer(unsigned status, std::string&& body) {
  net::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  return response;
}

net::Response control_error(unsigned status, std::string_view code, const std::string& message,
                            const std::string& hint) {
  return control_answer(
      status, json_line({{"error", {{"code", code}, {"message", message}, {"hint", hint}}}}));
}

const std::array<Control::Action, 12> Control::actions{{
    {"push", "POST", &Control::push},
    {"drop", "POST", &Control::drop},
    {"silence", "POST", &Control::silence},
    {"fail", "POST", &Control::fail},
    {"clock", "GET", &Control::show_clock},
    {"clock", "POST", &Control::change_clock},
    {"expire-tokens", "POST", &Control::expire_tokens},
    {"reset", "POST", &Control::reset},
    {"save", "GET", nullptr},
    {"load", "POST", &Control::load},
    {"state", "GET", nullptr},
    {"log", "GET", &Control::log},
}};

net::Response Control::answer(const net::Request& request, const RequestTarget& target) {
  const std::string& path = target.path;
  const std::string name = path.substr(std::min(control_prefix.size(), path.size()));
  const auto named = std::find_if(actions.begin(), actions.end(),
                                  [&](const Action& one) { return one.name == name; });
  if (named == actions.end())
    return control_error(404, "not_found", "there is no " + printable(name));
  const auto action = std::find_if(named, actions.end(), [&](const Action& one) {
    return one.name == name && one.method == request.method;
  });
  if (action == actions.end()) {
    const std::string method(named->method);
    auto response = control_error(405, "bad_method", "use " + method);
    response.headers.add("Allow", name == "clock" ? "GET, POST" : method);
    return response;
  }
  if (action->run == nullptr) return control_answer(200, copy_for(name)());
  Json body = Json::object();
  if (!request.body.empty()) {
    if (!is_declared_json(request))
      return control_error(415, "not_json", "send Content-Type: application/json");
    auto parsed =
        name == "load" ? parse_json(request.body, Digits::kept) : parse_request_json(request.body);
    if (!parsed) return control_error(400, "usage", "the body is " + parsed.error().what);
    if (!parsed->is_object()) return control_error(400, "usage", "the body is no JSON object");
    body = *std::move(parsed);
  }
  const auto result = (this->*action->run)(body);
  if (!result) {
    const Error& why = result.error();
    return control_error(400, name_of(why.kind), why.what, why.hint);
  }
  return control_answer(200, json_line(*result));
}

std::function<std::string()> Control::copy_for(std::string_view action) const {
  if (action == "save") return copy_to_save(parts_.state, parts_.clock);
  if (action == "state") return copy_to_dump(parts_.state);
  return {};
}

Result<Json> Control::push(const Json& body) {
  FieldReader in(body);
  Push push;
  push.type = in.text("type").value_or("");
  push.call_cid = in.text("call_cid").value_or("");
  push.user_id = in.text("user_id").value_or("");
  if (body.contains("set")) push.set = body["set"];
  if (body.contains("data")) push.data = body["data"];
  if (!in.ok()) return usage_error(in.error().text);
  if (push.type.empty()) return usage_error("type is required");
  auto outcome = emulator::push(parts_.state, push);
  if (!outcome) return std::move(outcome).error();
  Json answer{{"events", Json::array()}};
  for (const Event& event : outcome->events)
    answer["events"].push_back(event.body);
  parts_.dispatch(*std::move(outcome));
  return answer;
}

Result<Json> Control::drop(const Json& body) {
  FieldReader in(body);
  const std::int64_t code = in.number("code", 1000, 4999).value_or(1001);
  const std::string user_id = in.text("user_id").value_or("");
  if (!in.ok()) return usage_error(in.error().text);
  if (!is_close_code(code)) return usage_error(std::to_string(code) + " is no close code");
  return Json{{"dropped", parts_.hub.drop(static_cast<std::uint16_t>(code), user_id)}};
}

Result<Json> Control::silence(const Json& body) {
  FieldReader in(body);
  const std::string user_id = in.text("user_id").value_or("");
  if (!in.ok()) return usage_error(in.error().text);
  return Json{{"silenced", parts_.hub.silence(user_id)}};
}

Result<Json> Control::fail(const Json& body) {
  return fail_requests(parts_.state.injected, body);
}

Result<Json> Control::show_clock(const Json& /*body*/) {
  return clock_view(parts_.state, parts_.clock);
}

Result<Json> Control::change_clock(const Json& body) {
  const auto change = read_clock_change(body, parts_.clock.now());
  if (!change) return change.error();
  const std::size_t happened = parts_.change_clock(*change);
  Json answer = clock_view(parts_.state, parts_.clock);
  answer["happened"] = happened;
  return answer;
}

Result<Json> Control::expire_tokens(const Json& /*body*/) {
  State& state = parts_.state;
  state.authority.expire_tokens(state.clock->now());
  return Json{{"expired", parts_.hub.expire()}};
}

Result<Json> Control::reset(const Json& /*body*/) {
  parts_.reset();
  return Json::object();
}

Result<Json> Control::load(const Json& body) {
  if (auto loaded = parts_.load(body); !loaded) return std::move(loaded).error();
  return Json{{"users", parts_.state.store.users.size()},
              {"calls", parts_.state.store.calls.size()},
              {"pending", parts_.state.schedule.size()}};
}

Result<Json> Control::log(const Json& /*body*/) {
  Json answer{{"log", Json::array()}};
  for (const Activity& activity : parts_.journal)
    answer["log"].push_back(to_json(activity));
  return answer;
}

}  // namespace streamctl::emulator

#include "emulator/serve/activity.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::emulator {

namespace {

using SocketKind = SocketActivity::Kind;

constexpr double milliseconds_max = 9e12;  ///< Fits into nanoseconds of 64 bits.

constexpr std::chrono::nanoseconds apart_max = std::chrono::hours{24 * 365};  ///< Two attempts.

constexpr std::array<std::pair<SocketKind, std::string_view>, 3> socket_kinds{{
    {SocketKind::connected, "connected"},
    {SocketKind::refused, "refused"},
    {SocketKind::closed, "closed"},
}};

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(printable(text));
}

Json line_of(const RequestActivity& request) {
  Json line{{"kind", "request"},
            {"at", rfc3339_micros(request.at)},
            {"method", printable(request.method)},
            {"path", printable(request.path)},
            {"operation", text_or_null(request.operation)},
            {"user_id", text_or_null(request.user_id)},
            {"status", request.status},
            {"duration_ms", std::chrono::duration<double, std::milli>(request.duration).count()},
            {"events", request.events}};
  if (!request.error.empty()) line["error"] = request.error;
  return line;
}

Json line_of(const SocketActivity& socket) {
  std::string_view event;
  for (const auto& [kind, name] : socket_kinds) {
    if (kind == socket.kind) event = name;
  }
  Json line{{"kind", "socket"},
            {"at", rfc3339_micros(socket.at)},
            {"event", event},
            {"user_id", text_or_null(socket.user_id)},
            {"connection_id", text_or_null(socket.connection_id)}};
  if (socket.kind != SocketKind::connected) line["code"] = socket.code;
  if (socket.kind == SocketKind::refused) line["error"] = socket.error;
  return line;
}

Json line_of(const DeliveryActivity& activity) {
  Json line = delivery::to_json(activity.delivery);
  line["url"] = printable(activity.url);
  return line;
}

Json line_of(const DroppedActivity& dropped) {
  return {{"kind", "dropped"},
          {"at", rfc3339_micros(dropped.at)},
          {"type", dropped.type},
          {"url", printable(dropped.url)},
          {"error", dropped.error}};
}

template <class Number>
Number number_of(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_number_integer() ? found->get<Number>() : Number{};
}

WallTime time_of(const Json& line) {
  return parse_rfc3339(text_at(line, "at")).value_or(WallTime{});
}

std::chrono::nanoseconds duration_of(const Json& line) {
  const auto duration = line.find("duration_ms");
  if (duration == line.end() || !duration->is_number() ||
      std::abs(duration->get<double>()) >= milliseconds_max)
    return {};
  return std::chrono::round<std::chrono::nanoseconds>(
      std::chrono::duration<double, std::milli>(duration->get<double>()));
}

delivery::Outcome outcome_of(const Json& line) {
  using delivery::Outcome;
  const std::string name = text_at(line, "outcome");
  for (const Outcome outcome : {Outcome::status, Outcome::network, Outcome::timeout})
    if (name == delivery::name_of(outcome)) return outcome;
  return Outcome::ok;
}

const Json& array_of(const Json& line, const char* name) {
  static const Json none = Json::array();
  const auto found = line.find(name);
  return found != line.end() && found->is_array() ? *found : none;
}

RequestActivity read_request(const Json& line) {
  RequestActivity request;
  request.at = time_of(line);
  request.method = text_at(line, "method");
  request.path = text_at(line, "path");
  request.operation = text_at(line, "operation");
  request.user_id = text_at(line, "user_id");
  request.status = number_of<unsigned>(line, "status");
  request.duration = duration_of(line);
  for (const Json& event : array_of(line, "events")) {
    if (event.is_string()) request.events.push_back(event.get<std::string>());
  }
  request.error = text_at(line, "error");
  return request;
}

SocketActivity read_socket(const Json& line) {
  SocketActivity socket;
  for (const auto& [kind, name] : socket_kinds) {
    if (name == text_at(line, "event")) socket.kind = kind;
  }
  socket.at = time_of(line);
  socket.user_id = text_at(line, "user_id");
  socket.connection_id = text_at(line, "connection_id");
  socket.code = number_of<int>(line, "code");
  socket.error = text_at(line, "error");
  return socket;
}

DeliveryActivity read_delivery(const Json& line) {
  DeliveryActivity activity;
  activity.url = text_at(line, "url");
  activity.delivery.webhook_id = text_at(line, "webhook_id");
  activity.delivery.type = text_at(line, "type");
  activity.delivery.call_cid = text_at(line, "call_cid");
  activity.delivery.delivered = text_at(line, "result") == "delivered";
  for (const Json& one : array_of(line, "attempts")) {
    if (!one.is_object()) continue;
    delivery::Attempt attempt;
    attempt.number = static_cast<int>(activity.delivery.attempts.size()) + 1;
    attempt.at = time_of(one);
    const auto& before = activity.delivery.attempts;
    constexpr std::chrono::nanoseconds none{};
    if (!before.empty())
      attempt.offset = std::clamp(between(before.front().at, attempt.at), none, apart_max);
    attempt.duration = std::clamp(duration_of(one), none, apart_max);
    attempt.outcome = outcome_of(one);
    attempt.status = number_of<unsigned>(one, "status");
    attempt.error = text_at(one, "error");
    activity.delivery.attempts.push_back(std::move(attempt));
  }
  return activity;
}

}  // namespace

Json to_json(const Activity& activity) {
  return std::visit([](const auto& one) { return line_of(one); }, activity);
}

std::optional<Activity> read_activity(const Json& line) {
  if (!line.is_object()) return std::nullopt;
  const std::string kind = text_at(line, "kind");
  if (kind == "request") return read_request(line);
  if (kind == "socket") return read_socket(line);
  if (kind == "delivery") return read_delivery(line);
  if (kind == "dropped")
    return DroppedActivity{time_of(line), text_at(line, "type"), text_at(line, "url"),
                           text_at(line, "error")};
  return std::nullopt;
}

}  // namespace streamctl::emulator

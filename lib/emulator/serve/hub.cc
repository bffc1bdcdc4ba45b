#include "emulator/serve/hub.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time_text.h"
#include "emulator/state/target.h"

namespace streamctl::emulator {

namespace {

/// Tells Stream's JavaScript client not to come again.
constexpr std::uint16_t close_normal = 1000;
/// Expired in mid-session: whoever gets a new token may come again.
constexpr std::uint16_t close_policy = 1008;
constexpr std::uint16_t close_abnormal = 1006;
/// A client's frame is an auth object or a health check: small.
constexpr std::size_t frame_bytes_max = std::size_t{128} * 1024;

std::shared_ptr<const std::string> shared_text(const Json& json) {
  return std::make_shared<const std::string>(json_line(json));
}

}  // namespace

Hub::Hub(State& state, const Clock& clock, std::function<void(Json&&)> note)
    : state_(state), clock_(clock), note_(std::move(note)) {}

void Hub::tell(const char* event, const Session& session, const Json& more) {
  Json line{
      {"kind", "socket"},
      {"at", rfc3339_micros(clock_.now())},
      {"event", event},
      {"user_id", session.user_id.empty() ? Json() : Json(printable(session.user_id))},
      {"connection_id", session.connection_id.empty() ? Json() : Json(session.connection_id)}};
  if (more.is_object()) line.update(more);
  note_(std::move(line));
}

void Hub::accept(net::Exchange exchange, const net::Request& request, DateForm dates) {
  const Handle handle = next_++;
  net::WebSocketHandlers handlers;
  handlers.message = [this, handle](std::string&& text) { said(handle, std::move(text)); };
  handlers.closed = [this, handle](std::uint16_t code) { closed(handle, code); };
  net::WebSocketLimits limits;
  limits.message_bytes_max = frame_bytes_max;
  limits.idle_timeout = socket_idle_timeout;
  auto socket = net::upgrade(std::move(exchange), request, std::move(handlers), limits);
  if (socket == nullptr) return;
  Session& session = sessions_[handle];
  session.socket = std::move(socket);
  session.dates = dates;
  session.api_key = parse_target(request.target).parameter("api_key");
  session.last_check = clock_.steady();
}

void Hub::said(Handle handle, std::string&& text) {
  const auto found = sessions_.find(handle);
  if (found == sessions_.end() || found->second.is_closing) return;
  if (found->second.connection_id.empty())
    greet(handle, found->second, text);
  else
    check_health(found->second);
}

void Hub::greet(Handle handle, Session& session, std::string_view frame) {
  const Greeting greeting = state_.greet(handle, frame, session.api_key, session.dates);
  if (!greeting.is_welcome) return turn_away(session, greeting, close_normal);
  session.connection_id = greeting.connection_id;
  session.user_id = greeting.user_id;
  session.last_check = clock_.steady();
  session.socket->send(shared_text(greeting.first));
  tell("connected", session);
}

void Hub::turn_away(Session& session, const Greeting& greeting, std::uint16_t code) {
  session.is_closing = true;
  session.socket->send(shared_text(greeting.first));
  session.socket->close(code, "authentication failed");
  const Json& error = greeting.first["error"];
  tell("refused", session, {{"code", error["code"]}, {"error", error["message"]}});
}

/// Whatever a client says is a heartbeat: an array of one object of the JavaScript client, an
/// object of the others.
void Hub::check_health(Session& session) {
  session.last_check = clock_.steady();
  session.socket->send(shared_text(state_.health_check(session.connection_id, session.dates)));
}

void Hub::closed(Handle handle, std::uint16_t code) {
  const auto found = sessions_.find(handle);
  if (found == sessions_.end()) return;
  if (!found->second.connection_id.empty()) tell("closed", found->second, {{"code", code}});
  sessions_.erase(found);
  state_.disconnected(handle);
}

std::size_t Hub::deliver(const Event& event) {
  std::array<std::shared_ptr<const std::string>, 2> texts;
  std::size_t count = 0;
  for (const Recipient& recipient : state_.watchers().recipients(event)) {
    const auto found = sessions_.find(recipient.handle);
    if (found == sessions_.end() || found->second.is_closing) continue;
    const bool is_number = recipient.dates == DateForm::nanoseconds;
    auto& text = texts[is_number ? 1 : 0];
    if (text == nullptr) {
      Json body = event.body;
      if (is_number) times_to_nanoseconds(body);
      text = shared_text(body);
    }
    found->second.socket->send(text);
    ++count;
  }
  return count;
}

std::size_t Hub::drop(std::uint16_t code, const std::string& user_id) {
  std::size_t count = 0;
  for (auto& [handle, session] : sessions_) {
    if (!user_id.empty() && session.user_id != user_id) continue;
    session.is_closing = true;
    if (code == close_abnormal)
      session.socket->drop();
    else
      session.socket->close(code, "dropped by the emulator");
    ++count;
  }
  return count;
}

std::size_t Hub::silence(const std::string& user_id) {
  std::size_t count = 0;
  for (auto& [handle, session] : sessions_) {
    if (!user_id.empty() && session.user_id != user_id) continue;
    session.socket->silence();
    ++count;
  }
  return count;
}

std::size_t Hub::expire() {
  std::size_t count = 0;
  for (auto& [handle, session] : sessions_) {
    if (session.is_closing) continue;
    turn_away(session, state_.turn_away({40, 401, "token has expired"}, session.dates),
              close_policy);
    ++count;
  }
  return count;
}

void Hub::sweep() {
  const SteadyTime now = clock_.steady();
  for (auto& [handle, session] : sessions_) {
    if (session.is_closing) continue;
    const bool is_greeted = !session.connection_id.empty();
    if (is_greeted && now - session.last_check >= health_check_every) check_health(session);
    if (!is_greeted && now - session.last_check >= greeting_wait)
      turn_away(session,
                state_.turn_away(authentication_failed("no token came in 10s"), session.dates),
                close_normal);
  }
}

}  // namespace streamctl::emulator

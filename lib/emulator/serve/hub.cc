#include "emulator/serve/hub.h"

#include <array>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "net/websocket/close_code.h"

namespace streamctl::emulator {

namespace {

using Kind = SocketActivity::Kind;

/// A client sends a first frame and health checks, both small.
constexpr std::size_t frame_bytes_max = std::size_t{128} * 1024;

std::shared_ptr<const std::string> shared_text(const Json& json) {
  return std::make_shared<const std::string>(json_line(json));
}

}  // namespace

Hub::Hub(State& state, const Clock& clock, std::function<void(SocketActivity&&)> report,
         std::function<void(Outcome&&)> dispatch)
    : state_(state), clock_(clock), report_(std::move(report)), dispatch_(std::move(dispatch)) {}

void Hub::report(Kind kind, const Session& session, int code, std::string error) {
  report_({kind, clock_.now(), session.user_id, session.connection_id, code, std::move(error)});
}

void Hub::accept(net::Exchange exchange, const net::Request& request, std::string api_key,
                 DateForm dates) {
  const Handle handle = next_++;
  net::WebSocketHandlers handlers;
  handlers.message = [this, handle](std::string&& text) { on_message(handle, text); };
  handlers.closed = [this, handle](std::uint16_t code) { on_closed(handle, code); };
  net::WebSocketLimits limits;
  limits.message_bytes_max = frame_bytes_max;
  limits.idle_timeout = socket_idle_timeout;
  auto socket = net::upgrade(std::move(exchange), request, std::move(handlers), limits);
  if (socket == nullptr) return;
  Session& session = sessions_[handle];
  session.socket = std::move(socket);
  session.dates = dates;
  session.api_key = std::move(api_key);
  session.last_check = clock_.steady();
}

/// After the first frame, anything that a client sends is a heartbeat: the JavaScript client sends
/// an array of one object, the others an object.
void Hub::on_message(Handle handle, std::string_view text) {
  const auto found = sessions_.find(handle);
  if (found == sessions_.end() || found->second.is_closing) return;
  if (found->second.connection_id.empty())
    greet_session(handle, found->second, text);
  else
    send_health_check(found->second);
}

void Hub::greet_session(Handle handle, Session& session, std::string_view frame) {
  Greeting greeting = greet(state_, handle, frame, session.api_key, session.dates);
  // Stream's JavaScript client does not reconnect after this code.
  if (!greeting.is_welcome) return refuse(session, greeting, net::close_code::normal);
  session.socket->send(shared_text(greeting.first));
  welcome(session, std::move(greeting));
}

void Hub::welcome(Session& session, Greeting&& greeting) {
  session.connection_id = greeting.connection_id;
  session.user_id = greeting.user_id;
  session.last_check = clock_.steady();
  report(Kind::connected, session);
  dispatch_(std::move(greeting.outcome));
}

std::optional<Failure> Hub::connect_poll(net::Exchange& exchange, const RequestTarget& target,
                                         const std::string& authorization, DateForm dates) {
  auto frame = parse_json(target.parameter("json"), Digits::kept);
  if (!frame || !frame->is_object())
    return authentication_failed("json is no JSON object of token and user_details");
  if (!frame->contains("token")) {
    const std::string named = text_at(*frame, "user_token");  // As stream-chat-js sends it.
    (*frame)["token"] = named.empty() ? authorization : named;
  }
  const Handle handle = next_++;
  Greeting greeting = greet(state_, handle, json_line(*frame), target.parameter("api_key"), dates);
  if (!greeting.is_welcome) return greeting.why_refused;
  Session& session = sessions_[handle];
  session.poll = std::make_shared<PollSocket>(clock_.steady());
  session.socket = session.poll;
  session.dates = dates;
  exchange.answer(
      poll_response(200, json_line({{"event", greeting.first}, {"duration", "0.10ms"}})));
  welcome(session, std::move(greeting));
  return std::nullopt;
}

std::optional<Failure> Hub::poll(net::Exchange& exchange, const RequestTarget& target,
                                 const std::string& authorization, DateForm dates) {
  const std::string id = target.parameter("connection_id");
  if (id.empty()) return connect_poll(exchange, target, authorization, dates);
  const auto caller =
      state_.authority.check_token(authorization, state_.app.skips_auth_checks(), state_.now);
  if (!caller) return caller.error();
  const Connection* connection = state_.watchers.find(id);
  const Handle handle = connection == nullptr ? 0 : connection->handle;
  const auto found = sessions_.find(handle);
  if (found == sessions_.end() || connection->user_id != caller->user_id ||
      found->second.poll == nullptr || found->second.poll->over())
    return connection_unknown(printable(id));
  if (target.parameter("close") != "true") {
    found->second.poll->poll(std::move(exchange), clock_.steady());
    return std::nullopt;
  }
  found->second.poll->close(net::close_code::normal, "");
  exchange.answer(poll_response(200, R"({"duration":"0.10ms"})"));
  on_closed(handle, net::close_code::normal);
  return std::nullopt;
}

void Hub::refuse(Session& session, const Greeting& greeting, std::uint16_t close_code) {
  session.is_closing = true;
  session.socket->send(shared_text(greeting.first));
  session.socket->close(close_code, "authentication failed");
  const Json& error = greeting.first["error"];
  report(Kind::refused, session, error["code"].get<int>(), error["message"].get<std::string>());
}

void Hub::send_health_check(Session& session) {
  session.last_check = clock_.steady();
  session.socket->send(shared_text(health_check(state_, session.connection_id, session.dates)));
}

void Hub::on_closed(Handle handle, std::uint16_t code) {
  const auto found = sessions_.find(handle);
  if (found == sessions_.end()) return;
  if (!found->second.connection_id.empty()) report(Kind::closed, found->second, code);
  sessions_.erase(found);
  dispatch_(remove_connection(state_, handle));
}

std::size_t Hub::deliver(const Event& event) {
  std::array<std::shared_ptr<const std::string>, 2> texts;
  std::size_t count = 0;
  for (const Recipient& recipient : state_.watchers.recipients(event)) {
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
    if (code == net::close_code::abnormal)
      session.socket->drop();
    else
      session.socket->close(code, "dropped by the emulator");
    ++count;
  }
  return count;
}

void Hub::end_polls() {
  for (auto& [handle, session] : sessions_) {
    if (session.poll != nullptr) session.poll->close(net::close_code::going_away, "");
  }
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
    // The client may connect again, with a new token.
    refuse(session, refusal(state_, {40, 401, "token has expired"}, session.dates),
           net::close_code::policy);
    ++count;
  }
  return count;
}

void Hub::close_unfit() {
  for (const Connection* connection : state_.watchers.all()) {
    const auto found = sessions_.find(connection->handle);
    if (found == sessions_.end() || found->second.is_closing) continue;
    const auto why = why_closed(state_, *connection);
    if (!why) continue;
    Session& session = found->second;
    refuse(session, refusal(state_, *why, session.dates),
           why->code == 40 ? net::close_code::policy : net::close_code::normal);
  }
}

void Hub::sweep() {
  close_unfit();
  const SteadyTime now = clock_.steady();
  std::vector<std::pair<Handle, std::uint16_t>> over;
  for (auto& [handle, session] : sessions_) {
    if (session.poll != nullptr) {
      session.poll->sweep(now);
      if (const auto code = session.poll->over()) over.emplace_back(handle, *code);
    }
    if (session.is_closing) continue;
    const bool is_greeted = !session.connection_id.empty();
    if (is_greeted && now - session.last_check >= health_check_every) send_health_check(session);
    if (!is_greeted && now - session.last_check >= greeting_wait)
      refuse(session, refusal(state_, authentication_failed("no token came in 10s"), session.dates),
             net::close_code::normal);
  }
  for (const auto& [handle, code] : over)
    on_closed(handle, code);
}

}  // namespace streamctl::emulator

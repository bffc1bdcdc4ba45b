#include "emulator/serve/poll_socket.h"

#include <utility>

#include "emulator/serve/cross_origin.h"
#include "net/websocket/close_code.h"

namespace streamctl::emulator {

net::Response poll_response(unsigned status, std::string body) {
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  allow_any_origin(response.headers);
  response.body = std::move(body);
  return response;
}

void PollSocket::send(std::shared_ptr<const std::string> text) {
  if (code_) return;
  bytes_ += text->size();
  texts_.push_back(std::move(text));
  if (bytes_ > net::WebSocketLimits{}.unsent_bytes_max) return drop();
  if (waiting_) answer();
}

void PollSocket::close(std::uint16_t code, std::string_view /*reason*/) {
  if (!code_) code_ = code;
  if (waiting_) answer();
}

void PollSocket::drop() {
  if (!code_) code_ = net::close_code::abnormal;
  texts_.clear();
  bytes_ = 0;
  if (waiting_) waiting_->reset();
  waiting_.reset();
}

void PollSocket::silence() {
  is_silent_ = true;
}

void PollSocket::poll(net::Exchange exchange, SteadyTime now) {
  last_poll_ = now;
  if (is_silent_) return exchange.hold();
  if (waiting_) waiting_->answer(poll_response(200, R"({"events":[],"duration":"0.10ms"})"));
  waiting_ = std::move(exchange);
  if (!texts_.empty() || code_) answer();
}

void PollSocket::sweep(SteadyTime now) {
  if (waiting_ && !is_silent_ && now - last_poll_ >= poll_wait) answer();
  if (now - last_poll_ >= poll_idle) drop();
}

std::optional<std::uint16_t> PollSocket::over() const {
  return texts_.empty() ? code_ : std::nullopt;
}

void PollSocket::answer() {
  if (is_silent_) return;
  std::string body = R"({"events":[)";
  for (const auto& text : texts_) {
    if (body.back() != '[') body += ',';
    body += *text;
  }
  body += R"(],"duration":"0.10ms"})";
  texts_.clear();
  bytes_ = 0;
  waiting_->answer(poll_response(200, std::move(body)));
  waiting_.reset();
}

}  // namespace streamctl::emulator

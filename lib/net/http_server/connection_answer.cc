// The response half of a connection: writing, buffering unsent bytes, and closing.
#include <chrono>
#include <utility>

#include "net/http_server/connection.h"
#include "net/http_server/response_text.h"
#include "net/websocket/web_socket_session.h"

namespace streamctl::net {
namespace {

using Outcome = Transport::Outcome;

/// How long to read from a refused client, so that it can read the reason.
constexpr std::chrono::seconds drain_time_max{2};
/// Larger buffers are freed after use.
constexpr std::size_t kept_bytes_max = std::size_t{64} * 1024;

}  // namespace

void Connection::release_if_large(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kept_bytes_max) buffer = {};
}

void Connection::answer(Response&& response) {
  if (phase_ != Phase::pending) return;  // The client disconnected, or the server stopped.
  count_body(0);
  if (shared_.stopping) keep_alive_ = false;
  std::string& out = shared_.answer_buffer;
  out.clear();
  append_response(out, response,
                  {.head_only = head_only_,
                   .keep_alive = keep_alive_,
                   .http_1_0 = http_1_0_,
                   .date = shared_.date()});
  phase_ = Phase::writing;
  send(out);
  release_if_large(out);
  if (phase_ != Phase::writing) return;
  if (unsent_.empty()) return answered();
  due_in(shared_.limits.write_timeout);
}

void Connection::reset() {
  if (phase_ != Phase::pending) return;
  transport_->reset_on_close();
  close();
}

void Connection::hold() {
  if (phase_ != Phase::pending) return;
  if (shared_.stopping) return close();
  phase_ = Phase::held;
  count_body(0);
  if (more_) drain();  // Otherwise EOF behind the unread bytes would go unnoticed.
}

std::shared_ptr<WebSocket> Connection::switch_over(const Request& request,
                                                   WebSocketHandlers&& handlers,
                                                   const WebSocketLimits& limits) {
  if (phase_ != Phase::pending) return nullptr;
  const auto refused = [this](unsigned status, const char* why) {
    answer({status, {{"Content-Type", "text/plain"}}, std::string{why} + "\n"});
    return nullptr;
  };
  if (transport_->encrypted()) return refused(501, "no WebSocket over TLS here");
  if (http_1_0_) return refused(400, "a WebSocket needs HTTP/1.1");
  if (shared_.stopping) return refused(503, "the server is stopping");
  descriptor_->release();
  descriptor_.reset();
  phase_ = Phase::switched;
  WebSocketStart start{shared_, transport_->release(), weak_from_this(),
                       request, std::move(handlers),   limits};
  transport_.reset();
  NewWebSocket made = begin_web_socket(std::move(start));
  if (!made.session) {
    close();
    return nullptr;
  }
  successor_ = std::move(made.session);
  return std::move(made.socket);
}

void Connection::refuse(Refusal refusal) {
  refusal.remote = remote_;
  count_body(0);
  parser_.reset();
  if (shared_.handlers.refused) shared_.handlers.refused(refusal);
  const auto& make = shared_.handlers.refusal_response;
  Response response{refusal.status, {{"Content-Type", "text/plain"}}, refusal.why + "\n"};
  if (make) response = make(refusal);
  std::string& out = shared_.answer_buffer;
  out.clear();
  append_response(
      out, response,
      {.head_only = refusal.method == "HEAD", .keep_alive = false, .date = shared_.date()});
  begin_draining();
  send(out);
  if (phase_ == Phase::draining) {
    if (unsent_.empty()) transport_->finish();
    wait_read();
  }
}

void Connection::begin_draining() {
  phase_ = Phase::draining;
  due_in(drain_time_max);
}

void Connection::send(std::string_view bytes) {
  if (!unsent_.empty()) {
    unsent_.append(bytes);
    return;
  }
  while (!bytes.empty()) {
    const Transport::Move move = transport_->write(bytes);
    if (move.outcome == Outcome::moved) {
      bytes.remove_prefix(move.bytes);
      continue;
    }
    if (move.outcome != Outcome::wait_write && move.outcome != Outcome::wait_read) return close();
    unsent_.assign(bytes);
    if (move.outcome == Outcome::wait_write) return wait_write();
    return wait_read();
  }
}

/// Sends buffered bytes; returns whether all were sent.
bool Connection::send_rest() {
  std::string waiting = std::move(unsent_);
  unsent_.clear();
  const std::size_t before = waiting.size();
  send(waiting);
  if (phase_ == Phase::closed) return false;
  if (unsent_.empty()) return true;
  if (phase_ == Phase::writing && unsent_.size() < before) due_in(shared_.limits.write_timeout);
  return false;
}

void Connection::answered() {
  if (!keep_alive_ || shared_.stopping) return finish();
  phase_ = Phase::idle;
  due_in(shared_.limits.idle_timeout);
  if (more_ || !leftover_.empty() || transport_->buffered()) return continue_later();
  wait_read();
}

/// Closes after a response. Closing with unread bytes would reset the connection and discard the
/// response.
void Connection::finish() {
  const bool unread = !leftover_.empty() || transport_->peek().outcome == Outcome::moved;
  transport_->finish();
  if (!unread) return close();
  begin_draining();
  wait_read();
}

}  // namespace streamctl::net

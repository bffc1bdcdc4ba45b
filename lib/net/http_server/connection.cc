#include "net/http_server/connection.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include <boost/asio/post.hpp>

#include "core/memory_reserve.h"
#include "core/units.h"
#include "net/http_date.h"
#include "net/http_server/response_text.h"

namespace streamctl::net {
namespace {

using Outcome = Transport::Outcome;
using boost::system::error_code;

/// Bodies up to this size are accepted even when the total is over its limit.
constexpr std::size_t body_bytes_spared = std::size_t{64} * 1024;
/// Reads one connection may do per turn.
constexpr int reads_per_turn_max = 8;
constexpr std::size_t drained_bytes_max = std::size_t{64} * 1024 * 1024;

}  // namespace

std::string_view ConnectionShared::date() {
  const WallTime now = clock.now();
  const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  if (second != date_of_) {
    date_ = http_date(now);
    date_of_ = second;
  }
  return date_;
}

Connection::Connection(ConnectionShared& shared, Transport transport, std::string remote)
    : shared_(shared), transport_(std::move(transport)), remote_(std::move(remote)) {}

void Connection::due_in(std::chrono::nanoseconds time) {
  const SteadyTime now = shared_.clock.steady();
  deadline_ = time < SteadyTime::max() - now ? now + time : SteadyTime::max();
}

void Connection::start(bool tls) {
  error_code error;
  descriptor_.emplace(shared_.loop.get_executor());
  descriptor_->assign(transport_->descriptor(), error);
  if (error) {
    descriptor_.reset();  // It never registered the socket.
    return close();
  }
  phase_ = tls ? Phase::handshake : Phase::idle;
  due_in(shared_.limits.header_timeout);
  wait_read();
}

void Connection::turn_away(Refusal refusal) {
  start(false);
  if (phase_ != Phase::closed) refuse(std::move(refusal));
}

void Connection::stop() {
  if (phase_ == Phase::idle) go_on();  // A request may have arrived unnoticed.
  if (phase_ == Phase::switched) return successor_->stop();
  const bool nothing_begun = phase_ == Phase::idle || phase_ == Phase::handshake;
  if (nothing_begun || phase_ == Phase::held) close();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  never_due();
  count_body(0);
  if (const auto successor = std::exchange(successor_, nullptr)) successor->close();
  if (descriptor_) descriptor_->release();  // Ends its waits; transport_ closes the socket.
  descriptor_.reset();
  transport_.reset();
  parser_.reset();
  leftover_ = {};
  unsent_ = {};
  shared_.closed(*this);
}

void Connection::wait_read() {
  if (waits_read_ || phase_ == Phase::closed) return;
  waits_read_ = true;
  descriptor_->async_wait(boost::asio::posix::descriptor_base::wait_read,
                          [self = shared_from_this()](const error_code& error) {
                            self->waits_read_ = false;
                            if (!error) self->readable();
                          });
}

void Connection::wait_write() {
  if (waits_write_ || phase_ == Phase::closed) return;
  waits_write_ = true;
  descriptor_->async_wait(boost::asio::posix::descriptor_base::wait_write,
                          [self = shared_from_this()](const error_code& error) {
                            self->waits_write_ = false;
                            if (!error) self->writable();
                          });
}

void Connection::continue_later() {
  boost::asio::post(shared_.loop, [self = shared_from_this()] { self->go_on(); });
}

void Connection::readable() {
  switch (phase_) {
    case Phase::handshake:
      return shake_hands();
    case Phase::idle:
    case Phase::receiving:
      return go_on();
    case Phase::pending:
      return look();
    case Phase::writing:
      more_ = true;
      if (!unsent_.empty()) writable();  // TLS may need to read before it can write.
      return;
    case Phase::held:
    case Phase::draining:
      return drain();
    case Phase::switched:
    case Phase::closed:
      return;
  }
}

void Connection::writable() {
  if (phase_ == Phase::closed || phase_ == Phase::switched) return;
  if (phase_ == Phase::handshake) return shake_hands();
  if (unsent_.empty()) return go_on();  // TLS needed to write before it could read.
  if (!send_rest()) return;
  if (phase_ == Phase::writing) return answered();
  if (phase_ == Phase::draining) transport_->finish();
}

void Connection::shake_hands() {
  const Transport::Move move = transport_->handshake();
  switch (move.outcome) {
    case Outcome::moved:
      phase_ = Phase::idle;
      return receive();
    case Outcome::wait_read:
      return wait_read();
    case Outcome::wait_write:
      return wait_write();
    case Outcome::plain_on_tls:
      transport_->without_tls();
      return refuse({400, "plain HTTP sent to a TLS port", "", "", ""});
    case Outcome::finished:
    case Outcome::failed:
      return close();
  }
}

/// Continues with buffered bytes, then with the socket.
void Connection::go_on() {
  if (phase_ != Phase::idle && phase_ != Phase::receiving) return;
  more_ = false;
  if (!leftover_.empty()) {
    const std::string_view rest = std::string_view{leftover_}.substr(leftover_taken_);
    leftover_taken_ += take(rest);
    if (leftover_taken_ >= leftover_.size()) {
      release_if_large(leftover_);
      leftover_taken_ = 0;
    }
    if (phase_ == Phase::switched && !leftover_.empty()) return close();
    if (phase_ != Phase::idle && phase_ != Phase::receiving) return;
    if (!leftover_.empty()) return;  // Answered at once: the next request is already queued.
  }
  receive();
}

void Connection::receive() {
  std::vector<char>& buffer = shared_.read_buffer;
  for (int reads = 0; reads < reads_per_turn_max; ++reads) {
    const Transport::Move move = transport_->read(buffer);
    if (move.outcome == Outcome::wait_read) return wait_read();
    if (move.outcome == Outcome::wait_write) return wait_write();
    if (move.outcome != Outcome::moved) return close();

    const std::string_view bytes{buffer.data(), move.bytes};
    const std::size_t taken = take(bytes);
    if (phase_ == Phase::closed || phase_ == Phase::draining) return;
    if (taken < bytes.size()) {
      if (phase_ == Phase::switched) return close();  // It had to wait for the response first.
      leftover_.assign(bytes.substr(taken));
      if (phase_ == Phase::idle) continue_later();
      return;
    }
    if (phase_ != Phase::idle && phase_ != Phase::receiving) return;
    // A short read has drained the socket, so skip another read.
    if (move.bytes < buffer.size() && !transport_->buffered()) return wait_read();
  }
  if (transport_->buffered()) return continue_later();
  wait_read();
}

/// Checks that a client with a pending request is still connected. Its next request waits in the
/// socket.
void Connection::look() {
  switch (transport_->peek().outcome) {
    case Outcome::wait_read:
      return wait_read();
    case Outcome::moved:
    case Outcome::finished:  // It may have closed only its sending side, and still await the
                             // response.
      more_ = true;
      return;
    default:
      return close();
  }
}

void Connection::drain() {
  std::vector<char>& buffer = shared_.read_buffer;
  for (int reads = 0; reads < reads_per_turn_max; ++reads) {
    const Transport::Move move = transport_->read(buffer);
    if (move.outcome == Outcome::wait_read || move.outcome == Outcome::wait_write) break;
    if (move.outcome != Outcome::moved) return close();
    drained_ += move.bytes;
    if (drained_ > drained_bytes_max) return close();
  }
  wait_read();
}

/// Feeds the parser. Running out of memory for a large request fails that request, not the server.
std::size_t Connection::put(std::string_view bytes) {
  try {
    const MayLackMemory body;
    if (!parser_) parser_ = std::make_unique<RequestParser>(shared_.limits);
    return parser_->put(bytes);
  } catch (const std::bad_alloc&) {
    parser_.reset();
    refuse({503, "out of memory", "", "", ""});
    return bytes.size();
  }
}

/// Feeds the parser; returns how many bytes belong to the request.
std::size_t Connection::take(std::string_view bytes) {
  const std::size_t taken = put(bytes);
  if (!parser_) return taken;  // Refused.
  if (phase_ == Phase::idle) {
    if (!parser_->begun()) {
      parser_.reset();
      return taken;
    }
    phase_ = Phase::receiving;
    body_begun_ = false;
    if (parser_->state() == RequestParser::State::head) due_in(shared_.limits.header_timeout);
  }
  switch (parser_->state()) {
    case RequestParser::State::head:
      break;
    case RequestParser::State::body:
      if (is_one_too_many()) break;
      if (!body_begun_) body_begins();
      break;
    case RequestParser::State::complete:
      if (!is_one_too_many()) dispatch();
      break;
    case RequestParser::State::refused:
      refuse(parser_->refusal());
      break;
  }
  return taken;
}

/// Counts the body so far; refuses a large one if the total of all bodies is over its limit.
bool Connection::is_one_too_many() {
  count_body(parser_->body_bytes());
  if (body_bytes_ <= body_bytes_spared || shared_.bodies_bytes <= shared_.limits.bodies_bytes_max)
    return false;
  Refusal refusal = parser_->refusal();
  refusal.status = 503;
  refusal.why = "more than " + size_text(shared_.limits.bodies_bytes_max) + " of bodies at once";
  refuse(std::move(refusal));
  return true;
}

void Connection::count_body(std::size_t bytes) {
  shared_.bodies_bytes += bytes;
  shared_.bodies_bytes -= std::exchange(body_bytes_, bytes);
}

void Connection::body_begins() {
  body_begun_ = true;
  due_in(shared_.limits.body_timeout);
  if (parser_->awaits_continue()) send("HTTP/1.1 100 Continue\r\n\r\n");
}

void Connection::dispatch() {
  phase_ = Phase::pending;
  ++shared_.turn_requests;
  never_due();
  keep_alive_ = parser_->keep_alive();
  http_1_0_ = parser_->http_1_0();
  Request request = parser_->take();
  parser_.reset();
  head_only_ = request.method == "HEAD";
  request.remote = remote_;
  wait_read();  // Detects a client that disconnects meanwhile; needed after the response anyway.
  shared_.handlers.request(std::move(request), Exchange{shared_from_this()});
}

void Connection::expired() {
  const ServerLimits& limits = shared_.limits;
  if (phase_ == Phase::switched) return successor_->expired();
  if (phase_ == Phase::receiving) {
    Refusal refusal = parser_->refusal();
    refusal.status = 408;
    refusal.why = body_begun_ ? "no whole body within " + duration_text(limits.body_timeout)
                              : "no whole header within " + duration_text(limits.header_timeout);
    return refuse(std::move(refusal));
  }
  if (phase_ == Phase::writing)
    transport_->reset_on_close();  // Discards the part of the response it has not read.
  close();
}

}  // namespace streamctl::net

#include "stream/realtime.h"

#include <algorithm>
#include <utility>

#include "core/encoding.h"
#include "core/text.h"
#include "core/units.h"
#include "stream/api_error.h"
#include "stream/backoff.h"
#include "stream/refusal.h"

namespace streamctl::stream {
namespace {

using Event = net::WebSocketEvent;
using std::chrono::nanoseconds;

/// Most unread events before the server is throttled. Each is at most a mebibyte.
constexpr std::size_t inbox_max = 64;
/// Events handled before returning to the caller.
constexpr int events_per_turn_max = 256;
constexpr std::chrono::milliseconds leave_time_max{1500};  // The client gives up after a second.

/// Consecutive failures.
constexpr int stale_tokens_max = 2;
constexpr std::uint16_t closed_for_good = 1000;
constexpr const char* realtime_unreachable_hint =
    "check --base-url and the network; 'streamctl doctor' looks closer";

/// "1011 (internal error)".
std::string closing_text(const Event& event) {
  std::string text = std::to_string(event.code);
  if (!trimmed(event.text).empty()) text += " (" + printable(event.text) + ")";
  return text;
}

}  // namespace

std::string connect_url(const RealtimeOptions& options) {
  const std::string base = "ws" + options.base_url.substr(std::string_view{"http"}.size());
  return base + "/video/connect?api_key=" + percent_encoded(options.api_key) +
         "&stream-auth-type=jwt&X-Stream-Client=" + percent_encoded(client_name);
}

Realtime::Realtime(RealtimeOptions options, RealtimeParts parts, const Clock& clock, Random& random)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      clock_(clock),
      random_(random),
      client_id_(options_.user_id + "--" + random.uuid()),
      inbox_(inbox_max) {}

Realtime::~Realtime() {
  cut();
}

Result<void> Realtime::poll(nanoseconds wait) {
  act();
  for (int handled = 0; handled < events_per_turn_max && !failure_; ++handled) {
    const nanoseconds due = std::min(wait, next_due() - clock_.steady());
    auto tagged = inbox_.pop_for(handled == 0 ? std::max(due, nanoseconds{0}) : nanoseconds{0});
    if (!tagged) break;
    if (tagged->link == link_number_ && link_) handle(std::move(tagged->event));
  }
  if (!failure_) act();
  if (failure_) return *failure_;
  return {};
}

void Realtime::wake() {
  inbox_.try_push({});  // A full inbox wakes the reader anyway.
}

void Realtime::leave() {
  close_gap();
  if (!link_ || state_ != State::healthy) return cut();
  link_->client->close(closed_for_good, "done");
  const SteadyTime end = clock_.steady() + leave_time_max;
  while (clock_.steady() < end) {
    const auto tagged = inbox_.pop_for(end - clock_.steady());
    if (!tagged || (tagged->link == link_number_ && tagged->event.kind == Event::Kind::closed))
      break;
  }
  cut();
}

/// Performs whatever is due.
void Realtime::act() {
  if (failure_) return;
  const SteadyTime now = clock_.steady();
  if (state_ == State::healthy && now >= check_due_ && now < due_) {
    check_due_ = SteadyTime::max();  // Rescheduled on the server's reply.
    link_->client->send(health_check_frame(client_id_));
  }
  if (now < due_) return;
  switch (state_) {
    case State::waiting:
      return dial();
    case State::connecting:
    case State::authenticating:
      return lose("no connection.ok within " + duration_text(options_.times.connect));
    case State::healthy:
      return lose("nothing came for " + duration_text(options_.times.silence));
  }
}

SteadyTime Realtime::next_due() const {
  return state_ == State::healthy ? std::min(due_, check_due_) : due_;
}

void Realtime::dial() {
  auto url = net::parse_web_socket_url(connect_url(options_));
  if (!url) return end(std::move(url).error());
  auto token = parts_.token(std::exchange(token_stale_, false));
  if (!token) {
    return end(refused_error("the token has expired, and there is no secret to make another with",
                             "give a new token, or the API secret"));
  }
  token_ = *std::move(token);
  state_ = State::connecting;
  due_ = clock_.steady() + options_.times.connect;
  net::WebSocketRequest request{*std::move(url),          {},
                                options_.trust,           options_.times.connect,
                                options_.connect_timeout, options_.proxy};
  auto link = std::make_shared<Link>();
  const std::uint64_t number = ++link_number_;
  // The link owns the flag: its thread ends before the link does.
  auto client = parts_.dial(std::move(request), [this, number, raw = link.get()](Event&& event) {
    if (!raw->gone) inbox_.push({number, std::move(event)});
  });
  if (!client) return end(std::move(client).error());
  link->client = *std::move(client);
  link_ = std::move(link);
}

/// Ends the connection. Makes room in the inbox first, because the connection's thread may wait for
/// it.
void Realtime::cut() {
  if (!link_) return;
  link_->gone = true;
  while (inbox_.pop_for(nanoseconds{0})) {
  }
  link_.reset();
}

void Realtime::handle(Event&& event) {
  switch (event.kind) {
    case Event::Kind::opened:
      state_ = State::authenticating;
      return link_->client->send(authentication_frame(options_.user_id, token_));
    case Event::Kind::message:
      return read(std::move(event.text));
    case Event::Kind::closed:
      return closed(event);
    case Event::Kind::failed:
      return failed(event);
  }
}

void Realtime::read(std::string&& text) {
  const SteadyTime now = clock_.steady();
  Frame frame = read_frame(text);
  if (frame.kind == Frame::Kind::connection_error) return refused(frame.error);
  if (state_ == State::authenticating) {
    if (frame.kind == Frame::Kind::connection_ok) welcome(frame.connection_id);
    return;
  }
  if (state_ != State::healthy) return;
  last_word_ = clock_.now();
  due_ = now + options_.times.silence;
  if (frame.kind == Frame::Kind::health_check) check_due_ = now + options_.times.health_check;
  if (frame.kind == Frame::Kind::event && parts_.event) {
    parts_.event({last_word_, std::move(frame.type), std::move(frame.call_cid), std::move(text)});
  }
}

/// Handles an established connection: watches the calls and reports it.
void Realtime::welcome(const std::string& connection_id) {
  stale_tokens_ = 0;
  const Watched watched = parts_.watch(connection_id, token_);
  if (watched.failure) {
    if (watched.is_final && !(was_watching_ && watched.is_foreign)) return end(*watched.failure);
    return lose(watched.failure->what);
  }
  const SteadyTime now = clock_.steady();
  state_ = State::healthy;
  due_ = now + options_.times.silence;
  check_due_ = now + options_.times.health_check;
  failures_ = 0;
  was_watching_ = true;
  last_word_ = watching_since_ = clock_.now();
  if (parts_.connected) parts_.connected(connection_id, watched.calls);
  close_gap();
}

void Realtime::close_gap() {
  auto gap = std::exchange(gap_, std::nullopt);
  if (!gap || !parts_.gap) return;
  gap->to = clock_.now();
  parts_.gap(*gap);
}

void Realtime::refused(const ApiError& error) {
  const Error explained = explain(error);
  if (error.code == token_expired) {
    // A new token that is already stale will not improve by being created again.
    if (++stale_tokens_ > stale_tokens_max) return end(explained.in("cannot connect"));
    token_stale_ = true;
    return lose(explained.what);
  }
  if (is_permanent(error)) return end(explained.in("cannot connect"));
  lose(explained.what);
}

void Realtime::failed(const Event& event) {
  if (!is_permanent(event.status)) return lose(event.text);
  if (const auto error = read_api_error(event.body, event.status)) return refused(*error);
  // Not Stream's response. If Stream was reached before, an intermediary is in the way temporarily.
  if (was_watching_) return lose(event.text);
  end(refused_error("cannot connect: " + event.text, "is --base-url right?"));
}

void Realtime::closed(const Event& event) {
  if (event.code == closed_for_good && event.by_peer) {
    return end(
        refused_error("the server ended the session for good: close code " + closing_text(event)));
  }
  lose(event.by_peer ? "closed with " + closing_text(event) : printable(event.text));
}

void Realtime::lose(const std::string& why) {
  if (state_ == State::healthy)
    gap_ = Gap{std::max(last_word_ - on_the_way_max, watching_since_), {}, why};
  cut();
  ++failures_;
  if (!was_watching_ && failures_ >= options_.first_tries_max) {
    return end(
        network_error("cannot connect to " + printable(options_.base_url) + ": " + why,
                      why.starts_with("the proxy ") ? net::proxy_hint : realtime_unreachable_hint));
  }
  const nanoseconds wait = reconnect_wait(failures_, random_);
  state_ = State::waiting;
  due_ = clock_.steady() + wait;
  check_due_ = SteadyTime::max();
  if (parts_.lost) parts_.lost(why, wait);
}

void Realtime::end(Error error) {
  close_gap();
  failure_ = std::move(error);
  cut();
}

}  // namespace streamctl::stream

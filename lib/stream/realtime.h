// A WebSocket session with Stream that reconnects after a loss and reports it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/queue.h"
#include "core/random.h"
#include "core/result.h"
#include "core/secret.h"
#include "net/websocket/web_socket_client.h"
#include "stream/frames.h"
#include "stream/watching.h"

namespace streamctl::stream {

/// Defaults of Stream's JavaScript client.
struct RealtimeTimes {
  std::chrono::nanoseconds connect = std::chrono::seconds{15};  ///< From dialling to connection.ok.
  std::chrono::nanoseconds health_check = std::chrono::seconds{25};  ///< After the server's last.
  std::chrono::nanoseconds silence = std::chrono::seconds{35};       ///< Lost if no frame arrives.
};

struct RealtimeOptions {
  std::string base_url;  ///< Normalized: see normal_base_url().
  std::string api_key;
  std::string user_id;
  net::Trust trust;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};  ///< TLS included.
  std::optional<net::Proxy> proxy;
  RealtimeTimes times;
  /// Attempts until the calls are first watched; unlimited afterwards.
  int first_tries_max = 3;
};

struct RealtimeEvent {
  WallTime received_at;
  std::string type;      ///< Untrusted, like the other fields.
  std::string call_cid;  ///< Empty if the event concerns no call.
  std::string text;      ///< The whole event, verbatim.
};

/// How long an event may be on its way: it can be lost although it was sent before the last frame
/// arrived.
constexpr std::chrono::seconds on_the_way_max{1};

/// An interval whose events are lost: Stream does not resend them.
struct Gap {
  WallTime from;  ///< The last frame less `on_the_way_max`, but not before the calls were watched.
  WallTime to;    ///< When the calls were watched again, or the session ended.
  std::string reason;
};

/// Callbacks; each runs on the thread of poll().
struct RealtimeParts {
  /// Returns a token for the user; `stale`: the last one was rejected as expired. Returns nothing
  /// if there is no other token.
  std::function<std::optional<Secret>(bool stale)> token;
  /// Watches the calls for a connection; may block.
  std::function<Watched(const std::string& connection_id, const Secret& token)> watch;
  std::function<void(RealtimeEvent&&)> event;
  /// The calls are watched, for the first time or again.
  std::function<void(const std::string& connection_id, std::size_t calls)> connected;
  /// Reports a gap after a loss, once connected() again, or at the end.
  std::function<void(const Gap&)> gap;
  /// The connection was lost or failed; the next attempt follows after `wait`. The text combines
  /// our message and the server's reason, and is printable.
  std::function<void(const std::string& why, std::chrono::nanoseconds wait)> lost;
  /// Creates connections; tests substitute fakes.
  std::function<Result<std::unique_ptr<net::WebSocketClient>>(net::WebSocketRequest,
                                                              net::WebSocketClient::Receive)>
      dial = net::WebSocketClient::connect;
};

/// Builds the WebSocket URL, ws(s)://HOST/video/connect with the caller's identity.
std::string connect_url(const RealtimeOptions& options);

/// Not thread-safe, except wake().
class Realtime {
 public:
  Realtime(RealtimeOptions options, RealtimeParts parts, const Clock& clock, Random& random);
  Realtime(const Realtime&) = delete;
  Realtime& operator=(const Realtime&) = delete;
  ~Realtime();

  /// Advances the session: dials, responds, keeps alive; waits at most `wait` for activity. An
  /// error ends the session: kind refused for a permanent refusal (a connection.error of the 4xx
  /// class, close code 1000, a call that cannot be watched), kind network if the first connection
  /// failed. A response from something other than Stream (a captive portal, a proxy) ends only a
  /// session that has never watched.
  Result<void> poll(std::chrono::nanoseconds wait);
  /// Interrupts a waiting poll(). Thread-safe.
  void wake();
  /// Closes the connection within at most a second. No calls are allowed afterwards.
  void leave();

 private:
  enum class State {
    waiting,         ///< Until `due_`, to dial.
    connecting,      ///< The socket is not yet open; until `due_`.
    authenticating,  ///< Awaiting connection.ok until `due_`.
    healthy,
  };
  struct Tagged {
    std::uint64_t link = 0;
    net::WebSocketEvent event;
  };
  /// A connection, and a flag its thread checks for whether its events still matter.
  struct Link {
    std::atomic<bool> gone = false;
    std::unique_ptr<net::WebSocketClient> client;
  };

  void act();
  [[nodiscard]] SteadyTime next_due() const;
  void dial();
  void cut();
  void handle(net::WebSocketEvent&& event);
  void read(std::string&& text);
  void welcome(const std::string& connection_id);
  void refused(const ApiError& error);
  void failed(const net::WebSocketEvent& event);
  void closed(const net::WebSocketEvent& event);
  void lose(const std::string& why);
  void close_gap();
  void end(Error error);

  const RealtimeOptions options_;
  const RealtimeParts parts_;
  const Clock& clock_;
  Random& random_;
  const std::string client_id_;
  BoundedQueue<Tagged> inbox_;
  std::uint64_t link_number_ = 0;
  std::shared_ptr<Link> link_;
  State state_ = State::waiting;
  SteadyTime due_{};  ///< Deadline of the state; healthy: when silence counts as a loss.
  SteadyTime check_due_ = SteadyTime::max();  ///< When the next health.check is due.
  Secret token_;
  bool token_stale_ = false;
  int stale_tokens_ = 0;
  int failures_ = 0;
  bool was_watching_ = false;
  WallTime watching_since_;
  WallTime last_word_;
  std::optional<Gap> gap_;  ///< Open: `to` is not yet known.
  std::optional<Error> failure_;
};

}  // namespace streamctl::stream

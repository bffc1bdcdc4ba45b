// A WebSocket session with Stream that survives: made again when it is lost, and said to be.
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

/// Those of Stream's JavaScript client.
struct RealtimeTimes {
  std::chrono::nanoseconds connect = std::chrono::seconds{15};  ///< From dialling to connection.ok.
  std::chrono::nanoseconds health_check = std::chrono::seconds{25};  ///< After the server's last.
  std::chrono::nanoseconds silence = std::chrono::seconds{35};  ///< Without a frame it is lost.
};

struct RealtimeOptions {
  std::string base_url;  ///< Normal: see normal_base_url().
  std::string api_key;
  std::string user_id;
  net::Trust trust;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};  ///< TLS included.
  std::optional<net::Proxy> proxy;
  RealtimeTimes times;
  /// Tries until the calls are watched for the first time; later there is no end to them.
  int first_tries_max = 3;
};

struct RealtimeEvent {
  WallTime received_at;
  std::string type;      ///< Foreign, as is the rest.
  std::string call_cid;  ///< Empty where the event is about no call.
  std::string text;      ///< The whole event, as it came.
};

/// Events of this time are lost: Stream does not send them again.
struct Gap {
  WallTime from;  ///< The last frame before it.
  WallTime to;    ///< When the calls were watched again, or the watching ended.
  std::string reason;
};

/// Each runs on the thread of poll().
struct RealtimeParts {
  /// A token of the user; `stale`: the last one was refused for its age. Nothing where there is no
  /// other.
  std::function<std::optional<Secret>(bool stale)> token;
  /// Watches the calls for a connection; may take its time.
  std::function<Watched(const std::string& connection_id, const Secret& token)> watch;
  std::function<void(RealtimeEvent&&)> event;
  /// The calls are watched: for the first time, or again.
  std::function<void(const std::string& connection_id, std::size_t calls)> connected;
  /// After a loss, once connected() again; or at the end.
  std::function<void(const Gap&)> gap;
  /// The connection is lost, or could not be made; the next try comes after `wait`. Words of ours
  /// and the server's reason, printable.
  std::function<void(const std::string& why, std::chrono::nanoseconds wait)> lost;
  /// Makes connections; tests make them up.
  std::function<Result<std::unique_ptr<net::WebSocketClient>>(net::WebSocketRequest,
                                                              net::WebSocketClient::Receive)>
      dial = net::WebSocketClient::connect;
};

/// Where the WebSocket of an API is: ws(s)://HOST/video/connect and who asks.
std::string connect_url(const RealtimeOptions& options);

/// For one thread, but for wake().
class Realtime {
 public:
  Realtime(RealtimeOptions options, RealtimeParts parts, const Clock& clock, Random& random);
  Realtime(const Realtime&) = delete;
  Realtime& operator=(const Realtime&) = delete;
  ~Realtime();

  /// Moves everything along: dials, answers, keeps alive; waits at most `wait` for something to
  /// happen. An error is the end of the session: kind refused where Stream refuses for good (a
  /// connection.error of the 4xx class, close code 1000, a call that cannot be watched), kind
  /// network where the first connection could not be made. What something other than Stream answers
  /// (a captive portal, a proxy) ends only a session that has never watched.
  Result<void> poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake();
  /// Says goodbye, for at most a second. Nothing may be called after.
  void leave();

 private:
  enum class State {
    waiting,         ///< For `due_` to dial.
    connecting,      ///< The socket is not open yet; until `due_`.
    authenticating,  ///< connection.ok is awaited until `due_`.
    healthy,
  };
  struct Tagged {
    std::uint64_t link = 0;
    net::WebSocketEvent event;
  };
  /// One connection, and whether its events still matter: its thread looks.
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
  SteadyTime due_{};                          ///< Of the state; healthy: when silence is a loss.
  SteadyTime check_due_ = SteadyTime::max();  ///< The next health.check.
  Secret token_;
  bool token_stale_ = false;
  int stale_tokens_ = 0;
  int failures_ = 0;
  bool was_watching_ = false;
  WallTime last_word_;
  std::optional<Gap> gap_;  ///< Open: `to` is not known yet.
  std::optional<Error> failure_;
};

}  // namespace streamctl::stream

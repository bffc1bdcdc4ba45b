// The open sockets and the clients that poll: their first frames, their heartbeats, and the events
// sent to them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/clock.h"
#include "emulator/engine/sockets.h"
#include "emulator/serve/activity.h"
#include "emulator/serve/poll_socket.h"
#include "emulator/state/event.h"
#include "emulator/state/failure.h"
#include "emulator/state/request_target.h"
#include "emulator/state/state.h"
#include "net/websocket/web_socket.h"

namespace streamctl::emulator {

/// How long a new socket may take to send its first frame. Stream publishes no such limit.
constexpr std::chrono::seconds greeting_wait{10};
/// Interval between the health checks that the emulator sends.
constexpr std::chrono::seconds health_check_every{30};
/// A client that sends nothing for this long is dropped. Source: GetStream/getstream-go-webrtc.
constexpr std::chrono::seconds socket_idle_timeout{35};
constexpr std::chrono::seconds sweep_every{1};

/// On the server's loop.
class Hub {
 public:
  /// `report` runs when a socket is connected, refused or closed; `dispatch` with the events that
  /// this causes.
  Hub(State& state, const Clock& clock, std::function<void(SocketActivity&&)> report,
      std::function<void(Outcome&&)> dispatch);

  /// Upgrades a request for a WebSocket, on either surface. `api_key` is checked with its first
  /// frame.
  void accept(net::Exchange exchange, const net::Request& request, std::string api_key,
              DateForm dates);
  /// Answers a request for long polling: one without a connection_id connects the user of its
  /// `json`, {"event": connection.ok}; the next ones get {"events": […]} once there are some. With
  /// `close` the connection ends. A failure leaves the exchange unanswered. Source:
  /// GetStream/stream-chat-js, connection_fallback.ts.
  [[nodiscard]] std::optional<Failure> poll(net::Exchange& exchange, const RequestTarget& target,
                                            const std::string& authorization, DateForm dates);
  /// Sends an event to its recipients; returns how many there are. The text is serialised once for
  /// each form of dates.
  std::size_t deliver(const Event& event);

  /// Closes the sockets of a user, or all of them if `user_id` is empty; code 1006 drops them
  /// without a close frame. Returns how many.
  std::size_t drop(std::uint16_t code, const std::string& user_id);
  /// Answers the polls that wait, and ends their connections.
  void end_polls();
  /// Keeps the sockets open but sends nothing to them any more. Returns how many.
  std::size_t silence(const std::string& user_id);
  /// Sends connection.error with code 40 to every socket and closes it. Returns how many.
  std::size_t expire();
  /// Sends connection.error to the sockets that may not stay open and closes them; see
  /// why_closed().
  void close_unfit();
  /// The same, sends health checks that are due, and refuses sockets whose first frame is late.
  /// Call it every `sweep_every`.
  void sweep();

 private:
  struct Session {
    std::shared_ptr<net::WebSocket> socket;
    std::shared_ptr<PollSocket> poll;  ///< The same, if the client polls.
    DateForm dates = DateForm::text;
    std::string api_key;
    std::string connection_id;  ///< Empty before connection.ok.
    std::string user_id;
    SteadyTime last_check;  ///< Of the last health check, or when the socket was opened.
    bool is_closing = false;
  };

  void on_message(Handle handle, std::string_view text);
  void on_closed(Handle handle, std::uint16_t code);
  void greet_session(Handle handle, Session& session, std::string_view frame);
  std::optional<Failure> connect_poll(net::Exchange& exchange, const RequestTarget& target,
                                      const std::string& authorization, DateForm dates);
  /// Notes that a client is connected, and sends the events of that.
  void welcome(Session& session, Greeting&& greeting);
  void send_health_check(Session& session);
  /// Sends connection.error and closes the socket.
  void refuse(Session& session, const Greeting& greeting, std::uint16_t close_code);
  void report(SocketActivity::Kind kind, const Session& session, int code = 0,
              std::string error = "");

  State& state_;
  const Clock& clock_;
  std::function<void(SocketActivity&&)> report_;
  std::function<void(Outcome&&)> dispatch_;
  std::unordered_map<Handle, Session> sessions_;
  Handle next_ = 1;
};

}  // namespace streamctl::emulator

// The open sockets: their greeting, their heartbeat, and the events that go out to them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/clock.h"
#include "core/json.h"
#include "emulator/state/state.h"
#include "net/websocket/web_socket.h"

namespace streamctl::emulator {

/// How long a new socket may wait with its first frame. Stream publishes none.
constexpr std::chrono::seconds greeting_wait{10};
/// A health.check goes out unasked so long after the last.
constexpr std::chrono::seconds health_check_every{30};
/// A client that has said nothing for so long is dropped. Source: GetStream/getstream-go-webrtc.
constexpr std::chrono::seconds socket_idle_timeout{35};
constexpr std::chrono::seconds sweep_every{1};

/// On the server's loop.
class Hub {
 public:
  /// `note` is told of sockets that connect, are refused and close.
  Hub(State& state, const Clock& clock, std::function<void(Json&&)> note);

  /// Takes a request for a WebSocket over, on either surface.
  void accept(net::Exchange exchange, const net::Request& request, DateForm dates);
  /// One text for each form of times, shared by all who get it. How many got it.
  std::size_t deliver(const Event& event);

  /// Closes the sockets of one user, or of all where `user_id` is empty; 1006 drops them without a
  /// word. How many there were.
  std::size_t drop(std::uint16_t code, const std::string& user_id);
  /// They stay open and hear nothing more.
  std::size_t silence(const std::string& user_id);
  /// connection.error with code 40 to all, who are closed then.
  std::size_t expire();
  /// To be called every `sweep_every`: first frames that do not come, health checks.
  void sweep();

 private:
  struct Session {
    std::shared_ptr<net::WebSocket> socket;
    DateForm dates = DateForm::text;
    std::string api_key;
    std::string connection_id;  ///< Empty until it is greeted.
    std::string user_id;
    SteadyTime last_check;  ///< Or when it was opened.
    bool is_closing = false;
  };

  void said(Handle handle, std::string&& text);
  void greet(Handle handle, Session& session, std::string_view frame);
  void check_health(Session& session);
  void closed(Handle handle, std::uint16_t code);
  void turn_away(Session& session, const Greeting& greeting, std::uint16_t code);
  void tell(const char* event, const Session& session, const Json& more = {});

  State& state_;
  const Clock& clock_;
  std::function<void(Json&&)> note_;
  std::unordered_map<Handle, Session> sessions_;
  Handle next_ = 1;
};

}  // namespace streamctl::emulator

// The requests under /_emulator/, which drive a running emulator from outside: `streamctl emulator
// push` and its siblings send them, and any HTTP client on this machine may.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "core/json.h"
#include "core/result.h"
#include "emulator/serve/activity.h"
#include "emulator/serve/clock_action.h"
#include "emulator/serve/hub.h"
#include "emulator/state/event.h"
#include "emulator/state/request_target.h"
#include "emulator/state/settable_clock.h"
#include "emulator/state/state.h"
#include "net/http_server/server.h"

namespace streamctl::emulator {

constexpr std::string_view control_prefix = "/_emulator/";

/// An answer to these requests, of JSON.
net::Response control_answer(unsigned status, std::string&& body);
/// An error as these requests answer it: {"error":{"code","message","hint"}}; an empty hint is "".
net::Response control_error(unsigned status, std::string_view code, const std::string& message,
                            const std::string& hint = "");

/// On the server's loop. The caller refuses requests of foreign web pages beforehand (see
/// cross_origin.h).
class Control {
 public:
  struct Parts {
    State& state;
    Hub& hub;
    const std::deque<Activity>& journal;  ///< The latest, oldest first.
    std::function<void(Outcome&&)> dispatch;
    /// Restores the start, journal and sockets included.
    std::function<void()> reset;
    SettableClock& clock;
    /// Returns how many delayed events and deadlines happened.
    std::function<std::size_t(const ClockChange&)> change_clock;
    /// See load_state(); closes the sockets if it succeeds.
    std::function<Result<void>(const Json&)> load;
  };
  explicit Control(Parts parts) : parts_(std::move(parts)) {}

  /// Runs the action that the path names. 404: there is none of that name. 405: the method is not
  /// the action's. 415: a body that is not declared as JSON, as a web page's form would send it.
  /// 400: the body is no JSON object, or the action does not accept it.
  net::Response answer(const net::Request& request, const RequestTarget& target);
  /// What answers a GET for the whole state, see copy_to_save() and copy_to_dump(); nothing for
  /// other actions.
  [[nodiscard]] std::function<std::string()> copy_for(std::string_view action) const;

 private:
  struct Action {
    std::string_view name;  ///< The path behind `control_prefix`.
    std::string_view method;
    Result<Json> (Control::*run)(const Json& body);  ///< Null for those of copy_for().
  };
  static const std::array<Action, 12> actions;

  // Each takes the request's body, {} without one, and returns the answer's. Kind usage: the body
  // has a wrong value or lacks one.

  /// {"type","call_cid","user_id","set","data"} → {"events"}, each whole.
  Result<Json> push(const Json& body);
  /// {"code","user_id"} → {"dropped"}, a number of sockets.
  Result<Json> drop(const Json& body);
  /// {"user_id"} → {"silenced"}, a number of sockets.
  Result<Json> silence(const Json& body);
  /// See fail_requests().
  Result<Json> fail(const Json& body);
  /// → clock_view().
  Result<Json> show_clock(const Json& body);
  /// See read_clock_change() → clock_view() and {"happened"}, a number of events and deadlines.
  Result<Json> change_clock(const Json& body);
  /// → {"expired"}, a number of sockets.
  Result<Json> expire_tokens(const Json& body);
  Result<Json> reset(const Json& body);
  /// What copy_to_save() writes → {"users","calls","pending"}, numbers.
  Result<Json> load(const Json& body);
  /// → {"log"}, the journal.
  Result<Json> log(const Json& body);

  Parts parts_;
};

}  // namespace streamctl::emulator

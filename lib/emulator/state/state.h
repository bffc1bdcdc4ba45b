// The emulator without sockets, threads or a clock of its own: requests in, answers and events out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "core/secret.h"
#include "emulator/state/app.h"
#include "emulator/state/auth.h"
#include "emulator/state/event.h"
#include "emulator/state/rate_limits.h"
#include "emulator/state/store.h"
#include "emulator/state/watchers.h"

namespace streamctl::emulator {

struct Match;
struct World;

/// The default secret. It is published, so anybody can sign with it.
constexpr const char* published_secret = "emulator-secret";

struct StateOptions {
  std::string api_key = "emulator";
  Secret secret{published_secret};
  std::vector<std::string> webhook_urls;
  std::vector<std::string> queue_urls;  ///< Of SQS.
  bool hooks_anywhere = false;          ///< See HookReach.
  std::size_t store_bytes_max = emulator::store_bytes_max;
  bool gzip = false;
  Json seed;  ///< {"users": […], "calls": […]}, or null; see State::make().
};

struct ApiRequest {
  std::string method;
  std::string target;
  std::string authorization;
  std::string body;
  bool is_anonymous = false;  ///< It says "stream-auth-type: anonymous".
  std::string foreign = {};   ///< Why it may be of somebody's web page; empty where it cannot.
};

struct ApiAnswer {
  unsigned status = 200;
  std::string body;       ///< JSON.
  std::string operation;  ///< "GetCall"; empty where there is no such route.
  std::string user_id;    ///< Who asked; empty of a server.
  RateLimit limit;
  std::chrono::nanoseconds duration{};
};

struct Applied {
  ApiAnswer answer;
  Outcome outcome;
};

/// What a socket's first frame came to.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a Json throws nothing.
struct Greeting {
  Json first;               ///< connection.ok or connection.error: the first frame back.
  bool is_welcome = false;  ///< Otherwise the socket is closed with 1000.
  std::string connection_id;
  std::string user_id;
};

/// `streamctl emulator push`: an event made to happen.
struct Push {
  std::string type;
  std::string call_cid;      ///< Empty: default:standup.
  std::string user_id;       ///< Whom it is about; empty: one of the call, or of ours.
  Json set = Json::array();  ///< [{"path": …, "value": …}], in order.
  Json data;                 ///< Merged over the event; null where there is none.
};

class State {
 public:
  /// Users and calls of the seed are made as the server's requests would make them: `users` is a
  /// list of UserRequest; `calls` one of {"type", "id", …} with what CallRequest takes. Kind
  /// config.
  static Result<State> make(StateOptions options, const Clock& clock, Random random);

  Applied apply(const ApiRequest& request);
  /// A deadline of an outcome has come.
  Outcome due(const Deadline& deadline);
  /// Once an outcome's events are sent: whoever watched a deleted call does so no more.
  void settle(const Outcome& outcome);

  /// The first frame of a socket (`{"token", "products", "user_details"}`) makes its user known.
  /// `handle` has not been used before.
  Greeting greet(Handle handle, std::string_view frame, const std::string& api_key, DateForm dates);
  /// Refuses a socket for another reason, in the same form.
  [[nodiscard]] Greeting turn_away(const Failure& failure, DateForm dates) const;
  void disconnected(Handle handle);
  [[nodiscard]] Json health_check(const std::string& connection_id, DateForm dates) const;

  /// Events of the session (call.session_started, …_participant_joined, …_left, …_ended) change the
  /// call too, so that a GetCall agrees. Kind usage: an unknown type, call or path.
  Result<Outcome> push(const Push& push);

  /// The next `count` requests are answered with `status`.
  void fail_next(std::uint64_t count, unsigned status) { failing_ = {count, status}; }
  void expire_tokens();
  /// Everything as it was at the start; connections are to be dropped before.
  void reset();
  /// All there is, for people to look at; secrets of hooks masked.
  [[nodiscard]] Json dump() const;

  [[nodiscard]] const Watchers& watchers() const { return watchers_; }
  [[nodiscard]] const App& app() const { return app_; }
  [[nodiscard]] const Authority& authority() const { return authority_; }

 private:
  struct Failing {
    std::uint64_t count = 0;
    unsigned status = 503;
  };
  State(StateOptions options, const Clock& clock, Random random);
  Result<void> begin();
  World world();
  [[nodiscard]] App empty_app() const;
  /// Why the caller may not act as a server with this request, though the token is good.
  [[nodiscard]] std::optional<Failure> fault_of_server(const Caller& caller,
                                                       const ApiRequest& request) const;
  Reply reply_to(const ApiRequest& request, ApiAnswer& answer, Outcome& outcome, DateForm& dates);
  Reply run(const Match& match, const ApiRequest& request, ApiAnswer& answer, Outcome& outcome);

  StateOptions options_;
  const Clock* clock_;
  Random random_;
  Store store_;
  App app_;
  Authority authority_;
  RateLimits limits_;
  Watchers watchers_;
  Failing failing_;
};

}  // namespace streamctl::emulator

// The emulator at work: one port for the API, the sockets and its own controls; webhooks out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "delivery/policy.h"
#include "emulator/serve/backlog.h"
#include "emulator/serve/channel.h"
#include "emulator/serve/control.h"
#include "emulator/serve/hub.h"
#include "emulator/state/state.h"
#include "net/http_server/server.h"
#include "sqs/client.h"

namespace streamctl::emulator {

constexpr std::size_t hook_channels_max = 64;  ///< URLs that were ever a hook's.
constexpr std::size_t events_delayed_max = 10'000;
/// How long deliveries that have begun are waited for at the end.
constexpr std::chrono::seconds delivery_grace{2};

struct EmulatorOptions {
  net::ServerOptions server;
  StateOptions state;
  delivery::Policy policy;
  delivery::Target webhook;  ///< How each is reached; URL, key and secret are filled in.
  /// Reaches the SQS queue of a hook; null: none is.
  std::function<Result<std::unique_ptr<sqs::Client>>(const HookTarget&)> open_queue;
};

class Emulator {
 public:
  /// What happens, as lines of `--output json`: {"kind":"request"…}, {"kind":"delivery"…},
  /// {"kind":"socket"…}. On the loop's thread.
  using Observer = std::function<void(const Json&)>;

  /// Binds and listens. Kind network for the port, config for the seed, usage for a hook's URL.
  static Result<std::unique_ptr<Emulator>> open(EmulatorOptions options, const Clock& clock,
                                                Random random, Observer observer);
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;
  ~Emulator();

  [[nodiscard]] net::Server& server() { return *server_; }
  /// Until the server is told to stop; then waits for webhooks under way.
  void run();

 private:
  Emulator(EmulatorOptions options, State state, const Clock& clock, Random random,
           Observer observer);

  void request(net::Request&& request, net::Exchange exchange);
  void answer_api(const net::Request& request, net::Exchange exchange);
  /// Tells of what never became a request.
  void refused(const net::Refusal& refusal);
  /// /_emulator/…
  net::Response control(const net::Request& request);
  void reset();

  void dispatch(Outcome&& outcome);
  void send(const Event& event);
  void send_to_hooks(const Event& event);
  /// The way to one hook, and what waits on it.
  struct Way {
    std::unique_ptr<Channel> channel;
    Backlog backlog{hook_bytes_max};
    /// False, and nothing sent, where too much waits: on this way, or on `all`.
    bool send(delivery::Outgoing&& outgoing, Backlog& all);
  };
  /// Null where the hook cannot be reached.
  Way* way_to(const HookTarget& target);
  std::unique_ptr<Channel> make_channel(const HookTarget& target);
  void later(std::chrono::nanoseconds delay, std::function<void()> task);
  void note(Json&& line);
  /// Tells of the deliveries that the channels have finished.
  void tell_finished();
  void sweep();

  EmulatorOptions options_;
  const Clock& clock_;
  Random random_;
  Observer observer_;
  State state_;
  Hub hub_;
  std::deque<Json> journal_;
  Control control_;
  std::size_t delayed_ = 0;
  std::uint64_t epoch_ = 0;  ///< Counts resets: what was to come before one does not come after.
  std::unique_ptr<net::Server> server_;
  std::mutex finished_mutex_;
  std::vector<Json> finished_;        ///< Under the mutex: from the channels' threads.
  Backlog backlog_{hooks_bytes_max};  ///< Of all hooks.
  std::map<std::string, Way> ways_;   ///< By URL; gone before the server.
};

}  // namespace streamctl::emulator

// The emulator at work: one port for the API, the sockets and its controls, and hooks that events
// are sent to.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "emulator/serve/activity.h"
#include "emulator/serve/clock_action.h"
#include "emulator/serve/control.h"
#include "emulator/serve/hook_dispatcher.h"
#include "emulator/serve/hub.h"
#include "emulator/serve/state_writer.h"
#include "emulator/state/settable_clock.h"
#include "emulator/state/state.h"
#include "net/http_server/server.h"

namespace streamctl::emulator {

/// On shutdown, how long to wait for deliveries under way.
constexpr std::chrono::seconds delivery_grace{2};

struct EmulatorOptions {
  net::ServerOptions server;
  StateOptions state;
  HookOptions hooks;  ///< The key and secret of `hooks.webhook` are set from `state`.
};

class Emulator {
 public:
  /// Runs on the loop's thread.
  using Observer = std::function<void(const Activity&)>;

  /// Binds and listens. Kind network for the port, config for the seed, usage for a hook's URL.
  static Result<std::unique_ptr<Emulator>> open(EmulatorOptions options, const Clock& clock,
                                                Random random, Observer observer);
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;
  ~Emulator();

  [[nodiscard]] net::Server& server() { return *server_; }
  /// On the loop: does what a request under `control_prefix` does, for this program itself.
  net::Response drive(const std::string& method, const std::string& action, std::string body);
  /// Serves until stop(), then waits for deliveries under way.
  void run();
  /// Ends run(). Thread-safe.
  void stop();

 private:
  Emulator(const EmulatorOptions& options, std::unique_ptr<SettableClock> time, State state,
           const Clock& clock, Random random, Observer observer);

  void request(net::Request&& request, net::Exchange exchange);
  void answer_api(net::Request&& request, RequestTarget&& target, net::Exchange exchange);
  /// Answers a request for long polling; returns why it was refused.
  std::optional<Failure> answer_poll(const RequestTarget& target, const std::string& authorization,
                                     net::Exchange exchange, const std::string& operation);
  void answer_after(std::chrono::nanoseconds delay, net::Response&& response,
                    net::Exchange exchange);
  void control(const net::Request& request, const RequestTarget& target, net::Exchange exchange);
  void reset();

  std::size_t change_clock(const ClockChange& change);
  Result<void> load(const Json& saved);

  /// Sends the events of an outcome, now or when they are due.
  void dispatch(Outcome&& outcome);
  void send(const Event& event);
  /// Starts a timer for what is due next, if none is running that ends before.
  void arm();
  void sweep();

  void report(Activity&& activity);
  void report_refused(const net::Refusal& refusal);
  void report_delivered();

  std::string host_;    ///< ServerOptions::host.
  const Clock& clock_;  ///< The machine's.
  Observer observer_;
  std::unique_ptr<SettableClock> time_;  ///< Of the state.
  State state_;
  Hub hub_;
  std::deque<Activity> journal_;
  Control control_;
  std::optional<WallTime> armed_for_;  ///< The end of the running timer, in the time of the state.
  std::uint64_t timers_ = 0;           ///< Only the latest one counts.
  std::unique_ptr<net::Server> server_;
  std::mutex delivered_mutex_;
  std::vector<DeliveryActivity> delivered_;  ///< Under the mutex: from the channels' threads.
  // Destroyed before the server that they post to.
  HookDispatcher hooks_;
  StateWriter state_writer_{[this](Task task) { server_->post(std::move(task)); }};
};

}  // namespace streamctl::emulator

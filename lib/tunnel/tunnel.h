// Runs a tunnel program and finds its address.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "net/http_server/server.h"
#include "tunnel/child.h"
#include "tunnel/ending.h"
#include "tunnel/output_lines.h"
#include "tunnel/program.h"

namespace streamctl::tunnel {

/// All calls except the destructor are made on the loop of `server`, and so are the handlers'.
class Tunnel {
 public:
  struct Handlers {
    /// An address may be looked at: the first of a run, or another one.
    std::function<void(const std::string& url)> found;
    /// What is waited for.
    std::function<void(const std::string& words)> note;
    /// The run is over: it ended by itself, or gave no address in time. `why` is complete.
    std::function<void(const Trouble&)> ended;
    /// A line of its output, printable and without secrets. Null: not wanted.
    std::function<void(const std::string& line)> output;
  };

  /// `secret` is masked in its output. A run may take `limit` to give an address.
  Tunnel(Program program, const Secret& secret, std::chrono::nanoseconds limit, net::Server& server,
         const Clock& clock, Handlers handlers);
  Tunnel(const Tunnel&) = delete;
  Tunnel& operator=(const Tunnel&) = delete;
  ~Tunnel();  ///< Ends the program; waits a few seconds at most. Call after Server::run().

  /// Begins a run, unless one is under way. Kind config: the program cannot be run.
  Result<void> start();
  /// Ends the run under way, if any, because its address leads nowhere; `ended` is called then.
  void end_run();
  /// After Server::run(): lets the program pass on the latest answers; a second or less.
  void linger();
  [[nodiscard]] const std::string& name() const { return program_.name; }

 private:
  /// One run; shared with the thread of its process.
  struct Run {
    Run(Tunnel& tunnel, std::uint64_t number);
    void line(const std::string& line);
    void quiet();
    void take(const Saying& saying);

    Tunnel& tunnel;
    const std::uint64_t number;
    AddressReader reader;
    OutputLines output;
    OutputLines errors;
    std::mutex mutex;  ///< Guards what follows.
    Complaints complaints;
    std::string url;  ///< The latest.
    bool is_connected;
    bool is_reported = false;  ///< The loop has been told, and has not looked yet.
  };

  void look(std::uint64_t number);
  void report(std::uint64_t number, const std::string& url);
  void give_up(std::uint64_t number);
  void end_run(std::string reason);
  void over(std::uint64_t number, Exit exit);
  [[nodiscard]] std::string hint_without_address(bool is_clean) const;
  [[nodiscard]] bool is_current(std::uint64_t number) const {
    return run_ != nullptr && run_->number == number;
  }

  Program program_;
  std::chrono::nanoseconds limit_;
  net::Server& server_;
  const Clock& clock_;
  Handlers handlers_;
  std::uint64_t runs_ = 0;
  std::string found_;   ///< The address of this run that was reported, or waits to be.
  std::string reason_;  ///< Why the run is being ended; empty: it is not.
  std::atomic<int> lines_waiting_ = 0;
  std::shared_ptr<Run> run_;      ///< Null between runs.
  std::unique_ptr<Child> child_;  ///< Last: its thread uses all above.
};

}  // namespace streamctl::tunnel

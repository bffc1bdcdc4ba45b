// Decides about the public address of a listener: when it is probed, holds, is lost or has failed,
// and when the tunnel's program is started. Sockets, timers and processes are its surroundings.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "tunnel/address_observer.h"
#include "tunnel/ending.h"
#include "tunnel/outage.h"
#include "tunnel/probe.h"
#include "tunnel/restart.h"

namespace streamctl::tunnel {

struct AddressKeeperSettings {
  std::string program;        ///< Name of the tunnel's program; empty without one.
  bool reads_address = true;  ///< Of the program: its address is what it prints.
  bool checks = true;         ///< False: reported without a probe.
  /// For an address to lead here, at the start.
  std::chrono::nanoseconds limit = std::chrono::seconds{30};
  /// Between checks that the address still leads here, while nothing comes through it; 0: none.
  std::chrono::nanoseconds check_every = std::chrono::seconds{30};
};

/// What came of a probe.
struct ProbeResult {
  std::optional<ProbeFault> fault;  ///< Nothing: the address leads here.
  bool is_answered = false;         ///< Something answered there.
};

class AddressSurroundings {
 public:
  AddressSurroundings() = default;
  AddressSurroundings(const AddressSurroundings&) = delete;
  AddressSurroundings& operator=(const AddressSurroundings&) = delete;
  virtual ~AddressSurroundings() = default;

  virtual void after(std::chrono::nanoseconds pause, std::function<void()> task) = 0;
  /// Calls `done` later, once. `limit`: for the answer; nothing: as long as a probe may take.
  virtual void probe(const std::string& url, std::optional<std::chrono::nanoseconds> limit,
                     std::function<void(const ProbeResult&)> done) = 0;
  /// Deliveries so far that came through the address that was found last.
  virtual std::uint64_t came_through() = 0;
  /// Begins a run of the program.
  virtual Result<void> start_program() = 0;
  /// Ends the run; program_ended() is called then.
  virtual void end_program() = 0;
};

/// One thread. An address fails for good if none leads here in time at the start. Later ones are
/// waited for without end. An address that held is probed again from time to time; one that does
/// not lead here any more is lost, and the program is started again, ever more rarely, until there
/// is one.
class AddressKeeper {
 public:
  /// The surroundings, the observer and the clock outlive it.
  AddressKeeper(AddressKeeperSettings settings, AddressSurroundings& surroundings,
                AddressObserver& observer, const Clock& clock, Random random);

  /// There is a program: begins its first run.
  void start_program();
  /// An address may lead here: probes it until it does, or the limit is reached.
  void found(const std::string& url);
  void program_ended(const Trouble& trouble);
  /// There will be no address.
  void fail(const Error& error);
  /// Reports `words` unless they are the same as before.
  void note(const std::string& words);

  [[nodiscard]] bool holds() const { return holds_; }

 private:
  void probe();
  void probe_later(std::chrono::nanoseconds pause);
  void probed(const ProbeResult& result);
  void leads_elsewhere(const ProbeFault& fault, bool is_answered);
  bool restart_program(const ProbeFault& fault, bool is_answered);
  void hold(bool is_checked);
  void look_later(std::chrono::nanoseconds pause);
  void doubt(const ProbeFault& fault);
  void lose(const std::string& why);
  [[nodiscard]] bool is_unknown_here(const ProbeFault& fault) const;

  AddressKeeperSettings settings_;
  AddressSurroundings& surroundings_;
  AddressObserver& observer_;
  const Clock& clock_;
  Random random_;
  std::string url_;           ///< The address that is probed or holds.
  std::string proven_url_;    ///< The latest that a probe came through.
  SteadyTime found_at_;       ///< When the probing of it began.
  std::uint64_t round_ = 0;   ///< Of probing; what belongs to an earlier one is ignored.
  bool is_probing_ = false;   ///< A probe is under way.
  bool wants_probe_ = false;  ///< It is not known yet whether `url_` leads here.
  bool holds_ = false;
  bool is_watched_ = false;  ///< `url_` holds, and is probed from time to time.
  bool is_dark_ = false;     ///< `url_` held until probes of it failed.
  bool has_held_ = false;    ///< An address did, once.
  bool is_over_ = false;     ///< It has failed.
  std::string noted_;
  Outage outage_;
  Restart restart_;
  int short_runs_ = 0;     ///< In a row, that ended with exit code 0.
  SteadyTime started_at_;  ///< The latest run of the program.
};

}  // namespace streamctl::tunnel

// The public address of a listener: found, checked from outside, and reported.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/environment.h"
#include "core/random.h"
#include "delivery/envelope.h"
#include "listener/listener.h"
#include "tunnel/address_observer.h"
#include "tunnel/outage.h"
#include "tunnel/probe.h"
#include "tunnel/prober.h"
#include "tunnel/program.h"
#include "tunnel/restart.h"
#include "tunnel/tunnel.h"

namespace streamctl::tunnel {

struct PublicAddressSettings {
  std::string url;  ///< Given by the user; without a path, that of the listener is added.
  std::optional<ProgramChoice> program;  ///< Leads there, or has an address of its own.
  Environment environment;               ///< To find the program.
  bool shows_output = false;             ///< Reports what the program prints.
  bool checks = true;                    ///< False: reported without a probe.
  /// For an address to be found, and then for it to lead here.
  std::chrono::nanoseconds limit = std::chrono::seconds{30};
  /// While nothing is received: between checks that the address still leads here; 0: none. Without
  /// a value as often as the program's service can bear.
  std::optional<std::chrono::nanoseconds> check_every;
  delivery::Target probe;  ///< Key, secret and trust of the probes; without a URL.
};

/// `url` with `path` if it has none of its own: "https://example.com" and "/hooks" are
/// "https://example.com/hooks". `url` is one that net::check_url() accepts.
std::string with_path(const std::string& url, const std::string& path);

/// All calls except the destructor are made on the loop of the listener.
///
/// An address fails for good if none leads here in time at the start. Later ones are waited for as
/// long as the listener runs. An address that held is probed again from time to time; one that does
/// not lead here any more is lost, and the program is started again, ever more rarely, until there
/// is one.
class PublicAddress {
 public:
  /// The listener, the observer and the clock outlive it; it is destroyed after Listener::run().
  PublicAddress(PublicAddressSettings settings, std::string path, listener::Listener& listener,
                AddressObserver& observer, const Clock& clock, Random random);
  PublicAddress(const PublicAddress&) = delete;
  PublicAddress& operator=(const PublicAddress&) = delete;
  ~PublicAddress();  ///< Ends the program; waits a few seconds at most.

  /// Call once.
  void start();
  /// After Listener::run(), if requests came through it: lets the latest answers pass; a second or
  /// less.
  void linger();

 private:
  void open_tunnel();
  void start_tunnel();
  void tunnel_ended(const Trouble& trouble);
  void found(const std::string& url);
  void probe();
  void probe_later(std::chrono::nanoseconds pause);
  void probed(const Probe& probe, const net::HttpOutcome& outcome);
  bool restart_tunnel(const ProbeFault& fault, bool is_reached);
  void holds(bool is_checked);
  void look_later(std::chrono::nanoseconds pause);
  void doubt(const ProbeFault& fault);
  void lost(const std::string& why);
  void fail(const Error& error);
  void note(const std::string& words);

  PublicAddressSettings settings_;
  std::string path_;
  listener::Listener& listener_;
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
  bool is_proven_ = false;  ///< `url_` holds, and is probed from time to time.
  bool is_dark_ = false;    ///< `url_` held until probes of it failed.
  bool has_held_ = false;   ///< An address did, once.
  bool is_over_ = false;    ///< It has failed.
  std::string noted_;
  std::chrono::nanoseconds check_every_;
  Outage outage_;
  Restart restart_;
  int short_runs_ = 0;     ///< In a row, that ended with exit code 0.
  SteadyTime started_at_;  ///< The latest run of the program.
  Prober prober_;          ///< Its thread posts to the listener, and so do those of the tunnel.
  std::unique_ptr<Tunnel> tunnel_;
};

}  // namespace streamctl::tunnel

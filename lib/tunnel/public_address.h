// The public address of a listener: found, checked from outside, and reported.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/environment.h"
#include "core/random.h"
#include "core/result.h"
#include "delivery/envelope.h"
#include "listener/listener.h"
#include "tunnel/address_keeper.h"
#include "tunnel/address_observer.h"
#include "tunnel/prober.h"
#include "tunnel/program.h"
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
  /// While nothing comes through it: between checks that the address still leads here; 0: none.
  /// Without a value as often as the program's service can bear.
  std::optional<std::chrono::nanoseconds> check_every;
  delivery::Target probe;  ///< Key, secret and trust of the probes; without a URL.
};

/// `url` with `path` if it has none of its own: "https://example.com" and "/hooks" are
/// "https://example.com/hooks". `url` is one that net::check_url() accepts.
std::string with_path(const std::string& url, const std::string& path);

/// All calls except the destructor are made on the loop of the listener. See AddressKeeper for what
/// becomes of the address.
class PublicAddress final : AddressSurroundings {
 public:
  /// The listener, the observer and the clock outlive it; it is destroyed after Listener::run().
  PublicAddress(PublicAddressSettings settings, std::string path, listener::Listener& listener,
                AddressObserver& observer, const Clock& clock, Random random);
  PublicAddress(const PublicAddress&) = delete;
  PublicAddress& operator=(const PublicAddress&) = delete;
  ~PublicAddress() override;  ///< Ends the program; waits a few seconds at most.

  /// Call once.
  void start();
  /// After Listener::run(), if requests came through it: lets the latest answers pass; a second or
  /// less.
  void linger();

 private:
  void open_tunnel(Program program);
  void found(const std::string& url);

  void after(std::chrono::nanoseconds pause, std::function<void()> task) override;
  void probe(const std::string& url, std::optional<std::chrono::nanoseconds> limit,
             std::function<void(const ProbeResult&)> done) override;
  std::uint64_t came_through() override;
  Result<void> start_program() override;
  void end_program() override;

  PublicAddressSettings settings_;
  std::string path_;
  listener::Listener& listener_;
  AddressObserver& observer_;
  const Clock& clock_;
  Random random_;
  std::optional<AddressKeeper> keeper_;  ///< From start() on.
  Prober prober_;  ///< Its thread posts to the listener, and so do those of the tunnel.
  std::unique_ptr<Tunnel> tunnel_;
};

}  // namespace streamctl::tunnel

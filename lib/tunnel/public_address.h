// The public address of a listener: found, checked from outside, and reported.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/clock.h"
#include "core/random.h"
#include "delivery/envelope.h"
#include "listener/listener.h"
#include "tunnel/address_observer.h"
#include "tunnel/probe.h"
#include "tunnel/prober.h"

namespace streamctl::tunnel {

struct PublicAddressSettings {
  std::string url;     ///< Given by the user; without a path, that of the listener is added.
  bool checks = true;  ///< False: reported without a probe.
  std::chrono::nanoseconds limit = std::chrono::seconds{30};  ///< For the address to hold.
  delivery::Target probe;  ///< Key, secret and trust of the probes; without a URL.
};

/// `url` with `path` if it has none of its own: "https://example.com" and "/hooks" are
/// "https://example.com/hooks". `url` is one that net::check_url() accepts.
std::string with_path(const std::string& url, const std::string& path);

/// All calls except the destructor are made on the loop of the listener.
class PublicAddress {
 public:
  /// The listener, the observer and the clock outlive it; it is destroyed after Listener::run().
  PublicAddress(PublicAddressSettings settings, std::string path, listener::Listener& listener,
                AddressObserver& observer, const Clock& clock, Random random);
  PublicAddress(const PublicAddress&) = delete;
  PublicAddress& operator=(const PublicAddress&) = delete;
  ~PublicAddress();

  /// Call once.
  void start();

 private:
  void found(const std::string& url);
  void probe();
  void probed(const Probe& probe, const net::HttpOutcome& outcome);
  void note(const std::string& words);

  PublicAddressSettings settings_;
  std::string path_;
  listener::Listener& listener_;
  AddressObserver& observer_;
  const Clock& clock_;
  Random random_;
  std::string url_;          ///< The address that is probed or holds.
  SteadyTime found_at_;      ///< When the probing of it began.
  std::uint64_t round_ = 0;  ///< Of probing; what belongs to an earlier one is ignored.
  std::string noted_;
  Prober prober_;  ///< Last: its thread posts to the listener.
};

}  // namespace streamctl::tunnel

// Requests that streamctl sends to its own public address, to find out whether it leads here.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "net/http_server/server.h"

namespace streamctl::listener {

/// The webhook id of a probe: this and the id of the probe.
inline constexpr std::string_view probe_id_prefix = "streamctl.probe-";

/// In a request that only asks whether a listener is there. It is answered as the probe of another
/// listener, and not reported.
inline constexpr std::string_view question_header = "X-Streamctl-Question";

/// The body of the probe `id`: not ASCII alone, so that a change of its encoding is noticed.
std::string probe_body(std::string_view id);

/// Whether `request` is a probe, of this listener or another: by its webhook id, and by its body in
/// case that field was dropped on the way.
bool is_probe(const net::Request& request);

/// The probes that are under way.
class Probes {
 public:
  /// Expects the probe `id` with this signature (empty: none), and answers it with `token`.
  void expect(const std::string& id, std::string signature, std::string token);
  void forget(const std::string& id) { expected_.erase(id); }

  /// `{"probe":TOKEN,"fault":WORDS}`, where WORDS says what did not arrive as it was sent, or is
  /// null. 421 for the probe of another listener. `served`: its path is one that is served.
  [[nodiscard]] net::Response answer_to(const net::Request& request, bool served) const;

 private:
  struct Expected {
    std::string signature;
    std::string token;
  };
  std::unordered_map<std::string, Expected> expected_;
};

}  // namespace streamctl::listener

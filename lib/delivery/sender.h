// Delivers events as Stream does: signed, with its headers, under its retry policy, many at once.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/secret.h"
#include "delivery/policy.h"
#include "delivery/report.h"
#include "net/http_client.h"

namespace streamctl::delivery {

/// Where deliveries go, and as whom.
struct Target {
  std::string url;
  std::string api_key;
  Secret secret;
  net::Headers headers;  ///< The user's own, added to (and over) ours.
  net::Trust trust;
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
};

/// One event on its way.
struct Outgoing {
  std::string webhook_id;
  std::string type;
  std::string call_cid;
  std::shared_ptr<const std::string> body;  ///< The uncompressed JSON: what is signed.
  bool gzip = false;                        ///< Sent compressed, as Stream does when the app's flag is on.
  /// Instead of ours: the exact header fields and bytes to send (replay --verbatim, forge --signature).
  std::optional<net::Headers> verbatim;
  std::shared_ptr<const std::string> verbatim_body;
};

struct SenderOptions {
  Target target;
  Policy policy;
  std::size_t concurrency = 1;
  std::size_t response_bytes_max = 0;  ///< > 0: keep this much of each answer's body (--show-response).
};

/// Runs on the caller's thread; nothing happens outside poll() and send().
class Sender {
 public:
  struct Observer {
    std::function<void(const Outgoing&, const Attempt&)> attempted;  ///< After each attempt.
    std::function<void(Delivery&&)> finished;                        ///< After the last.
  };

  Sender(SenderOptions options, Observer observer, const Clock& clock);
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender();

  /// Whether there is room for another delivery: fewer than `concurrency` in flight.
  [[nodiscard]] bool has_room() const;
  [[nodiscard]] std::size_t in_flight() const;
  /// Starts a delivery. Precondition: has_room().
  void send(Outgoing outgoing);
  /// Moves everything along, waiting at most `wait`.
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::delivery

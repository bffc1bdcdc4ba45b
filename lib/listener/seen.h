// One delivery as `listen` saw it: what came, what was wrong with it, what was done and answered.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "capture/record.h"
#include "core/clock.h"
#include "delivery/report.h"
#include "webhook/verify.h"

namespace streamctl::listener {

/// How the target of `--forward-to` took a delivery.
struct Forwarded {
  unsigned status = 0;  ///< What it answered; 0: it did not.
  std::chrono::nanoseconds duration{};
  bool timed_out = false;  ///< Not answered within the attempt timeout.
  std::string error;       ///< Why it did not answer: "connection refused". Words of ours.
  std::string location;    ///< Where its redirect points, as an absolute URL; foreign text.
  std::string challenge;   ///< The WWW-Authenticate of its answer; foreign text.
  std::string proxy;  ///< "HOST:PORT" by which it went without TLS, and that may have answered.
  std::string response_body;  ///< Its beginning, with --show-response; foreign bytes.
  bool response_cut = false;  ///< There was more of it.
  bool operator==(const Forwarded&) const = default;
};

/// All a printer needs to show one delivery. Every string that came from the network is as it came:
/// print it through printable().
struct Seen {
  /// What was received. After a fault `type` and `call_cid` may be empty, and where it could not be
  /// inflated `body` holds the bytes as they came. Without X-Webhook-Attempt, `attempt` is counted.
  capture::Record record;
  std::optional<webhook::Fault> fault;  ///< Why it was refused.
  std::string note;            ///< More than the fault says, in words of ours; often empty.
  bool compressed = false;     ///< It came as gzip.
  std::size_t wire_bytes = 0;  ///< Body as sent.
  std::size_t body_bytes = 0;  ///< Body uncompressed; of `record.body`.

  /// Whether its X-Webhook-Id was seen before; `record.attempt` says which attempt this is.
  bool retry = false;
  /// Whether the very attempt was seen before: a duplicate.
  bool duplicate = false;
  std::optional<WallTime> first_seen;  ///< When its id came first, of a retry.

  /// What we answered. 0: nothing on purpose, see `misbehaviour`.
  unsigned status = 200;
  /// What `--respond` did instead of 200: "503", "slow:2s", "timeout", "reset"; else empty.
  std::string misbehaviour;
  bool recorded = false;  ///< It is in the file of --record.
  std::optional<Forwarded> forwarded;
  /// How `watch` delivered it, attempt by attempt; `forwarded` holds what came of it.
  std::optional<delivery::Delivery> delivery;
  /// Not a delivery but a word between them, as it is to be printed but for the newline at its end;
  /// then nothing else is set.
  std::string aside;

  /// A request refused before it was a delivery (not POST, malformed HTTP, too large, too slow):
  /// why, in words of ours, safe to print. Then of `record` only `received_at` and `remote` are
  /// set.
  std::string refusal;
  std::string method;  ///< As sent; empty where it was never read. So the target.
  std::string target;

  bool operator==(const Seen&) const = default;
};

/// Whether it was a delivery with nothing wrong: verified (or --no-verify) and a JSON object.
inline bool is_sound(const Seen& seen) {
  return !seen.fault && seen.refusal.empty();
}

}  // namespace streamctl::listener

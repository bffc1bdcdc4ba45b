// What a listener saw: deliveries, requests that were none, and what is shown between them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "capture/record.h"
#include "core/clock.h"
#include "delivery/attempt.h"
#include "delivery/report.h"
#include "net/http_server/server.h"
#include "sns/endpoint.h"
#include "webhook/verify.h"

namespace streamctl::listener {

/// How one target of `--forward-to` took an event.
struct Forwarded {
  std::string url;
  delivery::Attempt answer;  ///< Of several attempts the last, with the duration of all.
  std::optional<delivery::Delivery> report;  ///< How `watch` delivered it, attempt by attempt.
};

/// An event as it was received, what was wrong with it, what was done and answered. Strings that
/// came from the network are unescaped: print them through printable().
struct Delivery {
  /// After a fault `type` and `call_cid` may be empty, and `body` holds the bytes received where
  /// they could not be inflated. Without X-Webhook-Attempt, `attempt` is counted.
  capture::Record record;
  std::optional<webhook::Fault> fault;  ///< Why it was refused.
  std::string note;            ///< More than the fault says, in words of ours; often empty.
  bool compressed = false;     ///< It was sent as gzip.
  std::size_t wire_bytes = 0;  ///< The body as sent.
  std::size_t body_bytes = 0;  ///< The body uncompressed: that of `record`.
  std::string method;          ///< Of a request; empty where it was none. So the target.
  std::string target;

  bool retry = false;                  ///< Its webhook id was seen before.
  bool duplicate = false;              ///< This very attempt was seen before.
  std::optional<WallTime> first_seen;  ///< Of a retry: when its id was seen first.

  unsigned status = 200;  ///< Our answer. 0: none, on purpose; see `misbehaviour`.
  /// What `--respond` did instead of 200: "503", "slow:2s", "timeout", "reset"; else empty.
  std::string misbehaviour;
  bool recorded = false;  ///< It is in the file of --record.
  /// How each target that it was sent to took it, in the order of the command line.
  std::vector<Forwarded> forwarded;
  bool is_for_no_target = false;  ///< There are targets, but events of its type go to none.
};

/// Adds words of ours to its note.
inline void add_note(Delivery& delivery, const std::string& words) {
  delivery.note += (delivery.note.empty() ? "" : "; ") + words;
}

/// A request refused before it was a delivery: not a POST, malformed HTTP, too large, too slow.
struct Refusal : net::Refusal {
  WallTime received_at;
};

/// A line between the deliveries, printed unchanged.
struct Aside {
  std::string line;  ///< Without its newline.
};

using Seen = std::variant<Delivery, Refusal, sns::Confirmation, Aside>;

}  // namespace streamctl::listener

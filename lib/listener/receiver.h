// The way of a delivery: received, verified, selected, stored, forwarded, answered, shown.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "capture/history.h"
#include "capture/writer.h"
#include "core/clock.h"
#include "core/secret.h"
#include "delivery/envelope.h"
#include "filter/decision.h"
#include "filter/failures.h"
#include "listener/attempts.h"
#include "listener/plan.h"
#include "listener/seen.h"
#include "listener/selection.h"
#include "net/http_client/http_client.h"
#include "net/http_server/server.h"
#include "webhook/queue_body.h"
#include "webhook/verify.h"

namespace streamctl::listener {

struct ReceiverOptions {
  std::string path = "/";  ///< Served with all below it; anything else is 404.
  std::string api_key;  ///< Ours, to say so when a wrong signature is another app's; may be empty.
  webhook::VerifyOptions verify;
  Plan plan;
  Selection selection;
  bool dedupe = false;         ///< Repeats of what was taken are answered, and nothing else.
  bool show_response = false;  ///< Keep the target's body in Seen::forwarded.
  /// Ours in the Via field of what is forwarded, unlike any other listener's: what comes with it
  /// has come back, and is answered 508. Empty: none is sent.
  std::string name;
};

/// How a seen delivery matters to those behind the receiver.
struct Regard {
  bool shown = true;    ///< Not filtered out, not a repeat under --dedupe.
  bool counts = false;  ///< Towards expectations: accepted, and its id for the first time. Where
                        ///< the plan never accepts, its last step counts.
  bool operator==(const Regard&) const = default;
};

/// A message of a queue, as it came: nobody signed it, and Stream's header fields do not stand in
/// it. Its body is one of webhook/queue_body.h, or an SNS notification of one.
struct Queued {
  std::string id;    ///< Stands for the webhook id.
  int received = 1;  ///< How often, this time included: stands for the attempt.
  std::string body;
  std::string queue;  ///< Where it came from.
};

/// What a service in between posted for Stream (Amazon SNS), already judged. Stream's header fields
/// do not stand in it.
struct Posted {
  net::Request request;  ///< As it came.
  std::string id;        ///< Stands for the webhook id.
  std::string body;      ///< One of webhook/queue_body.h.
  bool verified = false;
  std::optional<webhook::Fault> fault;  ///< Why it is refused; then of the others only `request`
  std::string note;                     ///< and `id` count.
};

/// A delivery on its way to the target. `id` is the receiver's name for it.
struct ForwardJob {
  std::uint64_t id = 0;
  net::Headers headers;
  std::shared_ptr<const std::string> body;  ///< The exact bytes received.
};

/// What a receiver works with. Pointers may be null and functions empty where the command does
/// without; all outlive the receiver.
struct ReceiverParts {
  const Clock& clock;
  capture::Writer* writer = nullptr;
  capture::History* history = nullptr;
  /// Asks the filter about an event, beside the selection. judged() is called with the answer, in
  /// the order of the questions.
  std::function<void(std::uint64_t id, const std::string& body)> judge;
  /// Sends a job; false when it cannot take more now. forwarded() is called with the outcome.
  std::function<bool(ForwardJob&&)> forward;
  /// Takes a POST that is another service's, both at once, or leaves both and says false.
  std::function<bool(net::Request&, net::Exchange&)> divert;
  /// Runs a task on the loop after a delay.
  std::function<void(std::chrono::nanoseconds, std::function<void()>)> after;
  std::function<void(Seen&&, Regard)> seen;
  /// Words for the user about something that is not one delivery's: a full disk.
  std::function<void(const std::string&)> trouble;
};

/// Decides about requests. All calls come on the server's loop.
///
/// What is to be recorded waits for turn_end(), which writes all of a turn at once and answers
/// after. Recorded is what was received: also an attempt that the plan then fails.
class Receiver {
 public:
  Receiver(const Secret& secret, ReceiverOptions options, ReceiverParts parts);

  void request(net::Request&& request, net::Exchange exchange);
  /// As request(), of a queue's message. A success is answered once it needs nothing more: it may
  /// be deleted. One without a type is refused: it is not Stream's. To the target it goes as a
  /// webhook that we sign.
  void queued(Queued&& message, net::Exchange exchange);
  /// Likewise, of what a service posted; a fault in it is answered and shown as one of ours.
  void posted(Posted&& post, net::Exchange exchange);
  void turn_end();
  void refused(const net::Refusal& refusal);
  void forwarded(std::uint64_t id, net::HttpOutcome&& outcome);
  /// Deliveries whose target has not answered yet.
  [[nodiscard]] std::size_t forwards_under_way() const { return forwarding_.size(); }
  /// An event that the filter failed on is not wanted, but it is stored: nobody knows whether it
  /// was. One that the filter did not come to is answered 503. The first of each kind is told as
  /// trouble.
  void judged(filter::Decision&& decision);

  [[nodiscard]] const filter::Failures& filter_failures() const { return filter_failures_; }

 private:
  struct Delivery {
    net::Exchange exchange{nullptr};
    Seen seen;
    Regard regard;
    std::shared_ptr<const std::string> wire;  ///< For forwarding.
    const Step* step = nullptr;
    bool is_sealed = true;     ///< It came signed as Stream signs: it goes on as it came.
    bool is_unjudged = false;  ///< The filter failed on it.
  };

  void turn_away(net::Request&& request, net::Exchange exchange, net::Response response);
  Delivery examined(net::Request&& request, net::Exchange exchange);
  /// `body` stands in for an `event` that could not be had.
  void take_unsealed(Delivery&& delivery, std::string&& body, Result<webhook::QueueEvent>&& event,
                     const std::string* attempt = nullptr);
  /// Says once that there are messages on the queue that stay there.
  void tell_refused(const Seen& seen);
  void select(Delivery&& delivery);
  void keep(Delivery&& delivery);
  net::Headers forwarded_headers(const Delivery& delivery);
  void refuse(Delivery&& delivery);
  void place(Delivery& delivery, Attempt attempt);
  void store();
  void not_stored(Delivery&& delivery, const Error& error);
  void not_judged(Delivery&& delivery, const std::string& why);
  void proceed(Delivery&& delivery);
  void forward(Delivery&& delivery);
  void accept(Delivery&& delivery, unsigned status);
  void finish(Delivery&& delivery);

  ReceiverOptions options_;
  ReceiverParts parts_;
  webhook::Verifier verifier_;
  delivery::Sealer sealer_;  ///< For what nobody signed.
  webhook::EventPeeker peeker_;
  bool seals_;  ///< There is a secret to sign with.
  Attempts attempts_;
  std::vector<Delivery> batch_;    ///< To be stored at the end of the turn.
  std::vector<Delivery> storing_;  ///< Kept for its capacity.
  std::unordered_map<std::uint64_t, Delivery> judging_;
  std::uint64_t questions_ = 0;
  std::unordered_map<std::uint64_t, Delivery> forwarding_;
  std::uint64_t jobs_ = 0;
  filter::Failures filter_failures_;
  std::set<std::string> told_refused_;  ///< Why: each reason is told once.
  bool recording_fails_ = false;
  bool history_fails_ = false;
};

}  // namespace streamctl::listener

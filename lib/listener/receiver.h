// Decides about deliveries: received, verified, filtered, recorded, forwarded, answered, shown.
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

#include "capture/writer.h"
#include "core/clock.h"
#include "core/secret.h"
#include "delivery/envelope.h"
#include "filter/decision.h"
#include "filter/failures.h"
#include "history/recorder.h"
#include "listener/attempts.h"
#include "listener/delivery_reader.h"
#include "listener/holder.h"
#include "listener/plan.h"
#include "listener/probes.h"
#include "listener/recording.h"
#include "listener/routes.h"
#include "listener/seen.h"
#include "listener/selection.h"
#include "net/http_client/http_client.h"
#include "net/http_server/server.h"
#include "sns/endpoint.h"
#include "webhook/verify.h"

namespace streamctl::listener {

struct ReceiverOptions {
  std::string path = "/";  ///< Served with all paths below it; anything else is 404.
  std::string api_key;  ///< Ours, to name another app's where a signature is wrong; may be empty.
  webhook::VerifyOptions verify;
  Plan plan;
  Selection selection;
  bool dedupe = false;  ///< Repeats of a webhook id that is done are answered, and not shown.
  bool show_response = false;  ///< Keep the bodies of the targets' answers in Delivery::forwarded.
  /// This listener's name in the Via field of what it forwards; no two may share one. A request
  /// with that name has come back and is answered 508. Empty: no Via is sent.
  std::string name;
  std::vector<Route> routes;  ///< Where `forward` sends to; the targets' secrets are not used.
  sns::EndpointOptions sns;   ///< For posts of Amazon SNS.
};

/// How a delivery counts once its fate is known.
struct Regard {
  bool shown = true;    ///< Not filtered out, not a repeat under --dedupe.
  bool counts = false;  ///< Towards expectations: accepted, and its id for the first time. Where
                        ///< the plan never accepts, its last step counts.
  bool operator==(const Regard&) const = default;
};

/// A delivery on its way to one target. `id` is the receiver's name for the delivery.
struct ForwardJob {
  std::uint64_t id = 0;
  std::size_t route = 0;  ///< Its place in ReceiverOptions::routes.
  net::Headers headers;
  std::shared_ptr<const std::string> body;  ///< The exact bytes received.
};

/// What a receiver works with; all of it outlives the receiver. Pointers may be null, and `judge`
/// and `forward` empty, where there is no such part.
struct ReceiverParts {
  const Clock& clock;
  capture::Writer* writer = nullptr;
  history::Recorder* history = nullptr;
  /// Asks the filter about an event that the selection wants. Its decisions go to judged(), in the
  /// order of the questions.
  std::function<void(std::uint64_t id, const std::string& body)> judge;
  /// Sends a job to its target; false where there is no room for it. Its outcome goes to
  /// forwarded().
  std::function<bool(ForwardJob&&)> forward;
  sns::Get fetch;  ///< Fetches what messages of SNS name.
  /// Runs a task on the loop after a delay.
  std::function<void(std::chrono::nanoseconds, std::function<void()>)> after;
  std::function<void(Seen&&, Regard)> seen;
  /// Reports what concerns more than one delivery: a full disk.
  std::function<void(const std::string&)> trouble;
};

/// All calls are made on the server's loop.
///
/// HTTP requests have two ways in: a post of Amazon SNS goes to sns::Endpoint, any other request is
/// a webhook. What is to be recorded waits for turn_end(), which writes all of a turn at once and
/// then answers. What was received is recorded, even an attempt that the plan then fails.
class Receiver {
 public:
  Receiver(const Secret& secret, ReceiverOptions options, ReceiverParts parts);
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  ~Receiver() = default;

  void request(net::Request&& request, net::Exchange exchange);
  /// A success answers that the message is done with and may be deleted. It is forwarded as a
  /// webhook that we sign.
  void message(QueueMessage&& message, net::Exchange exchange);
  /// A post of SNS, judged by sns::Endpoint. It is forwarded as a webhook that we sign.
  void posted(sns::Post&& post, net::Exchange exchange);
  void turn_end();
  /// A request that the server has answered itself.
  void refused(const net::Refusal& refusal);
  /// What came of the job `id` for a route. The delivery is answered once every target has.
  void forwarded(std::uint64_t id, std::size_t route, net::HttpOutcome&& outcome);
  /// An event that the filter failed on is recorded, in case it was wanted, and nothing else. An
  /// event that the filter had no time for is answered 503. The first failure of each kind is
  /// reported as trouble.
  void judged(filter::Decision&& decision);

  /// Null: nothing is held. It must outlive the receiver, or be replaced.
  void set_holder(Holder* holder) { holder_ = holder; }
  /// Lets a held delivery go on; forwards `body` in its place, signed anew. Nothing happens to one
  /// that is not held any more.
  void release(std::uint64_t id, Release how, std::optional<std::string> body);
  /// Lets all pass.
  void release_all();
  /// Replaces the plan, for the deliveries that come from now on.
  void set_plan(Plan plan) { options_.plan = std::move(plan); }

  /// Deliveries that a target has not answered yet.
  [[nodiscard]] std::size_t forwards_under_way() const { return forwarding_.size(); }
  [[nodiscard]] const filter::Failures& filter_failures() const { return filter_failures_; }
  /// Probes are answered and leave no trace.
  [[nodiscard]] Probes& probes() { return probes_; }

 private:
  /// A delivery that is not answered yet.
  struct Pending {
    net::Exchange exchange;
    Delivery delivery;
    std::shared_ptr<const std::string>
        wire;               ///< The body to forward; null where there is no target.
    bool is_signed = true;  ///< By Stream, whose header fields are forwarded with it.
    Regard regard;
    Step step;  ///< Of the plan; a copy, since the plan may change.
    bool is_last_step = false;
    bool is_released = false;  ///< It was held, and is not to be held again.
    bool is_doubled = false;   ///< It is forwarded twice.
    std::size_t targets_awaited = 0;
    unsigned worst_answer = 0;            ///< Of the targets; 0: none yet.
    bool is_passed_on = false;            ///< Every target has it.
    bool is_unjudged = false;             ///< The filter failed on it.
    capture::LinePlace line;              ///< In the batch of the recording.
    std::optional<history::Place> place;  ///< In the capture, once it is recorded.
  };

  void probe(net::Request&& request, net::Exchange exchange);
  void turn_away(net::Request&& request, net::Exchange exchange, net::Response response,
                 std::string why);
  void unsigned_event(Delivery&& delivery, net::Exchange exchange);
  void report_refused_message(const Delivery& delivery);
  void refuse(Pending&& pending);
  void place(Pending& pending, Attempt attempt);
  void select(Pending&& pending);
  void keep(Pending&& pending);
  void store();
  void not_stored(Pending&& pending, const Error& error);
  void not_judged(Pending&& pending, const std::string& why);
  void proceed(Pending&& pending);
  bool is_to_be_held(const Pending& pending);
  void hold(Pending&& pending);
  net::Headers forwarded_headers(const Pending& pending);
  void forward(Pending&& pending);
  void accept(Pending&& pending, unsigned status);
  void finish(Pending&& pending);
  void remember(const Pending& pending);

  ReceiverOptions options_;
  ReceiverParts parts_;
  DeliveryReader reader_;
  sns::Endpoint sns_;
  delivery::Sealer sealer_;  ///< Signs what came without Stream's signature.
  bool seals_;               ///< There is a secret to sign with.
  Attempts attempts_;
  Probes probes_;
  std::optional<Recording> recording_;
  std::vector<Pending> batch_;    ///< To be recorded at the end of the turn.
  std::vector<Pending> storing_;  ///< Empty between calls; kept for its capacity.
  std::unordered_map<std::uint64_t, Pending> judging_;
  std::uint64_t questions_ = 0;
  Holder* holder_ = nullptr;
  std::unordered_map<std::uint64_t, Pending> held_;
  std::uint64_t holds_ = 0;
  std::unordered_map<std::uint64_t, Pending> forwarding_;
  std::uint64_t forwards_ = 0;
  filter::Failures filter_failures_;
  std::set<std::string> refusals_reported_;  ///< Why messages of the queue were refused.
};

}  // namespace streamctl::listener

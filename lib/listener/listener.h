// Receives events by HTTP, from a queue and from Amazon SNS, and records, forwards and answers
// them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/writer.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "core/secret.h"
#include "filter/examiner_thread.h"
#include "history/recorder.h"
#include "history/store.h"
#include "listener/audience.h"
#include "listener/expectations.h"
#include "listener/forwarder.h"
#include "listener/holder.h"
#include "listener/queue_intake.h"
#include "listener/receiver.h"
#include "net/http_server/server.h"
#include "sns/fetcher.h"

namespace streamctl::listener {

struct ListenerSettings {
  net::ServerOptions server;
  ReceiverOptions receiver;  ///< Its `name` is set by the listener.
  Secret secret;             ///< Empty where signatures are not checked.
  Expectations expectations;
  std::optional<capture::Writer> writer;
  std::optional<history::Store> history;
  std::unique_ptr<filter::Examiner> filter;                            ///< Null: none.
  std::chrono::nanoseconds attempt_timeout = std::chrono::seconds{6};  ///< Of forwarding.
  std::unique_ptr<sqs::Client> queue;                                  ///< Null: HTTP alone.
  sqs::ConsumerOptions consumer;  ///< Its `wanted` is set by the listener.
  /// Take no more messages off the queue than `expectations` still count.
  bool stops_at_count = false;
  net::Trust sns_trust;    ///< Of AWS's servers.
  bool shows = true;       ///< There is a printer: see Listener::shown().
  bool exchanges = false;  ///< Call ListenerObserver::exchanged().
};

/// Receives the reports of a listener. All calls are made on the loop's thread.
class ListenerObserver {
 public:
  ListenerObserver() = default;
  ListenerObserver(const ListenerObserver&) = delete;
  ListenerObserver& operator=(const ListenerObserver&) = delete;
  virtual ~ListenerObserver() = default;

  /// Called before `seen` is counted and queued for the printer. `shown`: it was not filtered out.
  virtual void saw(const Seen& seen, bool shown) = 0;
  /// A request of ours to the queue or to SNS, and its answer.
  virtual void exchanged(const net::HttpRequest& sent, const net::HttpOutcome& came) = 0;
  /// Deliveries may be lost: a full disk.
  virtual void trouble(const std::string& words) = 0;
  /// The history misses deliveries, or was taken over from an older one.
  virtual void history_notice(const std::string& words) = 0;
  /// The queue cannot be reached, or can again.
  virtual void queue_trouble(const std::string& words) = 0;
  /// The expectations are met, or something forbidden came. Once.
  virtual void met() = 0;
  /// After stop(), the queue has no more messages in hand; or it ended with `error`. Called once,
  /// and must call stop().
  virtual void queue_ended(const std::optional<Error>& error) = 0;
};

/// Owns the server, its loop, and every part that a delivery passes through.
class Listener {
 public:
  /// Opens the port; nothing is received before run(). Kind network or config: see
  /// net::Server::listen(). `observer`, `clock` and `random` must outlive the listener.
  static Result<std::unique_ptr<Listener>> open(ListenerSettings settings,
                                                ListenerObserver& observer, const Clock& clock,
                                                Random& random);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  /// Receives until stop(), then waits for the requests under way, as long as the slowest answer
  /// may take (5 to 60 seconds). Call it once.
  void run();
  /// On the loop: ends run(), once the messages of the queue are processed or released.
  void stop();
  /// After run(), or instead of it: ends the background threads, abandons what they have not
  /// finished, and counts and queues what was still to be reported.
  void close();

  /// On the loop.
  [[nodiscard]] Probes& probes() { return receiver_->probes(); }
  /// On the loop: counts from now on what is sent to this host, "example.com:8443".
  void count_sent_to(std::string host);
  /// Of all that was received, what was sent to the host of count_sent_to(), by its Host field or,
  /// behind a proxy, X-Forwarded-Host.
  [[nodiscard]] std::uint64_t sent_to_host() const { return sent_to_host_; }
  /// On the loop: shows `line` between the deliveries.
  void show(std::string line);
  /// Before run(): see Holder.
  void set_holder(Holder& holder) { receiver_->set_holder(&holder); }
  /// On the loop: see Receiver::release().
  void release(std::uint64_t id, Release how, std::optional<std::string> body) {
    receiver_->release(id, how, std::move(body));
  }
  /// On the loop: how deliveries are answered from now on; see ReceiverOptions::plan.
  void set_plan(Plan plan);

  /// For tasks and timers on the loop.
  [[nodiscard]] net::Server& server() { return *server_; }
  /// "http://127.0.0.1:8080/hooks"; empty where no port is open.
  [[nodiscard]] const std::string& url() const { return url_; }
  /// For the printer, which must be destroyed before the listener; null where
  /// ListenerSettings::shows is false.
  [[nodiscard]] ShownQueue* shown() { return shown_ ? &*shown_ : nullptr; }

  // On the loop's thread, or after close().
  [[nodiscard]] const Tally& tally() const { return audience_->tally(); }
  [[nodiscard]] const Expectations& expectations() const { return audience_->expectations(); }
  [[nodiscard]] std::size_t forwards_under_way() const { return receiver_->forwards_under_way(); }
  [[nodiscard]] const filter::Failures& filter_failures() const {
    return receiver_->filter_failures();
  }
  /// Deliveries that are missing from the history.
  [[nodiscard]] std::uint64_t history_missed() const { return recorder_ ? recorder_->missed() : 0; }
  /// After run(); nothing without a queue.
  [[nodiscard]] std::optional<sqs::Counts> queue_counts() const;

 private:
  Listener(ListenerSettings settings, ListenerObserver& observer, const Clock& clock,
           Random& random);

  Result<void> open_server();
  void open_forwarders();
  void open_filter();
  ReceiverParts parts();
  bool fetch(const std::string& url, std::function<void(net::HttpOutcome&&)> done);
  void open_queue();
  void turn_end();
  void count(const Seen& seen);
  void report_history();
  [[nodiscard]] std::uint64_t wanted() const;
  [[nodiscard]] std::chrono::nanoseconds grace() const;

  ListenerSettings settings_;
  ListenerObserver& observer_;
  const Clock& clock_;
  Random& random_;
  std::string url_;
  std::string counted_host_;  ///< Empty: none.
  std::uint64_t sent_to_host_ = 0;
  std::optional<ShownQueue> shown_;
  std::unique_ptr<net::Server> server_;
  std::optional<Audience> audience_;
  std::optional<Receiver> receiver_;
  // Their threads post to the server, so they are destroyed first.
  std::unique_ptr<QueueIntake> queue_;
  std::optional<sns::Fetcher> fetcher_;
  std::vector<std::unique_ptr<Forwarder>> forwarders_;  ///< One for each route.
  std::optional<filter::ExaminerThread> filter_;
  std::optional<history::Recorder> recorder_;
  bool queue_ended_ = false;
};

}  // namespace streamctl::listener

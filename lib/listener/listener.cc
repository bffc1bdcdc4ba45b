#include "listener/listener.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <variant>
#include <vector>

#include "core/text.h"
#include "listener/answers.h"

namespace streamctl::listener {
namespace {

/// How long requests under way at the end may take; more than the least only where a plan or a
/// target was given more.
constexpr std::chrono::seconds grace_least{5};
constexpr std::chrono::seconds grace_most{60};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(ListenerSettings settings,
                                                 ListenerObserver& observer, const Clock& clock,
                                                 Random& random) {
  std::unique_ptr<Listener> listener(new Listener(std::move(settings), observer, clock, random));
  if (auto opened = listener->open_server(); !opened) return std::move(opened).error();
  return listener;
}

Listener::Listener(ListenerSettings settings, ListenerObserver& observer, const Clock& clock,
                   Random& random)
    : settings_(std::move(settings)), observer_(observer), clock_(clock), random_(random) {}

Listener::~Listener() = default;

Result<void> Listener::open_server() {
  net::ServerHandlers handlers;
  handlers.request = [this](net::Request&& request, net::Exchange exchange) {
    receiver_->request(std::move(request), std::move(exchange));
  };
  handlers.turn_end = [this] { turn_end(); };
  handlers.refused = [this](const net::Refusal& refusal) { receiver_->refused(refusal); };
  handlers.refusal_response = [](const net::Refusal& refusal) { return answer_to(refusal); };
  const bool syncs =
      settings_.writer && settings_.writer->durability() == capture::Durability::power;
  settings_.server.limits.halves_turns = !syncs;
  auto server = net::Server::listen(settings_.server, std::move(handlers));
  if (!server) return std::move(server).error();
  server_ = *std::move(server);
  if (settings_.server.opens_port) url_ = server_->url() + settings_.receiver.path;
  if (!settings_.receiver.routes.empty()) open_forwarders();
  if (settings_.filter) open_filter();
  if (settings_.history)
    recorder_.emplace(*std::exchange(settings_.history, std::nullopt),
                      [this] { server_->post([this] { report_history(); }); });
  fetcher_.emplace(sns::FetcherOptions{settings_.sns_trust});
  if (settings_.shows) shown_.emplace();
  audience_.emplace(std::move(settings_.expectations), shown(), [this] { observer_.met(); });
  receiver_.emplace(settings_.secret, settings_.receiver, parts());
  return {};
}

/// One for each target, so that a slow one delays no other.
void Listener::open_forwarders() {
  settings_.receiver.name = "streamctl-" + random_.hex(16);
  for (const Route& route : settings_.receiver.routes) {
    const delivery::Target& target = route.target;
    forwarders_.push_back(std::make_unique<Forwarder>(
        ForwarderOptions{target.url, target.headers, target.trust, settings_.attempt_timeout,
                         target.connect_timeout},
        clock_, [this, place = forwarders_.size()](std::uint64_t id, net::HttpOutcome&& outcome) {
          server_->post([this, id, place, outcome = std::move(outcome)]() mutable {
            receiver_->forwarded(id, place, std::move(outcome));
          });
        }));
  }
}

void Listener::open_filter() {
  filter_.emplace(std::move(settings_.filter), [this](std::vector<filter::Decision>&& decisions) {
    server_->post([this, decisions = std::move(decisions)]() mutable {
      for (filter::Decision& decision : decisions)
        receiver_->judged(std::move(decision));
    });
  });
}

ReceiverParts Listener::parts() {
  ReceiverParts parts{clock_};
  parts.writer = settings_.writer ? &*settings_.writer : nullptr;
  parts.history = recorder_ ? &*recorder_ : nullptr;
  if (filter_)
    parts.judge = [this](std::uint64_t id, const std::string& body) { filter_->ask(id, body); };
  if (!forwarders_.empty()) {
    parts.forward = [this](ForwardJob&& job) {
      return forwarders_[job.route]->send(std::move(job));
    };
  }
  parts.fetch = [this](const std::string& url, std::function<void(net::HttpOutcome &&)> done) {
    return fetch(url, std::move(done));
  };
  parts.after = [this](std::chrono::nanoseconds delay, std::function<void()> task) {
    server_->after(delay, std::move(task));
  };
  parts.seen = [this](Seen&& seen, Regard regard) {
    count(seen);
    observer_.saw(seen, regard.shown);
    audience_->saw(std::move(seen), regard);
  };
  parts.trouble = [this](const std::string& words) { observer_.trouble(words); };
  return parts;
}

/// Fetches for SNS: on the fetcher's thread, reported on the loop.
bool Listener::fetch(const std::string& url, std::function<void(net::HttpOutcome&&)> done) {
  return fetcher_->get(
      url, [this, done = std::move(done)](const net::HttpRequest& sent, net::HttpOutcome&& came) {
        server_->post([this, done, sent, came = std::move(came)]() mutable {
          if (settings_.exchanges) observer_.exchanged(sent, came);
          done(std::move(came));
        });
      });
}

void Listener::run() {
  if (settings_.queue) open_queue();
  server_->run(std::stop_token{}, grace());
}

void Listener::open_queue() {
  if (settings_.exchanges)
    settings_.queue->exchanged = [this](const net::HttpRequest& sent,
                                        const net::HttpOutcome& came) {
      server_->post([this, sent, came] { observer_.exchanged(sent, came); });
    };
  sqs::ConsumerOptions options = settings_.consumer;
  options.wanted = wanted();
  queue_ = std::make_unique<QueueIntake>(
      std::move(settings_.queue), options,
      QueueIntakeParts{*server_, *receiver_,
                       [this](const std::string& words) { observer_.queue_trouble(words); },
                       [this](const std::optional<Error>& error) {
                         queue_ended_ = true;
                         observer_.queue_ended(error);
                       }},
      clock_, Random(random_.next()));
}

void Listener::turn_end() {
  receiver_->turn_end();
  audience_->turn_end();
  if (queue_) queue_->turn_end(wanted());
}

void Listener::count_sent_to(std::string host) {
  counted_host_ = std::move(host);
}

void Listener::count(const Seen& seen) {
  if (counted_host_.empty()) return;
  const auto* delivery = std::get_if<Delivery>(&seen);
  if (delivery == nullptr) return;
  const net::Headers& fields = delivery->record.headers;
  for (const char* name : {"Host", "X-Forwarded-Host"}) {
    const std::string* host = fields.find(name);
    if (host == nullptr || !equals_ignoring_case(*host, counted_host_)) continue;
    ++sent_to_host_;
    return;
  }
}

void Listener::set_plan(Plan plan) {
  settings_.receiver.plan = plan;
  receiver_->set_plan(std::move(plan));
}

void Listener::stop() {
  receiver_->release_all();
  if (filter_) filter_->end_within(filter::end_grace);
  if (!queue_ || queue_ended_) return server_->stop();
  queue_->drain(grace());
}

void Listener::show(std::string line) {
  audience_->saw(Aside{std::move(line)}, {});
}

void Listener::close() {
  filter_.reset();
  forwarders_.clear();
  fetcher_.reset();
  receiver_->turn_end();
  audience_->turn_end();
  if (recorder_) recorder_->close();
  report_history();
}

void Listener::report_history() {
  if (!recorder_) return;
  for (const std::string& words : recorder_->take_notices())
    observer_.history_notice(words);
}

std::optional<sqs::Counts> Listener::queue_counts() const {
  if (!queue_) return std::nullopt;
  return queue_->counts();
}

std::uint64_t Listener::wanted() const {
  if (!settings_.stops_at_count) return sqs::unlimited;
  return audience_->expectations().left().value_or(sqs::unlimited);
}

std::chrono::nanoseconds Listener::grace() const {
  const auto forwarding =
      forwarders_.empty() ? std::chrono::nanoseconds{0} : settings_.attempt_timeout;
  const auto needed = forwarding + settings_.receiver.plan.slowest() + std::chrono::seconds{1};
  return std::clamp<std::chrono::nanoseconds>(needed, grace_least, grace_most);
}

}  // namespace streamctl::listener

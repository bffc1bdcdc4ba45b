#include "sqs/consumer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sqs/backoff.h"

namespace streamctl::sqs {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr nanoseconds longest_poll = seconds{1};  // Client::wake() ends it earlier.

std::vector<std::string_view> receipts_of(const std::vector<Held>& batch) {
  std::vector<std::string_view> receipts;
  receipts.reserve(batch.size());
  for (const Held& held : batch)
    receipts.push_back(held.receipt);
  return receipts;
}

}  // namespace

Result<std::optional<QueueAttributes>> look_at(Client& client, const std::stop_token& stop) {
  std::optional<Answer> answer;
  const std::stop_callback waker(stop, [&] { client.wake(); });
  client.start(get_attributes(), [&](Answer&& received) { answer = std::move(received); });
  while (!answer && !stop.stop_requested())
    client.poll(longest_poll);
  if (!answer) {
    client.abandon();
    return refused_error("interrupted");
  }
  if (!answer->failure) return std::optional(attributes_in(answer->body));
  // The first receive shows whether messages may be received, and backs off if it is throttled.
  using Kind = Failure::Kind;
  if (answer->failure->kind == Kind::denied || answer->failure->kind == Kind::throttled)
    return std::optional<QueueAttributes>();
  return explain(*answer->failure, client.place().queue.url);
}

Consumer::Consumer(std::unique_ptr<Client> client, const ConsumerOptions& options,
                   ConsumerParts parts, const Clock& clock, Random random)
    : client_(std::move(client)),
      options_(options),
      parts_(std::move(parts)),
      clock_(clock),
      random_(random),
      visibility_(
          std::max(options.attributes.value_or(QueueAttributes{}).visibility, visibility_least)),
      in_hand_(visibility_),
      settlements_(2 * held_by_receiver_max * options.receivers),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Consumer::~Consumer() {
  thread_.request_stop();
  client_->wake();
}

void Consumer::settle(std::vector<Settled>&& settled, std::uint64_t wanted) {
  Settlement settlement{std::move(settled), wanted};
  const bool is_pushed = settlements_.try_push(std::move(settlement));
  client_->wake();
  // Dropping a settlement would hold its messages for ever. Waiting is safe: the consumer's thread
  // never waits for this one, and closes the queue when it ends.
  if (!is_pushed) settlements_.push(std::move(settlement));
}

void Consumer::drain(nanoseconds grace) {
  grace_ = grace.count();
  is_drain_requested_ = true;
  client_->wake();
}

void Consumer::run(const std::stop_token& stop) {
  while (!stop.stop_requested() && !is_drained()) {
    take_settled();
    if (is_drain_requested_ && !drain_deadline_) begin_draining();
    if (drain_deadline_ && clock_.steady() >= *drain_deadline_) in_hand_.release_handed();
    receive();
    hand_over();
    remove();
    extend();
    release();
    client_->poll(next_wait());
  }
  settlements_.close();
  client_->abandon();
  if (!stop.stop_requested()) parts_.ended(std::move(failure_));
}

void Consumer::take_settled() {
  while (const auto settlement = settlements_.pop_for(nanoseconds{0})) {
    options_.wanted = settlement->wanted;
    for (const Settled& one : settlement->settled)
      in_hand_.settle(one.ticket, one.done, clock_.steady());
  }
}

void Consumer::begin_draining() {
  in_hand_.drain();
  delete_pause_ = {};
  drain_deadline_ = clock_.steady() + nanoseconds{failure_ ? 0 : grace_.load()};
}

bool Consumer::is_drained() const {
  if (!drain_deadline_) return false;
  if (clock_.steady() >= *drain_deadline_ + last_requests_max) return true;
  const bool receives = receiving_ > 0 && clock_.steady() < receive_deadline_;
  return in_hand_.size() == 0 && other_requests_ == 0 && !receives;
}

/// Starts receives, as many as the queue keeps busy and as there is room for their messages.
void Consumer::receive() {
  const std::size_t held_max = held_by_receiver_max * options_.receivers;
  while (!is_drain_requested_ && receiving_ < receiving_max_ &&
         clock_.steady() >= receive_pause_.until &&
         in_hand_.size() + messages_expected_ + batch_entries_max <= held_max) {
    const std::uint64_t expected = in_hand_.unsettled() + messages_expected_;
    if (expected >= options_.wanted) return;
    const auto count = std::min<std::uint64_t>(batch_entries_max, options_.wanted - expected);
    ++receiving_;
    receive_deadline_ = clock_.steady() + receive_patience;
    messages_expected_ += count;
    client_->start(receive_messages(count, options_.wait, visibility_),
                   [this, count](Answer&& answer) {
                     messages_expected_ -= count;
                     received(std::move(answer));
                   });
  }
}

void Consumer::received(Answer&& answer) {
  --receiving_;
  if (answer.failure) {
    receiving_max_ = 1;
    failed(*answer.failure, receive_pause_);
    return;
  }
  auto messages = messages_in(answer.body);
  if (!messages) {
    failed({Failure::Kind::unavailable, "", messages.error().what, 0}, receive_pause_);
    return;
  }
  worked(receive_pause_);
  leave_damaged(*messages);
  // More than half a batch: there are more messages. None: one receive can wait for the next.
  if (messages->empty()) receiving_max_ = 1;
  if (messages->size() > batch_entries_max / 2) receiving_max_ = options_.receivers;
  in_hand_.add(*std::move(messages), clock_.steady());
  hand_over();
}

/// Damaged messages stay on the queue.
void Consumer::leave_damaged(std::vector<Message>& messages) {
  const auto count = std::erase_if(messages, [](const Message& one) { return !one.is_intact; });
  in_hand_.pass_over(count);
  if (count == 0 || std::exchange(is_damage_reported_, true)) return;
  parts_.trouble("a message's body is not the one that its MD5OfBody is of: it stays on the queue");
}

void Consumer::hand_over() {
  if (is_drain_requested_) return;
  auto ready = in_hand_.take_ready();
  if (!ready.empty()) parts_.arrived(std::move(ready));
}

/// After a failure, one deletion at a time is in flight until one succeeds.
bool Consumer::may_delete() const {
  return deleting_ == 0 || delete_pause_.failures == 0;
}

void Consumer::remove() {
  while (may_not_delete_ && in_hand_.deletable() > 0) {
    for (const Held& held : in_hand_.take_deletable())
      in_hand_.give_up_delete(held);
  }
  const SteadyTime now = clock_.steady();
  if (now < delete_pause_.until) return;
  const auto is_due = [&] {
    const auto since = in_hand_.deletable_since();
    return since && (drain_deadline_ || in_hand_.deletable() >= batch_entries_max ||
                     now - *since >= delete_linger);
  };
  while (may_delete() && is_due()) {
    auto batch = in_hand_.take_deletable();
    ++other_requests_;
    ++deleting_;
    auto operation = delete_messages(receipts_of(batch));
    client_->start(std::move(operation), [this, batch = std::move(batch)](Answer&& answer) {
      --other_requests_;
      --deleting_;
      removed(batch, std::move(answer));
    });
  }
}

void Consumer::removed(const std::vector<Held>& batch, Answer&& answer) {
  if (answer.failure) {
    for (const Held& held : batch)
      in_hand_.retry_delete(held);
    if (!failed(*answer.failure, delete_pause_)) may_not_delete_ = true;
    return;
  }
  const auto results = entry_results(answer.body, batch.size());
  bool all_done = true;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (results[i].done) {
      in_hand_.deleted(batch[i]);
    } else if (results[i].sender_fault) {
      in_hand_.give_up_delete(batch[i]);
    } else {
      in_hand_.retry_delete(batch[i]);
      all_done = false;
    }
  }
  if (all_done) return worked(delete_pause_);
  ++delete_pause_.failures;
  delete_pause_.until = clock_.steady() + backoff(delete_pause_.failures, false, random_);
}

void Consumer::extend() {
  while (true) {
    auto batch = in_hand_.take_extensible(clock_.steady());
    if (batch.empty()) return;
    ++other_requests_;
    auto operation = change_visibility(receipts_of(batch), visibility_);
    client_->start(std::move(operation), [this, batch = std::move(batch)](Answer&& answer) {
      --other_requests_;
      // A single entry fails if its receipt has expired: another consumer has the message by now.
      if (answer.failure) in_hand_.retry_extension(batch, clock_.steady());
    });
  }
}

void Consumer::release() {
  // After a final failure, receives still in flight would return the released messages again.
  if (failure_ && receiving_ > 0 && clock_.steady() < receive_deadline_) return;
  while (true) {
    auto batch = in_hand_.take_releasable();
    if (batch.empty()) return;
    ++other_requests_;
    // If this fails, the messages become visible when their timeout is up.
    client_->start(change_visibility(receipts_of(batch), seconds{0}), [this](Answer&&) {
      --other_requests_;
      receive_deadline_ = clock_.steady() + receive_patience;
    });
  }
}

/// Backs off from a transient failure, or ends the consumer. Returns whether it is transient.
bool Consumer::failed(const Failure& failure, Pause& pause) {
  const std::string& url = client_->place().queue.url;
  if (!may_pass(failure)) {
    if (!failure_) failure_ = explain(failure, url);
    is_drain_requested_ = true;
    return false;
  }
  ++pause.failures;
  const bool throttled = failure.kind == Failure::Kind::throttled;
  pause.until = clock_.steady() + backoff(pause.failures, throttled, random_);
  if (!std::exchange(is_failing_, true) && !drain_deadline_)
    parts_.trouble(explain(failure, url).what + "; trying again");
  return true;
}

void Consumer::worked(Pause& pause) {
  pause = {};
  if (receive_pause_.failures > 0 || delete_pause_.failures > 0) return;
  if (std::exchange(is_failing_, false)) parts_.trouble("the queue answers again");
}

nanoseconds Consumer::next_wait() const {
  if (is_drained()) return nanoseconds{0};
  const SteadyTime now = clock_.steady();
  SteadyTime next = now + longest_poll;
  const auto at = [&](SteadyTime time) { next = std::min(next, time); };
  if (drain_deadline_ && receiving_ > 0 && receive_deadline_ > now) at(receive_deadline_);
  if (receive_pause_.until > now) at(receive_pause_.until);
  if (const auto since = in_hand_.deletable_since(); since && may_delete())
    at(std::max(*since + delete_linger, delete_pause_.until));
  if (const auto extension = in_hand_.next_extension()) at(*extension);
  if (drain_deadline_)
    at(*drain_deadline_ > now ? *drain_deadline_ : *drain_deadline_ + last_requests_max);
  return std::max(next - now, nanoseconds{0});
}

}  // namespace streamctl::sqs

#include "sqs/consumer.h"

#include <algorithm>
#include <utility>

#include "sqs/backoff.h"

namespace streamctl::sqs {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr nanoseconds longest_poll = seconds{1};  // Who wants it earlier wakes it.

std::vector<std::string> receipts_of(const std::vector<Held>& batch) {
  std::vector<std::string> receipts;
  receipts.reserve(batch.size());
  for (const Held& held : batch)
    receipts.push_back(held.receipt);
  return receipts;
}

}  // namespace

Result<std::optional<QueueAttributes>> look_at(Client& client, const std::stop_token& stop) {
  std::optional<Answer> answer;
  const std::stop_callback waker(stop, [&] { client.wake(); });
  client.start(get_attributes(), [&](Answer&& came) { answer = std::move(came); });
  while (!answer && !stop.stop_requested())
    client.poll(longest_poll);
  if (!answer) {
    client.abandon();
    return refused_error("interrupted");
  }
  if (!answer->failure) return std::optional(attributes_in(answer->body));
  // Whether messages may be received shows when one is; too much at once is waited out there.
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
      words_(2 * held_by_receiver_max * options.receivers),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Consumer::~Consumer() {
  thread_.request_stop();
  client_->wake();
}

void Consumer::settle(std::vector<Settled>&& settled, std::uint64_t wanted) {
  Word word{std::move(settled), wanted};
  const bool is_pushed = words_.try_push(std::move(word));
  client_->wake();
  // A word that is lost would keep its messages in hand for ever. Nothing that the consumer's
  // thread does waits for this one, and it closes the queue when it ends.
  if (!is_pushed) words_.push(std::move(word));
}

void Consumer::drain(nanoseconds grace) {
  grace_ = grace.count();
  drain_asked_ = true;
  client_->wake();
}

void Consumer::run(const std::stop_token& stop) {
  while (!stop.stop_requested() && !is_drained()) {
    take_settled();
    if (drain_asked_ && !drained_by_) begin_draining();
    if (drained_by_ && clock_.steady() >= *drained_by_) in_hand_.release_handed();
    receive();
    hand_over();
    remove();
    extend();
    release();
    client_->poll(next_wait());
  }
  words_.close();
  client_->abandon();
  if (!stop.stop_requested()) parts_.ended(std::move(failure_));
}

void Consumer::take_settled() {
  while (const auto word = words_.pop_for(nanoseconds{0})) {
    options_.wanted = word->wanted;
    for (const Settled& settled : word->settled)
      in_hand_.settle(settled.ticket, settled.done, clock_.steady());
  }
}

void Consumer::begin_draining() {
  in_hand_.drain();
  delete_pause_ = {};
  drained_by_ = clock_.steady() + nanoseconds{failure_ ? 0 : grace_.load()};
}

bool Consumer::is_drained() const {
  if (!drained_by_) return false;
  if (clock_.steady() >= *drained_by_ + last_requests_max) return true;
  const bool receives = receiving_ > 0 && clock_.steady() < receive_due_;
  return in_hand_.size() == 0 && others_ == 0 && !receives;
}

/// Keeps as many receives waiting as the queue is worth, and as there is room for what they bring.
/// What is not wanted stays on the queue: to be received counts towards its redrive.
void Consumer::receive() {
  const std::size_t held_max = held_by_receiver_max * options_.receivers;
  while (!drain_asked_ && receiving_ < wanted_ && clock_.steady() >= receive_pause_.until &&
         in_hand_.size() + asked_ + batch_entries_max <= held_max) {
    const std::uint64_t expected = in_hand_.unsettled() + asked_;
    if (expected >= options_.wanted) return;
    const auto count = std::min<std::uint64_t>(batch_entries_max, options_.wanted - expected);
    ++receiving_;
    receive_due_ = clock_.steady() + receive_patience;
    asked_ += count;
    client_->start(receive_messages(count, options_.wait, visibility_),
                   [this, count](Answer&& answer) {
                     asked_ -= count;
                     received(std::move(answer));
                   });
  }
}

void Consumer::received(Answer&& answer) {
  --receiving_;
  if (answer.failure) {
    wanted_ = 1;
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
  // More than half a batch: there are more. None: one receive is enough to wait for the next.
  if (messages->empty()) wanted_ = 1;
  if (messages->size() > batch_entries_max / 2) wanted_ = options_.receivers;
  in_hand_.add(*std::move(messages), clock_.steady());
  hand_over();
}

/// Damaged messages stay on the queue.
void Consumer::leave_damaged(std::vector<Message>& messages) {
  const auto count = std::erase_if(messages, [](const Message& one) { return !one.is_intact; });
  in_hand_.pass_over(count);
  if (count == 0 || std::exchange(told_damage_, true)) return;
  parts_.trouble("a message's body is not the one that its MD5OfBody is of: it stays on the queue");
}

void Consumer::hand_over() {
  if (drain_asked_) return;
  auto ready = in_hand_.take_ready();
  if (!ready.empty()) parts_.arrived(std::move(ready));
}

/// After a failure one request at a time tries whether it goes better.
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
    return since && (drained_by_ || in_hand_.deletable() >= batch_entries_max ||
                     now - *since >= delete_linger);
  };
  while (may_delete() && is_due()) {
    auto batch = in_hand_.take_deletable();
    ++others_;
    ++deleting_;
    auto operation = delete_messages(receipts_of(batch));
    client_->start(std::move(operation), [this, batch = std::move(batch)](Answer&& answer) {
      --others_;
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
    ++others_;
    auto operation = change_visibility(receipts_of(batch), visibility_);
    client_->start(std::move(operation), [this, batch = std::move(batch)](Answer&& answer) {
      --others_;
      // Of an entry that fails the receipt has expired: the message is another's by now.
      if (answer.failure) in_hand_.retry_extension(batch, clock_.steady());
    });
  }
}

void Consumer::release() {
  // After a failure for good the receives that still wait would bring again what is given back.
  if (failure_ && receiving_ > 0 && clock_.steady() < receive_due_) return;
  while (true) {
    auto batch = in_hand_.take_releasable();
    if (batch.empty()) return;
    ++others_;
    // Where it fails the messages come again all the same, when their time is up.
    client_->start(change_visibility(receipts_of(batch), seconds{0}), [this](Answer&&) {
      --others_;
      receive_due_ = clock_.steady() + receive_patience;
    });
  }
}

/// Waits a failure out, or makes it the end; whether it may pass.
bool Consumer::failed(const Failure& failure, Pause& pause) {
  const std::string& url = client_->place().queue.url;
  if (!may_pass(failure)) {
    if (!failure_) failure_ = explain(failure, url);
    drain_asked_ = true;
    return false;
  }
  ++pause.failures;
  const bool throttled = failure.kind == Failure::Kind::throttled;
  pause.until = clock_.steady() + backoff(pause.failures, throttled, random_);
  if (!std::exchange(in_trouble_, true) && !drained_by_)
    parts_.trouble(explain(failure, url).what + "; trying again");
  return true;
}

void Consumer::worked(Pause& pause) {
  pause = {};
  if (receive_pause_.failures > 0 || delete_pause_.failures > 0) return;
  if (std::exchange(in_trouble_, false)) parts_.trouble("the queue answers again");
}

nanoseconds Consumer::next_wait() const {
  if (is_drained()) return nanoseconds{0};
  const SteadyTime now = clock_.steady();
  SteadyTime next = now + longest_poll;
  const auto at = [&](SteadyTime time) { next = std::min(next, time); };
  if (drained_by_ && receiving_ > 0 && receive_due_ > now) at(receive_due_);
  if (receive_pause_.until > now) at(receive_pause_.until);
  if (const auto since = in_hand_.deletable_since(); since && may_delete())
    at(std::max(*since + delete_linger, delete_pause_.until));
  if (const auto extension = in_hand_.next_extension()) at(*extension);
  if (drained_by_) at(*drained_by_ > now ? *drained_by_ : *drained_by_ + last_requests_max);
  return std::max(next - now, nanoseconds{0});
}

}  // namespace streamctl::sqs

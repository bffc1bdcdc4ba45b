#include "sqs/producer.h"

#include <algorithm>
#include <utility>

#include "sqs/backoff.h"

namespace streamctl::sqs {
namespace {

using std::chrono::nanoseconds;

std::string reason_of(const std::string& code, const std::string& message) {
  return code + (code.empty() || message.empty() ? "" : ": ") + message;
}

void note(Try& attempt, const Failure& failure) {
  attempt.status = failure.status;
  attempt.error = reason_of(failure.code, failure.message);
  attempt.hint = hint_of(failure);
}

/// Records the result of one entry of an answer.
void note(Try& attempt, const EntryResult& result) {
  attempt.done = result.done;
  attempt.status = 200;
  if (result.done) return;
  const unsigned status = result.sender_fault ? 400 : 500;
  note(attempt, {kind_of(result.code, status), result.code, result.message, status});
}

bool is_final(const Try& attempt, const std::optional<Failure>& failure) {
  return attempt.done || (failure ? !may_pass(*failure) : attempt.status == 400);
}

}  // namespace

Producer::Producer(std::unique_ptr<Client> client, const ProducerOptions& options,
                   Finished finished, const Clock& clock, Random random)
    : client_(std::move(client)),
      options_(options),
      finished_(std::move(finished)),
      clock_(clock),
      random_(random) {}

bool Producer::has_room() const {
  return client_->in_flight() + waiting_.size() < options_.batches_max;
}

void Producer::send(std::uint64_t tag, Sendable message) {
  Outbound entry{tag, std::move(message), "", {}};
  if (!is_sendable(entry.message)) {
    Try refused{clock_.now(), clock_.steady()};
    refused.error = "the message is larger than the 256 KiB that SQS takes";
    entry.tries.push_back(std::move(refused));
    return finished_(std::move(entry));
  }
  ++in_flight_;
  if (!batch_.fits(entry.message)) flush();
  batch_.add(std::move(entry));
  if (batch_.full()) flush();
}

void Producer::flush() {
  if (!batch_.empty()) waiting_.push_back({clock_.steady(), batch_.take()});
  post_due();
}

void Producer::poll(nanoseconds wait) {
  post_due();
  if (client_->in_flight() < options_.batches_max)
    for (const Waiting& waiting : waiting_)
      wait = std::clamp<nanoseconds>(waiting.until - clock_.steady(), nanoseconds{0}, wait);
  client_->poll(wait);
  post_due();
}

/// Sends the batches that are due, in order. If only one may be in flight, none overtakes another.
void Producer::post_due() {
  const auto is_due = [now = clock_.steady()](const Waiting& one) { return one.until <= now; };
  while (client_->in_flight() < options_.batches_max) {
    const auto last =
        options_.batches_max == 1 && !waiting_.empty() ? waiting_.begin() + 1 : waiting_.end();
    const auto due = std::find_if(waiting_.begin(), last, is_due);
    if (due == last) return;
    std::vector<Outbound> batch = std::move(due->batch);
    waiting_.erase(due);
    post(std::move(batch));
  }
}

void Producer::post(std::vector<Outbound>&& batch) {
  std::vector<Sendable> messages;
  for (Outbound& entry : batch) {
    entry.tries.push_back({clock_.now(), clock_.steady()});
    messages.push_back(entry.message);
  }
  const auto free = std::find_if(flights_.begin(), flights_.end(),
                                 [](const auto& flight) { return flight.empty(); });
  const auto number = static_cast<std::size_t>(free - flights_.begin());
  if (free == flights_.end()) flights_.emplace_back();
  flights_[number] = std::move(batch);
  client_->start(send_messages(messages),
                 [this, number](Answer&& answer) { answered(number, std::move(answer)); });
}

void Producer::answered(std::size_t flight, Answer&& answer) {
  std::vector<Outbound> batch = std::exchange(flights_[flight], {});
  const auto results = entry_results(answer.body, batch.size());
  std::vector<Outbound> again;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Try& attempt = batch[i].tries.back();
    attempt.duration = clock_.steady() - attempt.began;
    answer.failure ? note(attempt, *answer.failure) : note(attempt, results[i]);
    batch[i].message_id = results[i].message_id;
    const bool is_last = static_cast<int>(batch[i].tries.size()) >= options_.tries_max;
    if (!is_final(attempt, answer.failure) && !is_last) {
      again.push_back(std::move(batch[i]));
      continue;
    }
    --in_flight_;
    finished_(std::move(batch[i]));
  }
  if (again.empty()) return;
  const bool throttled = answer.failure && answer.failure->kind == Failure::Kind::throttled;
  const int failures = static_cast<int>(again.front().tries.size());
  // Ahead of batches that have not been tried yet.
  waiting_.insert(waiting_.begin(),
                  {clock_.steady() + backoff(failures, throttled, random_), std::move(again)});
}

void Producer::cut() {
  client_->abandon();
  std::vector<Outbound> all = batch_.take();
  for (auto& flight : flights_)
    std::move(flight.begin(), flight.end(), std::back_inserter(all));
  flights_.clear();
  for (Waiting& waiting : waiting_)
    std::move(waiting.batch.begin(), waiting.batch.end(), std::back_inserter(all));
  waiting_.clear();
  in_flight_ = 0;
  for (Outbound& entry : all) {
    if (entry.tries.empty()) entry.tries.push_back({clock_.now(), clock_.steady()});
    Try& last = entry.tries.back();
    if (last.error.empty()) last.error = "interrupted";
    finished_(std::move(entry));
  }
}

}  // namespace streamctl::sqs

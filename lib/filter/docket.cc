#include "filter/docket.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::filter {

Docket::Docket(std::chrono::nanoseconds timeout)
    : timeout_(timeout),
      reprieve_(std::max<std::chrono::nanoseconds>(timeout / 4, reprieve_least)) {}

void Docket::add(std::uint64_t id, std::string body, SteadyTime now) {
  const bool has_room = bytes_ <= docket_bytes_max;
  bytes_ += body.size();
  Event& event = events_.emplace_back();
  event.id = id;
  event.body = std::move(body);
  event.handed = now;
  event.due = now + timeout_;
  if (gone_at_ != never) reprieve(event);
  if (!has_room) fail(event, Failure::backlog, "too many events wait for it");
}

void Docket::helper_ready(SteadyTime now) {
  idle_since_ = now;
  gone_at_ = never;
  for (Event& event : events_)
    if (std::exchange(event.awaits_helper, false)) event.due = std::max(event.due, now + reprieve_);
}

void Docket::reprieve(Event& event) {
  if (!std::exchange(event.is_reprieved, true)) event.awaits_helper = true;
}

SteadyTime Docket::due_of(const Event& event) const {
  if (!event.awaits_helper) return event.due;
  return std::max(event.due, gone_at_ + replacement_time_max);
}

Docket::Event* Docket::undecided(std::uint64_t number) {
  if (number < first_ || number - first_ >= events_.size()) return nullptr;
  Event& event = events_[number - first_];
  return event.decision ? nullptr : &event;
}

void Docket::decide(Event& event, Decision decision) {
  decision.id = event.id;
  event.decision = std::move(decision);
  bytes_ -= event.body.size();
  event.body = {};
}

void Docket::fail(Event& event, Failure failure, std::string why) {
  decide(event, {0, false, failure, std::move(why)});
}

const std::string* Docket::next_to_send() {
  if (sent_.size() >= docket_sent_max) return nullptr;
  next_ = std::max(next_, first_);
  for (; next_ - first_ < events_.size(); ++next_) {
    const Event* event = undecided(next_);
    if (event == nullptr) continue;
    sent_.push_back({next_++, event->handed});
    return &event->body;
  }
  return nullptr;
}

void Docket::answered(const Reply& reply, SteadyTime now) {
  idle_since_ = now;
  if (sent_.empty()) return;
  Event* event = undecided(sent_.front().number);
  sent_.pop_front();
  if (event == nullptr) return;  // It was given up before.
  if (reply.kind == Reply::Kind::failed) return fail(*event, Failure::error, printable(reply.text));
  decide(*event, {0, reply.kind == Reply::Kind::wanted, std::nullopt, ""});
}

SteadyTime Docket::stuck_at() const {
  if (sent_.empty()) return never;
  return std::max(idle_since_, sent_.front().handed) + timeout_;
}

void Docket::helper_gone(SteadyTime now, std::optional<Failure> failure, const std::string& why) {
  Event* event = sent_.empty() ? nullptr : undecided(sent_.front().number);
  if (!sent_.empty()) next_ = sent_.front().number;
  sent_.clear();
  if (event != nullptr) {
    if (!failure && std::exchange(event->is_spared, true)) failure = Failure::crash;
    if (failure) fail(*event, *failure, why);
  }
  gone_at_ = std::min(gone_at_, now);
  for (Event& waiting : events_)
    reprieve(waiting);
}

void Docket::expire(SteadyTime now) {
  // What was handed in later is due later.
  for (Event& event : events_) {
    if (event.decision) continue;
    if (std::min(due_of(event), end_) > now) break;
    if (due_of(event) > now) {
      fail(event, Failure::ended, "the end came first");
    } else {
      fail(event, Failure::time, "it took longer than " + duration_text(timeout_));
    }
  }
}

SteadyTime Docket::due() const {
  const auto first = std::find_if(events_.begin(), events_.end(),
                                  [](const Event& event) { return !event.decision; });
  return first == events_.end() ? never : std::min(due_of(*first), end_);
}

std::vector<Decision> Docket::take_decided() {
  std::vector<Decision> decided;
  while (!events_.empty() && events_.front().decision) {
    decided.push_back(*std::move(events_.front().decision));
    events_.pop_front();
    ++first_;
  }
  return decided;
}

}  // namespace streamctl::filter

#include "filter/docket.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::filter {

Docket::Docket(std::chrono::nanoseconds timeout)
    : timeout_(timeout),
      patience_(std::max<std::chrono::nanoseconds>(2 * timeout, patience_least)) {}

void Docket::add(std::uint64_t id, std::string body, SteadyTime now) {
  const bool has_room = bytes_ <= docket_bytes_max;
  bytes_ += body.size();
  Event& event = events_.emplace_back();
  event.id = id;
  event.body = std::move(body);
  event.handed = now;
  if (!has_room) fail(event, Failure::backlog, "too many events wait for it");
}

bool Docket::is_first_sent(std::uint64_t number) const {
  return !sent_.empty() && sent_.front().number == number;
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
  if (sent_.size() >= window_) return nullptr;
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
  const SteadyTime idle_since = std::exchange(idle_since_, now);
  if (sent_.empty()) return;
  const bool is_quick = now - std::max(idle_since, sent_.front().handed) <= quick_max;
  window_ = is_quick ? std::min(2 * window_, docket_sent_max) : 1;
  Event* event = undecided(sent_.front().number);
  sent_.pop_front();
  if (event == nullptr) return;  // It had already failed.
  if (reply.kind == Reply::Kind::failed) return fail(*event, Failure::error, printable(reply.text));
  decide(*event, {0, reply.kind == Reply::Kind::wanted, std::nullopt, ""});
}

SteadyTime Docket::stuck_at() const {
  if (sent_.empty()) return never;
  return std::max(idle_since_, sent_.front().handed) + timeout_;
}

void Docket::helper_gone(std::optional<Failure> failure, const std::string& why) {
  Event* event = sent_.empty() ? nullptr : undecided(sent_.front().number);
  if (!sent_.empty()) next_ = sent_.front().number;
  sent_.clear();
  if (event != nullptr) {
    if (!failure && std::exchange(event->is_spared, true)) failure = Failure::crash;
    if (failure) fail(*event, *failure, why);
  }
}

void Docket::expire(SteadyTime now) {
  // Later events expire later, and the helper is busy with the first waiting event or with one that
  // has already failed.
  for (std::uint64_t number = first_; number - first_ < events_.size(); ++number) {
    Event* event = undecided(number);
    if (event == nullptr) continue;
    const SteadyTime due = event->handed + patience_;
    if (is_first_sent(number) && stuck_at() <= now) {
      fail(*event, Failure::time, "it took longer than " + duration_text(timeout_));
    } else if (due <= now) {
      fail(*event, Failure::backlog,
           "the filter was not done with it within " + duration_text(patience_));
    } else if (end_ <= now) {
      fail(*event, Failure::ended, "the end came first");
    } else {
      break;
    }
  }
}

SteadyTime Docket::due() const {
  const auto first = std::find_if(events_.begin(), events_.end(),
                                  [](const Event& event) { return !event.decision; });
  if (first == events_.end()) return never;
  const auto number = first_ + static_cast<std::uint64_t>(first - events_.begin());
  const SteadyTime due = std::min(first->handed + patience_, end_);
  return is_first_sent(number) ? std::min(due, stuck_at()) : due;
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

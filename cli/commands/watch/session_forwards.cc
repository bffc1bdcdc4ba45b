// How a run of `watch` forwards its events.
#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "commands/watch/session.h"
#include "core/units.h"
#include "listener/routes.h"

namespace streamctl::cli {

using listener::bit_of;
using listener::Delivery;
using listener::Forwarded;
using listener::Targets;
using std::chrono::nanoseconds;

/// Sends an event to the targets of its type.
void WatchSession::forward(Delivery&& event) {
  const Targets targets = targets_of(setup_.routes, event.record.type);
  event.is_for_no_target = targets == 0;
  // Otherwise the event's own lines say it.
  if (event.is_for_no_target && context_.output == Output::json && !context_.quiet)
    context_.err << explanations_.no_target_once(event.record.type) << std::flush;
  delivery::Outgoing outgoing;
  outgoing.webhook_id = event.record.webhook_id;
  outgoing.type = event.record.type;
  outgoing.call_cid = event.record.call_cid;
  outgoing.body = std::make_shared<const std::string>(event.record.body);
  std::size_t awaited = 0;
  for (std::size_t route = 0; route < setup_.routes.size(); ++route) {
    if ((targets & bit_of(route)) == 0) continue;
    const std::string& url = setup_.routes[route].target.url;
    if (forwarder_->send(route, delivery::Outgoing(outgoing))) {
      event.forwarded.push_back({url, {}, {}});
      ++awaited;
    } else {
      ++outcome_.deliveries_failed;
      add_note(event, "not forwarded to " + url + ": too many deliveries wait for it");
    }
  }
  if (awaited == 0) return show(std::move(event));
  std::string id = event.record.webhook_id;
  forwarding_.emplace(std::move(id), Forwarding{std::move(event), awaited});
}

void WatchSession::take_news(nanoseconds wait) {
  if (!forwarder_) return;
  auto news = forwarder_->next(wait);
  for (; news; news = forwarder_->next(nanoseconds{0})) {
    if (!news->exchange.empty()) context_.err << news->exchange << std::flush;
    if (news->delivery) delivered(news->route, *news->delivery);
  }
}

/// Takes a target's answer; shows the event once all its targets have finished.
void WatchSession::delivered(std::size_t route, const delivery::Delivery& delivery) {
  const auto place = forwarding_.find(delivery.webhook_id);
  if (place == forwarding_.end()) return;
  Delivery& event = place->second.event;
  const std::string& url = setup_.routes[route].target.url;
  if (!delivery.delivered) ++outcome_.deliveries_failed;
  if (!delivery.delivered && !context_.quiet) explain(url, delivery);
  const auto target = std::find_if(event.forwarded.begin(), event.forwarded.end(),
                                   [&](const auto& one) { return one.url == url; });
  target->answer = delivery.attempts.back();
  target->answer.duration += target->answer.offset;
  target->report = delivery;
  target->report->body.reset();  // Its event has it.
  if (delivery.attempts.size() > 1)
    add_note(event, (setup_.view.names_targets ? url + ": " : "") +
                        (delivery.delivered ? "delivered in " : "given up after ") +
                        count_text(delivery.attempts.size()) + " attempts");
  if (event.recorded) record_answers(url, delivery);
  if (--place->second.targets_awaited > 0) return;
  auto done = forwarding_.extract(place);
  show(std::move(done.mapped().event));
}

/// Records how the target took each attempt; store() writes it.
void WatchSession::record_answers(const std::string& url, const delivery::Delivery& delivery) {
  for (const delivery::Attempt& attempt : delivery.attempts)
    recording_->add(capture::Forwarded{delivery.webhook_id, attempt.number, url, attempt.status,
                                       attempt.duration, attempt.error});
}

/// Reports why the target did not accept it, and how to resend it.
void WatchSession::explain(const std::string& url, const delivery::Delivery& delivery) {
  const delivery::Attempt& last = delivery.attempts.back();
  std::string again;
  if (recording_ && !recording_->first_failure())
    again = replay_command(setup_.record.file, delivery.webhook_id, last, url);
  context_.err << explanations_.once(last, url, context_.err_terminal, again) << std::flush;
}

/// Shows an event that the end has cut off from some of its targets.
void WatchSession::abandon(Delivery&& event) {
  const auto is_unfinished = [](const Forwarded& target) { return !target.report; };
  for (const Forwarded& target : event.forwarded) {
    if (!is_unfinished(target)) continue;
    ++outcome_.deliveries_failed;
    add_note(event, "not forwarded to " + target.url + ": the end came first");
  }
  std::erase_if(event.forwarded, is_unfinished);
  show(std::move(event));
}

}  // namespace streamctl::cli

#include "commands/watch/session.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/written_files.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/forwards_awaited.h"
#include "render/junit.h"
#include "stream/token.h"

namespace streamctl::cli {
namespace {

using listener::Seen;
using std::chrono::nanoseconds;

/// Longer than a connection usually lives; each gets its own.
constexpr std::chrono::hours token_valid_for{24};
constexpr std::chrono::hours poll_wait_max{1};  // Whatever matters wakes it.
/// What waits for the filter at the end is judged by then, or counts as what it failed on.
constexpr std::chrono::milliseconds filter_grace{500};
/// So long a gap waits to be shown behind what came before it.
constexpr std::chrono::seconds gap_patience{1};

stream::RealtimeOptions realtime_options(const WatchSetup& setup, const Context& context) {
  stream::RealtimeOptions options;
  options.base_url = setup.access.base_url;
  options.api_key = setup.access.api_key;
  options.user_id = setup.user_id;
  options.trust = setup.access.trust;
  options.connect_timeout = setup.access.connect_timeout;
  options.proxy = proxy_of(setup.access.base_url, context);
  return options;
}

/// "127.0.0.1:8800" of "http://127.0.0.1:8800/at".
std::string host_in(const std::string& base_url) {
  const std::string rest = base_url.substr(base_url.find("://") + 3);
  return rest.substr(0, rest.find('/'));
}

std::string calls_text(std::size_t calls) {
  return count_text(calls) + (calls == 1 ? " call" : " calls");
}

}  // namespace

WatchSession::WatchSession(WatchSetup setup, Context& context)
    : setup_(std::move(setup)),
      context_(context),
      realtime_(realtime_options(setup_, context), parts(), context.clock, context.random) {}

stream::RealtimeParts WatchSession::parts() {
  stream::RealtimeParts parts;
  parts.token = [this](bool stale) { return token(stale); };
  parts.watch = [this](const std::string& connection_id, const Secret& token) {
    return watch_calls(connection_id, token);
  };
  parts.event = [this](stream::RealtimeEvent&& came) { event(std::move(came)); };
  parts.connected = [this](const std::string&, std::size_t calls) { connected(calls); };
  parts.gap = [this](const stream::Gap& told) { gap(told); };
  parts.lost = [this](const std::string& why, nanoseconds wait) { lost(why, wait); };
  return parts;
}

Result<ExitCode> WatchSession::run() {
  begin_ = context_.clock.steady();
  if (auto opened = open(); !opened) return std::move(opened).error();
  watch();
  finish();
  if (auto written = write_report(); !written) return std::move(written).error();
  return verdict();
}

Result<void> WatchSession::open() {
  if (auto good = check_report(setup_.junit, setup_.record); !good) return good;
  if (!setup_.record.empty()) {
    auto writer = open_capture(
        "--record", setup_.record,
        setup_.fsync ? capture::Durability::power : capture::Durability::process, context_);
    if (!writer) return std::move(writer).error();
    writer_.emplace(*std::move(writer));
  }
  // Nobody reads /dev/null: nothing is rendered for it.
  if (!context_.out_terminal.is_null) queue_.emplace();
  audience_.emplace(setup_.expectations, queue_ ? &*queue_ : nullptr, [this] { done_ = true; });
  if (setup_.target) {
    forwarder_.emplace(*setup_.target, setup_.policy, context_.verbose, context_.clock,
                       [this] { realtime_.wake(); });
  }
  if (setup_.filter) filter_.emplace(std::move(setup_.filter), [this] { realtime_.wake(); });
  return {};
}

void WatchSession::watch() {
  const std::stop_callback on_stop(context_.stop, [this] { realtime_.wake(); });
  while (!done_ && !context_.stop.stop_requested()) {
    const nanoseconds left = time_left();
    if (left.count() <= 0) break;
    auto polled = realtime_.poll(left);
    turn_end();
    if (printer_ && printer_->gone()) done_ = true;
    report_lost_output(context_);
    if (polled) continue;
    if (!context_.stop.stop_requested()) failure_ = std::move(polled).error();
    break;
  }
  const bool in_time = !setup_.timeout || context_.clock.steady() - begin_ < *setup_.timeout;
  timed_out_ = !in_time && !audience_->expectations().met();
  if (!failure_) realtime_.leave();
}

nanoseconds WatchSession::time_left() const {
  nanoseconds left = poll_wait_max;
  const nanoseconds passed = context_.clock.steady() - begin_;
  if (setup_.duration) left = std::min(left, *setup_.duration - passed);
  if (setup_.timeout) left = std::min(left, *setup_.timeout - passed);
  return left;
}

std::optional<Secret> WatchSession::token(bool stale) {
  if (!setup_.secret.empty()) {
    return stream::user_token({.user_id = setup_.user_id}, setup_.secret, context_.clock.now(),
                              token_valid_for);
  }
  if (stale) return std::nullopt;
  return setup_.access.token;
}

stream::Watched WatchSession::watch_calls(const std::string& connection_id, const Secret& token) {
  stream::Access access = setup_.access;
  access.token = token;
  access.timeout =
      std::clamp<nanoseconds>(time_left(), std::chrono::milliseconds{1}, access.timeout);
  return stream::watch_calls(
      setup_.watch, connection_id,
      {std::move(access), api_observer(context_), context_.clock, context_.random}, context_.stop);
}

void WatchSession::event(stream::RealtimeEvent&& event) {
  Seen seen;
  capture::Record& record = seen.record;
  record.received_at = event.received_at;
  record.transport = capture::Transport::websocket;
  record.verified = true;  // The connection is.
  record.type = std::move(event.type);
  record.call_cid = std::move(event.call_cid);
  record.remote = host_in(setup_.access.base_url);
  record.body = std::move(event.text);
  seen.wire_bytes = seen.body_bytes = record.body.size();
  if (!listener::passes(setup_.selection, record.type, record.call_cid))
    return audience_->saw(std::move(seen), {.shown = false});
  if (filter_) return filter_->ask(std::move(seen));
  take(std::move(seen), true);
}

/// Takes up what the filter has decided; waits for it for at most `wait`, or until none waits.
void WatchSession::take_judged(nanoseconds wait) {
  if (!filter_) return;
  const SteadyTime end = context_.clock.steady() + wait;
  while (auto one = filter_->next(std::max(end - context_.clock.steady(), nanoseconds{0})))
    judged(std::move(one->first), one->second);
}

void WatchSession::judged(Seen&& seen, const filter::Decision& decision) {
  const bool is_kept = decision.failure && writer_;
  const auto words = filter_failures_.note(
      decision, {seen.record.type, "", is_kept ? "recorded and otherwise left out" : "left out"});
  if (words) report_warning(context_, *words);
  if (decision.wanted || is_kept) return take(std::move(seen), decision.wanted);
  audience_->saw(std::move(seen), {.shown = false});
}

void WatchSession::take(Seen&& seen, bool is_wanted) {
  if (forwarder_ && is_wanted) seen.record.webhook_id = context_.random.uuid();
  if (writer_) writer_->add(seen.record);
  turn_.push_back({std::move(seen), is_wanted});
}

void WatchSession::connected(std::size_t calls) {
  const bool is_first = !std::exchange(is_watching_, true);
  if (is_first && context_.output == Output::json) {
    context_.out << json_line(Json{{"kind", "watching"},
                                   {"url", setup_.access.base_url},
                                   {"user_id", setup_.user_id},
                                   {"calls", calls}})
                 << std::endl;
  }
  // From here on it has the output to itself.
  if (is_first && queue_) {
    printer_ = std::make_unique<ListenPrinter>(*queue_, context_, setup_.view,
                                               [this] { realtime_.wake(); });
  }
  if (context_.quiet) return;
  context_.err << (is_first ? "Watching " : "Watching again: ") << calls_text(calls) << " as "
               << printable(setup_.user_id) << " at " << printable(setup_.access.base_url) << '\n';
  if (is_first && writer_) context_.err << "Recording to " << printable(setup_.record) << '\n';
  if (is_first && setup_.target)
    context_.err << "Forwarding to " << printable(setup_.target->url) << '\n';
  context_.err << std::flush;
}

void WatchSession::lost(const std::string& why, nanoseconds wait) {
  if (context_.stop.stop_requested()) return;
  loss_ = why;
  report_warning(context_, (is_watching_ ? "the connection is lost: " : "no connection yet: ") +
                               why + "; trying again in " + duration_text(wait));
  context_.err.flush();
}

void WatchSession::gap(const stream::Gap& gap) {
  report_warning(context_, "events between " + local_clock_text(gap.from) + " and " +
                               local_clock_text(gap.to) + " may be missing: " + gap.reason);
  context_.err.flush();
  if (context_.output != Output::json) return;
  take_judged(gap_patience);
  turn_end();  // What came before it is shown before it.
  audience_->say(json_line(Json{{"kind", "gap"},
                                {"from", rfc3339_micros(gap.from)},
                                {"to", rfc3339_micros(gap.to)},
                                {"reason", gap.reason}}));
}

void WatchSession::turn_end() {
  take_judged(nanoseconds{0});
  store();
  take_news(nanoseconds{0});
  audience_->turn_end();
}

/// Writes the turn's records at once, then passes them on.
void WatchSession::store() {
  if (turn_.empty()) return;
  std::vector<Taken> turn = std::exchange(turn_, {});
  std::optional<Error> failure;
  if (writer_) {
    if (auto stored = writer_->commit(); !stored) failure = std::move(stored).error();
    if (const auto notice = writer_->take_notice()) report_warning(context_, *notice);
  }
  if (failure && !recording_failure_) {
    report_warning(context_, "cannot record: " + failure->what);
    recording_failure_ = failure;
  }
  for (auto& [seen, is_wanted] : turn) {
    seen.recorded = writer_ && !failure;
    if (!is_wanted) {
      audience_->saw(std::move(seen), {.shown = false});
    } else if (failure) {
      seen.status = 503;
      seen.note = "not recorded: " + failure->what;
      show(std::move(seen));
    } else if (forwarder_) {
      forward(std::move(seen));
    } else {
      show(std::move(seen));
    }
  }
}

void WatchSession::forward(Seen&& seen) {
  delivery::Outgoing outgoing;
  outgoing.webhook_id = seen.record.webhook_id;
  outgoing.type = seen.record.type;
  outgoing.call_cid = seen.record.call_cid;
  outgoing.body = std::make_shared<const std::string>(seen.record.body);
  if (forwarder_->send(std::move(outgoing))) {
    std::string id = seen.record.webhook_id;
    forwarding_.emplace(std::move(id), std::move(seen));
    return;
  }
  ++deliveries_failed_;
  seen.note = "not forwarded: too many deliveries wait for the target";
  show(std::move(seen));
}

void WatchSession::take_news(nanoseconds wait) {
  if (!forwarder_) return;
  auto news = forwarder_->next(wait);
  for (; news; news = forwarder_->next(nanoseconds{0})) {
    if (!news->exchange.empty()) context_.err << news->exchange << std::flush;
    if (news->delivery) delivered(*news->delivery);
  }
}

/// Shows an event whose delivery is over.
void WatchSession::delivered(const delivery::Delivery& delivery) {
  auto place = forwarding_.extract(delivery.webhook_id);
  if (place.empty()) return;
  Seen seen = std::move(place.mapped());
  if (!delivery.delivered) ++deliveries_failed_;
  if (!delivery.delivered && !context_.quiet) explain(delivery);
  const delivery::Attempt& last = delivery.attempts.back();
  listener::Forwarded& told = seen.forwarded.emplace();
  told.status = last.status;
  told.duration = last.offset + last.duration;
  told.timed_out = last.outcome == delivery::Outcome::timeout;
  told.error = last.error;
  told.location = last.location;
  if (delivery.attempts.size() > 1)
    seen.note = "delivered in " + count_text(delivery.attempts.size()) + " attempts";
  if (delivery.attempts.size() > 1 && !delivery.delivered)
    seen.note = "given up after " + count_text(delivery.attempts.size()) + " attempts";
  seen.delivery = delivery;
  show(std::move(seen));
}

/// Says what it means that the target did not take it, and how to send it again.
void WatchSession::explain(const delivery::Delivery& delivery) {
  const std::string& url = setup_.target->url;
  const delivery::Attempt& last = delivery.attempts.back();
  std::string again;
  if (writer_ && !recording_failure_)
    again = replay_command(setup_.record, delivery.webhook_id, last, url);
  context_.err << explanations_.once(last, url, context_.err_terminal, again) << std::flush;
}

void WatchSession::show(Seen&& seen) {
  audience_->saw(std::move(seen), {.shown = true, .counts = true});
}

void WatchSession::finish() {
  if (filter_) filter_->end_within(filter_grace);
  take_judged(2 * filter_grace);
  turn_end();
  if (context_.stop.stop_requested() && setup_.target)
    say_forwards_awaited(forwarding_.size(), setup_.target->url, context_);
  const SteadyTime end = context_.clock.steady() + setup_.policy.total_timeout;
  while (!forwarding_.empty() && context_.clock.steady() < end)
    take_news(end - context_.clock.steady());
  forwarder_.reset();
  for (auto& [id, seen] : forwarding_) {
    ++deliveries_failed_;
    seen.note = "not forwarded: the end came first";
    show(std::move(seen));
  }
  forwarding_.clear();
  audience_->turn_end();
  printer_.reset();
  if (filter_failures_.total() > 0) report_warning(context_, filter_failures_.summary());
  if (!context_.quiet && is_watching_) {
    context_.err << over_interrupt(context_, context_.err_terminal)
                 << render_tally(audience_->tally(), context_.clock.steady() - begin_,
                                 context_.err_terminal)
                 << std::flush;
  }
}

Result<void> WatchSession::write_report() {
  if (setup_.junit.empty()) return {};
  return cli::write_report(
      setup_.junit,
      junit_report("streamctl watch",
                   cases_of(audience_->expectations(), context_.clock.steady() - begin_)),
      context_);
}

Result<ExitCode> WatchSession::verdict() {
  const listener::Expectations& expectations = audience_->expectations();
  if (!expectations.offence().empty())
    return refused_error(printable(expectations.offence()) + " came, which --forbid rules out");
  if (failure_) return *failure_;
  if (recording_failure_) return *recording_failure_;
  const bool met = !expectations.any() || expectations.met();
  const bool has_end = expectations.any() || setup_.duration;
  const bool is_complete = met && expectations.any();
  if (context_.stop.stop_requested() && has_end && !is_complete) return 128 + context_.stop_signal;
  if (!met) {
    const std::string when =
        timed_out_ ? "within " + duration_text(*setup_.timeout) : "before the end";
    return refused_error("not all that was expected came " + when + ": " + expectations.missing(),
                         is_watching_ ? "" : "the calls were not watched yet");
  }
  // Nothing can have come, nor be ruled out, where nothing was watched.
  if (setup_.duration && !is_watching_ && !context_.stop.stop_requested()) {
    return network_error("no connection to " + printable(setup_.access.base_url) + " within " +
                         duration_text(*setup_.duration) + (loss_.empty() ? "" : ": " + loss_));
  }
  if (has_end && deliveries_failed_ > 0) {
    return refused_error(count_text(deliveries_failed_) +
                         (deliveries_failed_ == 1 ? " delivery" : " deliveries") +
                         " to the target of --forward-to failed");
  }
  return 0;
}

}  // namespace streamctl::cli

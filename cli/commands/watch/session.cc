#include "commands/watch/session.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/ui.h"
#include "args/written_files.h"
#include "commands/watch/words.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/forwarding.h"
#include "render/inspection.h"
#include "render/junit.h"

namespace streamctl::cli {
namespace {

using listener::Delivery;
using std::chrono::nanoseconds;

constexpr std::chrono::hours poll_wait_max{1};  // Every relevant event wakes it.
/// How long a gap waits to be shown after the events before it.
constexpr std::chrono::seconds gap_patience{1};

/// "127.0.0.1:8800" of "http://127.0.0.1:8800/at".
std::string host_in(const std::string& base_url) {
  const std::string rest = base_url.substr(base_url.find("://") + 3);
  return rest.substr(0, rest.find('/'));
}

}  // namespace

WatchSession::WatchSession(WatchSetup setup, Context& context)
    : setup_(std::move(setup)),
      context_(context),
      realtime_(realtime_options(setup_.watcher, context), parts(), context.clock, context.random) {
}

stream::RealtimeParts WatchSession::parts() {
  stream::RealtimeParts parts;
  parts.token = [this](bool stale) { return token_of(setup_.watcher, stale, context_); };
  parts.watch = [this](const std::string& connection_id, const Secret& token) {
    return watch_calls(connection_id, token);
  };
  parts.event = [this](stream::RealtimeEvent&& came) { event(std::move(came)); };
  parts.connected = [this](const std::string&, std::size_t calls) { connected(calls); };
  parts.gap = [this](const stream::Gap& missing) { gap(missing); };
  parts.lost = [this](const std::string& why, nanoseconds wait) { lost(why, wait); };
  return parts;
}

Result<ExitCode> WatchSession::run() {
  begin_ = context_.clock.steady();
  if (auto opened = open(); !opened) return std::move(opened).error();
  watch();
  finish();
  if (auto written = write_report(); !written) return std::move(written).error();
  if (recording_) outcome_.recording_failure = recording_->first_failure();
  return verdict_on(outcome_, setup_, audience_->expectations(), context_);
}

Result<void> WatchSession::open() {
  auto writer = open_record(setup_.record, setup_.junit, context_);
  if (!writer) return std::move(writer).error();
  writer_ = *std::move(writer);
  if (writer_) recording_.emplace(*writer_, "");
  // Skip rendering for /dev/null.
  if (!context_.out_terminal.is_null) queue_.emplace();
  audience_.emplace(setup_.expectations, queue_ ? &*queue_ : nullptr, [this] { done_ = true; });
  if (!setup_.routes.empty()) {
    forwarder_.emplace(setup_.routes, setup_.policy, context_.verbose, context_.clock,
                       [this] { realtime_.wake(); });
  }
  if (setup_.filter) filter_.emplace(std::move(setup_.filter), [this] { realtime_.wake(); });
  return open_page();
}

Result<void> WatchSession::open_page() {
  inspector::InspectorParts parts{context_.clock, Random(context_.random.next())};
  const std::string& configured = context_.settings.webhook_url;
  const std::string to = setup_.routes.empty() ? configured : setup_.routes.front().target.url;
  parts.describe = inspected_facts;
  parts.commands = [to](const Delivery& delivery) {
    return inspected_commands(delivery, {.to = to});
  };
  parts.target = page_targets(setup_.page_reach, context_);
  auto opened = open_inspector(setup_.ui, std::move(parts), context_, setup_.record.file);
  if (!opened) return std::move(opened).error();
  inspector_ = *std::move(opened);
  if (inspector_) inspector_->begin({"watch", "", to, ""});
  say_address(inspector_.get(), setup_.ui, context_);
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
    if (!context_.stop.stop_requested()) outcome_.failure = std::move(polled).error();
    break;
  }
  const bool in_time = !setup_.timeout || context_.clock.steady() - begin_ < *setup_.timeout;
  outcome_.timed_out = !in_time && !audience_->expectations().met();
  if (!outcome_.failure) realtime_.leave();
}

nanoseconds WatchSession::time_left() const {
  nanoseconds left = poll_wait_max;
  const nanoseconds passed = context_.clock.steady() - begin_;
  if (setup_.duration) left = std::min(left, *setup_.duration - passed);
  if (setup_.timeout) left = std::min(left, *setup_.timeout - passed);
  return left;
}

stream::Watched WatchSession::watch_calls(const std::string& connection_id, const Secret& token) {
  stream::Access access = setup_.watcher.access;
  access.token = token;
  access.timeout =
      std::clamp<nanoseconds>(time_left(), std::chrono::milliseconds{1}, access.timeout);
  return stream::watch_calls(
      setup_.watch, connection_id,
      {std::move(access), api_observer(context_), context_.clock, context_.random}, context_.stop);
}

void WatchSession::event(stream::RealtimeEvent&& came) {
  Delivery event;
  capture::Record& record = event.record;
  record.received_at = came.received_at;
  record.transport = capture::Transport::websocket;
  record.verified = true;  // The connection is verified.
  record.type = std::move(came.type);
  record.call_cid = std::move(came.call_cid);
  record.remote = host_in(setup_.watcher.access.base_url);
  record.body = std::move(came.text);
  event.wire_bytes = event.body_bytes = record.body.size();
  if (!listener::passes(setup_.selection, record.type, record.call_cid))
    return saw(std::move(event), {.shown = false});
  if (filter_) return filter_->ask(std::move(event));
  take(std::move(event), true);
}

/// Processes the filter's decisions. Blocks for at most `wait`, and only while events are pending.
void WatchSession::take_judged(nanoseconds wait) {
  if (!filter_) return;
  const SteadyTime end = context_.clock.steady() + wait;
  while (auto one = filter_->next(std::max(end - context_.clock.steady(), nanoseconds{0})))
    judged(std::move(one->first), one->second);
}

void WatchSession::judged(Delivery&& event, const filter::Decision& decision) {
  const bool is_kept = decision.failure && recording_;
  const auto words = filter_failures_.note(
      decision, {event.record.type, "", is_kept ? "recorded and otherwise left out" : "left out"});
  if (words) report_warning(context_, *words);
  if (decision.wanted || is_kept) return take(std::move(event), decision.wanted);
  saw(std::move(event), {.shown = false});
}

void WatchSession::take(Delivery&& event, bool is_wanted) {
  if (forwarder_ && is_wanted) event.record.webhook_id = context_.random.uuid();
  if (recording_) recording_->add(event.record);
  turn_.push_back({std::move(event), is_wanted});
}

void WatchSession::connected(std::size_t calls) {
  const bool is_first = !std::exchange(outcome_.is_watching, true);
  if (is_first && context_.output == Output::json) {
    context_.out << json_line(Json{{"kind", "watching"},
                                   {"url", setup_.watcher.access.base_url},
                                   {"user_id", setup_.watcher.user_id},
                                   {"calls", calls}})
                 << std::endl;
  }
  if (is_first) status_ = StatusLine::open(context_, seen_.words());
  // From here on it has exclusive use of the output.
  if (is_first && queue_) {
    printer_ = std::make_unique<ListenPrinter>(*queue_, context_, setup_.view,
                                               [this] { realtime_.wake(); });
  }
  if (context_.quiet) return;
  context_.err << watch_banner(setup_, calls, is_first, context_.err_terminal.now()) << std::flush;
  if (is_first && forwarder_)
    probe_ = std::make_unique<listener::TargetProbe>(setup_.routes, context_.clock,
                                                     [this] { realtime_.wake(); });
}

void WatchSession::lost(const std::string& why, nanoseconds wait) {
  if (context_.stop.stop_requested()) return;
  outcome_.loss = why;
  report_warning(context_,
                 (outcome_.is_watching ? "the connection is lost: " : "no connection yet: ") + why +
                     "; trying again in " + duration_text(wait));
  context_.err.flush();
}

void WatchSession::gap(const stream::Gap& gap) {
  report_warning(context_, "events between " + local_clock_text(gap.from) + " and " +
                               local_clock_text(gap.to) + " may be missing: " + gap.reason);
  context_.err.flush();
  if (inspector_)
    inspector_->saw(listener::Aside{"events before " + local_clock_text(gap.to) +
                                    " may be missing: " + gap.reason},
                    {});
  if (context_.output != Output::json) return;
  take_judged(gap_patience);
  turn_end();  // Show earlier events first.
  audience_->saw(listener::Aside{json_line(Json{{"kind", "gap"},
                                                {"from", rfc3339_micros(gap.from)},
                                                {"to", rfc3339_micros(gap.to)},
                                                {"reason", gap.reason}})},
                 {});
}

void WatchSession::turn_end() {
  take_judged(nanoseconds{0});
  take_news(nanoseconds{0});
  if (probe_) warn_of_silent_targets(*probe_, setup_.routes, context_);
  store();
  audience_->turn_end();
}

/// Writes the turn's records at once, then forwards and shows its events.
void WatchSession::store() {
  if (turn_.empty() && !(recording_ && recording_->pending())) return;
  std::vector<Taken> turn = std::exchange(turn_, {});
  std::optional<Error> failure;
  if (recording_) {
    if (auto stored = recording_->commit(); !stored) failure = std::move(stored).error();
    recording_->report([this](const std::string& words) { report_warning(context_, words); });
  }
  for (auto& [event, is_wanted] : turn) {
    event.recorded = recording_ && !failure;
    if (!is_wanted) {
      saw(std::move(event), {.shown = false});
    } else if (failure) {
      event.status = 503;
      event.note = "not recorded: " + failure->what;
      show(std::move(event));
    } else if (forwarder_) {
      forward(std::move(event));
    } else {
      show(std::move(event));
    }
  }
}

void WatchSession::show(Delivery&& event) {
  saw(std::move(event), {.shown = true, .counts = true});
}

void WatchSession::saw(Delivery&& event, listener::Regard regard) {
  listener::Seen seen(std::move(event));
  seen_.add(seen);
  if (status_) status_->came(seen_.words());
  if (inspector_ && regard.shown)
    inspector_->saw(seen,
                    between(std::get<Delivery>(seen).record.received_at, context_.clock.now()));
  audience_->saw(std::move(seen), regard);
}

void WatchSession::finish() {
  if (filter_) filter_->end_within(filter::end_grace);
  take_judged(2 * filter::end_grace);
  turn_end();
  if (context_.stop.stop_requested())
    say_forwards_awaited(forwarding_.size(), setup_.routes, context_);
  const SteadyTime end = context_.clock.steady() + setup_.policy.total_timeout;
  while (!forwarding_.empty() && context_.clock.steady() < end)
    take_news(end - context_.clock.steady());
  forwarder_.reset();
  store();  // The answers that came last.
  for (auto& [id, forwarding] : forwarding_)
    abandon(std::move(forwarding.event));
  forwarding_.clear();
  audience_->turn_end();
  printer_.reset();
  status_.reset();
  if (inspector_) inspector_->close();
  if (filter_failures_.total() > 0) report_warning(context_, filter_failures_.summary());
  if (!context_.quiet && outcome_.is_watching) {
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

}  // namespace streamctl::cli

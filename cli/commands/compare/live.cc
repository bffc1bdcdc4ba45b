#include "commands/compare/live.h"

#include <csignal>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "args/record.h"
#include "args/stop.h"
#include "args/written_files.h"
#include "capture/writer.h"
#include "child_process.h"
#include "commands/compare/findings.h"
#include "commands/compare/live_command.h"
#include "commands/compare/outcome.h"
#include "commands/compare/report.h"
#include "commands/compare/watching.h"
#include "commands/compare/words.h"
#include "compare/comparison.h"
#include "core/file.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "error_report.h"
#include "listener/listener.h"
#include "listener/recording.h"
#include "public/public_end.h"
#include "render/exchange_text.h"
#include "render/junit.h"
#include "render/status_line.h"

namespace streamctl::cli {
namespace {

/// One run. All but the watching happens on the loop of the listener.
class Live final : public listener::ListenerObserver {
 public:
  Live(LivePlan plan, Context& context)
      : plan_(std::move(plan)),
        context_(context),
        findings_(context, [this](const compare::Event& webhook) { complete(webhook); }),
        comparison_(plan_.compare, findings_),
        command_(plan_.command, context.output) {}

  Result<ExitCode> run() {
    raise_descriptor_limit();
    if (auto opened = open(); !opened) return std::move(opened).error();
    begin_ = context_.clock.steady();
    greet();
    if (plan_.public_end) open_public_end();
    listener_->server().post([this] { begin(); });
    {
      const std::stop_callback on_stop(context_.stop, [this] {
        listener_->server().post([this] { end_now(context_.stop_signal); });
      });
      listener_->run();
    }
    finish();
    return public_ ? public_->verdict(verdict()) : verdict();
  }

 private:
  Result<void> open() {
    auto writer = open_record(plan_.record, plan_.junit, context_);
    if (!writer) return std::move(writer).error();
    writer_ = *std::move(writer);
    if (writer_) recording_.emplace(*writer_, "");
    listener::ListenerSettings settings;
    settings.server = plan_.server;
    settings.receiver.path = plan_.path;
    settings.receiver.api_key = plan_.watcher.access.api_key;
    settings.receiver.verify.others = context_.settings.other_keys;
    settings.secret = plan_.secret;
    settings.shows = false;
    auto opened =
        listener::Listener::open(std::move(settings), *this, context_.clock, context_.random);
    if (!opened) return std::move(opened).error();
    listener_ = *std::move(opened);
    return {};
  }

  void print(const Json& line) {
    if (context_.output == Output::json) show(json_line(line));
  }

  void show(const std::string& line) { context_.out << line << std::endl; }

  void greet() {
    print({{"kind", "listening"}, {"url", listener_->url()}});
    if (context_.quiet) return;
    context_.err << live_banner(plan_, listener_->url(), context_.err_terminal) << std::flush;
  }

  /// Ends the run where there is no address or no hook, or once the changes of --dry-run are shown.
  void open_public_end() {
    const auto& registration = plan_.public_end->registration;
    is_preview_ = registration && registration->is_preview;
    const auto ready = [this] {
      is_public_ = true;
      is_preview_ ? end_now() : watch();
    };
    const auto failed = [this](Error why) {
      failure_ = std::move(why);
      end_now();
    };
    public_ = std::make_unique<PublicEnd>(
        *std::move(plan_.public_end),
        PublicEnd::Events{ready, failed, [this](const std::string& line) { show(line); }},
        *listener_, context_);
  }

  /// Watches once webhooks can come, so that both begin together.
  void watch() {
    if (has_ended_) return;
    watching_ = std::make_unique<Watching>(plan_.watcher, plan_.watch, context_, [this] {
      listener_->server().post([this] { take_news(); });
    });
  }

  void begin() {
    if (!public_) watch();
    if (!plan_.timeout) return;
    listener_->server().after(*plan_.timeout, [this] {
      if (plan_.expectations.met()) return;
      timed_out_ = true;
      end_now();
    });
  }

  // What comes by WebSocket.

  void take_news() {
    while (watching_) {
      auto news = watching_->next();
      if (!news) return;
      std::visit([this](auto&& one) { take(std::move(one)); }, *std::move(news));
    }
  }

  void take(stream::RealtimeEvent&& came) {
    capture::Record record;
    record.received_at = came.received_at;
    record.transport = capture::Transport::websocket;
    record.verified = true;  // The connection is.
    record.type = std::move(came.type);
    record.call_cid = std::move(came.call_cid);
    record.body = std::move(came.text);
    add(std::move(record));
  }

  void take(Watching::Connected&& connected) {
    if (std::exchange(is_watching_, true)) return;
    print({{"kind", "watching"},
           {"url", plan_.watcher.access.base_url},
           {"user_id", plan_.watcher.user_id},
           {"calls", connected.calls}});
    if (!context_.quiet)
      context_.err << watching_line(plan_, connected.calls, context_.err_terminal) << std::flush;
    if (plan_.duration)
      listener_->server().after(*plan_.duration, [this] { end_after_stragglers(); });
    start_command();
    // A command may write on the terminal itself.
    if (plan_.command.empty()) status_ = StatusLine::open(context_, counts());
  }

  void start_command() {
    std::vector<ChildProcess::Variable> variables{{"STREAMCTL_WEBHOOK_URL", listener_->url()}};
    if (public_) variables.emplace_back("STREAMCTL_PUBLIC_URL", public_->url());
    auto started = command_.start(variables, listener_->server(), [this] { command_ended(); });
    if (started) return;
    failure_ = std::move(started).error();
    end_now();
  }

  /// Events that the command caused are still in transit: waits for those that are expected, with
  /// --timeout, or else for the grace.
  void command_ended() {
    if (is_cut_short_) return end_now();
    const bool is_met = plan_.expectations.any() && plan_.expectations.met();
    if (is_met) return end_after_stragglers();
    if (command_.has_succeeded() && plan_.timeout) return;
    listener_->server().after(plan_.grace, [this] { end_now(); });
  }

  void take(Watching::Lost&& lost) {
    report_warning(context_, (is_watching_ ? "the connection is lost: " : "no connection yet: ") +
                                 lost.why + "; trying again in " + duration_text(lost.wait));
    context_.err.flush();
  }

  void take(stream::Gap&& gap) {
    comparison_.add_gap(gap.from, gap.to);
    report_warning(context_, "events between " + local_clock_text(gap.from) + " and " +
                                 local_clock_text(gap.to) +
                                 " may be missing by WebSocket: " + gap.reason);
    context_.err.flush();
    print({{"kind", "gap"},
           {"from", rfc3339_micros(gap.from)},
           {"to", rfc3339_micros(gap.to)},
           {"reason", gap.reason}});
  }

  void take(Watching::Words&& words) {
    if (words.is_warning) {
      report_warning(context_, words.text);
    } else {
      context_.err << words.text;
    }
    context_.err.flush();
  }

  void take(Watching::Ended&& ended) {
    failure_ = std::move(ended.error);
    end_now();
  }

  // What comes by webhook.

  void saw(const listener::Seen& seen, bool /*shown*/) override {
    if (context_.verbose) context_.err << exchange_text(seen) << std::flush;
    const auto* delivery = std::get_if<listener::Delivery>(&seen);
    // Before the calls are watched a new hook brings what cannot come by WebSocket.
    if (public_ && !is_watching_) return;
    if (delivery != nullptr && !delivery->fault) add(capture::Record(delivery->record));
  }
  void exchanged(const net::HttpRequest&, const net::HttpOutcome&) override {}
  void trouble(const std::string& words) override { report_warning(context_, words); }
  void history_notice(const std::string&) override {}
  void queue_trouble(const std::string&) override {}
  void met() override {}
  void queue_ended(const std::optional<Error>&) override { listener_->stop(); }

  // Both.

  void add(capture::Record&& record) {
    keep(record);
    const auto facts = facts_.read(record.body);
    if (!facts) return;
    comparison_.add(std::move(record), *facts);
    if (status_) status_->came(counts());
    if (context_.output == Output::json && !context_.out.flush()) return end_now();
    if (is_ending_ && comparison_.waiting() == 0) end_now();
  }

  void keep(const capture::Record& record) {
    if (!recording_) return;
    recording_->add(record);
    // The recording remembers its first failure.
    if (auto stored = recording_->commit(); !stored) is_recorded_ = false;
    recording_->report([this](const std::string& words) { report_warning(context_, words); });
  }

  [[nodiscard]] std::string counts() const {
    const compare::Summary& summary = comparison_.summary();
    return count_text(summary.events[compare::Side::websocket]) + " by WebSocket, " +
           count_text(summary.events[compare::Side::webhook]) + " by webhook, " +
           count_text(summary.both) + " both ways";
  }

  /// An event has come both ways.
  void complete(const compare::Event& event) {
    plan_.expectations.saw(event.type, event.body);
    if (!plan_.expectations.offence().empty()) return end_now();
    if (plan_.expectations.any() && plan_.expectations.met() && !command_.is_running())
      end_after_stragglers();
  }

  // The end.

  /// Ends once every event has come both ways, but within the grace.
  void end_after_stragglers() {
    if (std::exchange(is_ending_, true)) return;
    if (comparison_.waiting() == 0) return end_now();
    listener_->server().after(plan_.grace, [this] { end_now(); });
  }

  /// Ends the command first, so that its remaining requests are answered.
  void end_now(int signal = SIGTERM) {
    if (command_.is_running()) {
      if (!std::exchange(is_cut_short_, true)) command_.end(listener_->server(), signal);
      return;
    }
    if (std::exchange(has_ended_, true)) return;
    if (!public_) return listener_->stop();
    // What is sent until the hook is gone is answered.
    public_->withdraw([this] { listener_->stop(); });
  }

  void finish() {
    take_news();
    if (public_) public_->end();
    watching_.reset();
    listener_->close();
    status_.reset();
    comparison_.finish();
    if (!context_.quiet && context_.output == Output::pretty)
      context_.err << over_interrupt(context_, context_.err_terminal) << std::flush;
    if (is_preview_ || (failure_ && !is_watching_)) return;  // There is nothing to compare.
    print_report({comparison_, findings_, Clocks::same, 0}, context_);
    context_.out.flush();
    const listener::Tally& tally = listener_->tally();
    if (tally.refused > 0)
      report_warning(context_, count_text(tally.refused) +
                                   (tally.refused == 1 ? " request was" : " requests were") +
                                   " refused and not compared: is it the right secret?");
    if (is_watching_ && tally.received == 0)
      report_warning(context_, "no webhook came at all: does a hook of the app lead to " +
                                   printable(leads_here()) + "? 'streamctl hooks' shows them");
  }

  [[nodiscard]] std::string what_is_missing() const {
    if (is_watching_) return "";
    return public_ && !is_public_ ? "no public address led here yet"
                                  : "the calls were not watched yet";
  }

  /// The address that a hook of the app has to have.
  [[nodiscard]] const std::string& leads_here() const {
    return public_ && is_public_ ? public_->url() : listener_->url();
  }

  Result<ExitCode> verdict() {
    if (is_preview_ && !failure_) return 0;
    if (!plan_.junit.empty()) {
      auto written =
          write_report(plan_.junit,
                       junit_report("streamctl compare",
                                    cases_of(plan_.expectations, context_.clock.steady() - begin_)),
                       context_);
      if (!written) return std::move(written).error();
    }
    const listener::Expectations& expectations = plan_.expectations;
    if (auto error = forbidden_error(expectations)) return *std::move(error);
    if (failure_) return *failure_;
    if (!is_recorded_) return *recording_->first_failure();
    const bool was_stopped = context_.stop.stop_requested();
    if (auto verdict = command_.verdict(was_stopped)) return *std::move(verdict);
    const bool is_unmet = expectations.any() && !expectations.met();
    const bool has_end = expectations.any() || plan_.duration || !plan_.command.empty();
    if (was_stopped && has_end && (is_unmet || !expectations.any() || is_cut_short_))
      return 128 + context_.stop_signal;
    if (is_unmet)
      return unmet_error(expectations,
                         timed_out_ ? "both ways within " + duration_text(*plan_.timeout)
                                    : "both ways before the end",
                         what_is_missing());
    return exit_code_of(comparison_.summary(), plan_.strict, context_);
  }

  LivePlan plan_;
  Context& context_;
  Findings findings_;
  compare::Comparison comparison_;
  compare::EventFactsReader facts_;
  std::optional<capture::Writer> writer_;
  std::optional<listener::Recording> recording_;
  std::unique_ptr<listener::Listener> listener_;
  LiveCommand command_;
  std::unique_ptr<PublicEnd> public_;  ///< Null: no public address is wanted.
  std::unique_ptr<Watching> watching_;
  std::unique_ptr<StatusLine> status_;  ///< Null: none is shown.
  SteadyTime begin_;
  std::optional<Error> failure_;
  bool is_recorded_ = true;
  bool is_watching_ = false;
  bool is_public_ = false;   ///< Webhooks can come to the public address.
  bool is_preview_ = false;  ///< Of --dry-run.
  bool is_ending_ = false;
  bool has_ended_ = false;
  bool is_cut_short_ = false;  ///< The command was ended.
  bool timed_out_ = false;
};

}  // namespace

Result<ExitCode> compare_live(LivePlan plan, Context& context) {
  return Live(std::move(plan), context).run();
}

}  // namespace streamctl::cli

#include "commands/listen/session.h"

#include <csignal>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/options.h"
#include "args/ui.h"
#include "args/written_files.h"
#include "child_process.h"
#include "commands/listen/outcome.h"
#include "commands/listen/page.h"
#include "commands/listen/words.h"
#include "core/file.h"
#include "core/json.h"
#include "core/text.h"
#include "error_report.h"
#include "inspector/inspector.h"
#include "listener/listener.h"
#include "net/http_server/own_addresses.h"
#include "public/public_end.h"
#include "render/event_printer.h"
#include "render/events.h"
#include "render/exchange_text.h"
#include "render/explanations.h"
#include "render/forwarding.h"
#include "render/junit.h"
#include "render/seen_count.h"
#include "render/status_line.h"

namespace streamctl::cli {
namespace {

/// One run of `listen`: prints the listener's reports, and decides when the run ends.
class Session final : public listener::ListenerObserver {
 public:
  Session(ListenPlan plan, Context& context) : plan_(std::move(plan)), context_(context) {}

  Result<ExitCode> run() {
    raise_descriptor_limit();
    listener::ListenerSettings settings;
    if (auto opened = open_files(settings); !opened) return std::move(opened).error();
    if (auto opened = open_queue(settings); !opened)
      return ended(std::move(opened).error(), context_);
    if (auto opened = open_listener(std::move(settings)); !opened) return std::move(opened).error();
    auto page = open_page(plan_, *listener_, keeps_history_, context_);
    if (!page) return std::move(page).error();
    inspector_ = *std::move(page);
    greet();
    begin_printing();
    report_lost_output(context_);  // The first line.
    set_timers();
    silent_.emplace(plan_.receiver.routes, context_,
                    [this](auto say) { listener_->server().post(std::move(say)); });
    if (auto started = start(); !started) {
      finish();
      return std::move(started).error();
    }
    serve();
    finish();
    if (auto written = write_report(); !written) return std::move(written).error();
    auto verdict = verdict_on(outcome_, plan_, listener_->expectations(), listener_->tally(),
                              listener_->url().empty() ? queue_url_ : listener_->url(), context_);
    return public_ ? public_->verdict(std::move(verdict)) : verdict;
  }

 private:
  Result<void> open_files(listener::ListenerSettings& settings) {
    auto writer = open_record(plan_.record, plan_.junit, context_);
    if (!writer) return std::move(writer).error();
    settings.writer = *std::move(writer);
    if (!plan_.keeps_history) return {};
    auto history = history::Store::open(context_.settings.state_directory);
    if (history) {
      settings.history = *std::move(history);
    } else {
      // The history is implicit, so its failure does not end the run.
      const Error& why = history.error();
      history_warning_ = "no history is kept: " + why.what + "; " + why.hint;
    }
    keeps_history_ = settings.history.has_value();
    return {};
  }

  Result<void> open_queue(listener::ListenerSettings& settings) {
    if (!plan_.queue) return {};
    auto attributes = sqs::look_at(*plan_.queue, context_.stop);
    if (!attributes) return std::move(attributes).error();
    queue_url_ = plan_.queue->place().queue.url;
    settings.consumer.receivers = plan_.receivers;
    settings.consumer.attributes = *attributes;
    queue_warning_ = queue_warning(*attributes);
    return {};
  }

  Result<void> open_listener(listener::ListenerSettings settings) {
    fill(settings, plan_);
    // Skip rendering for /dev/null.
    settings.shows = !context_.out_terminal.is_null;
    settings.exchanges = context_.verbose;
    auto opened =
        listener::Listener::open(std::move(settings), *this, context_.clock, context_.random);
    if (!opened) return std::move(opened).error();
    listener_ = *std::move(opened);
    const std::string& url = listener_->url();
    if (url.empty()) return {};
    plan_.server.host = listener_->server().address();
    for (const listener::Route& route : plan_.receiver.routes) {
      if (!net::is_own_url(route.target.url, plan_.server.host, url)) continue;
      return option_error("--forward-to",
                          "'" + printable(route.target.url) +
                              "' is this listener itself: each delivery would come back",
                          "name the handler's URL, or listen on another --port");
    }
    return {};
  }

  /// Prints the address, how events are handled, and how to try it.
  void greet() {
    if (context_.output == Output::json) {
      Json line{{"kind", "listening"}};
      if (!listener_->url().empty()) line["url"] = listener_->url();
      if (!queue_url_.empty()) line["sqs_queue_url"] = queue_url_;
      context_.out << json_line(line) << std::endl;
    }
    if (!context_.quiet)
      context_.err << listen_banner(plan_, listener_->url(), queue_url_, context_.err_terminal)
                   << std::flush;
    say_address(inspector_.get(), plan_.ui, context_);
    if (!history_warning_.empty()) report_warning(context_, history_warning_);
    if (!queue_warning_.empty()) report_warning(context_, queue_warning_);
  }

  void begin_printing() {
    begin_ = context_.clock.steady();
    // A command may write on the terminal itself.
    if (plan_.command.empty()) status_ = StatusLine::open(context_, seen_.words());
    if (listener_->shown() == nullptr) return;
    printer_ = std::make_unique<ListenPrinter>(*listener_->shown(), context_, plan_.view, [this] {
      listener_->server().post([this] { output_failed(); });
    });
  }

  /// Stop once the reader has gone, but not on a full disk, which may get room again.
  void output_failed() {
    if (printer_ && printer_->gone()) return end_early();
    report_lost_output(context_);
  }

  // Reports of the listener.

  void saw(const listener::Seen& seen, bool shown) override {
    seen_.add(seen);
    if (inspector_ && shown) inspector_->saw(seen, time_taken(seen, context_.clock));
    if (status_) status_->came(seen_.words());
    if (context_.verbose) context_.err << exchange_text(seen) << std::flush;
    const auto* delivery = std::get_if<listener::Delivery>(&seen);
    if (delivery != nullptr && !context_.quiet) explain(*delivery);
  }

  void exchanged(const net::HttpRequest& sent, const net::HttpOutcome& came) override {
    context_.err << exchange_text(sent, came) << std::flush;
  }

  /// Reported even with --quiet: deliveries may be lost.
  void trouble(const std::string& words) override {
    context_.err << "streamctl: " << context_.err_terminal.paint(Style::yellow, "warning:") << ' '
                 << words << std::endl;
  }

  void history_notice(const std::string& words) override { report_warning(context_, words); }

  void queue_trouble(const std::string& words) override { report_warning(context_, words); }

  void met() override {
    // Wait for the command, if any, to exit, unless the run has failed already.
    if (!is_command_running() || !listener_->expectations().offence().empty()) end_early();
  }

  void queue_ended(const std::optional<Error>& error) override {
    outcome_.queue_error = error;
    if (error) return end_early();
    listener_->stop();
  }

  /// Reports why a target did not accept a delivery, and how to resend it.
  void explain(const listener::Delivery& delivery) {
    for (const listener::Forwarded& target : delivery.forwarded) {
      std::string again;
      if (delivery.recorded || keeps_history_)
        again = replay_command(plan_.record.file, delivery.record.webhook_id, target.answer,
                               target.url);
      context_.err << explanations_.once(target.answer, target.url, context_.err_terminal, again)
                   << std::flush;
    }
    // Otherwise the event's own lines say it.
    if (delivery.is_for_no_target && context_.output == Output::json)
      context_.err << explanations_.no_target_once(delivery.record.type) << std::flush;
  }

  // End of the run.

  /// --for ends the run; --timeout fails it if an expectation is still unmet.
  void set_timers() {
    net::Server& server = listener_->server();
    server.post([this, &server] {
      if (plan_.duration) server.after(*plan_.duration, [this] { end_early(); });
      if (plan_.timeout) {
        server.after(*plan_.timeout, [this] {
          if (listener_->expectations().met()) return;
          outcome_.timed_out = true;
          end_early();
        });
      }
    });
  }

  /// Starts the command, once the public address holds if there is to be one.
  Result<void> start() {
    if (!plan_.public_end) return start_command();
    outcome_.command_waits = !plan_.command.empty();
    const auto& registration = plan_.public_end->registration;
    const auto ready = [this, is_preview = registration && registration->is_preview] {
      outcome_.is_preview = is_preview;
      if (is_preview) return end_early();
      if (auto started = start_command(); !started) fail(std::move(started).error());
    };
    public_ = std::make_unique<PublicEnd>(
        *std::move(plan_.public_end),
        PublicEnd::Events{ready, [this](Error why) { fail(std::move(why)); },
                          [this](std::string line) { listener_->show(std::move(line)); }},
        *listener_, context_);
    return {};
  }

  /// Ends the run with `error`.
  void fail(Error error) {
    outcome_.start_error = std::move(error);
    end_early();
  }

  Result<void> start_command() {
    if (plan_.command.empty()) return {};
    std::vector<ChildProcess::Variable> variables;
    const std::string& url = listener_->url();
    if (!url.empty()) variables.emplace_back("STREAMCTL_WEBHOOK_URL", url);
    if (public_ && !public_->url().empty())
      variables.emplace_back("STREAMCTL_PUBLIC_URL", public_->url());
    auto child =
        ChildProcess::start(plan_.command, variables, child_stdout(context_.output),
                            [this] { listener_->server().post([this] { command_ended(); }); });
    if (!child) return std::move(child).error();
    child_ = *std::move(child);
    outcome_.command_waits = false;
    outcome_.has_command = true;
    return {};
  }

  [[nodiscard]] bool is_command_running() const { return child_ && !outcome_.command_ended; }

  /// With --timeout, waits for events that the command caused and that are still in transit.
  void command_ended() {
    outcome_.command_ended = true;
    outcome_.command_code = child_->wait();
    const bool may_still_come = !outcome_.cut_short && outcome_.command_code == 0 &&
                                plan_.timeout && !listener_->expectations().met();
    if (!may_still_come) stop_listening();
  }

  /// Ends the run before the command exits: ends the command first, so that its remaining requests
  /// are answered.
  void end_early(int signal = SIGTERM) {
    if (!is_command_running()) return stop_listening();
    outcome_.cut_short = true;
    child_->end(listener_->server(), signal);
  }

  void stop_listening() {
    if (context_.stop.stop_requested())
      say_forwards_awaited(listener_->forwards_under_way(), plan_.receiver.routes, context_);
    if (!public_) return listener_->stop();
    // What is sent until the hook is gone is answered.
    public_->withdraw([this] { listener_->stop(); });
  }

  void serve() {
    const std::stop_callback on_stop(context_.stop, [this] {
      listener_->server().post([this] { end_early(context_.stop_signal); });
    });
    listener_->run();
  }

  void finish() {
    if (public_) public_->end();
    listener_->close();
    if (inspector_) inspector_->close();
    printer_.reset();
    status_.reset();
    for (const std::string& warning : final_warnings(*listener_))
      report_warning(context_, warning);
    if (context_.quiet) return;
    if (const auto counts = listener_->queue_counts()) context_.err << queue_summary(*counts);
    context_.err << over_interrupt(context_, context_.err_terminal)
                 << render_tally(listener_->tally(), context_.clock.steady() - begin_,
                                 context_.err_terminal)
                 << std::flush;
  }

  Result<void> write_report() {
    if (plan_.junit.empty()) return {};
    const auto cases =
        report_cases(outcome_, listener_->expectations(), context_.clock.steady() - begin_);
    return cli::write_report(plan_.junit, junit_report("streamctl listen", cases), context_);
  }

  ListenPlan plan_;
  Context& context_;
  std::string queue_url_;  ///< Empty without a queue.
  std::string queue_warning_;
  std::string history_warning_;  ///< Why none is kept; said once the port is open.
  bool keeps_history_ = false;
  Explanations explanations_;
  std::unique_ptr<listener::Listener> listener_;
  std::unique_ptr<inspector::Inspector> inspector_;  ///< Null: no page is wanted.
  SeenCount seen_;
  std::unique_ptr<StatusLine> status_;  ///< Null: none is shown.
  std::unique_ptr<ListenPrinter> printer_;
  std::unique_ptr<PublicEnd> public_;  ///< Null: no public address is wanted.
  std::unique_ptr<ChildProcess> child_;
  std::optional<SilentTargets> silent_;  ///< Set while it runs; posts to the listener.
  SteadyTime begin_;
  ListenOutcome outcome_;
};

}  // namespace

Result<ExitCode> run_listen(ListenPlan plan, Context& context) {
  return Session(std::move(plan), context).run();
}

}  // namespace streamctl::cli

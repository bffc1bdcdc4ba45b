#include "commands/listen/session.h"

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/options.h"
#include "args/written_files.h"
#include "capture/history.h"
#include "capture/writer.h"
#include "child_process.h"
#include "commands/listen/banner.h"
#include "commands/listen/outcome.h"
#include "commands/listen/queue_receiving.h"
#include "commands/listen/sns_receiving.h"
#include "core/file.h"
#include "core/json.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "filter/examiner_thread.h"
#include "listener/audience.h"
#include "listener/forwarder.h"
#include "listener/receiver.h"
#include "net/http_server/own_addresses.h"
#include "net/status.h"
#include "render/event_printer.h"
#include "render/events.h"
#include "render/exchange_text.h"
#include "render/explanations.h"
#include "render/forwards_awaited.h"
#include "render/junit.h"

namespace streamctl::cli {
namespace {

/// What is under way at the end may take so long to be answered: more only where a plan or a target
/// was given more.
constexpr std::chrono::seconds grace_least{5};
constexpr std::chrono::seconds grace_most{60};

/// What came of forwarding, as the one attempt it was.
delivery::Attempt attempt_of(const listener::Forwarded& forwarded) {
  delivery::Attempt attempt;
  attempt.status = forwarded.status;
  attempt.error = forwarded.error;
  attempt.location = forwarded.location;
  attempt.challenge = forwarded.challenge;
  attempt.proxy = forwarded.proxy;
  attempt.response_body = forwarded.response_body;
  attempt.duration = forwarded.duration;
  attempt.outcome = forwarded.timed_out                 ? delivery::Outcome::timeout
                    : forwarded.status == 0             ? delivery::Outcome::network
                    : net::is_success(forwarded.status) ? delivery::Outcome::ok
                                                        : delivery::Outcome::status;
  return attempt;
}

/// What waits for the filter at the end is judged by then, or counts as what it failed on.
constexpr std::chrono::milliseconds filter_grace{500};

/// One run of `listen`, from its parts being opened to its last word.
class Session {
 public:
  Session(ListenPlan plan, Context& context) : plan_(std::move(plan)), context_(context) {}

  Result<ExitCode> run() {
    raise_descriptor_limit();
    if (auto opened = open_files(); !opened) return std::move(opened).error();
    if (auto opened = open_queue(); !opened) return ended(std::move(opened).error(), context_);
    if (auto opened = open_server(); !opened) return std::move(opened).error();
    greet();
    begin_printing();
    begin_queue();
    report_lost_output(context_);  // The first line.
    set_clocks();
    if (auto started = start_command(); !started) {
      finish();
      return std::move(started).error();
    }
    serve();
    finish();
    if (auto written = write_report(); !written) return std::move(written).error();
    return verdict();
  }

 private:
  Result<void> open_files() {
    if (auto good = check_report(plan_.junit, plan_.record); !good) return good;
    if (!plan_.record.empty()) {
      auto writer = open_capture("--record", plan_.record, plan_.durability, context_);
      if (!writer) return std::move(writer).error();
      writer_.emplace(*std::move(writer));
    } else if (!plan_.history_directory.empty()) {
      auto history = capture::History::open(plan_.history_directory);
      // What is kept unasked is not worth failing for.
      if (history) {
        history_.emplace(*std::move(history));
      } else {
        const Error& why = history.error();
        report_warning(context_, "no history is kept: " + why.what + "; " + why.hint);
      }
    }
    return {};
  }

  Result<void> open_queue() {
    if (!plan_.queue) return {};
    auto queue = QueueSource::open(std::move(plan_.queue), context_);
    if (!queue) return std::move(queue).error();
    queue_source_ = *std::move(queue);
    return {};
  }

  Result<void> open_server() {
    net::ServerHandlers handlers;
    handlers.request = [this](net::Request&& request, net::Exchange exchange) {
      receiver_->request(std::move(request), std::move(exchange));
    };
    handlers.turn_end = [this] {
      receiver_->turn_end();
      audience_->turn_end();
      if (queue_source_) queue_source_->turn_end(wanted());
    };
    handlers.refused = [this](const net::Refusal& refusal) { receiver_->refused(refusal); };
    auto server = net::Server::listen(plan_.server, std::move(handlers));
    if (!server) return std::move(server).error();
    server_ = *std::move(server);
    if (plan_.server.opens_port) {
      url_ = server_->url() + plan_.receiver.path;
      plan_.server.host = server_->address();
    }
    if (plan_.target && !url_.empty() &&
        net::is_own_url(plan_.target->url, plan_.server.host, url_)) {
      return option_error("--forward-to",
                          "'" + printable(plan_.target->url) +
                              "' is this listener itself: each delivery would come back",
                          "name the handler's URL, or listen on another --port");
    }
    if (plan_.target) plan_.receiver.name = "streamctl-" + context_.random.hex(16);
    if (plan_.target) make_forwarder();
    if (plan_.filter) make_filter();
    // Nobody reads /dev/null: nothing is rendered for it.
    if (!context_.out_terminal.is_null) queue_.emplace();
    audience_.emplace(plan_.expectations, queue_ ? &*queue_ : nullptr, [this] {
      // With a command it is the command that ends it, unless it has failed already.
      if (!child_ || outcome_.command_ended || !audience_->expectations().offence().empty())
        end_early();
    });
    receiver_.emplace(plan_.secret, plan_.receiver, parts());
    sns_.emplace(plan_.sns, *server_, *receiver_, *audience_, context_);
    return {};
  }

  void make_forwarder() {
    const delivery::Target& target = *plan_.target;
    forwarder_.emplace(listener::ForwarderOptions{target.url, target.headers, target.trust,
                                                  plan_.attempt_timeout, target.connect_timeout},
                       context_.clock, [this](std::uint64_t id, net::HttpOutcome&& outcome) {
                         server_->post([this, id, outcome = std::move(outcome)]() mutable {
                           receiver_->forwarded(id, std::move(outcome));
                         });
                       });
  }

  void make_filter() {
    filter_.emplace(std::move(plan_.filter), [this](std::vector<filter::Decision>&& decisions) {
      server_->post([this, decisions = std::move(decisions)]() mutable {
        for (filter::Decision& decision : decisions)
          receiver_->judged(std::move(decision));
      });
    });
  }

  listener::ReceiverParts parts() {
    listener::ReceiverParts parts{context_.clock};
    parts.writer = writer_ ? &*writer_ : nullptr;
    parts.history = history_ ? &*history_ : nullptr;
    if (filter_)
      parts.judge = [this](std::uint64_t id, const std::string& body) { filter_->ask(id, body); };
    if (forwarder_)
      parts.forward = [this](listener::ForwardJob&& job) {
        return forwarder_->send(std::move(job));
      };
    parts.divert = [this](net::Request& request, net::Exchange& exchange) {
      return sns_->take(request, exchange);
    };
    parts.after = [this](std::chrono::nanoseconds delay, std::function<void()> task) {
      server_->after(delay, std::move(task));
    };
    parts.seen = [this](listener::Seen&& seen, listener::Regard regard) {
      if (context_.verbose && !seen.method.empty())
        context_.err << exchange_text(seen) << std::flush;
      if (seen.forwarded && !context_.quiet) explain(seen);
      audience_->saw(std::move(seen), regard);
    };
    parts.trouble = [this](const std::string& words) {
      context_.err << "streamctl: " << context_.err_terminal.paint(Style::yellow, "warning:") << ' '
                   << words << std::endl;
    };
    return parts;
  }

  /// Says what it means that the target did not take a delivery, and how to send it again.
  void explain(const listener::Seen& seen) {
    const std::string& url = plan_.target->url;
    const delivery::Attempt attempt = attempt_of(*seen.forwarded);
    std::string again;
    if (seen.recorded || history_)
      again = replay_command(plan_.record, seen.record.webhook_id, attempt, url);
    context_.err << explanations_.once(attempt, url, context_.err_terminal, again) << std::flush;
  }

  /// The address, what is done with what comes, and how to try it.
  void greet() {
    if (context_.output == Output::json) {
      Json line{{"kind", "listening"}};
      if (!url_.empty()) line["url"] = url_;
      if (queue_source_) line["sqs_queue_url"] = queue_source_->url();
      context_.out << json_line(line) << std::endl;
    }
    if (context_.quiet) return;
    context_.err << listen_banner(plan_, url_, queue_source_ ? queue_source_->url() : "",
                                  context_.err_terminal)
                 << std::flush;
  }

  void begin_printing() {
    begin_ = context_.clock.steady();
    if (queue_)
      printer_ = std::make_unique<ListenPrinter>(
          *queue_, context_, plan_.view, [this] { server_->post([this] { output_failed(); }); });
  }

  /// Without a reader there is no use in going on; a disk may have room again.
  void output_failed() {
    if (printer_ && printer_->gone()) return end_early();
    report_lost_output(context_);
  }

  void begin_queue() {
    if (!queue_source_) return;
    if (const auto words = queue_source_->warning(); !words.empty())
      report_warning(context_, words);
    queue_source_->begin(
        plan_.receivers, wanted(), *server_, *receiver_, [this](const std::optional<Error>& error) {
          outcome_.queue_error = error;
          queue_ended_ = true;
          error&& child_ && !outcome_.command_ended ? end_early() : server_->stop();
        });
  }

  /// With --count the queue is to keep what is beyond it, unless a command ends it.
  [[nodiscard]] std::uint64_t wanted() const {
    if (!plan_.command.empty()) return sqs::unlimited;
    return audience_->expectations().left().value_or(sqs::unlimited);
  }

  /// What the queue has given is dealt with or given back before the loop ends.
  void stop_serving() {
    if (context_.stop.stop_requested() && plan_.target)
      say_forwards_awaited(receiver_->forwards_under_way(), plan_.target->url, context_);
    if (filter_) filter_->end_within(filter_grace);
    if (!queue_source_ || queue_ended_) return server_->stop();
    queue_source_->drain(grace());
  }

  /// --for ends it; --timeout ends it in failure, if there is still something missing.
  void set_clocks() {
    server_->post([this] {
      if (plan_.duration) server_->after(*plan_.duration, [this] { end_early(); });
      if (plan_.timeout) {
        server_->after(*plan_.timeout, [this] {
          if (audience_->expectations().met()) return;
          outcome_.timed_out = true;
          end_early();
        });
      }
    });
  }

  Result<void> start_command() {
    if (plan_.command.empty()) return {};
    std::vector<ChildProcess::Variable> variables;
    if (!url_.empty()) variables.emplace_back("STREAMCTL_WEBHOOK_URL", url_);
    auto child = ChildProcess::start(plan_.command, variables, child_stdout(context_.output),
                                     [this] { server_->post([this] { command_ended(); }); });
    if (!child) return std::move(child).error();
    child_ = *std::move(child);
    outcome_.has_command = true;
    return {};
  }

  /// What the command set off may still be on its way: with --timeout it is waited for.
  void command_ended() {
    outcome_.command_ended = true;
    outcome_.command_code = child_->wait();
    const bool may_still_come = !outcome_.cut_short && outcome_.command_code == 0 &&
                                plan_.timeout && !audience_->expectations().met();
    if (!may_still_come) stop_serving();
  }

  /// Ends before the command would: it first, so that what it still sends is answered.
  void end_early(int signal = SIGTERM) {
    if (!child_ || outcome_.command_ended) return stop_serving();
    outcome_.cut_short = true;
    child_->end(*server_, signal);
  }

  [[nodiscard]] std::chrono::nanoseconds grace() const {
    const auto forwarding = plan_.target ? plan_.attempt_timeout : std::chrono::nanoseconds{0};
    const auto needed = forwarding + plan_.receiver.plan.slowest() + std::chrono::seconds{1};
    return std::clamp<std::chrono::nanoseconds>(needed, grace_least, grace_most);
  }

  void serve() {
    const std::stop_callback on_stop(
        context_.stop, [this] { server_->post([this] { end_early(context_.stop_signal); }); });
    server_->run(std::stop_token{}, grace());
  }

  void finish() {
    filter_.reset();
    forwarder_.reset();
    sns_.reset();
    receiver_->turn_end();
    audience_->turn_end();
    printer_.reset();
    if (receiver_->filter_failures().total() > 0)
      report_warning(context_, receiver_->filter_failures().summary());
    if (history_ && history_->missed() > 0) {
      report_warning(context_, "the history misses " + count_text(history_->missed()) +
                                   " deliveries: it was locked by another process, or could not be "
                                   "written");
    }
    if (!context_.quiet) {
      if (queue_source_) context_.err << queue_source_->last_words();
      context_.err << over_interrupt(context_, context_.err_terminal)
                   << render_tally(audience_->tally(), context_.clock.steady() - begin_,
                                   context_.err_terminal)
                   << std::flush;
    }
  }

  Result<void> write_report() {
    if (plan_.junit.empty()) return {};
    const auto cases =
        report_cases(outcome_, audience_->expectations(), context_.clock.steady() - begin_);
    return cli::write_report(plan_.junit, junit_report("streamctl listen", cases), context_);
  }

  Result<ExitCode> verdict() {
    return verdict_on(outcome_, plan_, audience_->expectations(), audience_->tally(),
                      url_.empty() ? queue_source_->url() : url_, context_);
  }

  ListenPlan plan_;
  Context& context_;
  std::string url_;
  std::optional<capture::Writer> writer_;
  std::optional<capture::History> history_;
  std::optional<listener::ShownQueue> queue_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<QueueSource> queue_source_;  ///< Before those who answer it.
  std::optional<listener::Audience> audience_;
  std::optional<listener::Receiver> receiver_;
  std::optional<SnsSource> sns_;
  Explanations explanations_;
  std::optional<listener::Forwarder> forwarder_;
  std::optional<filter::ExaminerThread> filter_;
  std::unique_ptr<ListenPrinter> printer_;
  std::unique_ptr<ChildProcess> child_;
  SteadyTime begin_;
  ListenOutcome outcome_;
  bool queue_ended_ = false;
};

}  // namespace

Result<ExitCode> run_listen(ListenPlan plan, Context& context) {
  return Session(std::move(plan), context).run();
}

}  // namespace streamctl::cli

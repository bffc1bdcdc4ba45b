#include "commands/emulator/session.h"

#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/credentials.h"
#include "args/options.h"
#include "args/queue.h"
#include "args/target.h"
#include "args/text_input.h"
#include "child_process.h"
#include "commands/emulator/hook_queue.h"
#include "commands/emulator/page.h"
#include "core/json.h"
#include "core/text.h"
#include "emulator/serve/emulator.h"
#include "emulator/state/request_json.h"
#include "error_report.h"
#include "render/background_printer.h"
#include "render/emulator.h"
#include "render/lasting_output.h"
#include "render/reach.h"
#include "render/status_line.h"

namespace streamctl::cli {
namespace {

/// Stream's JavaScript clients, given this port, connect their sockets to 8800.
constexpr std::uint64_t port_refused = 3030;
constexpr std::uint64_t seed_bytes_max = 64ULL * 1024 * 1024;
/// Lines queued for a slow terminal at most; further lines are skipped and counted.
constexpr std::size_t lines_bytes_max = 4 * 1024 * 1024;

class Session {
 public:
  Session(const EmulatorOptions& options, Context& context)
      : options_(options), context_(context) {}

  Result<ExitCode> run() {
    auto planned = plan();
    if (!planned) return ended(std::move(planned).error(), context_);
    plan_ = *std::move(planned);
    auto emulator =
        emulator::Emulator::open(plan_, context_.clock, Random(context_.random.next()),
                                 [this](const emulator::Activity& activity) { show(activity); });
    if (!emulator) {
      Error error = std::move(emulator).error();  // Kind config: a bad seed.
      return error.kind == ErrorKind::config ? error.in(printable(options_.seed_file)) : error;
    }
    emulator_ = *std::move(emulator);
    greet();
    if (auto opened = page_.open(options_.ui, plan_, *emulator_, context_); !opened)
      return std::move(opened).error();
    // A command may write on the terminal itself.
    if (options_.command.empty()) status_ = StatusLine::open(context_, counts_.words());
    if (!context_.out_terminal.is_null) {
      printer_.emplace(context_, lines_.source(),
                       [this] { emulator_->server().post([this] { output_failed(); }); });
    }
    report_lost_output(context_);  // The first line.
    if (auto started = start_command(); !started) {
      printer_.reset();
      status_.reset();
      return std::move(started).error();
    }
    const std::stop_callback on_stop(context_.stop, [this] {
      emulator_->server().post([this] { end_early(context_.stop_signal); });
    });
    emulator_->run();
    page_.close();
    finish();
    if (child_ended_ && !cut_short_) return child_code_;
    return child_ && context_.stop_signal != 0 ? 128 + context_.stop_signal : 0;
  }

 private:
  Result<emulator::EmulatorOptions> plan() {
    if (options_.port == port_refused)
      return option_error(
          "--port",
          "Stream's JavaScript clients take 3030 for a server whose WebSocket is on "
          "8800",
          "use another, or 0 for any free one");
    if (auto good = check_policy(options_.policy); !good) return std::move(good).error();
    if (auto good = check_ui(options_.ui); !good) return std::move(good).error();
    emulator::EmulatorOptions plan;
    plan.server.host = options_.host;
    plan.server.port = static_cast<std::uint16_t>(options_.port);
    if (!context_.settings.api_key.empty()) plan.state.api_key = context_.settings.api_key;
    if (!context_.settings.api_secret.empty()) plan.state.secret = context_.settings.api_secret;
    warn_of_secret(context_);
    plan.state.gzip = options_.gzip;
    plan.hooks.policy = options_.policy;
    plan.hooks.dates = options_.timestamps;
    auto webhook = resolve_reach(options_.reach, context_);
    if (!webhook) return std::move(webhook).error();
    plan.hooks.webhook = *std::move(webhook);
    for (const std::string& url : options_.webhook_urls) {
      auto target = resolve_reach(url, "--webhook-url", options_.reach, context_);
      if (!target) return std::move(target).error();
      plan.state.webhook_urls.push_back(target->url);
    }
    // Report a bad configured queue now rather than at its first event.
    for (const std::string& url : options_.queue_urls) {
      if (auto client = open_queue({url, ""}, "", 1, context_); !client)
        return std::move(client).error();
    }
    plan.state.queue_urls = options_.queue_urls;
    plan.state.hooks_anywhere = options_.hooks_anywhere;
    plan.hooks.open_queue = [this](const emulator::HookTarget& target) {
      return open_hook_queue(target, options_.queue_urls, context_);
    };
    if (options_.seed_file.empty()) return plan;
    auto text = read_text(options_.seed_file, context_, seed_bytes_max);
    if (!text) return std::move(text).error().in("--seed-file");
    auto seed = emulator::parse_request_json(*text);
    if (!seed) return not_json(std::move(seed).error(), *text).in(input_name(options_.seed_file));
    plan.state.seed = *std::move(seed);
    return plan;
  }

  [[nodiscard]] std::string url() { return emulator_->server().url(); }

  void greet() {
    if (context_.output == Output::json) {
      context_.out << json_line(Json{
                          {"kind", "listening"}, {"url", url()}, {"api_key", plan_.state.api_key}})
                   << std::endl;
    }
    if (context_.quiet) return;
    const bool is_usual = plan_.state.secret.reveal() == emulator::published_secret;
    context_.err << emulator_banner(
                        {url(), plan_.state.api_key, is_usual ? emulator::published_secret : "",
                         plan_.state.webhook_urls, options_.queue_urls, options_.command.empty()},
                        context_.err_terminal)
                 << reach_lines(emulator_->server().address(), url(), context_.err_terminal)
                 << std::flush;
  }

  /// Stop once the reader has gone, but not on a full disk, which may get room again.
  void output_failed() {
    if (printer_ && printer_->gone()) return end_early();
    report_lost_output(context_);
  }

  void show(const emulator::Activity& activity) {
    counts_.add(activity);
    page_.show(activity);
    if (status_) status_->came(counts_.words());
    if (!printer_) return;
    const bool is_queued = lines_.push(context_.output == Output::json
                                           ? json_line(emulator::to_json(activity)) + "\n"
                                           : emulator_line(activity, context_.out_terminal.now()));
    if (!is_queued) ++lines_skipped_;
  }

  Result<void> start_command() {
    if (options_.command.empty()) return {};
    const std::vector<ChildProcess::Variable> variables{
        {"STREAM_BASE_URL", url()},
        {"STREAM_API_KEY", plan_.state.api_key},
        {"STREAM_API_SECRET", std::string(plan_.state.secret.reveal())}};
    auto child =
        ChildProcess::start(options_.command, variables, child_stdout(context_.output),
                            [this] { emulator_->server().post([this] { command_ended(); }); });
    if (!child) return std::move(child).error();
    child_ = *std::move(child);
    return {};
  }

  void command_ended() {
    child_ended_ = true;
    child_code_ = child_->wait();
    emulator_->stop();
  }

  /// Ends the command before the emulator, so that its remaining requests are answered.
  void end_early(int signal = SIGTERM) {
    if (!child_ || child_ended_) return emulator_->stop();
    cut_short_ = true;
    child_->end(emulator_->server(), signal);
  }

  void finish() {
    printer_.reset();
    status_.reset();
    if (lines_skipped_ > 0)
      report_warning(context_, std::to_string(lines_skipped_) +
                                   " lines were not shown: standard output "
                                   "was too slow");
  }

  const EmulatorOptions& options_;
  Context& context_;
  emulator::EmulatorOptions plan_;
  std::unique_ptr<emulator::Emulator> emulator_;
  EmulatorPage page_;
  LineQueue lines_{lines_bytes_max};
  std::uint64_t lines_skipped_ = 0;
  EmulatorCounts counts_;
  std::unique_ptr<StatusLine> status_;  ///< Null: none is shown.
  std::optional<BackgroundPrinter> printer_;
  std::unique_ptr<ChildProcess> child_;
  bool child_ended_ = false;
  bool cut_short_ = false;
  int child_code_ = 0;
};

}  // namespace

Result<ExitCode> run_emulator(const EmulatorOptions& options, Context& context) {
  return Session(options, context).run();
}

}  // namespace streamctl::cli

#include "tunnel/tunnel.h"

#include <utility>

#include "core/units.h"

namespace streamctl::tunnel {
namespace {

/// From SIGTERM to SIGKILL for a run that gave no address.
constexpr std::chrono::seconds end_grace{3};
/// For the last answer to pass through the program and the network.
constexpr std::chrono::seconds answer_time{1};
/// Lines that wait to be shown; more are left out.
constexpr int lines_waiting_max = 256;

}  // namespace

Tunnel::Run::Run(Tunnel& owner, std::uint64_t its_number)
    : tunnel(owner),
      number(its_number),
      reader(owner.program_.reader),
      output([this](const std::string& one) { line(one); }),
      errors([this](const std::string& one) { line(one); }),
      complaints(owner.program_.service, owner.program_.secrets),
      is_connected(!says_when_connected(owner.program_.service)) {}

/// On the thread of the process. The loop is told of news once until it looks, however much the
/// program prints.
void Tunnel::Run::line(const std::string& line) {
  const auto saying = reader ? reader(line) : std::nullopt;
  const std::lock_guard lock(mutex);
  complaints.heard(line);
  if (tunnel.handlers_.output && tunnel.lines_waiting_ < lines_waiting_max) {
    ++tunnel.lines_waiting_;
    tunnel.server_.post([&owner = tunnel, shown = complaints.shown(line)] {
      --owner.lines_waiting_;
      owner.handlers_.output(shown);
    });
  }
  if (saying) take(*saying);
}

/// A program may print its address without a newline. Only what a user's expression finds is taken
/// from an unfinished line: the other readers keep a state.
void Tunnel::Run::quiet() {
  if (tunnel.program_.service != Service::matched) return;
  for (const OutputLines* lines : {&output, &errors}) {
    const auto saying = lines->unfinished().empty() ? std::nullopt : reader(lines->unfinished());
    const std::lock_guard lock(mutex);
    if (saying) take(*saying);
  }
}

/// The mutex is held.
void Tunnel::Run::take(const Saying& saying) {
  if (!saying.url.empty()) url = saying.url;
  is_connected = is_connected || saying.is_connected;
  if (std::exchange(is_reported, true)) return;
  tunnel.server_.post([&owner = tunnel, its_number = number] { owner.look(its_number); });
}

Tunnel::Tunnel(Program program, const Secret& secret, std::chrono::nanoseconds limit,
               net::Server& server, const Clock& clock, Handlers handlers)
    : program_(std::move(program)),
      limit_(limit),
      server_(server),
      clock_(clock),
      handlers_(std::move(handlers)) {
  program_.secrets.push_back(secret);
  program_.removed_variables.emplace_back("STREAM_API_SECRET");
}

Tunnel::~Tunnel() = default;

void Tunnel::linger() {
  if (child_) child_->linger(answer_time);
}

Result<void> Tunnel::start() {
  if (run_) return {};
  run_ = std::make_shared<Run>(*this, ++runs_);
  found_.clear();
  reason_.clear();
  Child::Handlers handlers;
  handlers.output = [run = run_](std::string_view bytes) { run->output.feed(bytes); };
  handlers.errors = [run = run_](std::string_view bytes) { run->errors.feed(bytes); };
  handlers.quiet = [run = run_] { run->quiet(); };
  handlers.ended = [run = run_](Exit exit) {
    run->output.end();
    run->errors.end();
    run->tunnel.server_.post(
        [&owner = run->tunnel, number = run->number, exit] { owner.over(number, exit); });
  };
  auto child = Child::start({program_.words, program_.variables, program_.removed_variables},
                            std::move(handlers), clock_);
  if (!child) {
    run_.reset();
    return std::move(child).error();
  }
  child_ = *std::move(child);
  const std::uint64_t number = run_->number;
  if (!program_.url.empty()) {
    report(number, program_.url);
  } else {
    handlers_.note("Waiting for the address of " + program_.name);
    server_.after(limit_, [this, number] { give_up(number); });
  }
  return {};
}

/// Looks at what the run has read.
void Tunnel::look(std::uint64_t number) {
  if (!is_current(number) || !reason_.empty()) return;
  std::string url;
  {
    const std::lock_guard lock(run_->mutex);
    run_->is_reported = false;
    if (run_->is_connected) url = run_->url;
  }
  if (url.empty() || url == found_ || !program_.url.empty()) return;
  found_ = url;
  if (program_.name_wait.count() == 0) return report(number, url);
  handlers_.note(url + " is new; waiting " + duration_text(program_.name_wait) +
                 " for its name to be known");
  server_.after(program_.name_wait, [this, number, url] { report(number, url); });
}

void Tunnel::report(std::uint64_t number, const std::string& url) {
  const bool is_latest = !program_.url.empty() || url == found_;
  if (is_current(number) && reason_.empty() && is_latest) handlers_.found(url);
}

/// Ends a run that has given no address. One that has, but did not say that it is connected, may
/// be of a version that says it in other words, unless it complained.
void Tunnel::give_up(std::uint64_t number) {
  if (!is_current(number) || !found_.empty()) return;
  std::string url;
  bool has_complained = false;
  {
    const std::lock_guard lock(run_->mutex);
    url = run_->url;
    has_complained = run_->complaints.is_known();
  }
  if (!url.empty() && !has_complained) {
    found_ = url;
    return report(number, url);
  }
  end_run((url.empty() ? " gave no address" : " gave an address, but did not connect") +
          (" within " + duration_text(limit_)));
}

void Tunnel::end_run() {
  end_run(" was ended, because its address leads nowhere");
}

void Tunnel::end_run(std::string reason) {
  if (!run_ || !reason_.empty()) return;
  reason_ = std::move(reason);
  child_->end();
  server_.after(end_grace, [this, number = run_->number] {
    if (is_current(number) && child_) child_->kill();
  });
}

void Tunnel::over(std::uint64_t number, Exit exit) {
  if (!is_current(number)) return;
  const std::shared_ptr<Run> run = std::exchange(run_, nullptr);
  child_.reset();
  Trouble trouble = run->complaints.trouble(found_.empty());
  std::string why =
      program_.name + (reason_.empty() ? " ended (" + exit_text(exit) + ")" : reason_);
  if (!trouble.why.empty()) why += ": " + trouble.why;
  trouble.why = std::move(why);
  trouble.is_clean = reason_.empty() && exit.signal == 0 && exit.code == 0;
  if (found_.empty()) {
    // After an end with 0 it has said what is to be done first.
    if (trouble.is_clean || !reason_.empty()) trouble.is_lasting = true;
    if (trouble.hint.empty()) trouble.hint = hint_without_address(trouble.is_clean);
  }
  handlers_.ended(trouble);
}

std::string Tunnel::hint_without_address(bool is_clean) const {
  const std::string unmatched =
      program_.service == Service::matched && program_.url.empty()
          ? "nothing in its output matches --tunnel-match; --verbose shows the output"
          : "--verbose shows its output";
  if (!is_clean) return unmatched;
  return "if it went into the background, keep it in the foreground (without -f, --bg and the "
         "like); " +
         unmatched;
}

}  // namespace streamctl::tunnel

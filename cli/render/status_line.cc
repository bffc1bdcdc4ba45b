#include "render/status_line.h"

#include <algorithm>
#include <cstdint>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::seconds redraw_every{1};
constexpr std::string_view clear_line = "\r\x1b[K";

struct Unit {
  std::chrono::seconds length;
  const char* name;
};
Unit unit_of(nanoseconds age) {
  if (age < std::chrono::minutes{1}) return {std::chrono::seconds{1}, " s"};
  if (age < std::chrono::hours{1}) return {std::chrono::minutes{1}, " min"};
  return {std::chrono::hours{1}, " h"};
}

bool has_room(int fd) {
  pollfd watched{fd, POLLOUT, 0};
  return ::poll(&watched, 1, 0) == 1 && (watched.revents & POLLOUT) != 0;
}

enum class Place { same_terminal, aside, unknown };

/// Where `out` leads, seen from the terminal of `err`.
Place place_of(int out, int err) {
  struct stat terminal {};
  struct stat other {};
  if (::fstat(err, &terminal) != 0 || ::fstat(out, &other) != 0) return Place::unknown;
  if (S_ISCHR(other.st_mode) && other.st_rdev == terminal.st_rdev) return Place::same_terminal;
  const bool is_aside = S_ISREG(other.st_mode) || (S_ISCHR(other.st_mode) && ::isatty(out) == 0);
  return is_aside ? Place::aside : Place::unknown;
}

}  // namespace

std::string age_text(nanoseconds age) {
  const Unit unit = unit_of(age);
  return "last " + count_text(static_cast<std::uint64_t>(age / unit.length)) + unit.name + " ago";
}

nanoseconds age_lasts(nanoseconds age) {
  const Unit unit = unit_of(age);
  return unit.length - age % unit.length;
}

std::unique_ptr<StatusLine> StatusLine::open(Context& context, const std::string& words) {
  const std::string term = context.environment("TERM").value_or("dumb");
  if (context.quiet || !context.err_terminal.is_tty || term.empty() || term == "dumb")
    return nullptr;
  auto* const err = dynamic_cast<StandardStream*>(context.err.rdbuf());
  auto* const out = dynamic_cast<StandardStream*>(context.out.rdbuf());
  if (err == nullptr || out == nullptr) return nullptr;
  const Place place = place_of(out->descriptor(), err->descriptor());
  if (place == Place::unknown) return nullptr;
  return std::unique_ptr<StatusLine>(
      new StatusLine(context, *err, place == Place::same_terminal ? out : nullptr, words));
}

StatusLine::StatusLine(Context& context, StandardStream& err, StandardStream* out,
                       std::string words)
    : terminal_(context.err_terminal),
      clock_(context.clock),
      err_(err),
      out_(out),
      words_(std::move(words)),
      is_mid_line_(!err.at_line_start() || (out != nullptr && !out->at_line_start())) {
  err_.set_neighbour(this);
  if (out_ != nullptr) out_->set_neighbour(this);
  redraw();
  on_stop_.emplace(context.stop, [this] { hide(); });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

StatusLine::~StatusLine() {
  thread_.request_stop();
  thread_.join();
  on_stop_.reset();
  hide();
  err_.set_neighbour(nullptr);
  if (out_ != nullptr) out_->set_neighbour(nullptr);
}

void StatusLine::came(std::string words) {
  const SteadyTime now = clock_.steady();
  {
    const std::lock_guard lock(state_mutex_);
    words_ = std::move(words);
    last_ = now;
    has_changed_ = true;
  }
  wakes_.notify_one();
}

void StatusLine::run(const std::stop_token& stop) {
  std::unique_lock lock(state_mutex_);
  while (!stop.stop_requested()) {
    const auto is_due = [this] { return has_changed_; };
    if (last_) {
      wakes_.wait_for(lock, stop, age_lasts(clock_.steady() - *last_), is_due);
    } else {
      wakes_.wait(lock, stop, is_due);
    }
    has_changed_ = false;
    lock.unlock();
    redraw();
    lock.lock();
    wakes_.wait_for(lock, stop, redraw_every, [] { return false; });
  }
}

std::string StatusLine::text() const {
  Terminal line = terminal_.now();
  line.width = std::max<std::size_t>(line.width, 2) - 1;  // A full line would wrap.
  line.color = false;
  Runs runs;
  {
    const std::lock_guard lock(state_mutex_);
    runs.push_back({words_});
    if (last_)
      runs.push_back({", " + age_text(clock_.steady() - *last_), Style::plain, true, true});
  }
  std::string text = one_line(std::move(runs), line);
  text.pop_back();
  return text;
}

/// Terminals wrap what no longer fits after they became narrower.
std::string StatusLine::clear() {
  if (painted_.empty()) return "";
  const std::size_t columns = display_width(std::exchange(painted_, ""));
  const std::size_t rows_above = (columns - 1) / terminal_.now().width;
  if (rows_above == 0) return std::string(clear_line);
  return "\x1b[" + std::to_string(rows_above) + "A\r\x1b[J";
}

/// Does not wait for a terminal that has no room, as after Ctrl-S.
void StatusLine::pay() {
  if (owed_.empty() || !has_room(err_.descriptor())) return;
  const ssize_t written = ::write(err_.descriptor(), owed_.data(), owed_.size());
  if (written > 0) owed_.erase(0, static_cast<std::size_t>(written));
}

void StatusLine::redraw() {
  const std::string now = text();
  const std::lock_guard lock(paint_mutex_);
  if (is_hidden_ || is_mid_line_ || now == painted_ || !has_room(err_.descriptor())) return;
  owed_ += clear();
  owed_ += terminal_.paint(Style::dim, now);
  painted_ = now;
  pay();
}

/// Does not wait for a thread that writes: it clears the line with what it writes next.
void StatusLine::hide() {
  is_hidden_ = true;
  const std::unique_lock lock(paint_mutex_, std::try_to_lock);
  if (!lock) return;
  owed_ += clear();
  pay();
}

long StatusLine::write(int fd, std::string_view piece, bool is_last) {
  const std::string now = is_last ? text() : "";
  const std::lock_guard lock(paint_mutex_);
  owed_ += clear();
  const bool has_foot = is_last && piece.ends_with('\n') && !is_hidden_;
  const std::string foot = has_foot ? terminal_.paint(Style::dim, now) : "";
  std::string bytes = owed_;
  bytes += piece;
  bytes += foot;
  const ssize_t count = ::write(fd, bytes.data(), bytes.size());
  if (count < 0) return count;
  const auto all = static_cast<std::size_t>(count);
  const std::size_t paid = std::min(all, owed_.size());
  const std::size_t written = std::min(all - paid, piece.size());
  owed_.erase(0, paid);
  if (written > 0) is_mid_line_ = piece[written - 1] != '\n';
  if (has_foot && written == piece.size()) {
    painted_ = now;
    owed_ = foot.substr(all - paid - written);
  }
  return static_cast<long>(written);
}

}  // namespace streamctl::cli

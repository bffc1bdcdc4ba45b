#include "replay/source.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "net/gzip.h"
#include "replay/change.h"

namespace streamctl::replay {
namespace {

/// The latest due time, whatever the recorded times are.
constexpr std::chrono::hours due_max{24 * 365 * 10};
/// A pause of this length is reported: it could be mistaken for a hang.
constexpr std::chrono::minutes long_wait{1};

/// Whether a header field belongs to the connection, not to the delivery.
bool is_of_the_connection(std::string_view name) {
  for (const std::string_view one :
       {"host", "content-length", "connection", "transfer-encoding", "expect", "keep-alive"}) {
    if (equals_ignoring_case(name, one)) return true;
  }
  return false;
}

/// Sends the delivery as it was received: its header fields, its signature and its encoding.
void make_verbatim(delivery::Outgoing& outgoing, const capture::Record& record) {
  net::Headers headers;
  for (const auto& field : record.headers) {
    if (!is_of_the_connection(field.name)) headers.add(field.name, field.value);
  }
  const std::string* encoding = headers.find("Content-Encoding");
  if (encoding != nullptr && lower_ascii(*encoding).find("gzip") != std::string::npos) {
    outgoing.verbatim_body = std::make_shared<const std::string>(net::gzip(*outgoing.body));
  }
  outgoing.verbatim = std::move(headers);
}

/// The bytes of all files together; 0 if one of them has no end that is known.
std::uint64_t bytes_of(const std::vector<std::string>& files) {
  std::uint64_t bytes = 0;
  for (const std::string& path : files) {
    struct stat status {};
    const int failure =
        path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
    if (failure != 0 || !S_ISREG(status.st_mode)) return 0;
    bytes += static_cast<std::uint64_t>(status.st_size);
  }
  return bytes;
}

}  // namespace

Source::Source(Plan plan, Random random, Observer& observer)
    : plan_(std::move(plan)), random_(random), observer_(observer), bytes_(bytes_of(plan_.files)) {}

Result<void> Source::begin() {
  for (const std::string& path : plan_.files) {
    if (path == "-" || ::access(path.c_str(), R_OK) == 0) continue;
    failure_ = system_error("cannot open " + path, errno);
    failure_->kind = ErrorKind::config;
    return *failure_;
  }
  if (!open_next() && failure_) return *failure_;
  return {};
}

bool Source::open_next() {
  if (next_file_ >= plan_.files.size()) return false;
  auto reader = capture::ValueReader::open(plan_.files[next_file_++], plan_.stop);
  if (!reader) {
    failure_ = std::move(reader).error();
    return false;
  }
  using Needed = capture::RecordParser::Needed;
  const bool headers = plan_.verbatim || plan_.keeps_records;
  source_.emplace(*std::move(reader), headers ? Needed::all : Needed::all_but_headers);
  return true;
}

capture::Next<capture::Record> Source::read_next() {
  if (plan_.events) return plan_.events();
  const std::uint64_t parsed_before = source_->parsed();
  auto next = source_->next();
  notes_.parsed += source_->parsed() - parsed_before;
  return next;
}

std::optional<capture::Record> Source::read() {
  while ((source_ || plan_.events) && !plan_.stop.stop_requested()) {
    auto next = read_next();
    if (auto* record = std::get_if<capture::Record>(&next)) {
      ++notes_.read;
      return std::move(*record);
    }
    if (const auto* malformed = std::get_if<capture::Malformed>(&next)) {
      observer_.malformed(malformed->error);
      continue;
    }
    if (source_) bytes_finished_ += source_->raw_bytes_read();
    source_.reset();
    plan_.events = nullptr;
    if (auto* unreadable = std::get_if<capture::Unreadable>(&next))
      failure_ = std::move(unreadable->error);
    else
      open_next();
  }
  return std::nullopt;
}

bool Source::wanted(const capture::Record& record) {
  if (!plan_.ids.empty()) {
    if (!plan_.ids.contains(record.webhook_id)) return false;
    const bool is_first = notes_.found_ids.insert(record.webhook_id).second;
    if (plan_.once && !is_first) return false;
  }
  if (plan_.since && record.received_at < *plan_.since) return false;
  if (plan_.until && (record.received_at > *plan_.until || record.received_at == WallTime{}))
    return false;  // It does not tell when it was received.
  if (!listener::passes(plan_.selection, record.type, record.call_cid)) return false;
  if (!plan_.filter) return true;
  const auto decision = plan_.filter->examine(record.body, plan_.stop);
  if (!decision) return false;  // Stopped.
  const auto words = notes_.filter_failures.note(*decision, {record.type, record.webhook_id});
  if (words) observer_.filter_failed(*words);
  return decision->wanted;
}

std::optional<capture::Record> Source::read_wanted() {
  auto record = read();
  while (record && !wanted(*record))
    record = read();
  return record;
}

/// Plan::last: reads everything, and keeps only the events to send.
void Source::keep_only_last() {
  if (!plan_.last || std::exchange(is_all_ahead_, true)) return;
  while (auto record = read_wanted()) {
    ahead_.push_back(*std::move(record));
    if (ahead_.size() > *plan_.last) ahead_.pop_front();
  }
}

/// Reads the skipped events and drops them.
void Source::skip() {
  keep_only_last();
  while (notes_.skipped < plan_.skip) {
    if (!ahead_.empty())
      ahead_.pop_front();
    else if (is_all_ahead_ || !read_wanted())
      return;
    ++notes_.skipped;
  }
}

std::optional<capture::Record> Source::next_after_skipped() {
  skip();
  if (ahead_.empty()) return is_all_ahead_ ? std::nullopt : read_wanted();
  std::optional<capture::Record> record = std::move(ahead_.front());
  ahead_.pop_front();
  return record;
}

std::optional<Source::Turn> Source::next_wanted() {
  if (plan_.limit && notes_.events >= *plan_.limit) return std::nullopt;
  auto record = next_after_skipped();
  if (!record) return std::nullopt;
  const auto is_changed = change(plan_.changes, *record);
  if (!is_changed) {
    failure_ = is_changed.error();
    plan_.limit = 0;  // Later events must not overtake it.
    return std::nullopt;
  }
  if (*is_changed) ++notes_.changed;
  return Turn{*std::move(record), notes_.events++};
}

Result<std::deque<capture::Record>> Source::take_all(std::size_t count_max, std::size_t bytes_max) {
  std::deque<capture::Record> taken;
  std::size_t bytes = 0;
  while (auto turn = next_wanted()) {
    bytes += turn->record.body.size();
    if (taken.size() == count_max)
      return usage_error("there are more than " + std::to_string(count_max) + " events");
    if (bytes > bytes_max)
      return usage_error("the events are larger than " + size_text(bytes_max) + " together");
    taken.push_back(std::move(turn->record));
  }
  if (failure_) return *failure_;
  return taken;
}

void Source::replace_by(std::deque<capture::Record> events) {
  ahead_ = std::move(events);
  is_all_ahead_ = true;
  plan_.limit.reset();
  plan_.skip = 0;
  plan_.changes = {};
  notes_.events = 0;
}

std::optional<std::uint64_t> Source::total_if_few(std::uint64_t few) {
  if (plan_.duplicate > 0) return std::nullopt;
  skip();
  while (!is_all_ahead_ && ahead_.size() <= few) {
    auto record = read_wanted();
    if (!record) break;
    ahead_.push_back(*std::move(record));
  }
  std::uint64_t total = ahead_.size();
  if (plan_.limit) total = std::min(total, *plan_.limit);
  return total <= few ? std::optional(total) : std::nullopt;
}

/// Picks any event of a window of the next ones, so that none is more than `shuffle` places early.
/// The oldest must go once it is that many places late, so that none is held back for ever.
std::optional<Source::Turn> Source::next_shuffled() {
  if (plan_.shuffle == 0) return next_wanted();
  while (window_.size() <= plan_.shuffle) {
    auto turn = next_wanted();
    if (!turn) break;
    window_.push_back(*std::move(turn));
  }
  if (window_.empty()) return std::nullopt;
  const std::uint64_t place = notes_.events - window_.size();  // Events already sent.
  const bool oldest_must_go = place - std::min(place, window_.front().index) >= plan_.shuffle;
  const auto chosen = window_.begin() + static_cast<std::ptrdiff_t>(
                                            oldest_must_go ? 0 : random_.below(window_.size()));
  Turn turn = std::move(*chosen);
  window_.erase(chosen);
  if (turn.index != place) ++notes_.displaced;
  return turn;
}

/// When an event is due at the plan's speed. One without a time is due at once.
std::chrono::nanoseconds Source::due_at(WallTime received_at) {
  if (plan_.speed <= 0 || received_at == WallTime{}) return {};
  ++notes_.timed;
  if (!first_time_) first_time_ = received_at;
  const std::chrono::duration<double, std::nano> since = between(*first_time_, received_at);
  const auto due = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::clamp<decltype(since)>(since / plan_.speed, std::chrono::nanoseconds{0}, due_max));
  const auto wait = due - std::exchange(latest_due_, std::max(latest_due_, due));
  if (wait >= long_wait) observer_.waits(wait, received_at);
  return due;
}

delivery::Planned Source::planned(Turn turn) {
  delivery::Planned planned;
  planned.at = due_at(turn.record.received_at);
  delivery::Outgoing& outgoing = planned.outgoing;
  capture::Record& record = turn.record;
  const bool keeps_id = (plan_.keep_ids || plan_.verbatim) && !record.webhook_id.empty();
  outgoing.webhook_id = keeps_id ? record.webhook_id : random_.uuid();
  outgoing.type = record.type;
  outgoing.call_cid = record.call_cid;
  outgoing.body = std::make_shared<const std::string>(
      plan_.keeps_records ? record.body : std::exchange(record.body, {}));
  if (plan_.verbatim) {
    outgoing.verbatim_body = outgoing.body;
    make_verbatim(outgoing, record);
  }
  outgoing.tag = turn.index;
  Sent sent{nullptr, turn.index, planned.at};
  if (plan_.keeps_records) sent.record = std::make_unique<capture::Record>(std::move(record));
  observer_.sent(std::move(sent));
  return planned;
}

/// Notes which share of all the events are that were taken so far.
void Source::note_share() {
  const auto events = static_cast<double>(notes_.events);
  double share = -1;
  if (is_all_ahead_ || (ahead_.empty() && !source_ && !plan_.events)) {
    auto all = static_cast<double>(notes_.events + ahead_.size());
    if (plan_.limit) all = std::min(all, static_cast<double>(*plan_.limit));
    share = events / std::max(all, 1.0);
  } else if (bytes_ > 0) {
    const std::uint64_t bytes = bytes_finished_ + (source_ ? source_->raw_bytes_read() : 0);
    share = static_cast<double>(bytes) / static_cast<double>(bytes_);
    if (plan_.limit) share = std::max(share, events / static_cast<double>(*plan_.limit));
  }
  share_ = share;
  taken_ = notes_.events;
}

std::optional<double> Source::share(std::uint64_t done) const {
  const double share = share_;
  const std::uint64_t taken = taken_;
  if (share < 0) return std::nullopt;
  const double part = static_cast<double>(std::min(done, taken)) /
                      static_cast<double>(std::max<std::uint64_t>(taken, 1));
  return std::min(share, 1.0) * part;
}

std::optional<delivery::Planned> Source::next() {
  if (again_) return std::exchange(again_, std::nullopt);
  auto turn = next_shuffled();
  note_share();
  if (!turn) return std::nullopt;
  delivery::Planned made = planned(*std::move(turn));
  if (plan_.duplicate > 0 && random_.chance(plan_.duplicate)) {
    ++notes_.duplicated;
    again_ = made;
  }
  return made;
}

}  // namespace streamctl::replay

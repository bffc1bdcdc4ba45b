#include "commands/replay/source.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>
#include <utility>

#include "core/text.h"
#include "net/gzip.h"
#include "webhook/delivery_headers.h"

namespace streamctl::cli {
namespace {

/// No event is due later than this, whatever its file says.
constexpr std::chrono::hours pause_max{24 * 365 * 10};
/// A pause from this on is told: it could be taken for a fault.
constexpr std::chrono::minutes long_wait{1};

/// Fields that belong to the connection they came over, not to the delivery.
bool is_of_the_connection(std::string_view name) {
  for (const std::string_view one :
       {"host", "content-length", "connection", "transfer-encoding", "expect", "keep-alive"}) {
    if (equals_ignoring_case(name, one)) return true;
  }
  return false;
}

/// The delivery as it was received: its own header fields, its signature, compressed if it came so.
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

}  // namespace

ReplaySource::ReplaySource(ReplayPlan plan, Random random, Observer observer)
    : plan_(std::move(plan)), random_(random), observer_(std::move(observer)) {}

Result<void> ReplaySource::begin() {
  for (const std::string& path : plan_.files) {
    if (path == "-" || ::access(path.c_str(), R_OK) == 0) continue;
    failure_ = system_error("cannot open " + path, errno);
    failure_->kind = ErrorKind::config;
    return *failure_;
  }
  if (!open_next() && failure_) return *failure_;
  return {};
}

bool ReplaySource::open_next() {
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

std::optional<capture::Record> ReplaySource::read() {
  while (source_ && !plan_.stop.stop_requested()) {
    const std::uint64_t parsed_before = source_->parsed();
    auto record = source_->next();
    notes_.parsed += source_->parsed() - parsed_before;
    if (!record && record.error().kind == ErrorKind::internal) {
      failure_ = std::move(record).error();
      failure_->kind = ErrorKind::config;
      source_.reset();
    } else if (!record) {
      observer_.malformed(record.error());
    } else if (*record) {
      ++notes_.read;
      return std::move(*record);
    } else {
      source_.reset();
      open_next();
    }
  }
  return std::nullopt;
}

bool ReplaySource::wanted(const capture::Record& record) {
  if (!plan_.ids.empty()) {
    if (!plan_.ids.contains(record.webhook_id)) return false;
    notes_.found_ids.insert(record.webhook_id);
  }
  if (!listener::passes(plan_.selection, record.type, record.call_cid)) return false;
  if (!plan_.filter) return true;
  const auto decision = plan_.filter->examine(record.body, plan_.stop);
  if (!decision) return false;  // The stop came first.
  const auto words = notes_.filter_failures.note(*decision, {record.type, record.webhook_id});
  if (words) observer_.filter_failed(*words);
  return decision->wanted;
}

std::optional<capture::Record> ReplaySource::read_wanted() {
  auto record = read();
  while (record && !wanted(*record))
    record = read();
  return record;
}

/// --last needs to see all before it knows which they are; it keeps no more than it will send.
void ReplaySource::keep_only_last() {
  if (!plan_.last || std::exchange(only_last_kept_, true)) return;
  while (auto record = read_wanted()) {
    ahead_.push_back(*std::move(record));
    if (ahead_.size() > *plan_.last) ahead_.pop_front();
  }
}

/// What is skipped is read, and not kept.
void ReplaySource::skip() {
  keep_only_last();
  while (notes_.skipped < plan_.skip) {
    if (!ahead_.empty())
      ahead_.pop_front();
    else if (plan_.last || !read_wanted())
      return;
    ++notes_.skipped;
  }
}

std::optional<capture::Record> ReplaySource::next_behind_skipped() {
  skip();
  if (ahead_.empty()) return plan_.last ? std::nullopt : read_wanted();
  std::optional<capture::Record> record = std::move(ahead_.front());
  ahead_.pop_front();
  return record;
}

std::optional<ReplaySource::Turn> ReplaySource::next_wanted() {
  if (plan_.limit && notes_.events >= *plan_.limit) return std::nullopt;
  auto record = next_behind_skipped();
  if (!record) return std::nullopt;
  return Turn{*std::move(record), notes_.events++};
}

std::optional<std::uint64_t> ReplaySource::total_if_few(std::uint64_t few) {
  if (plan_.duplicate > 0) return std::nullopt;
  skip();
  while (!plan_.last && ahead_.size() <= few) {
    auto record = read_wanted();
    if (!record) break;
    ahead_.push_back(*std::move(record));
  }
  std::uint64_t total = ahead_.size();
  if (plan_.limit) total = std::min(total, *plan_.limit);
  return total <= few ? std::optional(total) : std::nullopt;
}

/// From a window of the next events any may go first: none comes more than `shuffle` places early,
/// and none waits for ever, since the oldest goes once it is that many places late.
std::optional<ReplaySource::Turn> ReplaySource::next_shuffled() {
  if (plan_.shuffle == 0) return next_wanted();
  while (window_.size() <= plan_.shuffle) {
    auto turn = next_wanted();
    if (!turn) break;
    window_.push_back(*std::move(turn));
  }
  if (window_.empty()) return std::nullopt;
  const std::uint64_t place = notes_.events - window_.size();  // How many have gone before.
  const bool oldest_must_go = place - std::min(place, window_.front().index) >= plan_.shuffle;
  const auto chosen = window_.begin() + static_cast<std::ptrdiff_t>(
                                            oldest_must_go ? 0 : random_.below(window_.size()));
  Turn turn = std::move(*chosen);
  window_.erase(chosen);
  if (turn.index != place) ++notes_.displaced;
  return turn;
}

delivery::Planned ReplaySource::planned(Turn turn) {
  delivery::Planned planned;
  if (plan_.speed > 0 && turn.record.received_at != WallTime{}) {
    ++notes_.timed;
    if (!first_time_) first_time_ = turn.record.received_at;
    const std::chrono::duration<double, std::nano> since =
        between(*first_time_, turn.record.received_at);
    planned.at = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::clamp<decltype(since)>(since / plan_.speed, std::chrono::nanoseconds{0}, pause_max));
    const auto wait = planned.at - std::exchange(latest_due_, std::max(latest_due_, planned.at));
    if (wait >= long_wait) observer_.waits(wait, turn.record);
  }
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

std::optional<delivery::Planned> ReplaySource::next() {
  if (again_) return std::exchange(again_, std::nullopt);
  auto turn = next_shuffled();
  if (!turn) return std::nullopt;
  delivery::Planned made = planned(*std::move(turn));
  if (plan_.duplicate > 0 && random_.chance(plan_.duplicate)) {
    ++notes_.duplicated;
    again_ = made;
  }
  return made;
}

}  // namespace streamctl::cli

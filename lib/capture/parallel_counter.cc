#include "capture/parallel_counter.h"

#include <algorithm>
#include <cerrno>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "capture/event_line.h"
#include "capture/values.h"
#include "core/json_reader.h"
#include "core/queue.h"
#include "core/text.h"

namespace streamctl::capture {
namespace {

/// Read behind a block at once, for the end of its last line.
constexpr std::size_t tail_bytes = std::size_t{8} * 1024;
/// How far ahead of counting memory is prefetched.
constexpr std::size_t lines_ahead = 4;

/// The lines that begin in a part of a file, up to the first that only a ValueReader can read.
class Block {
 public:
  struct Line {
    std::string_view text;
    LineKind kind = LineKind::malformed;
    EventLine event;  ///< Views into `text` and `names_`.
  };

  explicit Block(int file) : file_(file) { names_.reserve(bytes_max); }

  /// Reads the part that begins at `begin`. A line of the first one begins there.
  void read(std::uint64_t begin, bool is_first);
  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
  /// Where the last of `lines()` ends.
  [[nodiscard]] std::uint64_t end() const { return offset_ + at_; }
  /// False if there are lines that were not read.
  [[nodiscard]] bool is_whole() const { return is_whole_; }

 private:
  static constexpr std::size_t bytes_max = 1 + 2 * ParallelCounter::block_bytes + tail_bytes;

  bool fill(std::size_t count);
  std::optional<std::string_view> next_line();
  void read_line(std::string_view text);
  std::string_view kept(std::string_view name);

  int file_;
  std::unique_ptr<char[]> bytes_ =
      std::make_unique_for_overwrite<char[]>(bytes_max + value_padding);
  std::uint64_t offset_ = 0;  ///< Of `bytes_` in the file.
  std::size_t filled_ = 0;
  std::size_t at_ = 0;  ///< The next line in `bytes_`.
  std::string names_;
  std::vector<Line> lines_;
  bool is_whole_ = false;
  EventLineReader reader_;
};

bool Block::fill(std::size_t count) {
  ssize_t read = 0;
  do {
    read = ::pread(file_, bytes_.get() + filled_, count, static_cast<off_t>(offset_ + filled_));
  } while (read < 0 && errno == EINTR);
  if (read <= 0) return false;
  filled_ += static_cast<std::size_t>(read);
  return true;
}

/// The line at `at_`, if it has an end and is no longer than a block.
std::optional<std::string_view> Block::next_line() {
  std::size_t searched = 0;
  while (true) {
    const std::string_view unread(bytes_.get() + at_, filled_ - at_);
    const auto end = unread.find('\n', searched);
    if (std::min(end, unread.size()) > ParallelCounter::block_bytes) return std::nullopt;
    if (end != std::string_view::npos) return unread.substr(0, end);
    searched = unread.size();
    if (!fill(tail_bytes)) return std::nullopt;
  }
}

/// Copies a field from the reader's memory. Fields are no longer than their lines, so `names_`
/// never grows beyond what was reserved.
std::string_view Block::kept(std::string_view name) {
  const std::size_t begin = names_.size();
  names_.append(name);
  return std::string_view(names_).substr(begin);
}

void Block::read_line(std::string_view text) {
  Line& line = lines_.emplace_back();
  line.text = text;
  line.kind = reader_.read(text, line.event);
  if (line.kind != LineKind::event) return;
  EventLine& event = line.event;
  event.transport = kept(event.transport);
  event.webhook_id = kept(event.webhook_id);
  event.type = kept(event.type);
  event.call_cid = kept(event.call_cid);
}

void Block::read(std::uint64_t begin, bool is_first) {
  // A line begins behind each newline: also behind the last byte of the part before.
  const std::size_t before = is_first ? 0 : 1;
  const std::size_t end = before + ParallelCounter::block_bytes;
  offset_ = begin - before;
  filled_ = 0;
  at_ = 0;
  lines_.clear();
  names_.clear();
  is_whole_ = false;
  fill(end + tail_bytes);
  if (!is_first) {
    const auto rest = next_line();
    if (!rest) return;
    at_ = rest->size() + 1;
  }
  while (at_ < end) {
    const auto line = next_line();
    if (!line || !line->starts_with('{') || trimmed(*line) == "{") return;
    // A value that ends with its line: each line is one.
    if (is_first && lines_.empty() && !is_json(*line)) return;
    read_line(*line);
    at_ += line->size() + 1;
  }
  is_whole_ = true;
}

/// Where a line begins.
struct Place {
  std::uint64_t offset = 0;
  std::uint64_t lines = 0;  ///< Before it.
};

}  // namespace

ParallelCounter::ParallelCounter(Counter& counter, unsigned threads, Malformed malformed,
                                 std::stop_token stop)
    : counter_(counter),
      threads_(std::clamp(threads, 1U, threads_max)),
      malformed_(std::move(malformed)),
      stop_(std::move(stop)) {}

std::uint64_t ParallelCounter::count(int file) const {
  struct stat status {};
  const off_t start = ::lseek(file, 0, SEEK_CUR);
  if (start < 0 || ::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  const off_t blocks = (status.st_size - start) / static_cast<off_t>(block_bytes) + 1;
  const auto threads = static_cast<std::size_t>(std::clamp<off_t>(blocks, 1, threads_));

  Place reached{static_cast<std::uint64_t>(start), 0};
  std::deque<BoundedQueue<Place>> turns;  // Of each thread, to count: passed from one to the next.
  for (std::size_t i = 0; i < threads; ++i)
    turns.emplace_back(1);
  static_cast<void>(turns.front().push(reached));
  const auto work = [&](std::size_t self) {
    auto& next = turns[(self + 1) % threads];
    Block block(file);
    for (std::uint64_t number = self;; number += threads) {
      block.read(static_cast<std::uint64_t>(start) + number * block_bytes, number == 0);
      const auto turn = turns[self].pop();
      if (!turn) break;
      const auto& lines = block.lines();
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i + lines_ahead < lines.size()) counter_.expect(lines[i + lines_ahead].event);
        const auto& [text, kind, event] = lines[i];
        if (kind == LineKind::event) counter_.add(event);
        // Malformed, or what only the counter itself can read.
        if (kind == LineKind::malformed && counter_.add(text) == LineKind::malformed)
          malformed_(text, turn->lines + i + 1);
      }
      const Place place{lines.empty() ? turn->offset : block.end(), turn->lines + lines.size()};
      if (!block.is_whole() || stop_.stop_requested()) {
        reached = place;
        break;
      }
      static_cast<void>(next.push(place));
    }
    next.close();
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i)
      others.emplace_back(work, i);
    work(0);
  }
  const std::uint64_t newline = reached.lines > 0 ? 1 : 0;
  ::lseek(file, static_cast<off_t>(reached.offset - newline), SEEK_SET);
  return reached.lines;
}

}  // namespace streamctl::capture

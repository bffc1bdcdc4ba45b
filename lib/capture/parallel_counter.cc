#include "capture/parallel_counter.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "capture/event_line.h"
#include "capture/values.h"
#include "core/queue.h"

namespace streamctl::capture {
namespace {

/// Per thread: one being read, one waiting.
constexpr std::size_t batches_each = 2;
/// How far ahead of counting memory is prefetched.
constexpr std::size_t lines_ahead = 4;

}  // namespace

struct ParallelCounter::Batch {
  struct Line {
    std::size_t begin = 0;  ///< In `text`.
    std::size_t size = 0;
    std::uint64_t number = 0;
    LineKind kind = LineKind::malformed;
    EventLine event;  ///< Views into `text` and `names`.
  };
  std::string text;  ///< The lines, each followed by `value_padding` bytes.
  std::string names;
  std::vector<Line> lines;

  void read(EventLineReader& reader);
  std::string_view kept(std::string_view name);
};

/// Copies a field from the reader's memory. Fields are no longer than their lines, so `names` never
/// grows beyond what was reserved.
std::string_view ParallelCounter::Batch::kept(std::string_view name) {
  const std::size_t begin = names.size();
  names.append(name);
  return std::string_view(names).substr(begin);
}

void ParallelCounter::Batch::read(EventLineReader& reader) {
  names.clear();
  names.reserve(text.size());
  for (Line& line : lines) {
    EventLine& event = line.event;
    line.kind = reader.read(std::string_view(text).substr(line.begin, line.size), event);
    if (line.kind != LineKind::event) continue;
    event.transport = kept(event.transport);
    event.webhook_id = kept(event.webhook_id);
    event.type = kept(event.type);
    event.call_cid = kept(event.call_cid);
  }
}

struct ParallelCounter::Reader {
  Reader() : thread([this] { run(); }) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    unread.close();
    read.close();
  }

  void run() {
    EventLineReader lines;
    while (auto batch = unread.pop()) {
      (*batch)->read(lines);
      if (!read.push(*std::move(batch))) break;
    }
  }

  BoundedQueue<std::unique_ptr<Batch>> unread{batches_each};
  BoundedQueue<std::unique_ptr<Batch>> read{batches_each};
  std::jthread thread;
};

ParallelCounter::ParallelCounter(Counter& counter, unsigned threads, Malformed malformed)
    : counter_(counter),
      threads_(std::min(threads, threads_max)),
      malformed_(std::move(malformed)),
      filling_(std::make_unique<Batch>()) {}

ParallelCounter::~ParallelCounter() = default;

void ParallelCounter::add(std::string_view text, std::uint64_t line) {
  if (threads_ < 2) return count_one(text, line);
  if (text.size() > batch_bytes) {  // Several of this size would take too much memory.
    finish();
    return count_one(text, line);
  }
  Batch& batch = *filling_;
  batch.lines.push_back({batch.text.size(), text.size(), line, LineKind::malformed, {}});
  batch.text.append(text.data(), text.size() + value_padding);
  if (batch.text.size() >= batch_bytes) send();
}

/// Sends the batch to the next thread, once that has room.
void ParallelCounter::send() {
  while (readers_.size() < threads_)
    readers_.push_back(std::make_unique<Reader>());
  if (sent_ - taken_ == batches_each * threads_) take();
  static_cast<void>(readers_[sent_++ % threads_]->unread.push(std::move(filling_)));
  if (spare_.empty()) spare_.push_back(std::make_unique<Batch>());
  filling_ = std::move(spare_.back());
  spare_.pop_back();
}

/// Waits for the oldest batch, and counts it.
void ParallelCounter::take() {
  auto batch = readers_[taken_++ % threads_]->read.pop();
  count(**batch);
  (*batch)->lines.clear();
  (*batch)->text.clear();
  spare_.push_back(*std::move(batch));
}

void ParallelCounter::count(const Batch& batch) {
  for (std::size_t i = 0; i < batch.lines.size(); ++i) {
    const Batch::Line& line = batch.lines[i];
    if (i + lines_ahead < batch.lines.size()) counter_.expect(batch.lines[i + lines_ahead].event);
    if (line.kind == LineKind::event) counter_.add(line.event);
    if (line.kind != LineKind::malformed) continue;
    // Unread, or what only the counter itself can read.
    count_one(std::string_view(batch.text).substr(line.begin, line.size), line.number);
  }
}

void ParallelCounter::count_one(std::string_view text, std::uint64_t line) {
  if (counter_.add(text) == LineKind::malformed) malformed_(text, line);
}

void ParallelCounter::finish() {
  while (taken_ < sent_)
    take();
  count(*filling_);
  filling_->lines.clear();
  filling_->text.clear();
}

}  // namespace streamctl::capture

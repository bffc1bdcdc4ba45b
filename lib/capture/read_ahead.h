// Reads an input on a background thread, slightly ahead of its consumer, and inflates gzip.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/file.h"
#include "core/queue.h"
#include "net/gunzip_input.h"

namespace streamctl::capture {

/// Holds a few chunks at most: memory is constant, and a process writing into a pipe blocks.
class ReadAhead {
 public:
  static constexpr std::size_t chunk_bytes = 1024 * 1024;
  /// Free bytes before a chunk: room for the partial line at the end of the previous one.
  static constexpr std::size_t room_bytes = 32 * 1024;
  static constexpr std::size_t ahead_max = 2;

  /// Reading begins with the first next(). `stop` ends it at any point, even during a wait.
  ReadAhead(FileDescriptor input, std::stop_token stop);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ~ReadAhead();  ///< Does not wait for input.

  /// The next bytes, preceded by `room_bytes` of undefined content. Waits for them; returns nothing
  /// at the end, after a failure, and once stopped.
  std::optional<std::string> next();
  /// Returns a chunk for reuse.
  void recycle(std::string chunk);
  /// Where in the input the byte at `offset` of what next() returned comes from. For gzip, whose
  /// bytes are not in proportion, about there.
  [[nodiscard]] std::uint64_t raw_offset(std::uint64_t offset) const;
  [[nodiscard]] bool stopped() const { return stop_.stop_requested(); }
  /// The error that ended reading, for net::read_failure_text(), or 0. Valid once next() returned
  /// nothing.
  [[nodiscard]] int failure() const { return failure_; }

 private:
  void read();

  std::stop_token stop_;
  net::GunzipInput input_;
  std::atomic<std::uint64_t> bytes_ = 0;  ///< Read of it so far, inflated.
  BoundedQueue<std::string> filled_{ahead_max};
  BoundedQueue<std::string> empty_{ahead_max};
  int failure_ = 0;  ///< Written before `filled_` is closed.
  std::optional<std::stop_callback<std::function<void()>>> stopper_;
  std::jthread thread_;
};

}  // namespace streamctl::capture

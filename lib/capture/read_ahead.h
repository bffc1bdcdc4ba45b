// The bytes of an input, inflated if it is gzip, read on a thread of its own a little ahead of
// whoever looks at them.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/file.h"
#include "core/queue.h"
#include "net/gunzip_input.h"

namespace streamctl::capture {

/// Holds a few chunks at most: memory is constant, and whoever writes into a pipe waits for us.
class ReadAhead {
 public:
  static constexpr std::size_t chunk_bytes = 1024 * 1024;
  /// Free bytes in front of a chunk: room for the part of a line that the one before it ended with.
  static constexpr std::size_t room_bytes = 32 * 1024;
  static constexpr std::size_t ahead_max = 2;

  /// Reading begins with the first next(). `stop` ends it wherever it is, a wait included.
  ReadAhead(FileDescriptor input, std::stop_token stop);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ~ReadAhead();  ///< Does not wait for input.

  /// The next bytes, behind `room_bytes` of no meaning. Waits for them; nothing at the end, after a
  /// failure, and once stopped.
  std::optional<std::string> next();
  /// Takes a chunk back to be filled again.
  void recycle(std::string chunk);
  [[nodiscard]] bool stopped() const { return stop_.stop_requested(); }
  /// What ended reading, as net::read_failure_text() takes it, or 0. Good once next() gave nothing.
  [[nodiscard]] int failure() const { return failure_; }

 private:
  void read();

  std::stop_token stop_;
  net::GunzipInput input_;
  BoundedQueue<std::string> filled_{ahead_max};
  BoundedQueue<std::string> empty_{ahead_max};
  int failure_ = 0;  ///< Written before `filled_` is closed.
  std::optional<std::stop_callback<std::function<void()>>> stopper_;
  std::jthread thread_;
};

}  // namespace streamctl::capture

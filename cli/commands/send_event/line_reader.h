// Reads lines from a descriptor on a background thread as they arrive.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "core/file.h"
#include "core/queue.h"
#include "net/gunzip_input.h"

namespace streamctl::cli {

struct InputLine {
  std::uint64_t number = 0;  ///< From 1.
  std::string text;          ///< Without its line break. Empty if too long.
  bool too_long = false;     ///< Longer than `line_bytes_max`: skipped.
};

/// Reads lines on a background thread, inflating gzip. A line with several JSON values yields one
/// entry per value, all with its number; a byte order mark is stripped. Reads at most `ahead_max`
/// lines ahead, so that a fast writer waits for the consumer.
class InputLines {
 public:
  static constexpr std::size_t line_bytes_max = 1024 * 1024;
  static constexpr std::size_t ahead_max = 64;

  /// Calls `came` on that thread for each line, and once at the end.
  InputLines(FileDescriptor input, std::function<void()> came);
  InputLines(const InputLines&) = delete;
  InputLines& operator=(const InputLines&) = delete;
  ~InputLines();  ///< Does not wait for input.

  /// The next line if available; never blocks.
  std::optional<InputLine> next();
  /// Whether the end was reached and every line returned.
  [[nodiscard]] bool at_end();
  /// Why reading ended early ("Input/output error", "it looks like UTF-16 text; …"), or empty.
  /// Valid once at_end().
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  void read();
  bool take_lines(std::string& held, std::uint64_t& number, bool& skips);
  bool push(InputLine line);

  net::GunzipInput input_;
  std::function<void()> came_;
  BoundedQueue<InputLine> lines_{ahead_max};
  std::optional<InputLine> ahead_;
  std::string failure_;  ///< Written before closing the queue.
  std::jthread thread_;
};

}  // namespace streamctl::cli

// Lines of a descriptor as they come, read beside other work.
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
  std::string text;          ///< Without its line break. Empty where it was too long.
  bool too_long = false;     ///< Longer than `line_bytes_max`: passed over.
};

/// Reads lines, of gzip those in it, on a thread of its own; a line with several JSON values is as
/// many of the same number, and a byte order mark belongs to none. At most `ahead_max` lines ahead:
/// who writes waits for who reads.
class InputLines {
 public:
  static constexpr std::size_t line_bytes_max = 1024 * 1024;
  static constexpr std::size_t ahead_max = 64;

  /// `came` is called from that thread whenever a line has come, and once at the end.
  InputLines(FileDescriptor input, std::function<void()> came);
  InputLines(const InputLines&) = delete;
  InputLines& operator=(const InputLines&) = delete;
  ~InputLines();  ///< Does not wait for input.

  /// The next line if it is there; never waits.
  std::optional<InputLine> next();
  /// Whether the end was reached and every line given.
  [[nodiscard]] bool at_end();
  /// Why reading ended early ("Input/output error", "it looks like UTF-16 text; …"), or empty. Good
  /// once at_end().
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  void read();
  bool take_lines(std::string& held, std::uint64_t& number, bool& skips);
  bool push(InputLine line);

  net::GunzipInput input_;
  std::function<void()> came_;
  BoundedQueue<InputLine> lines_{ahead_max};
  std::optional<InputLine> ahead_;
  std::string failure_;  ///< Written before the queue is closed.
  std::jthread thread_;
};

}  // namespace streamctl::cli

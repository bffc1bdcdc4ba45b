// Splits the output of a program into lines, free of what is meant for a terminal.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace streamctl::tunnel {

/// The rest of a longer line is dropped. localhost.run prints a picture of 30 KiB in one line.
constexpr std::size_t line_bytes_max = std::size_t{256} * 1024;

/// A line ends with a newline or a carriage return. Escape sequences (CSI, OSC and the like) and
/// other control characters are removed, and empty lines are left out.
class OutputLines {
 public:
  explicit OutputLines(std::function<void(const std::string&)> line) : on_line_(std::move(line)) {}

  /// Takes bytes as they come, in pieces of any size.
  void feed(std::string_view bytes);
  /// Reports the last line if it has no newline.
  void end();
  /// What has come of a line.
  [[nodiscard]] const std::string& unfinished() const { return line_; }

 private:
  enum class State { text, escape, control_sequence, string, string_escape };
  void take(char byte);
  void text(char byte);

  std::function<void(const std::string&)> on_line_;
  std::string line_;
  State state_ = State::text;
};

}  // namespace streamctl::tunnel

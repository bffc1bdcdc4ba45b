#include "tunnel/output_lines.h"

#include <utility>

#include "core/text.h"

namespace streamctl::tunnel {
namespace {

constexpr char escape = '\x1b';
constexpr char bell = '\a';

bool is_within(char byte, char low, char high) {
  return byte >= low && byte <= high;
}

}  // namespace

void OutputLines::feed(std::string_view bytes) {
  for (const char byte : bytes)
    take(byte);
}

void OutputLines::end() {
  if (!line_.empty()) on_line_(std::exchange(line_, {}));
}

/// Follows escape sequences (ECMA-48); a line break ends an unfinished one.
void OutputLines::take(char byte) {
  if (byte == '\n' || byte == '\r') {
    state_ = State::text;
    return end();
  }
  if (byte == escape) {
    state_ = state_ == State::string ? State::string_escape : State::escape;
    return;
  }
  switch (state_) {
    case State::text:
      return text(byte);
    case State::escape:
      if (byte == '[') {
        state_ = State::control_sequence;
      } else if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_') {
        state_ = State::string;
      } else if (!is_within(byte, ' ', '/')) {
        state_ = State::text;
      }
      return;
    case State::control_sequence:
      if (is_within(byte, '@', '~')) state_ = State::text;
      return;
    case State::string:
      if (byte == bell) state_ = State::text;
      return;
    case State::string_escape:
      state_ = byte == '\\' ? State::text : State::string;
      return;
  }
}

void OutputLines::text(char byte) {
  if (line_.size() >= line_bytes_max || (is_control(byte) && byte != '\t')) return;
  line_ += byte == '\t' ? ' ' : byte;
}

}  // namespace streamctl::tunnel

#include "capture/values.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "core/units.h"

namespace streamctl::capture {
namespace {

constexpr std::size_t chunk_bytes = 256 * 1024;
constexpr std::string_view blank = " \t\r\n";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(blank) == std::string_view::npos;
}

}  // namespace

ValueReader::ValueReader(std::string name, FileDescriptor file)
    : name_(std::move(name)), file_(std::move(file)) {}

Result<ValueReader> ValueReader::open(const std::string& path) {
  FileDescriptor file(path == "-" ? ::dup(STDIN_FILENO)
                                  : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    Error error = system_error("cannot open " + path, errno);
    error.kind = ErrorKind::config;
    return error;
  }
  return ValueReader(path == "-" ? "standard input" : path, std::move(file));
}

Result<std::optional<Value>> ValueReader::next() {
  advance(taken_);
  taken_ = 0;
  if (!layout_) detect();
  auto value = *layout_ == Layout::lines ? next_line() : next_nested();
  if (value && !*value && read_error_ != 0) {
    Error error = system_error("cannot read " + name_, std::exchange(read_error_, 0));
    error.kind = ErrorKind::config;
    return error;
  }
  return value;
}

/// Reads a chunk more behind what is unread; false at the end. What was read is dropped first.
bool ValueReader::fill() {
  if (at_end_) return false;
  if (start_ > 0) {
    buffer_.erase(0, start_);
    base_ += start_;
    start_ = 0;
  }
  const std::size_t held = buffer_.size();
  if (buffer_.capacity() < held + chunk_bytes + value_padding) {
    buffer_.reserve(std::max(2 * buffer_.capacity(), held + chunk_bytes + value_padding));
  }
  buffer_.resize(held + chunk_bytes);
  ssize_t count = ::read(file_.get(), buffer_.data() + held, chunk_bytes);
  while (count < 0 && errno == EINTR)
    count = ::read(file_.get(), buffer_.data() + held, chunk_bytes);
  if (count < 0) read_error_ = errno;
  buffer_.resize(held + (count > 0 ? static_cast<std::size_t>(count) : 0));
  at_end_ = count <= 0;
  return !at_end_;
}

void ValueReader::advance(std::size_t count) {
  // A value of a line holds no newline: no need to look.
  if (count > 0 && !(count == taken_ && *layout_ == Layout::lines)) {
    const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(start_);
    line_ += static_cast<std::uint64_t>(
        std::count(begin, begin + static_cast<std::ptrdiff_t>(count), '\n'));
  }
  start_ += count;
}

/// Moves to the next byte that is not blank; false at the end of the input.
bool ValueReader::skip_blank() {
  while (true) {
    const auto unread = std::string_view(buffer_).substr(start_);
    const auto text = unread.find_first_not_of(blank);
    advance(text == std::string_view::npos ? unread.size() : text);
    if (text != std::string_view::npos) return true;
    if (!fill()) return false;
  }
}

/// An array begins with '['. An indented value breaks its first line and goes on with a line that
/// does not begin a new value; anything else is lines, so that a torn first line does not hide the
/// lines behind it.
void ValueReader::detect() {
  layout_ = Layout::lines;
  // A pipe may bring the mark in pieces.
  while (byte_order_mark.starts_with(buffer_) && fill()) {
  }
  if (std::string_view(buffer_).starts_with(byte_order_mark)) start_ += byte_order_mark.size();
  if (!skip_blank()) return;
  if (buffer_[start_] == '[') {
    layout_ = Layout::array;
    advance(1);
    return;
  }
  const auto end = line_end();
  if (!end || buffer_[start_] != '{' || value_end() == end) return;
  while (buffer_.size() <= start_ + *end + 1 && fill()) {
  }
  const auto second = std::string_view(buffer_).substr(std::min(buffer_.size(), start_ + *end));
  const auto text = second.find_first_not_of("\r\n");
  if (text != std::string_view::npos && second[text] != '{') layout_ = Layout::stream;
}

/// Length of the line at the front without its newline, reading on as needed; nothing if it is too
/// long.
std::optional<std::size_t> ValueReader::line_end() {
  std::size_t searched = 0;
  while (true) {
    const auto unread = std::string_view(buffer_).substr(start_);
    const auto end = unread.find('\n', searched);
    if (std::min(end, unread.size()) > value_bytes_max) return std::nullopt;
    if (end != std::string_view::npos) return end;
    searched = unread.size();
    if (!fill()) return std::string_view(buffer_).substr(start_).size();
  }
}

/// Length of the value at the front by its brackets and quotes alone; at the end of the input, what
/// is left. Nothing if it is too long.
std::optional<std::size_t> ValueReader::value_end() {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0;; ++i) {
    while (start_ + i >= buffer_.size()) {
      if (i > value_bytes_max) return std::nullopt;
      if (!fill()) return buffer_.size() - start_;  // An escape may point past the end.
    }
    const char c = buffer_[start_ + i];
    if (in_string) {
      if (c == '\\') {
        ++i;  // Whatever it escapes, it is not the end.
      } else if (c == '"') {
        in_string = false;
        if (depth == 0) return i + 1;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return i;  // The end of what encloses the value.
      if (--depth == 0) return i + 1;
    } else if (depth == 0 && (c == ',' || blank.find(c) != std::string_view::npos)) {
      return i;
    }
  }
}

Result<std::optional<Value>> ValueReader::next_line() {
  while (skip_blank()) {
    const auto end = line_end();
    if (!end) {
      Error error = error_here("line is longer than " + size_text(value_bytes_max));
      while (std::string_view(buffer_).find('\n', start_) == std::string_view::npos) {
        start_ = buffer_.size();
        if (!fill()) break;
      }
      const auto newline = std::string_view(buffer_).find('\n', start_);
      advance((newline == std::string_view::npos ? buffer_.size() : newline) - start_);
      return error;
    }
    const auto text = std::string_view(buffer_).substr(start_, *end);
    if (is_blank(text)) continue;
    taken_ = *end;
    return std::optional(Value{text, line_, base_ + start_});
  }
  return std::optional<Value>();
}

Result<std::optional<Value>> ValueReader::next_nested() {
  while (!array_done_ && skip_blank()) {
    const char c = buffer_[start_];
    if (c == ',' && *layout_ == Layout::array) {
      advance(1);
      continue;
    }
    if (c == ']' && *layout_ == Layout::array) {
      advance(1);
      array_done_ = true;
      return std::optional<Value>();
    }
    const auto end = value_end();
    if (!end || *end == 0) {
      array_done_ = true;  // Without its brackets there is no telling where the next value begins.
      return error_here(end ? "not valid JSON"
                            : "value is longer than " + size_text(value_bytes_max));
    }
    taken_ = *end;
    return std::optional(
        Value{std::string_view(buffer_).substr(start_, *end), line_, base_ + start_});
  }
  if (*layout_ == Layout::array && !std::exchange(array_done_, true))
    return error_here("the array has no end");
  return std::optional<Value>();
}

Error ValueReader::error_here(const std::string& what) const {
  return config_error(name_ + ":" + std::to_string(line_) + ": " + what);
}

}  // namespace streamctl::capture

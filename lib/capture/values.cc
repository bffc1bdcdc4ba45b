#include "capture/values.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/encoding.h"
#include "core/foreign_form.h"
#include "core/json_reader.h"
#include "core/text.h"
#include "core/units.h"
#include "net/gzip.h"
#include "webhook/wrapping.h"

namespace streamctl::capture {
namespace {

constexpr std::string_view blank = " \t\r\n";
/// Enough to recognise every foreign form.
constexpr std::size_t beginning_bytes = 512;

/// A line that begins gzip: the body of an HTTP message, as it was sent.
constexpr std::string_view packed_body = "\n\x1F\x8B\x08";
/// Lines with "{" alone that may begin no value, before there is no further look at such lines.
constexpr int not_indented_max = 16;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(blank) == std::string_view::npos;
}

bool is_base64(std::string_view line) {
  return !line.empty() && has_base64_characters_only(line);
}

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Whether `line` is the first of base64 that base64(1) broke into lines of 76 characters, or
/// OpenSSL into lines of 64, and not a whole event.
bool begins_base64(std::string_view line) {
  if ((line.size() != 76 && line.size() != 64) || !is_base64(line)) return false;
  const auto plain = webhook::unpacked(line, value_bytes_max);
  return !plain || !webhook::looks_like_an_event(*plain);
}

}  // namespace

ValueReader::ValueReader(std::string name, FileDescriptor file, std::stop_token stop,
                         std::uint64_t lines_read)
    : name_(std::move(name)),
      input_(std::make_unique<ReadAhead>(std::move(file), std::move(stop))),
      line_(std::max<std::uint64_t>(lines_read, 1)) {
  if (lines_read == 0) return;
  layout_ = Layout::lines;
  begun_ = true;
}

Result<ValueReader> ValueReader::open(const std::string& path, std::stop_token stop) {
  auto input = open_input(path);
  if (!input) return std::move(input).error();
  return ValueReader(std::move(input->name), std::move(input->file), std::move(stop));
}

Result<ValueReader::Input> ValueReader::open_input(const std::string& path) {
  // O_NONBLOCK: a named pipe without a writer is waited for in next(), where a stop ends the wait.
  FileDescriptor file(path == "-" ? ::dup(STDIN_FILENO)
                                  : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  int failure = file.valid() ? 0 : errno;
  struct stat status {};
  if (file.valid() && ::fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode))
    failure = EISDIR;
  if (failure != 0) {
    Error error = system_error("cannot open " + path, failure);
    error.kind = ErrorKind::config;
    return error;
  }
  return Input{path == "-" ? "standard input" : path, std::move(file)};
}

Next<Value> ValueReader::next() {
  advance(taken_);
  taken_ = 0;
  is_one_line_ = false;
  if (!begun_) begin();
  auto value = next_of_layout();
  // Another array may follow an array.
  while (std::holds_alternative<EndOfInput>(value) && !layout_)
    value = next_of_layout();
  if (!at_end_) return value;
  if (input_->stopped()) return EndOfInput{};  // Not the rest of a line.
  const bool is_cut = std::holds_alternative<Value>(value) && taken_ == unread().size();
  if (failure_ && (is_cut || std::holds_alternative<EndOfInput>(value))) {
    start_ = buffer_.size();
    taken_ = 0;
    return Unreadable{
        config_error("cannot read " + name_ + ": " + *std::exchange(failure_, std::nullopt))};
  }
  return value;
}

Next<Value> ValueReader::next_of_layout() {
  if (!layout_) detect();
  return *layout_ == Layout::lines ? next_line() : next_nested();
}

/// Inspects the first bytes: nothing is read from an input that is not text.
void ValueReader::begin() {
  begun_ = true;
  while (unread().size() < beginning_bytes && fill()) {
    if (unread().find('\n') != std::string_view::npos)
      break;  // From a terminal: more may take long to arrive.
  }
  const auto form = binary_form(unread().substr(0, unread().find(packed_body)));
  if (!form) return;
  failure_ = "it " + form->sentence();
  at_end_ = true;
  buffer_.clear();
  start_ = 0;
}

/// Appends a chunk to the unread bytes, and drops the read ones. False at the end.
bool ValueReader::fill() {
  if (at_end_) return false;
  auto chunk = input_->next();
  if (!chunk) {
    if (input_->failure() != 0) failure_ = net::read_failure_text(input_->failure());
    at_end_ = true;
    return false;
  }
  const std::string_view kept = unread();
  if (kept.size() <= ReadAhead::room_bytes) {
    const std::size_t start = ReadAhead::room_bytes - kept.size();
    kept.copy(chunk->data() + start, kept.size());
    std::swap(buffer_, *chunk);
    start_ = start;
  } else {
    buffer_.erase(0, start_);
    start_ = 0;
    const std::string_view more = std::string_view(*chunk).substr(ReadAhead::room_bytes);
    const std::size_t needed = buffer_.size() + more.size() + value_padding;
    if (buffer_.capacity() < needed) buffer_.reserve(std::max(2 * buffer_.capacity(), needed));
    buffer_.append(more);
  }
  input_->recycle(*std::move(chunk));
  return true;
}

void ValueReader::advance(std::size_t count) {
  if (count > 0 && !(count == taken_ && is_one_line_)) {
    const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(start_);
    line_ += static_cast<std::uint64_t>(
        std::count(begin, begin + static_cast<std::ptrdiff_t>(count), '\n'));
  }
  start_ += count;
  offset_ += count;
}

/// Skips blanks and byte order marks, which concatenated files have in the middle; false at the end
/// of the input.
bool ValueReader::skip_blank() {
  while (true) {
    const auto text = unread().find_first_not_of(blank);
    advance(std::min(text, unread().size()));
    if (text != std::string_view::npos && unread().front() != byte_order_mark.front()) return true;
    // A pipe may bring the mark in pieces.
    if (byte_order_mark.starts_with(unread()) && fill()) continue;
    if (unread().empty()) return false;
    if (!unread().starts_with(byte_order_mark)) return true;
    advance(byte_order_mark.size());
  }
}

/// An array begins with '['. An indented value breaks its first line and continues with a line that
/// does not begin a new value, or is valid JSON up to its end. Anything else is lines, so that a
/// torn first line does not hide those after it.
void ValueReader::detect() {
  layout_ = Layout::lines;
  if (!skip_blank()) return;
  if (buffer_[start_] == '[') {
    layout_ = Layout::array;
    advance(1);
    return;
  }
  const auto end = line_end();
  if (!end || buffer_[start_] != '{') return;
  const auto length = value_end();
  if (length == end) return;
  while (buffer_.size() <= start_ + *end + 1 && fill()) {
  }
  const auto second = unread().substr(std::min(unread().size(), *end));
  const auto text = second.find_first_not_of("\r\n");
  if (text == std::string_view::npos) return;
  const bool is_whole = length && *length > *end && is_json(unread().substr(0, *length));
  if (second[text] != '{' || is_whole) layout_ = Layout::stream;
}

/// Length of the line at the front without its newline, reading on as needed; nothing if it is too
/// long.
std::optional<std::size_t> ValueReader::line_end() {
  std::size_t searched = 0;
  while (true) {
    const auto end = unread().find('\n', searched);
    if (std::min(end, unread().size()) > value_bytes_max) return std::nullopt;
    if (end != std::string_view::npos) return end;
    searched = unread().size();
    if (!fill()) return unread().size();
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
        ++i;  // The escaped character never ends the string.
      } else if (c == '"') {
        in_string = false;
        if (depth == 0) return i + 1;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return i;  // The end of the enclosing array or object.
      if (--depth == 0) return i + 1;
    } else if (depth == 0 && (c == ',' || blank.find(c) != std::string_view::npos)) {
      return i;
    }
  }
}

Next<Value> ValueReader::next_line() {
  while (skip_blank()) {
    if (unread().front() == packed_body[1]) {
      while (unread().size() < packed_body.size() && fill()) {
      }
      if (unread().starts_with(packed_body.substr(1))) return next_packed();
    }
    const auto end = line_end();
    if (!end) {
      Malformed too_long = malformed_here("line is longer than " + size_text(value_bytes_max));
      while (unread().find('\n') == std::string_view::npos) {
        advance(unread().size());
        if (!fill()) break;
      }
      advance(std::min(unread().find('\n'), unread().size()));
      return too_long;
    }
    const auto text = unread().substr(0, *end);
    if (is_blank(text)) continue;
    taken_ = begins_base64(without_return(text)) ? base64_end(*end)
             : trimmed(text) == "{"              ? indented_end(*end)
                                                 : *end;
    is_one_line_ = taken_ == *end;
    return Value{unread().substr(0, taken_), line_, offset_};
  }
  return EndOfInput{};
}

/// Returns the end of the indented value whose "{" stands alone on the line that ends at `end`, or
/// the end of that line if no value begins there.
std::size_t ValueReader::indented_end(std::size_t end) {
  if (not_indented_ == not_indented_max) return end;
  const auto length = value_end();
  if (length && *length > end && is_json(unread().substr(0, *length))) return *length;
  ++not_indented_;
  const auto line = line_end();  // Reading on may have ended the input.
  return line ? *line : end;
}

/// The gzip at the front, inflated.
Next<Value> ValueReader::next_packed() {
  constexpr std::size_t room = 64 * 1024;
  net::Gunzipper gunzipper;
  std::size_t size = 0;
  inflated_.clear();
  while (size <= value_bytes_max && !gunzipper.is_corrupt()) {
    inflated_.resize(size + room);
    std::string_view rest = unread().substr(taken_);
    const std::size_t count = gunzipper.read(rest, inflated_.data() + size, room);
    taken_ = unread().size() - rest.size();
    size += count;
    if (count < room && rest.empty() && !fill()) break;
  }
  if (size > value_bytes_max)
    return malformed_here("value is longer than " + size_text(value_bytes_max));
  if (!gunzipper.has_tail() && (gunzipper.is_corrupt() || !gunzipper.is_whole()))
    return malformed_here(net::read_failure_text(net::GunzipInput::corrupt_gzip));
  inflated_.resize(size + value_padding);
  return Value{std::string_view(inflated_).substr(0, size), line_, offset_};
}

/// The end of the base64 whose first line ends at `end`.
std::size_t ValueReader::base64_end(std::size_t end) {
  const std::size_t width = without_return(unread().substr(0, end)).size();
  while (end < value_bytes_max) {
    const std::size_t begin = end + 1;
    std::size_t next = unread().find('\n', begin);
    while (next == std::string_view::npos && unread().size() < begin + 2 * width && fill())
      next = unread().find('\n', begin);
    if (begin >= unread().size()) return end;
    next = std::min(next, unread().size());
    const auto line = without_return(unread().substr(begin, next - begin));
    if (line.size() > width || !is_base64(line)) return end;
    end = next;
    if (line.size() < width) return end;
  }
  return end;
}

Next<Value> ValueReader::next_nested() {
  while (!is_lost_ && skip_blank()) {
    const char c = buffer_[start_];
    if (c == ',' && *layout_ == Layout::array) {
      advance(1);
      continue;
    }
    if (c == ']' && *layout_ == Layout::array) {
      advance(1);
      layout_.reset();
      return EndOfInput{};
    }
    const auto end = value_end();
    if (!end || *end == 0) {
      is_lost_ = true;  // Without matching brackets, where the next value begins is unknown.
      return malformed_here(end ? "not valid JSON"
                                : "value is longer than " + size_text(value_bytes_max));
    }
    taken_ = *end;
    return Value{unread().substr(0, *end), line_, offset_};
  }
  if (*layout_ == Layout::array && !std::exchange(is_lost_, true) && !failure_)
    return malformed_here("the array has no end");
  return EndOfInput{};
}

Malformed ValueReader::malformed_here(const std::string& what) const {
  return {config_error(name_ + ":" + std::to_string(line_) + ": " + what)};
}

}  // namespace streamctl::capture

// Splits a byte stream into JSON values, in constant memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "capture/next.h"
#include "capture/read_ahead.h"
#include "core/file.h"
#include "core/result.h"

namespace streamctl::capture {

/// The maximum length of a value; a longer one is reported as malformed and skipped.
constexpr std::size_t value_bytes_max = 64 * 1024 * 1024;

/// Bytes after a value that may be read but not used: simdjson loads whole vectors. At least
/// SIMDJSON_PADDING.
constexpr std::size_t value_padding = 64;

/// The text of a value, and its position in the input.
struct Value {
  std::string_view text;     ///< Not validated. Followed by `value_padding` readable bytes.
  std::uint64_t line = 1;    ///< The line it begins on.
  std::uint64_t offset = 0;  ///< The byte it begins at.
};

/// How values are separated; detected at the start of the input, and again after an array.
enum class Layout {
  lines,   ///< JSON Lines: one value a line. A bad line costs that line alone. Other text may stand
           ///< between: the heads of HTTP messages and their bodies, indented or gzip; base64 in
           ///< lines of 64 or 76 characters.
  array,   ///< The elements of one JSON array.
  stream,  ///< Values over several lines: one indented event, or several.
};

/// Reads values from a descriptor: a file, a pipe or a terminal; gzip is inflated. Blank lines and
/// byte order marks are skipped. A background thread reads ahead.
class ValueReader {
 public:
  /// `name` is for messages; `file` is read from its current position: if lines were read before,
  /// from the newline of the last, and lines follow. `stop` ends the input, even during a wait and
  /// within a value.
  ValueReader(std::string name, FileDescriptor file, std::stop_token stop = {},
              std::uint64_t lines_read = 0);
  /// "-" is standard input. Kind config.
  static Result<ValueReader> open(const std::string& path, std::stop_token stop = {});
  /// The same file and its name, for who reads from it before.
  struct Input {
    std::string name;
    FileDescriptor file;
  };
  static Result<Input> open_input(const std::string& path);

  /// Waits for the next value. It is valid until the next call.
  Next<Value> next();

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Bytes read so far, inflated.
  [[nodiscard]] std::uint64_t bytes_read() const { return offset_; }
  /// Bytes of the file read so far, for progress; of gzip, about that many compressed ones.
  [[nodiscard]] std::uint64_t raw_bytes_read() const {
    return input_->raw_offset(offset_ + taken_);
  }

 private:
  Next<Value> next_of_layout();
  void begin();
  bool fill();
  bool skip_blank();
  void detect();
  void advance(std::size_t count);
  std::optional<std::size_t> line_end();
  std::optional<std::size_t> value_end();
  Next<Value> next_line();
  std::size_t base64_end(std::size_t end);
  std::size_t indented_end(std::size_t end);
  Next<Value> next_packed();
  Next<Value> next_nested();
  [[nodiscard]] Malformed malformed_here(const std::string& what) const;

  [[nodiscard]] std::string_view unread() const { return std::string_view(buffer_).substr(start_); }

  std::string name_;
  std::unique_ptr<ReadAhead> input_;
  std::string buffer_;
  std::size_t start_ = 0;     ///< First unread byte in `buffer_`.
  std::size_t taken_ = 0;     ///< Bytes of the value returned last; dropped on the next call.
  bool is_one_line_ = false;  ///< They hold no newline.
  int not_indented_ = 0;  ///< Lines that looked like the first of an indented value, and were not.
  std::string inflated_;  ///< The value returned last, if it was gzip.
  std::uint64_t offset_ = 0;  ///< Of the first unread byte in the input.
  std::uint64_t line_ = 1;
  std::optional<Layout> layout_;
  bool begun_ = false;
  bool at_end_ = false;
  bool is_lost_ = false;                ///< Where the next value begins is unknown.
  std::optional<std::string> failure_;  ///< Why reading ended, until it is reported.
};

}  // namespace streamctl::capture

// Splits a stream of bytes into the JSON values it holds, in constant memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "capture/read_ahead.h"
#include "core/file.h"
#include "core/result.h"

namespace streamctl::capture {

/// One value is at most this long; a longer one is reported and skipped.
constexpr std::size_t value_bytes_max = 64 * 1024 * 1024;

/// Bytes that may be read (not used) behind a value: simdjson loads whole vectors. Not less than
/// SIMDJSON_PADDING.
constexpr std::size_t value_padding = 64;

/// A value's text as it stands in the input, and where.
struct Value {
  std::string_view text;   ///< Good until the next call. Not validated. Followed by `value_padding`
                           ///< readable bytes.
  std::uint64_t line = 1;  ///< The line it begins on.
  std::uint64_t offset = 0;  ///< The byte it begins at.
};

/// How values follow one another; told from how the input begins, and again behind an array.
enum class Layout {
  lines,   ///< JSON Lines: one value a line. A bad line costs that line alone.
  array,   ///< The elements of one JSON array.
  stream,  ///< Values over several lines: one indented event, or several.
};

/// Reads values from a descriptor: a file, a pipe, a terminal; of gzip, what is in it. Blank lines
/// and byte order marks are passed over. Reading and looking for values go on beside one another.
class ValueReader {
 public:
  /// `name` is for messages; `file` is read from where it stands. After `stop` it has ended,
  /// wherever it was.
  ValueReader(std::string name, FileDescriptor file, std::stop_token stop = {});
  /// "-" is standard input. Kind config.
  static Result<ValueReader> open(const std::string& path, std::stop_token stop = {});

  /// The next value, nothing at the end, or what is wrong with the input there ("x.json:7: …", kind
  /// config). After an error, reading goes on with the next value where there is one. Of kind
  /// internal where reading itself fails, or the input is no text of ours ("cannot read x.json: it
  /// looks like UTF-16 text; …"); that is the end.
  Result<std::optional<Value>> next();

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Bytes read so far, for progress.
  [[nodiscard]] std::uint64_t bytes_read() const { return offset_; }

 private:
  Result<std::optional<Value>> next_of_layout();
  void begin();
  bool fill();
  bool skip_blank();
  void detect();
  void advance(std::size_t count);
  std::optional<std::size_t> line_end();
  std::optional<std::size_t> value_end();
  Result<std::optional<Value>> next_line();
  Result<std::optional<Value>> next_nested();
  Error error_here(const std::string& what) const;

  [[nodiscard]] std::string_view unread() const { return std::string_view(buffer_).substr(start_); }

  std::string name_;
  std::unique_ptr<ReadAhead> input_;
  std::string buffer_;
  std::size_t start_ = 0;     ///< First unread byte in `buffer_`.
  std::size_t taken_ = 0;     ///< Bytes of the value given last; dropped on the next call.
  std::uint64_t offset_ = 0;  ///< Of the first unread byte in the input.
  std::uint64_t line_ = 1;
  std::optional<Layout> layout_;
  bool begun_ = false;
  bool at_end_ = false;
  bool is_lost_ = false;                ///< Nothing tells where the next value begins.
  std::optional<std::string> failure_;  ///< What ended reading, until it is reported.
};

}  // namespace streamctl::capture

// A strict JSON reader (RFC 8259): accepts all valid JSON and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace streamctl {

enum class JsonToken {
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,
  string,
  number,
  literal,  ///< true, false or null.
  end,      ///< The text is one valid JSON value.
  error,    ///< Invalid at this position; every later call returns this too.
};

/// Reads one JSON text token by token, without limits: numbers of any size, nesting of any depth
/// (one byte of memory per level), any number of keys, any escape including unpaired surrogates.
/// Rejects invalid UTF-8 and a byte order mark.
class JsonReader {
 public:
  /// `text` outlives the reader.
  explicit JsonReader(std::string_view text) : text_(text) {}

  JsonToken next();

  /// The raw text of the last token; strings and keys include quotes and escapes.
  [[nodiscard]] std::string_view token() const { return text_.substr(begin_, position_ - begin_); }
  /// The offset of that token; after an error, of the invalid byte.
  [[nodiscard]] std::size_t offset() const { return begin_; }
  /// How many objects and arrays are open.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }

 private:
  void skip_blank();
  [[nodiscard]] bool at(char c) const;
  bool pass(char c);
  JsonToken fail();
  JsonToken open(JsonToken token);
  JsonToken close();
  JsonToken done(JsonToken token);
  JsonToken read_key();
  JsonToken read_value();
  bool scan_string();
  bool scan_escape();
  bool scan_number();
  bool scan_digits();

  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t position_ = 0;
  std::string open_;  ///< The open brackets.
  bool failed_ = false;
  bool is_whole_ = false;     ///< The value has been read.
  bool may_close_ = false;    ///< A closing bracket may follow,
  bool needs_comma_ = false;  ///< or a comma must.
  bool has_key_ = false;      ///< The key of the value that follows has been read.
};

/// Whether `text` is one valid JSON value.
bool is_json(std::string_view text);

/// The UTF-16 code unit of the escape at the front of `text`, "\u20ac".
std::uint32_t escaped_unit(std::string_view text);

constexpr bool is_high_surrogate(std::uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_low_surrogate(std::uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

/// Decodes a string or key token. An unpaired surrogate, invalid in UTF-8, becomes the three bytes
/// that encode it there, so that json_line() can reproduce it.
std::string string_in(std::string_view token);

}  // namespace streamctl

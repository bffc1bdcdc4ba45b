// A strict reader of JSON (RFC 8259): all that is valid, and nothing else.
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
  error,    ///< It is not, here; for good.
};

/// Reads one JSON text token by token. It has no limits: numbers of any size, nesting of any depth
/// (a byte of memory a level), objects of any number of keys, any escape, among them surrogates
/// without a partner. Refuses bytes that are not UTF-8, and a byte order mark.
class JsonReader {
 public:
  /// `text` outlives the reader.
  explicit JsonReader(std::string_view text) : text_(text) {}

  JsonToken next();

  /// The token read last as it stands in the text; strings and keys with quotes and escapes.
  [[nodiscard]] std::string_view token() const { return text_.substr(begin_, position_ - begin_); }
  /// Where that token begins; after an error, the byte that is wrong.
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
  std::string open_;  ///< The brackets of what is open.
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

/// What a string or key token stands for. A surrogate without a partner, which UTF-8 does not know,
/// becomes the three bytes it would have there, so that json_line() can write it as it was.
std::string string_in(std::string_view token);

}  // namespace streamctl

// Finds the parts of a JSON text by its bytes: nothing is parsed or copied, and depth costs
// nothing.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace streamctl::cli {

inline constexpr std::string_view json_blank = " \t\r\n";

/// The first position from `at` that is not white space; the end if there is none.
std::size_t skip_blank(std::string_view text, std::size_t at);

/// The length of the string token at the front of `text`, quotes included; all of it if it has no
/// end.
std::size_t string_length(std::string_view text);

/// The length of the value at the front of `text`; all of it if it has no end. At least 1 unless
/// `text` is empty.
std::size_t value_length(std::string_view text);

/// Calls `see(key, value)` for each member of `object`, in order: the key without its quotes, the
/// value as written. Nothing if it is not an object.
template <class See>
void for_each_member(std::string_view object, See&& see);

/// Calls `see(value)` for each element of `array`. Nothing if it is not an array.
template <class See>
void for_each_element(std::string_view array, See&& see);

/// A scalar as written, but a string without its quotes; empty for null, objects and arrays.
std::string_view scalar_in(std::string_view value);

/// The first members of an object, found in one pass; the text must outlive it.
class JsonMembers {
 public:
  static constexpr std::size_t members_max = 256;

  explicit JsonMembers(std::string_view object);

  /// The value at `path` ("user.id"), as written; empty if there is none.
  [[nodiscard]] std::string_view value(std::string_view path) const;
  /// scalar_in() of it.
  [[nodiscard]] std::string_view scalar(std::string_view path) const;

 private:
  struct Member {
    std::string_view key;
    std::string_view value;
  };
  std::vector<Member> members_;
};

template <class See>
void for_each_element(std::string_view array, See&& see) {
  if (!array.starts_with('[')) return;
  std::size_t at = skip_blank(array, 1);
  while (at < array.size() && array[at] != ']') {
    const std::size_t length = value_length(array.substr(at));
    see(array.substr(at, length));
    at = skip_blank(array, at + length);
    if (at < array.size() && array[at] == ',') at = skip_blank(array, at + 1);
  }
}

template <class See>
void for_each_member(std::string_view object, See&& see) {
  if (!object.starts_with('{')) return;
  std::size_t at = skip_blank(object, 1);
  while (at < object.size() && object[at] == '"') {
    const std::size_t key_length = string_length(object.substr(at));
    const std::string_view key =
        key_length < 2 ? std::string_view() : object.substr(at + 1, key_length - 2);
    at = skip_blank(object, at + key_length);
    if (at >= object.size() || object[at] != ':') return;
    at = skip_blank(object, at + 1);
    const std::size_t length = value_length(object.substr(at));
    see(key, object.substr(at, length));
    at = skip_blank(object, at + length);
    if (at < object.size() && object[at] == ',') at = skip_blank(object, at + 1);
  }
}

}  // namespace streamctl::cli

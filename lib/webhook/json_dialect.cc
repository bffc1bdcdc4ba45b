#include "webhook/json_dialect.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl::webhook {
namespace {

using Escapes = Dialect::Escapes;

constexpr Dialect all[] = {
    {.name = "as JSON.stringify writes it", .is_common = true, .has_one_number_type = true},
    {.name = "as Go's encoding/json writes it",
     .is_common = true,
     .escapes = Escapes::html,
     .has_one_number_type = true},
    {.name = "as Go's encoding/json writes a map, with its keys sorted",
     .is_common = true,
     .is_sorted = true,
     .escapes = Escapes::html,
     .has_one_number_type = true},
    {.name = "as Python's json.dumps writes it",
     .is_common = true,
     .is_ascii = true,
     .has_spaces = true},
    {.name = "as Python's json.dumps writes it without ensure_ascii",
     .is_common = true,
     .has_spaces = true},
    {.name =
         "in ASCII, without white space, as Python's json.dumps writes it with compact separators",
     .is_common = true,
     .is_ascii = true},
    {.name = "as Python's json.dumps writes it with sort_keys",
     .is_common = true,
     .is_ascii = true,
     .is_sorted = true,
     .has_spaces = true},
    {.name = "as PHP's json_encode writes it",
     .is_common = true,
     .is_ascii = true,
     .escapes = Escapes::php,
     .has_one_number_type = true},
    {.name = "as PHP's json_encode writes arrays, with {} as []",
     .is_common = true,
     .is_ascii = true,
     .escapes = Escapes::php,
     .has_one_number_type = true,
     .loses_empty_objects = true},
    {.name = "as Ruby's JSON.generate writes it", .is_common = true},
    {.name = "indented by two spaces",
     .is_common = true,
     .indent = "  ",
     .has_one_number_type = true},
    {.name = "indented by four spaces",
     .is_common = true,
     .indent = "    ",
     .has_one_number_type = true},
    {.name = "with its keys sorted", .is_common = true, .is_sorted = true},

    {.name = "with its keys sorted, as JavaScript writes it",
     .is_sorted = true,
     .has_one_number_type = true},
    {.name = "as Rails' to_json writes it", .escapes = Escapes::html},
    {.name = "indented by two spaces, as Ruby's JSON.pretty_generate writes it",
     .indent = "  ",
     .breaks_empty_values = true},
    {.name = "indented by two spaces, as newer Ruby's JSON.pretty_generate writes it",
     .indent = "  "},
    {.name = "indented by four spaces, as Python's json.dumps writes it without ensure_ascii",
     .indent = "    "},
    {.name = "indented by two spaces, as Python's json.dumps writes it",
     .is_ascii = true,
     .indent = "  "},
    {.name = "indented by four spaces, as Python's json.dumps writes it",
     .is_ascii = true,
     .indent = "    "},
    {.name = "as Python's json.dumps writes it with sort_keys, without ensure_ascii",
     .is_sorted = true,
     .has_spaces = true},
    {.name = "as Python's json.dumps writes it with sort_keys and compact separators",
     .is_ascii = true,
     .is_sorted = true},
    {.name = "indented by two spaces, as Python's json.dumps writes it with sort_keys",
     .is_ascii = true,
     .is_sorted = true,
     .indent = "  "},
    {.name = "indented by four spaces, as Python's json.dumps writes it with sort_keys",
     .is_ascii = true,
     .is_sorted = true,
     .indent = "    "},
    {.name = "indented by tabs", .indent = "\t", .has_one_number_type = true},
    {.name = "indented by two spaces with its keys sorted, as Go's json.MarshalIndent writes a map",
     .is_sorted = true,
     .indent = "  ",
     .escapes = Escapes::html,
     .has_one_number_type = true},
    {.name = "indented by tabs with its keys sorted, as Go's json.MarshalIndent writes a map",
     .is_sorted = true,
     .indent = "\t",
     .escapes = Escapes::html,
     .has_one_number_type = true},
    {.name = "indented by two spaces with its keys sorted", .is_sorted = true, .indent = "  "},
    {.name = "as PHP's json_encode writes it with JSON_UNESCAPED_UNICODE",
     .escapes = Escapes::php,
     .has_one_number_type = true},
    {.name = "as PHP's json_encode writes arrays with JSON_UNESCAPED_UNICODE, with {} as []",
     .escapes = Escapes::php,
     .has_one_number_type = true,
     .loses_empty_objects = true},
    {.name = "as PHP's json_encode writes arrays with JSON_UNESCAPED_SLASHES, with {} as []",
     .is_ascii = true,
     .has_one_number_type = true,
     .loses_empty_objects = true},
    {.name = "as PHP's json_encode writes arrays with JSON_UNESCAPED_SLASHES and "
             "JSON_UNESCAPED_UNICODE, with {} as []",
     .has_one_number_type = true,
     .loses_empty_objects = true},
    {.name = "as PHP's json_encode writes it with JSON_PRETTY_PRINT",
     .is_ascii = true,
     .indent = "    ",
     .escapes = Escapes::php,
     .has_one_number_type = true},
    {.name = "as PHP's json_encode writes arrays with JSON_PRETTY_PRINT, with {} as []",
     .is_ascii = true,
     .indent = "    ",
     .escapes = Escapes::php,
     .has_one_number_type = true,
     .loses_empty_objects = true},
    {.name = "as Gson writes it", .escapes = Escapes::gson},
    {.name = "as .NET's System.Text.Json writes it", .is_ascii = true, .escapes = Escapes::dotnet},
};

/// A number as ECMA-262 (6.1.6.1.20) writes it, and Go in JSON.
std::string javascript_number(double number) {
  if (number == 0) return "0";
  std::array<char, 40> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), std::abs(number),
                                          std::chars_format::scientific);
  const std::string_view scientific(text.data(), static_cast<std::size_t>(end - text.data()));
  const auto mark = scientific.find('e');
  std::string digits(scientific.substr(0, mark));
  std::erase(digits, '.');
  int exponent = 0;
  std::from_chars(scientific.data() + mark + (scientific[mark + 1] == '+' ? 2 : 1), end, exponent);
  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // The digits before the point.
  std::string written = number < 0 ? "-" : "";
  if (point > 21 || point < -5) {
    written += digits.substr(0, 1);
    if (count > 1) written += "." + digits.substr(1);
    return written + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
  }
  if (point <= 0)
    return written + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (point >= count)
    return written + digits + std::string(static_cast<std::size_t>(point - count), '0');
  return written + digits.insert(static_cast<std::size_t>(point), ".");
}

class Writer {
 public:
  Writer(const Dialect& dialect, std::size_t bytes_max)
      : dialect_(dialect), bytes_max_(bytes_max) {}

  void value(const Json& value, std::size_t depth) {
    if (is_over()) return;
    if (value.is_object()) {
      object(value, depth);
    } else if (value.is_array()) {
      list(value, depth);
    } else if (value.is_string()) {
      string(value.get_ref<const std::string&>());
    } else if (value.is_number() && dialect_.has_one_number_type) {
      text_ += number(value);
    } else {
      text_ += value.dump();
    }
  }

  std::optional<std::string> text() && {
    if (is_over()) return std::nullopt;
    return std::move(text_);
  }

 private:
  [[nodiscard]] bool is_over() const { return is_too_deep_ || text_.size() > bytes_max_; }

  static std::string number(const Json& value) {
    constexpr double exact_max = 9007199254740992;  // 2^53
    const auto number = value.get<double>();
    if (value.is_number_integer() && std::abs(number) < exact_max) return value.dump();
    return javascript_number(number);
  }

  void object(const Json& value, std::size_t depth) {
    if (value.empty()) {
      text_ += dialect_.loses_empty_objects ? "[" : "{";
      if (dialect_.breaks_empty_values) line(depth);
      text_ += dialect_.loses_empty_objects ? "]" : "}";
      return;
    }
    std::vector<const Json::object_t::value_type*> members;
    for (const auto& member : value.get_ref<const Json::object_t&>())
      members.push_back(&member);
    if (dialect_.is_sorted)
      std::sort(members.begin(), members.end(),
                [](const auto* left, const auto* right) { return left->first < right->first; });
    text_ += '{';
    for (const auto* member : members) {
      if (is_over()) return;
      next(member == members.front(), depth);
      string(member->first);
      text_ += dialect_.has_spaces || !dialect_.indent.empty() ? ": " : ":";
      this->value(member->second, depth + 1);
    }
    line(depth);
    text_ += '}';
  }

  void list(const Json& value, std::size_t depth) {
    text_ += '[';
    for (std::size_t i = 0; i < value.size() && !is_over(); ++i) {
      next(i == 0, depth);
      this->value(value[i], depth + 1);
    }
    if (value.empty() && dialect_.breaks_empty_values) text_ += '\n';
    if (!value.empty() || dialect_.breaks_empty_values) line(depth);
    text_ += ']';
  }

  void next(bool is_first, std::size_t depth) {
    if (!is_first) text_ += dialect_.has_spaces ? ", " : ",";
    line(depth + 1);
  }

  void line(std::size_t depth) {
    if (dialect_.indent.empty()) return;
    is_too_deep_ = is_too_deep_ || depth > indented_levels_max;
    if (is_over()) return;
    text_ += '\n';
    for (std::size_t i = 0; i < depth; ++i)
      text_ += dialect_.indent;
  }

  void string(std::string_view text) {
    text_ += '"';
    while (!text.empty() && !is_over()) {
      const CodePoint point = first_code_point(text);
      const std::size_t length = std::max<std::size_t>(point.length, 1);
      if (!escape(point.length == 0 ? 0xFFFD : point.value)) text_ += text.substr(0, length);
      text.remove_prefix(length);
    }
    text_ += '"';
  }

  /// False: it needs no escape.
  bool escape(std::uint32_t point) {
    constexpr std::string_view named = "\b\t\n\f\r\"\\";
    constexpr std::string_view letters = "btnfr\"\\";
    const auto at = point < 0x80 ? named.find(static_cast<char>(point)) : std::string_view::npos;
    if (at != std::string_view::npos && !(point == '"' && dialect_.escapes == Escapes::dotnet)) {
      text_ += '\\';
      text_ += letters[at];
    } else if (point == '/' && dialect_.escapes == Escapes::php) {
      text_ += "\\/";
    } else if (point < 0x20 || has_own_escape(point) || (dialect_.is_ascii && point >= 0x7F)) {
      if (point > 0xFFFF) {
        unit(0xD800 + ((point - 0x10000) >> 10));
        unit(0xDC00 + ((point - 0x10000) & 0x3FF));
      } else {
        unit(point);
      }
    } else {
      return false;
    }
    return true;
  }

  [[nodiscard]] bool has_own_escape(std::uint32_t point) const {
    const bool is_separator = point == 0x2028 || point == 0x2029;
    std::string_view own;
    if (dialect_.escapes == Escapes::html) own = "<>&";
    if (dialect_.escapes == Escapes::gson) own = "<>&='";
    if (dialect_.escapes == Escapes::dotnet) own = "<>&'\"+`";
    return (is_separator && dialect_.escapes != Escapes::none) ||
           (point < 0x80 && own.find(static_cast<char>(point)) != std::string_view::npos);
  }

  void unit(std::uint32_t unit) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(),
                  dialect_.escapes == Escapes::dotnet ? "\\u%04X" : "\\u%04x", unit);
    text_ += text.data();
  }

  const Dialect& dialect_;
  const std::size_t bytes_max_;
  std::string text_;
  bool is_too_deep_ = false;
};

}  // namespace

std::span<const Dialect> dialects() {
  return all;
}

std::optional<std::string> written(const Json& value, const Dialect& dialect,
                                   std::size_t bytes_max) {
  Writer writer(dialect, bytes_max);
  writer.value(value, 0);
  return std::move(writer).text();
}

}  // namespace streamctl::webhook

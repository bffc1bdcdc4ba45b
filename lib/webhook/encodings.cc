#include "webhook/encodings.h"

#include <cstdint>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl::webhook {
namespace {

/// Calls `add` with each code point; false if `text` is not UTF-8, or `add` returns false.
template <class Add>
bool each_code_point(std::string_view text, Add add) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.length == 0 || !add(point.value)) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

/// The quote that Python's repr() puts around `text`.
char python_quote(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  return has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
}

void append_hex(std::string& text, const char* format, unsigned value) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), format, value);
  text += digits.data();
}

/// Appends an ASCII character as repr() does.
void append_python(std::string& text, unsigned char byte, char quote) {
  constexpr std::string_view named = "\t\n\r";
  constexpr std::string_view letters = "tnr";
  if (const auto at = named.find(static_cast<char>(byte)); at != std::string_view::npos) {
    text += '\\';
    text += letters[at];
  } else if (byte == '\\' || byte == static_cast<unsigned char>(quote)) {
    text += '\\';
    text += static_cast<char>(byte);
  } else if (byte < 0x20 || byte == 0x7F) {
    append_hex(text, "\\x%02x", byte);
  } else {
    text += static_cast<char>(byte);
  }
}

std::string python_string(std::string_view value) {
  const char quote = python_quote(value);
  std::string text(1, quote);
  for (const char byte : value) {
    if (static_cast<unsigned char>(byte) < 0x80) {
      append_python(text, static_cast<unsigned char>(byte), quote);
    } else {
      text += byte;
    }
  }
  return text += quote;
}

}  // namespace

std::optional<std::string> utf16_text(std::string_view text, const Utf16& form) {
  std::string made;
  const auto add = [&](std::uint32_t unit) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    made += form.is_big_endian ? high : low;
    made += form.is_big_endian ? low : high;
  };
  if (form.has_mark) add(0xFEFF);
  const bool is_text = each_code_point(text, [&](std::uint32_t point) {
    if (point > 0xFFFF) {
      add(0xD800 + ((point - 0x10000) >> 10));
      add(0xDC00 + ((point - 0x10000) & 0x3FF));
    } else {
      add(point);
    }
    return true;
  });
  if (!is_text) return std::nullopt;
  return made;
}

std::optional<std::string> latin1_text(std::string_view text) {
  std::string made;
  const bool fits = each_code_point(text, [&](std::uint32_t point) {
    made += static_cast<char>(point);
    return point <= 0xFF;
  });
  if (!fits) return std::nullopt;
  return made;
}

std::string read_as_latin1(std::string_view bytes) {
  std::string made;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 0x80) {
      made += byte;
    } else {
      made += static_cast<char>(0xC0 | (value >> 6));
      made += static_cast<char>(0x80 | (value & 0x3F));
    }
  }
  return made;
}

std::string read_as_ascii(std::string_view bytes, std::string_view mark) {
  std::string made;
  for (const char byte : bytes) {
    if (static_cast<unsigned char>(byte) < 0x80) {
      made += byte;
    } else {
      made += mark;
    }
  }
  return made;
}

std::string python_bytes_text(std::string_view bytes) {
  const char quote = python_quote(bytes);
  std::string text = "b";
  text += quote;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 0x80) {
      append_python(text, value, quote);
    } else {
      append_hex(text, "\\x%02x", value);
    }
  }
  return text += quote;
}

std::string python_text(const Json& value) {
  if (value.is_string()) return python_string(value.get_ref<const std::string&>());
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (!value.is_structured()) return value.dump();
  std::string text;
  for (auto member = value.begin(); member != value.end(); ++member) {
    if (!text.empty()) text += ", ";
    if (value.is_object()) text += python_string(member.key()) + ": ";
    text += python_text(*member);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

}  // namespace streamctl::webhook

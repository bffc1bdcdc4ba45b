#include "core/encoding.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace streamctl {
namespace {

constexpr std::string_view lower_digits = "0123456789abcdef";
constexpr std::string_view upper_digits = "0123456789ABCDEF";
constexpr std::string_view base64_start =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string_view tail(Base64 form) {
  return form == Base64::standard ? "+/" : "-_";
}

char sextet_text(std::uint32_t sextet, Base64 form) {
  return sextet < 62 ? base64_start[sextet] : tail(form)[sextet - 62];
}

int sextet_of(char letter, Base64 form) {
  if (letter >= 'A' && letter <= 'Z') return letter - 'A';
  if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
  if (letter >= '0' && letter <= '9') return letter - '0' + 52;
  if (letter == tail(form)[0]) return 62;
  return letter == tail(form)[1] ? 63 : -1;
}

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

bool unreserved(char letter) {
  return sextet_of(letter, Base64::url) >= 0 || letter == '.' || letter == '~';
}

}  // namespace

std::string hex_text(std::span<const std::uint8_t> bytes) {
  std::string text(bytes.size() * 2, '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = lower_digits[bytes[i] >> 4U];
    text[2 * i + 1] = lower_digits[bytes[i] & 15U];
  }
  return text;
}

std::optional<std::string> hex_bytes(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_of(text[i]);
    const int low = digit_of(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string base64_text(std::string_view bytes, Base64 form) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k <= count; ++k)
      text += sextet_text(group >> (18 - 6 * k) & 63U, form);
    if (form == Base64::standard) text.append(3 - count, '=');
  }
  return text;
}

bool has_base64_characters_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view("+/-_=").find(c) != std::string_view::npos;
  });
}

std::optional<std::string> base64_bytes(std::string_view text, Base64 form) {
  if (form == Base64::standard) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
      text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char letter : text) {
    const int sextet = sextet_of(letter, form);
    if (sextet < 0) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(sextet);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 255U);
    }
  }
  if ((bits & ((1U << held) - 1U)) != 0) return std::nullopt;  // Stray bits: not canonical.
  return bytes;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (unreserved(letter)) {
      out += letter;
    } else {
      const auto byte = static_cast<unsigned char>(letter);
      out += '%';
      out += upper_digits[byte >> 4U];
      out += upper_digits[byte & 15U];
    }
  }
  return out;
}

}  // namespace streamctl

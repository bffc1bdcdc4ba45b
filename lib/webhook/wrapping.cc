#include "webhook/wrapping.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/json.h"
#include "core/text.h"
#include "net/gzip.h"

namespace streamctl::webhook {
namespace {

constexpr std::size_t parsed_bytes_max = 128 * 1024;

/// Whether another object follows the first: "{…}{…}".
bool holds_several(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('{')) return false;
  std::size_t depth = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (is_quoted) {
      if (byte == '\\') ++at;
      is_quoted = byte != '"';
    } else if (byte == '"') {
      is_quoted = true;
    } else if (byte == '{') {
      ++depth;
    } else if (byte == '}' && --depth == 0) {
      return trimmed(text.substr(at + 1)).starts_with('{') && parse_json(text.substr(0, at + 1));
    }
  }
  return false;
}

}  // namespace

std::optional<std::string> decoded(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  if (text.size() < 2 || text.front() == '{' || text.front() == '[') return std::nullopt;
  std::string plain(text);
  std::erase_if(plain, [](char byte) { return byte == '\r' || byte == '\n'; });
  std::replace(plain.begin(), plain.end(), '+', '-');
  std::replace(plain.begin(), plain.end(), '/', '_');
  while (plain.ends_with('='))
    plain.pop_back();
  return base64_bytes(plain, Base64::url);
}

std::optional<std::string> unpacked(std::string_view text, std::uint64_t bytes_max) {
  auto bytes = decoded(text);
  if (!bytes || !net::is_gzip(*bytes)) return bytes;
  auto plain = net::gunzip(*bytes, bytes_max);
  if (plain.failure) return std::nullopt;
  return std::move(plain.bytes);
}

bool looks_like_an_event(std::string_view text) {
  text = trimmed(text);
  return text.starts_with('{') && text.ends_with('}');
}

std::string wrapping_of(std::string_view plain, std::uint64_t body_bytes_max) {
  if (plain.empty()) return empty_body;
  if (trimmed(plain).empty()) return "the body is nothing but white space";
  if (const auto event = unpacked(plain, body_bytes_max); event && looks_like_an_event(*event))
    return base64_body;
  if (plain.size() > parsed_bytes_max) return "";
  if (trimmed(plain) == "undefined")
    return "the body is 'undefined'; was a variable without a value sent?";
  const auto value = parse_json(plain);
  if (!value)
    return holds_several(plain)
               ? "the body holds several JSON values; Stream sends one event in each delivery"
               : "";
  if (value->is_array())
    return "the body is a JSON array; Stream sends one event, an object, in each delivery";
  if (value->is_null()) return "the body is null; was a variable without a value sent?";
  if (value->is_string() && looks_like_an_event(value->get_ref<const std::string&>()))
    return "the body is a JSON string that holds an event; it was written as JSON twice";
  return "";
}

}  // namespace streamctl::webhook

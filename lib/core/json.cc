#include "core/json.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl {
namespace {

/// Why a text costs more to parse than any of use does, or nothing. Looked at before: nlohmann's
/// destructor and printer recurse, and a deep value would end the process; its ordered objects look
/// through all their keys for each new one, and a megabyte of keys would take it a minute.
std::optional<Error> excess_of(std::string_view text) {
  std::vector<std::size_t> keys;  // Of each object or array that is open.
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (keys.size() == json_depth_max)
        return config_error("JSON nests deeper than " + std::to_string(json_depth_max) + " levels");
      keys.push_back(0);
    } else if ((c == ']' || c == '}') && !keys.empty()) {
      keys.pop_back();
    } else if (c == ':' && !keys.empty() && ++keys.back() > json_keys_max) {
      return config_error("a JSON object has more than " + std::to_string(json_keys_max) + " keys");
    }
  }
  return std::nullopt;
}

std::string place_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, byte == 0 ? 0 : byte - 1);
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : before) {
    ++column;
    if (c == '\n') {
      ++line;
      column = 1;
    }
  }
  const std::string place = "column " + std::to_string(column);
  // One line of many, such as a capture's, is named by whoever has them all.
  const bool is_one_line = trimmed(text).find('\n') == std::string_view::npos;
  return is_one_line && line == 1 ? place : "line " + std::to_string(line) + ", " + place;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (auto excess = excess_of(text)) return *std::move(excess);
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& failure) {
    return config_error("not valid JSON at " + place_of(text, failure.byte));
  } catch (const Json::exception&) {  // out_of_range: a number such as 1e999.
    return config_error("JSON holds a number that is out of range");
  }
}

std::string json_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string json_indented(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void merge_over(Json& target, const Json& patch) {
  if (!patch.is_object() || !target.is_object()) {
    target = patch;
    return;
  }
  for (const auto& [key, value] : patch.items())
    merge_over(target[key], value);
}

}  // namespace streamctl

#include "render/json_walk.h"

#include <algorithm>

namespace streamctl::cli {

std::size_t skip_blank(std::string_view text, std::size_t at) {
  const auto next = text.find_first_not_of(json_blank, at);
  return next == std::string_view::npos ? text.size() : next;
}

std::size_t string_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

std::size_t value_length(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() == '"') return string_length(text);
  if (text.front() != '{' && text.front() != '[')
    return std::min(text.find_first_of(",:]}{[\" \t\r\n", 1), text.size());
  std::size_t depth = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at += string_length(text.substr(at));
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    ++at;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return text.size();
}

std::string_view scalar_in(std::string_view value) {
  if (value.starts_with('"')) return value.size() < 2 ? "" : value.substr(1, value.size() - 2);
  if (value.starts_with('{') || value.starts_with('[') || value == "null") return "";
  return value;
}

JsonMembers::JsonMembers(std::string_view object) {
  for_each_member(object, [this](std::string_view key, std::string_view value) {
    if (members_.size() < members_max) members_.push_back({key, value});
  });
}

std::string_view JsonMembers::value(std::string_view path) const {
  const std::string_view name = path.substr(0, path.find('.'));
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& member) { return member.key == name; });
  if (found == members_.end()) return {};
  if (name.size() == path.size()) return found->value;
  return JsonMembers(found->value).value(path.substr(name.size() + 1));
}

std::string_view JsonMembers::scalar(std::string_view path) const {
  return scalar_in(value(path));
}

}  // namespace streamctl::cli

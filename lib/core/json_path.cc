#include "core/json_path.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json_number.h"
#include "core/text.h"

namespace streamctl {
namespace {

constexpr const char* path_hint = "write it like call.custom.room, members[0].role or [\"a.b\"]";

/// A quoted part of a path for a message; very long ones are not repeated.
std::string quoted_piece(std::string_view piece) {
  constexpr std::size_t shown_max = 40;
  return "'" + std::string(piece.substr(0, shown_max)) + "'";
}

/// A part of a path, and the path as written up to and including it.
struct Step {
  std::string key;
  bool is_index = false;  ///< In brackets: an array index, never a key.
  std::string_view path;
};

std::optional<std::int64_t> index_of(std::string_view key) {
  std::int64_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc{} || end != key.data() + key.size()) return std::nullopt;
  return index;
}

/// The length of the quoted key at the front of `text`, quotes included; npos if unterminated.
std::size_t quoted_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == text.front())
      return i + 1;
  }
  return std::string_view::npos;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '_' || c == '-';
  });
}

/// Reads the parts of a path one after another.
class PathReader {
 public:
  explicit PathReader(std::string_view path) : path_(path) {}

  Result<std::vector<Step>> read() {
    // Leading '.' or '$' of jq and JSONPath.
    if (path_.starts_with("$.") || path_.starts_with("$[")) ++at_;
    if (at('.')) ++at_;
    if (path_.starts_with('/')) return usage_error("it begins with a slash", path_hint);
    std::vector<Step> steps;
    while (true) {
      if (steps.size() == json_path_parts_max)
        return usage_error("the path has more than " + std::to_string(json_path_parts_max) +
                           " parts");
      Step step;
      auto done = at('[')   ? read_bracket(step)
                  : at('"') ? read_quoted(step.key)
                            : read_key(step.key);
      if (!done) return std::move(done).error();
      step.path = path_.substr(0, at_);
      steps.push_back(std::move(step));
      if (at_ == path_.size()) return steps;
      if (at('.'))
        ++at_;
      else if (!at('['))
        return usage_error(quoted_piece(path_.substr(at_)) + " has no dot before it", path_hint);
    }
  }

 private:
  [[nodiscard]] bool at(char c) const { return at_ < path_.size() && path_[at_] == c; }

  Result<void> read_key(std::string& key) {
    const std::size_t begin = at_;
    for (; at_ < path_.size() && !at('.') && !at('['); ++at_) {
      if (at(']') || at('"'))
        return usage_error(std::string("a ") + path_[at_] + " stands within a key",
                           "put the key in quotes, or a backslash before it");
      if (at('\\') && at_ + 1 < path_.size()) ++at_;
      key += path_[at_];
    }
    if (key.empty()) return usage_error("a part of the path is empty", path_hint);
    if (path_.substr(begin, at_ - begin) == "*")
      return usage_error("* is no key", "set one path at a time, or put the key in quotes");
    return {};
  }

  Result<void> read_quoted(std::string& key) {
    const auto rest = path_.substr(at_);
    const std::size_t length = quoted_length(rest);
    if (length == std::string_view::npos) return usage_error("a quote has no end", path_hint);
    at_ += length;
    if (rest.front() == '"') {
      const auto text = parse_json(rest.substr(0, length));
      if (!text) return usage_error("a key in quotes is not a JSON string", path_hint);
      key = text->get<std::string>();
      return {};
    }
    for (std::size_t i = 1; i + 1 < length; ++i) {
      if (rest[i] == '\\') ++i;
      key += rest[i];
    }
    return {};
  }

  Result<void> read_bracket(Step& step) {
    ++at_;
    if (at('"') || at('\'')) {
      if (auto done = read_quoted(step.key); !done) return done;
      if (!at(']')) return usage_error("a [ has no ] behind its key", path_hint);
      ++at_;
      return {};
    }
    const auto end = path_.find(']', at_);
    if (end == std::string_view::npos) return usage_error("a [ has no ]", path_hint);
    step.key = path_.substr(at_, end - at_);
    step.is_index = index_of(step.key).has_value();
    at_ = end + 1;
    if (step.key.empty()) return usage_error("[] names no item", "[0] is the first, [-1] the last");
    // A bare word is a key, as in form fields: members[0][role].
    if (!step.is_index && !is_word(step.key))
      return usage_error(
          quoted_piece("[" + step.key + "]") + " is neither an index nor a key in quotes",
          path_hint);
    return {};
  }

  std::string_view path_;
  std::size_t at_ = 0;
};

std::string_view kind_of(const Json& value) {
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "a boolean";
  if (is_any_number(value)) return "a number";
  return value.is_array() ? "an array" : "an object";
}

/// The position of an item of `array`, counted from its end if `index` is negative; nothing if
/// before the first.
std::optional<std::size_t> place_of(std::int64_t index, const Json& array) {
  const auto size = static_cast<std::int64_t>(array.size());
  if (index < -size) return std::nullopt;
  return static_cast<std::size_t>(index < 0 ? size + index : index);
}

/// The value one step below `at`, created if possible; otherwise the reason.
Result<Json*> below(Json& at, const Step& step, std::string_view parent) {
  const std::string where = parent.empty() ? "the outermost value" : std::string(parent);
  if (at.is_null()) at = step.is_index ? Json::array() : Json::object();
  if (at.is_object() && step.is_index)
    return usage_error(where + " is an object, and [" + step.key + "] is an index",
                       "put a key of digits in quotes");
  if (at.is_object()) return &at[step.key];
  if (!at.is_array()) return usage_error(where + " is " + std::string(kind_of(at)));
  const auto index = index_of(step.key);
  if (!index)
    return usage_error(where + " is an array, and " + quoted_piece(step.key) + " is not an index");
  const std::string items =
      where + " has " + std::to_string(at.size()) + (at.size() == 1 ? " item, so " : " items, so ");
  const auto place = place_of(*index, at);
  if (!place) return usage_error(items + step.key + " is before the first");
  if (*place > at.size())
    return usage_error(items + "the next index is " + std::to_string(at.size()));
  if (*place == at.size()) at.push_back(nullptr);
  return &at[*place];
}

/// The value one step below `at`, or nullptr.
template <class Value>
Value* existing(Value& at, const Step& step) {
  if (at.is_object() && !step.is_index) {
    const auto found = at.find(step.key);
    return found == at.end() ? nullptr : &*found;
  }
  const auto index = at.is_array() ? index_of(step.key) : std::nullopt;
  const auto place = index ? place_of(*index, at) : std::nullopt;
  return place && *place < at.size() ? &at[*place] : nullptr;
}

/// The position of the '=' behind the path that `setting` begins with, or npos: one within quotes
/// does not count.
std::size_t equals_behind_path(std::string_view setting) {
  for (std::size_t i = 0; i < setting.size(); ++i) {
    const char before = i == 0 ? '.' : setting[i - 1];
    const bool begins_quote = (setting[i] == '"' && (before == '.' || before == '[')) ||
                              (setting[i] == '\'' && before == '[');
    if (setting[i] == '=') return i;
    if (setting[i] == '\\') ++i;
    if (!begins_quote) continue;
    const std::size_t length = quoted_length(setting.substr(i));
    if (length == std::string_view::npos) return length;
    i += length - 1;
  }
  return std::string_view::npos;
}

}  // namespace

Result<void> check_path(std::string_view path) {
  auto steps = PathReader(path).read();
  return steps ? Result<void>() : std::move(steps).error();
}

Result<void> set_path(Json& root, std::string_view path, Json value) {
  // Very long paths are not repeated.
  const std::string name(path.size() > 200 ? path.substr(0, 200) : path);
  const auto steps = PathReader(path).read();
  if (!steps) return Error(steps.error()).in("cannot set '" + name + "'");
  Json* at = &root;
  std::string_view parent;
  for (const Step& step : *steps) {
    auto next = below(*at, step, parent);
    if (!next) return std::move(next).error().in("cannot set " + name);
    at = *next;
    parent = step.path;
  }
  *at = std::move(value);
  return {};
}

const Json* find_path(const Json& root, std::string_view path) {
  const auto steps = PathReader(path).read();
  if (!steps) return nullptr;
  const Json* at = &root;
  for (auto step = steps->begin(); at != nullptr && step != steps->end(); ++step)
    at = existing(*at, *step);
  return at;
}

Result<void> remove_path(Json& root, std::string_view path) {
  const auto steps = PathReader(path).read();
  if (!steps) return Error(steps.error());
  Json* parent = nullptr;
  Json* at = &root;
  for (const Step& step : *steps) {
    parent = at;
    at = existing(*parent, step);
    if (at == nullptr) return {};
  }
  if (parent->is_object())
    parent->erase(steps->back().key);
  else
    parent->erase(*place_of(*index_of(steps->back().key), *parent));
  return {};
}

Result<std::optional<Assignment>> parse_assignment(std::string_view text) {
  const auto equals = equals_behind_path(text);
  if (equals == std::string_view::npos) return std::optional<Assignment>();
  const bool is_json = equals > 0 && text[equals - 1] == ':';
  const auto path = text.substr(0, equals - (is_json ? 1 : 0));
  if (path.empty()) return std::optional<Assignment>();
  if (auto good = check_path(path); !good) return std::move(good).error();
  Assignment read{std::string(path), Json(std::string(text.substr(equals + 1)))};
  if (is_json) {
    auto parsed = parse_json(text.substr(equals + 1), Digits::kept);
    if (!parsed)
      return usage_error(parsed.error().what,
                         "PATH:=JSON takes JSON; PATH=TEXT takes it as a string");
    read.value = *std::move(parsed);
  }
  return std::optional<Assignment>(std::move(read));
}

}  // namespace streamctl

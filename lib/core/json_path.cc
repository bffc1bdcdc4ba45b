#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl {
namespace {

/// The keys of a dotted path, and the written path up to and including each.
struct Step {
  std::string key;
  std::string_view path;
};

std::optional<std::vector<Step>> steps_of(std::string_view path) {
  std::vector<Step> steps;
  std::string key;
  for (std::size_t i = 0; i <= path.size(); ++i) {
    if (i == path.size() || path[i] == '.') {
      if (key.empty()) return std::nullopt;
      steps.push_back({std::exchange(key, {}), path.substr(0, i)});
    } else if (path[i] == '\\' && i + 1 < path.size()) {
      key += path[++i];
    } else {
      key += path[i];
    }
  }
  return steps;
}

std::optional<std::size_t> index_of(std::string_view key) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc{} || end != key.data() + key.size()) return std::nullopt;
  return index;
}

std::string_view kind_of(const Json& value) {
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "a boolean";
  if (value.is_number()) return "a number";
  return value.is_array() ? "an array" : "an object";
}

/// The place one step below `at`, made if it can be; else why not.
Result<Json*> below(Json& at, const Step& step, std::string_view parent) {
  const std::string where = parent.empty() ? "the event" : std::string(parent);
  if (at.is_null()) at = Json::object();
  if (at.is_object()) return &at[step.key];
  if (!at.is_array()) return usage_error(where + " is " + std::string(kind_of(at)));
  const auto index = index_of(step.key);
  if (!index) return usage_error(where + " is an array, and '" + step.key + "' is not an index");
  if (*index > at.size()) {
    return usage_error(where + " has " + std::to_string(at.size()) +
                       " items, so the next index is " + std::to_string(at.size()));
  }
  if (*index == at.size()) at.push_back(nullptr);
  return &at[*index];
}

}  // namespace

Result<void> set_path(Json& root, std::string_view path, Json value) {
  const auto steps = steps_of(path);
  if (!steps) {
    return usage_error("cannot set '" + std::string(path) + "': a part of the path is empty",
                       "write it like call.custom.room");
  }
  Json* at = &root;
  std::string_view parent;
  for (const Step& step : *steps) {
    auto next = below(*at, step, parent);
    if (!next) return std::move(next).error().in("cannot set " + std::string(path));
    at = *next;
    parent = step.path;
  }
  *at = std::move(value);
  return {};
}

const Json* find_path(const Json& root, std::string_view path) {
  const auto steps = steps_of(path);
  if (!steps) return nullptr;
  const Json* at = &root;
  for (const Step& step : *steps) {
    if (at->is_object()) {
      const auto found = at->find(step.key);
      if (found == at->end()) return nullptr;
      at = &*found;
    } else {
      const auto index = at->is_array() ? index_of(step.key) : std::nullopt;
      if (!index || *index >= at->size()) return nullptr;
      at = &(*at)[*index];
    }
  }
  return at;
}

}  // namespace streamctl

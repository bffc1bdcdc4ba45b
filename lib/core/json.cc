#include "core/json.h"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/foreign_form.h"
#include "core/json_fault.h"
#include "core/json_number.h"
#include "core/json_reader.h"
#include "core/text.h"

namespace streamctl {
namespace {

/// An unfinished object or array. Ordered objects search linearly for each new key, so large ones
/// get an index.
struct Open {
  Json value;
  std::string key;  ///< The key of the next value, in an object.
  std::unordered_map<std::string, std::size_t> index;
};

/// Builds values from tokens, without recursion.
class Builder {
 public:
  explicit Builder(Digits digits) : digits_(digits) {}

  /// Takes a token that is neither an error nor the end.
  Result<void> take(JsonToken token, std::string_view text) {
    switch (token) {
      case JsonToken::begin_object:
        return open(Json::object());
      case JsonToken::begin_array:
        return open(Json::array());
      case JsonToken::key:
        open_.back().key = string_in(text);
        return {};
      case JsonToken::string:
        return add(string_in(text));
      case JsonToken::number:
        return add(number_json(text, digits_));
      case JsonToken::literal:
        return add(text == "null" ? Json() : Json(text == "true"));
      default:
        return close();
    }
  }
  Json root;

 private:
  Result<void> open(Json value) {
    if (open_.size() == json_depth_max)
      return config_error("nested deeper than " + std::to_string(json_depth_max) + " levels");
    open_.push_back({std::move(value), {}, {}});
    return {};
  }

  Result<void> close() {
    Json value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }

  Result<void> add(Json value) {
    if (open_.empty()) {
      root = std::move(value);
      return {};
    }
    Open& parent = open_.back();
    if (parent.value.is_object()) return add_to_object(parent, std::move(value));
    parent.value.push_back(std::move(value));
    return {};
  }

  static Result<void> add_to_object(Open& parent, Json value) {
    constexpr std::size_t looked_through_max = 32;
    Json::object_t::Container& entries = parent.value.get_ref<Json::object_t&>();
    if (entries.size() == looked_through_max && parent.index.empty()) {
      for (std::size_t i = 0; i < entries.size(); ++i)
        parent.index.emplace(entries[i].first, i);
    }
    if (parent.index.empty()) {
      parent.value[parent.key] = std::move(value);
      return {};
    }
    const auto [place, is_new] = parent.index.emplace(parent.key, entries.size());
    if (!is_new) {
      entries[place->second].second = std::move(value);
      return {};
    }
    if (entries.size() == json_keys_max)
      return config_error("a JSON object has more than " + std::to_string(json_keys_max) + " keys");
    entries.emplace_back(std::move(parent.key), std::move(value));
    return {};
  }

  Digits digits_;
  std::vector<Open> open_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, Digits digits) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  JsonReader reader(text);
  Builder builder(digits);
  while (true) {
    const JsonToken token = reader.next();
    if (token == JsonToken::error) return config_error(json_fault(text));
    if (token == JsonToken::end) return std::move(builder.root);
    if (auto taken = builder.take(token, reader.token()); !taken) return std::move(taken).error();
  }
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
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

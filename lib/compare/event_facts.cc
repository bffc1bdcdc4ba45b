#include "compare/event_facts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <functional>

#include <simdjson.h>

#include "compare/json_equal.h"
#include "webhook/any_json.h"

namespace streamctl::compare {
namespace {

namespace dom = simdjson::dom;

/// Ids deeper than this do not identify an event.
constexpr int depth_max = 4;
/// Kept out of the identity: the key itself, times, and what only one side may have.
constexpr std::array<std::string_view, 6> left_out{"type",        "call_cid",     "created_at",
                                                   "received_at", "request_info", "call"};

std::uint64_t mixed(std::uint64_t left, std::uint64_t right) {
  std::uint64_t value = left ^ (right + 0x9e3779b97f4a7c15U + (left << 6U) + (left >> 2U));
  value ^= value >> 33U;
  value *= 0xff51afd7ed558ccdU;
  return value ^ (value >> 33U);
}

std::uint64_t hash_of(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

/// The hash of a scalar; nothing for null, which is the same as no value, and for times.
std::optional<std::uint64_t> hash_of(const dom::element& value) {
  if (value.is_null() || time_in(value)) return std::nullopt;
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return mixed(1, hash_of(text));
  bool truth = false;
  if (value.get(truth) == simdjson::SUCCESS) return truth ? 2 : 3;
  if (!value.is_number()) return std::nullopt;
  const double number = value.get<double>().value_unsafe();
  return mixed(4, std::bit_cast<std::uint64_t>(number + 0.0));  // -0 is 0.
}

bool names_something(std::string_view key) {
  constexpr std::array<std::string_view, 6> names{"id",  "cid",      "text",
                                                  "url", "filename", "emoji_code"};
  return key.ends_with("_id") || key.ends_with("_ids") ||
         std::find(names.begin(), names.end(), key) != names.end();
}

/// Adds the hashes of what identifies an event. A sum, so that the order of keys has no effect.
class Gatherer {
 public:
  void add_event(const dom::object& event) {
    for (const auto field : event) {
      if (std::find(left_out.begin(), left_out.end(), field.key) != left_out.end()) continue;
      add(field.value, mixed(0, hash_of(field.key)), field.key == "custom", true, 1);
    }
  }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }

 private:
  /// `whole`: everything below belongs to the identity. `named`: so does this value.
  void add(const dom::element& value, std::uint64_t path, bool whole, bool named, int depth) {
    if (depth > depth_max && !whole) return;
    dom::object object;
    dom::array array;
    if (value.get(object) == simdjson::SUCCESS) {
      for (const auto field : object)
        add(field.value, mixed(path, hash_of(field.key)), whole,
            whole || names_something(field.key), depth + 1);
    } else if (value.get(array) == simdjson::SUCCESS) {
      for (const dom::element element : array)
        add(element, path, whole, named, depth + 1);
    } else if (named) {
      if (const auto hash = hash_of(value)) sum_ += mixed(path, *hash);
    }
  }

  std::uint64_t sum_ = 0;
};

}  // namespace

struct EventFactsReader::State {
  dom::parser parser;
};

EventFactsReader::EventFactsReader() : state_(std::make_unique<State>()) {}
EventFactsReader::~EventFactsReader() = default;

std::optional<EventFacts> EventFactsReader::read(std::string_view body) {
  if (state_->parser.capacity() > parser_capacity_max && body.size() <= parser_capacity_max)
    state_->parser = dom::parser{};
  dom::object event;
  if (webhook::parse_any(state_->parser, body).get(event) != simdjson::SUCCESS) return std::nullopt;
  EventFacts facts;
  dom::element created_at;
  if (event["created_at"].get(created_at) == simdjson::SUCCESS)
    facts.created_at = time_in(created_at);
  Gatherer gatherer;
  gatherer.add_event(event);
  facts.identity = gatherer.sum();
  return facts;
}

}  // namespace streamctl::compare

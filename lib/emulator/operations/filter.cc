#include "emulator/operations/filter.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/json_number.h"
#include "core/text.h"
#include "core/time_text.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

namespace {

using Kind = Condition::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 12> operators{{
    {"$eq", Kind::equal},
    {"$ne", Kind::not_equal},
    {"$in", Kind::in},
    {"$nin", Kind::not_in},
    {"$gt", Kind::greater},
    {"$gte", Kind::greater_or_equal},
    {"$lt", Kind::less},
    {"$lte", Kind::less_or_equal},
    {"$exists", Kind::exists},
    {"$contains", Kind::contains},
    {"$autocomplete", Kind::autocomplete},
    {"$q", Kind::search},
}};

/// Counts the conditions of one filter while it is parsed.
struct Parsing {
  const Json& fields;
  std::size_t conditions = 0;

  [[nodiscard]] bool exceeds_bound() { return ++conditions > filter_conditions_max; }
};

Result<Condition> parse_object(const Json& filter, Parsing& parsing, std::size_t depth);

Error too_many_conditions() {
  return usage_error("there are more than " + std::to_string(filter_conditions_max) +
                     " conditions");
}

/// Looking up a field costs one unit per this many bytes of its name.
constexpr std::size_t field_bytes_of_a_unit = 32;

bool has_operators(const Json& value) {
  return value.is_object() && !value.empty() && value.begin().key().starts_with('$');
}

std::optional<WallTime> time_of(const Json& value) {
  return value.is_string() ? parse_rfc3339(value.get_ref<const std::string&>()) : std::nullopt;
}

/// The type and the operators of a field, or "" if it cannot be filtered by.
std::string rule_of(const std::string& field, const Json& fields) {
  if (field == "custom" || field.starts_with('$')) return "";
  const std::string rule = text_at(fields, field.starts_with("custom.") ? "custom" : field.c_str());
  return rule.empty() ? text_at(fields, "*") : rule;
}

/// "must be a string" if a value is not of the type that a rule begins with.
std::optional<std::string> wrong_type(const Json& value, const std::string& rule) {
  const std::string type = rule.substr(0, rule.find(' '));
  const auto unless = [](bool good, const char* what) {
    return good ? std::nullopt : std::optional<std::string>(what);
  };
  if (value.is_null()) return std::nullopt;
  if (type == "string") return unless(value.is_string(), "must be a string");
  if (type == "boolean") return unless(value.is_boolean(), "must be true or false");
  if (type == "number") return unless(is_any_number(value), "must be a number");
  if (type == "date")
    return unless(value.is_number_integer() || time_of(value),
                  "must be a date, as RFC 3339 writes it");
  return std::nullopt;
}

Error wrong_value(const std::string& field, const std::string& what) {
  return usage_error("the value of '" + printable(field) + "' " + what);
}

Result<Condition> parse_operator(const std::string& field, const std::string& rule,
                                 const std::string& word, const Json& value) {
  const auto* const found = std::find_if(operators.begin(), operators.end(),
                                         [&](const auto& one) { return one.first == word; });
  if (found == operators.end()) return usage_error("unknown operator '" + printable(word) + "'");
  if ((rule + " ").find(" " + word + " ") == std::string::npos)
    return usage_error("operator " + word + " is not supported for '" + printable(field) + "'");
  const Kind kind = found->second;
  const bool is_list = kind == Kind::in || kind == Kind::not_in;
  if (is_list && (!value.is_array() || value.size() > filter_values_max))
    return usage_error(word + " of '" + field + "' takes an array of at most " +
                       std::to_string(filter_values_max) + " values");
  if (kind == Kind::exists) {
    if (!value.is_boolean()) return usage_error("$exists of '" + field + "' takes true or false");
  } else if (kind == Kind::autocomplete || kind == Kind::search) {
    if (!value.is_string()) return wrong_value(field, "must be a string");
  } else if (is_list) {
    for (const Json& one : value) {
      if (auto wrong = wrong_type(one, rule)) return wrong_value(field, *wrong);
    }
  } else if (auto wrong = wrong_type(value, rule); wrong && !value.is_array()) {
    return wrong_value(field, *wrong);
  }
  return Condition{kind, field, value, {}};
}

Result<Condition> parse_field(const std::string& field, const Json& value, Parsing& parsing) {
  const std::string rule = rule_of(field, parsing.fields);
  if (rule.empty()) return usage_error("no field '" + printable(field) + "' to filter by");
  if (!has_operators(value)) return parse_operator(field, rule, "$eq", value);
  Condition all;
  for (const auto& [word, operand] : value.items()) {
    // The first operator is counted with its field.
    if (!all.parts.empty() && parsing.exceeds_bound()) return too_many_conditions();
    auto condition = parse_operator(field, rule, word, operand);
    if (!condition) return std::move(condition).error();
    all.parts.push_back(*std::move(condition));
  }
  return all;
}

Result<Condition> parse_group(Kind kind, const std::string& word, const Json& list,
                              Parsing& parsing, std::size_t depth) {
  if (!list.is_array() || list.empty()) return usage_error(word + " takes an array of conditions");
  if (list.size() > filter_conditions_max)
    return usage_error(word + " takes at most " + std::to_string(filter_conditions_max) +
                       " conditions");
  Condition group;
  group.kind = kind;
  for (const Json& one : list) {
    auto condition = parse_object(one, parsing, depth + 1);
    if (!condition) return std::move(condition).error();
    group.parts.push_back(*std::move(condition));
  }
  return group;
}

Result<Condition> parse_object(const Json& filter, Parsing& parsing, std::size_t depth) {
  if (depth > filter_depth_max)
    return usage_error("conditions are nested deeper than " + std::to_string(filter_depth_max));
  if (!filter.is_object()) return usage_error("filter_conditions must be an object");
  Condition all;
  for (const auto& [name, value] : filter.items()) {
    if (parsing.exceeds_bound()) return too_many_conditions();
    auto condition = name == "$and"  ? parse_group(Kind::all, name, value, parsing, depth)
                     : name == "$or" ? parse_group(Kind::any, name, value, parsing, depth)
                                     : parse_field(name, value, parsing);
    if (!condition) return std::move(condition).error();
    all.parts.push_back(*std::move(condition));
  }
  return all;
}

int sign_of(bool less, bool greater) {
  return less ? -1 : greater ? 1 : 0;
}

/// Nothing if the values are of different kinds.
std::optional<int> compare_same_kind(const Json& left, const Json& right) {
  if (is_exact_number(left) || is_exact_number(right)) {
    if (!is_any_number(left) || !is_any_number(right)) return std::nullopt;
    if (same_value(left, right)) return 0;
    return sign_of(number_value(left) < number_value(right),
                   number_value(left) > number_value(right));
  }
  if (left.is_number() && right.is_number()) return sign_of(left<right, left> right);
  if (left.is_boolean() && right.is_boolean()) return sign_of(left<right, left> right);
  if (!left.is_string() || !right.is_string()) return std::nullopt;
  const auto left_time = time_of(left);
  const auto right_time = time_of(right);
  if (left_time && right_time) return sign_of(*left_time<*right_time, *left_time> * right_time);
  return sign_of(left<right, left> right);
}

bool equal(const Json& held, const Json& wanted) {
  if (const auto order = compare_same_kind(held, wanted)) return *order == 0;
  if (held.is_array() && !wanted.is_array())
    return std::any_of(held.begin(), held.end(), [&](const Json& one) {
      // Much cheaper than same_value().
      const auto order = compare_same_kind(one, wanted);
      return order ? *order == 0 : same_value(one, wanted);
    });
  return same_value(held, wanted);
}

/// The words of a text, in lower case.
std::vector<std::string> lower_words(const Json& value) {
  std::vector<std::string> words;
  if (!value.is_string()) return words;
  const std::string text = lower_ascii(value.get_ref<const std::string&>());
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

/// Whether each word of `wanted` is in the text, at the beginning of a word if `is_prefix`.
bool has_words(const Json& held, const Json& wanted, bool is_prefix) {
  const auto words = lower_words(held);
  const auto parts = lower_words(wanted);
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return is_prefix ? word.starts_with(part) : word.find(part) != std::string::npos;
    });
  });
}

bool is_in(const Json& held, const Json& wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const Json& one) { return equal(held, one); });
}

/// The cost of comparing a value of that weight with the values of a condition. Two lists are
/// compared once; otherwise each entry of a list is compared.
std::size_t cost_of(const Condition& condition, std::size_t weight) {
  const auto cost = [&](const Json& wanted) {
    return wanted.is_structured() ? weight : weight * weight_of(wanted);
  };
  if (condition.kind != Kind::in && condition.kind != Kind::not_in) return cost(condition.value);
  std::size_t sum = 0;
  for (const Json& wanted : condition.value)
    sum += cost(wanted);
  return sum;
}

bool holds_for(const Condition& condition, const Json& held) {
  switch (condition.kind) {
    case Kind::exists:
      return held.is_null() != condition.value.get<bool>();
    case Kind::equal:
      return equal(held, condition.value);
    case Kind::not_equal:
      return !equal(held, condition.value);
    case Kind::in:
      return is_in(held, condition.value);
    case Kind::not_in:
      return !is_in(held, condition.value);
    case Kind::contains:
      return held.is_array() && equal(held, condition.value);
    case Kind::autocomplete:
    case Kind::search:
      return has_words(held, condition.value, condition.kind == Kind::autocomplete);
    default:
      break;
  }
  const auto order = compare_same_kind(held, condition.value);
  if (!order) return false;
  if (condition.kind == Kind::greater) return *order > 0;
  if (condition.kind == Kind::greater_or_equal) return *order >= 0;
  return condition.kind == Kind::less ? *order < 0 : *order <= 0;
}

}  // namespace

Result<Condition> parse_filter(const Json& filter, const Json& fields) {
  if (filter.is_null()) return Condition{};
  Parsing parsing{fields};
  return parse_object(filter, parsing, 1);
}

bool matches(const Condition& condition, const FieldOf& field_of, QueryBudget& budget) {
  if (!budget.spend(1 + condition.field.size() / field_bytes_of_a_unit)) return false;
  const auto holds = [&](const Condition& part) { return matches(part, field_of, budget); };
  if (condition.kind == Kind::all)
    return std::all_of(condition.parts.begin(), condition.parts.end(), holds);
  if (condition.kind == Kind::any)
    return std::any_of(condition.parts.begin(), condition.parts.end(), holds);
  Json made;
  const Json& held = field_of(condition.field, made);
  if (!budget.spend(cost_of(condition, weight_of(held)))) return false;
  return holds_for(condition, held);
}

int compare(const Json& left, const Json& right) {
  if (const auto order = compare_same_kind(left, right)) return *order;
  return sign_of(left.type() < right.type(), right.type() < left.type());
}

}  // namespace streamctl::emulator

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

constexpr std::array<std::pair<std::string_view, Kind>, 7> operators{{
    {"$eq", Kind::equal},
    {"$in", Kind::in},
    {"$gt", Kind::greater},
    {"$gte", Kind::greater_or_equal},
    {"$lt", Kind::less},
    {"$lte", Kind::less_or_equal},
    {"$exists", Kind::exists},
}};

/// Counts the conditions of one filter while it is parsed.
struct Parsing {
  const IsField& is_field;
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

Result<Condition> parse_operator(const std::string& field, const std::string& word,
                                 const Json& value) {
  const auto* const found = std::find_if(operators.begin(), operators.end(),
                                         [&](const auto& one) { return one.first == word; });
  if (found == operators.end()) return usage_error("unknown operator '" + printable(word) + "'");
  const Kind kind = found->second;
  if (kind == Kind::in && (!value.is_array() || value.size() > filter_values_max))
    return usage_error("$in of '" + field + "' takes an array of at most " +
                       std::to_string(filter_values_max) + " values");
  if (kind == Kind::exists && !value.is_boolean())
    return usage_error("$exists of '" + field + "' takes true or false");
  return Condition{kind, field, value, {}};
}

Result<Condition> parse_field(const std::string& field, const Json& value, Parsing& parsing) {
  if (!parsing.is_field(field))
    return usage_error("no field '" + printable(field) + "' to filter by");
  if (!has_operators(value)) return Condition{Kind::equal, field, value, {}};
  Condition all;
  for (const auto& [word, operand] : value.items()) {
    // The first operator is counted with its field.
    if (!all.parts.empty() && parsing.exceeds_bound()) return too_many_conditions();
    auto condition = parse_operator(field, word, operand);
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

std::optional<WallTime> time_of(const Json& value) {
  return value.is_string() ? parse_rfc3339(value.get_ref<const std::string&>()) : std::nullopt;
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

/// The cost of comparing a value of that weight with the values of a condition. Two lists are
/// compared once; otherwise each entry of a list is compared.
std::size_t cost_of(const Condition& condition, std::size_t weight) {
  const auto cost = [&](const Json& wanted) {
    return wanted.is_structured() ? weight : weight * weight_of(wanted);
  };
  if (condition.kind != Kind::in) return cost(condition.value);
  std::size_t sum = 0;
  for (const Json& wanted : condition.value)
    sum += cost(wanted);
  return sum;
}

}  // namespace

Result<Condition> parse_filter(const Json& filter, const IsField& is_field) {
  if (filter.is_null()) return Condition{};
  Parsing parsing{is_field};
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
  if (condition.kind == Kind::exists) return held.is_null() != condition.value.get<bool>();
  if (condition.kind == Kind::equal) return equal(held, condition.value);
  if (condition.kind == Kind::in) {
    return std::any_of(condition.value.begin(), condition.value.end(),
                       [&](const Json& one) { return equal(held, one); });
  }
  const auto order = compare_same_kind(held, condition.value);
  if (!order) return false;
  if (condition.kind == Kind::greater) return *order > 0;
  if (condition.kind == Kind::greater_or_equal) return *order >= 0;
  return condition.kind == Kind::less ? *order < 0 : *order <= 0;
}

int compare(const Json& left, const Json& right) {
  if (const auto order = compare_same_kind(left, right)) return *order;
  return sign_of(left.type() < right.type(), right.type() < left.type());
}

}  // namespace streamctl::emulator

// The filter conditions of queries for calls, members and users.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/result.h"
#include "emulator/operations/query_budget.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

/// The value of a field of one item, or null. A computed value is stored in `made`.
using FieldOf = std::function<const Json&(std::string_view field, Json& made)>;
/// A condition or a group of them. Source: Stream docs, "Querying Calls".
// NOLINTNEXTLINE(bugprone-exception-escape): moving a Json throws nothing.
struct Condition {
  enum class Kind {
    all,
    any,
    equal,
    not_equal,
    in,
    not_in,
    greater,
    greater_or_equal,
    less,
    less_or_equal,
    exists,
    contains,      ///< A list contains the value.
    autocomplete,  ///< Each word begins a word of the text, in either case.
    search,        ///< Each word is in the text, in either case.
  };
  Kind kind = Kind::all;
  std::string field;
  Json value;
  std::vector<Condition> parts;  ///< For `all` and `any`.
};

/// Reads {"type": "default", "created_at": {"$gt": "2026-…"}, "$or": [{…}, {…}]}. `fields` are
/// those of filter_fields(): {"type": "string $eq $in"}, where `custom` stands for all fields below
/// it, and `*` for all others. $eq is the default; $and and $or combine. Null matches everything.
/// Kind usage: "no field 'tpye' to filter by", "unknown operator '$near'", "operator $gt is not
/// supported for 'members'", "the value of 'type' must be a string", "there are more than 1000
/// conditions".
Result<Condition> parse_filter(const Json& filter, const Json& fields);

/// An array equals a value that it contains. Times are compared as times, numbers as numbers, text
/// as text; values of different kinds do not match. The result is undefined if `budget` is
/// exhausted.
bool matches(const Condition& condition, const FieldOf& field_of, QueryBudget& budget);

/// -1, 0 or 1. Null sorts first; values of different kinds sort by kind.
int compare(const Json& left, const Json& right);

}  // namespace streamctl::emulator

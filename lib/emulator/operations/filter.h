// The filter conditions of queries: which calls, members or users are meant.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "emulator/operations/work.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

/// The value of a field; null where it has none. One that stands nowhere is made in `made`.
using FieldOf = std::function<const Json&(std::string_view field, Json& made)>;
/// Whether there is a field of that name to ask for.
using IsField = std::function<bool(std::string_view field)>;

/// One condition, and those within. Source: Stream docs, "Querying Calls".
// NOLINTNEXTLINE(bugprone-exception-escape): moving a Json throws nothing.
struct Condition {
  enum class Kind { all, any, equal, in, greater, greater_or_equal, less, less_or_equal, exists };
  Kind kind = Kind::all;
  std::string field;
  Json value;
  std::vector<Condition> parts;  ///< Of `all` and `any`.
};

/// Reads {"type": "default", "created_at": {"$gt": "2026-…"}, "$or": [{…}, {…}]}: a bare value is
/// $eq; $in, $gt, $gte, $lt, $lte, $exists, $and, $or. Null is everything. Kind usage: "no field
/// 'tpye' to filter by", "unknown operator '$near'", "there are more than 1000 conditions".
Result<Condition> parse_filter(const Json& filter, const IsField& is_field);

/// Where a field holds an array, equality asks whether it holds the value. Times compare as times,
/// numbers as numbers, text as text; what cannot be compared does not match. Where `work` is spent
/// the answer means nothing.
bool matches(const Condition& condition, const FieldOf& field_of, Work& work);

/// -1, 0 or 1; null comes before everything, and kinds of values keep apart.
int compare(const Json& left, const Json& right);

}  // namespace streamctl::emulator

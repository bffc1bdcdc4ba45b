// JSON numbers of arbitrary precision.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl {

/// Parses the number `digits`. Returns a 64-bit integer or a double if that holds its value (and,
/// for Digits::kept, reproduces `digits`); otherwise an exact number, which json_line() writes as
/// `digits`.
Json number_json(std::string_view digits, Digits kept);

/// Whether `value` is an exact number. nlohmann's is_number() returns false for it.
bool is_exact_number(const Json& value);

/// Whether it is a number of either kind.
bool is_any_number(const Json& value);

/// The digits of any number.
std::string number_text(const Json& value);

/// The double nearest to any number: infinite or 0 if out of range.
double number_value(const Json& value);

/// Whether 64 bits or a finite double can hold the number.
bool is_common_number(std::string_view digits);

/// Whether two values are equal, regardless of number notation (1, 1.0, 10e-1) and key order.
bool same_value(const Json& left, const Json& right);

}  // namespace streamctl

// Numbers of JSON, which have as many digits as they are written with.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl {

/// The number written as `digits`. An integer of 64 bits or a double where that holds its value
/// (for Digits::kept: and would be written again just so); else an exact number, which json_line()
/// writes as `digits`.
Json number_json(std::string_view digits, Digits kept);

/// Whether `value` is an exact number. To nlohmann's library it is none: is_number() says false.
bool is_exact_number(const Json& value);

/// Whether it is a number of either kind.
bool is_any_number(const Json& value);

/// Its digits, of any number.
std::string number_text(const Json& value);

/// The nearest double, of any number: infinite or 0 where it is beyond their range.
double number_value(const Json& value);

/// Whether 64 bits or a finite double can hold the number.
bool is_common_number(std::string_view digits);

/// Whether two values say the same: numbers of one value are equal however they are written (1,
/// 1.0, 10e-1), and so are objects whatever the order of their keys.
bool same_value(const Json& left, const Json& right);

}  // namespace streamctl

// Compares scalars of two JSON texts as Stream's two transports may write them.
#pragma once

#include <optional>

#include <simdjson.h>

#include "core/clock.h"

namespace streamctl::compare {

/// The time that a value is: RFC 3339 text, or nanoseconds since 1970 as a number or as digits in a
/// string. Other numbers are no times.
std::optional<WallTime> time_in(const simdjson::dom::element& value);

/// Whether two times are one: equal, or equal but for digits that one of them lacks, cut or rounded
/// to milliseconds or microseconds.
bool is_one_time(WallTime left, WallTime right);
/// Whether two values are one time.
bool is_one_time(const simdjson::dom::element& left, const simdjson::dom::element& right);

/// Whether two scalars are equal; 1 and 1.0 are.
bool equal_scalars(const simdjson::dom::element& left, const simdjson::dom::element& right);

}  // namespace streamctl::compare

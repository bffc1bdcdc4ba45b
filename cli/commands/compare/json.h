// The lines of `compare --output json`.
#pragma once

#include "compare/comparison.h"
#include "core/json.h"

namespace streamctl::cli {

/// Kind "one_way".
Json one_way_json(const compare::OneWay& event);
/// Kind "order".
Json order_json(const compare::Inversion& inversion);
/// Kind "repeat".
Json repeat_json(const compare::Repeat& repeat);
/// Kind "difference".
Json difference_json(const compare::Difference& difference);
/// Kind "summary".
Json comparison_json(const compare::Comparison& comparison, std::uint64_t malformed);

}  // namespace streamctl::cli

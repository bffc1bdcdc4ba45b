// A point in time as an option names it: --since, --until.
#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/result.h"

namespace streamctl::cli {

class Arguments;

struct PeriodOptions {
  std::string since;
  std::string until;
};

/// --since and --until.
void declare_period(Arguments& arguments, PeriodOptions& options);

struct Period {
  std::optional<WallTime> since;
  std::optional<WallTime> until;
};

/// Each is a duration before `now` ("15m"), an RFC 3339 time, a local time ("2026-11-23 17:00",
/// "2026-11-23") or a local time of today ("17:00", "17:00:30"). Kind usage.
Result<Period> resolve_period(const PeriodOptions& options, WallTime now);

}  // namespace streamctl::cli

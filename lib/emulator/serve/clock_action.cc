#include "emulator/serve/clock_action.h"

#include <chrono>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

constexpr WallTime latest{std::chrono::seconds{last_wall_second}};

}  // namespace

Result<ClockChange> read_clock_change(const Json& body, WallTime now) {
  FieldReader in(body);
  ClockChange change;
  const std::int64_t most =
      std::chrono::floor<std::chrono::milliseconds>(between(now, latest)).count();
  const auto advance = in.number("advance_ms", 0, most);
  change.to = in.time("set");
  change.frozen = in.flag("frozen");
  if (!in.ok()) return usage_error(in.error().text);
  if (advance && change.to) return usage_error("advance_ms and set exclude each other");
  if (change.to && (*change.to < WallTime{} || *change.to > latest))
    return usage_error("set must be a time from 1970 to 2260");
  if (advance) change.to = now + std::chrono::milliseconds(*advance);
  return change;
}

Json clock_view(const State& state, const SettableClock& clock) {
  return {{"now", rfc3339_micros(clock.now())},
          {"frozen", clock.is_frozen()},
          {"pending", state.schedule.size()}};
}

}  // namespace streamctl::emulator

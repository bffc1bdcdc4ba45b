#include "args/moment.h"

#include <utility>

#include "args/arguments.h"
#include "args/options.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"

namespace streamctl::cli {
namespace {

constexpr const char* moment_metavar = "D|TIME";

/// The moment that an option names; nothing if it is not given.
Result<std::optional<WallTime>> resolve(const char* option, const std::string& text, WallTime now) {
  if (text.empty()) return std::optional<WallTime>();
  if (const auto duration = parse_duration(text)) return std::optional(now - *duration);
  if (const auto time = parse_rfc3339(text)) return time;
  if (const auto time = parse_local_date(text)) return time;
  constexpr std::size_t date_length = 10;
  if (const auto time = parse_local_date(local_date_text(now).substr(0, date_length) + " " + text))
    return time;
  return option_error(option, "'" + printable(text) + "' is neither a duration nor a time",
                      "write it as 15m, 17:00, '2026-11-23 17:00' or 2026-11-23T17:00:00Z");
}

}  // namespace

void declare_period(Arguments& arguments, PeriodOptions& options) {
  constexpr const char* group = "Filters";
  arguments
      .text("--since", options.since,
            "Only what was received at this time or later: 15m (ago), 17:00, '2026-11-23 17:00', "
            "2026-11-23T17:00:00Z")
      .metavar(moment_metavar)
      .group(group);
  arguments.text("--until", options.until, "Only what was received until this time; as --since")
      .metavar(moment_metavar)
      .group(group);
}

Result<Period> resolve_period(const PeriodOptions& options, WallTime now) {
  auto since = resolve("--since", options.since, now);
  if (!since) return std::move(since).error();
  auto until = resolve("--until", options.until, now);
  if (!until) return std::move(until).error();
  return Period{*since, *until};
}

}  // namespace streamctl::cli

// The options that decide when a receiving command is done, and whether it succeeded.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "listener/expectations.h"
#include "render/junit.h"

namespace streamctl::cli {

class Arguments;

struct EndOptions {
  std::vector<std::string> expect;
  std::vector<std::string> match;
  bool in_order = false;
  std::vector<std::string> forbid;
  std::optional<std::uint64_t> count;
  std::optional<std::chrono::nanoseconds> duration;  ///< --for
  std::optional<std::chrono::nanoseconds> timeout;
  std::string junit;
};

/// --expect, --match, --in-order, --forbid, --count, --for, --timeout, --junit.
void declare_end(Arguments& arguments, EndOptions& options);

/// The expectations. Refuses a timeout without any expectation. Kind usage.
Result<listener::Expectations> expectations_of(const EndOptions& options);

/// Warns about types in --expect, --match and --forbid as known_types.h does.
void warn_of_unknown_types(const EndOptions& options, Context& context);

/// Why the run failed because of an event that --forbid excludes.
std::optional<Error> forbidden_error(const listener::Expectations& expectations);

/// "not all that was expected came within 30s: call.ended (0 of 1); instead came call.updated (2)".
/// `when` is a phrase such as "within 30s".
Error unmet_error(const listener::Expectations& expectations, const std::string& when,
                  const std::string& hint);

/// The state of each expectation, as cases of a report.
std::vector<JunitCase> cases_of(const listener::Expectations& expectations,
                                std::chrono::nanoseconds took);

}  // namespace streamctl::cli

#include "args/stop.h"

#include <algorithm>
#include <utility>

#include "args/arguments.h"
#include "args/known_types.h"
#include "args/options.h"
#include "core/glob.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t count_most = 1'000'000'000;

/// Nothing can come that is expected and forbidden.
Result<void> check_forbidden(const listener::ExpectationOptions& options) {
  for (const std::string& forbidden : options.forbidden) {
    for (const listener::Expectation& wanted : options.wanted) {
      const bool is_glob = wanted.type.find_first_of("*?[") != std::string::npos;
      if (wanted.type == forbidden || (!is_glob && glob_match(forbidden, wanted.type)))
        return option_error("--forbid", "'" + printable(forbidden) + "' rules out " +
                                            printable(wanted.type) + ", which is expected");
    }
  }
  return {};
}

}  // namespace

void declare_end(Arguments& arguments, EndOptions& options) {
  constexpr const char* group = "End";
  arguments
      .texts("--expect", options.expect,
             "End once an event of this type (a glob) has been received, or N of them with TYPE:N; "
             "if repeated, once all have")
      .metavar(type_metavar)
      .group(group);
  arguments
      .texts("--match", options.match,
             "Like --expect, for events with this value: call.created:call.custom.room=blue")
      .metavar("TYPE:PATH=VALUE")
      .group(group);
  arguments.flag("--in-order", options.in_order, "Require the expected events in the order given")
      .group(group);
  arguments
      .texts("--forbid", options.forbid,
             "Fail as soon as an event of this type (a glob) is received")
      .metavar(type_metavar)
      .group(group);
  arguments.count("--count", options.count, 1, count_most, "End after this many events")
      .group(group);
  arguments.duration("--for", options.duration, "End after this time").group(group);
  arguments
      .duration("--timeout", options.timeout,
                "Fail if --expect and --count are not met within this time")
      .group(group);
  arguments
      .text("--junit", options.junit, "Write the expectations and their results as a JUnit report")
      .metavar(file_metavar)
      .group(group);
}

Result<listener::Expectations> expectations_of(const EndOptions& options) {
  if (options.timeout && options.expect.empty() && options.match.empty() && !options.count)
    return option_error("--timeout", "there is nothing to wait for",
                        "add --expect or --count, or use --for");
  listener::ExpectationOptions wanted{
      .count = options.count, .in_order = options.in_order, .forbidden = options.forbid};
  for (const std::string& text : options.expect) {
    auto expectation = listener::parse_expectation(text);
    if (!expectation) return std::move(expectation).error().in("--expect");
    wanted.wanted.push_back(*std::move(expectation));
  }
  for (const std::string& text : options.match) {
    auto expectation = listener::parse_match(text);
    if (!expectation) return std::move(expectation).error().in("--match");
    wanted.wanted.push_back(*std::move(expectation));
  }
  if (auto good = check_forbidden(wanted); !good) return std::move(good).error();
  return listener::Expectations(std::move(wanted));
}

void warn_of_unknown_types(const EndOptions& options, Context& context) {
  const auto warn = [&](const char* option, std::vector<std::string> types) {
    for (std::string& text : types)
      text.erase(std::min(text.find(':'), text.size()));  // TYPE:N, TYPE:PATH=VALUE
    warn_of_unknown_types(option, types, context);
  };
  warn("--expect", options.expect);
  warn("--match", options.match);
  warn("--forbid", options.forbid);
}

std::optional<Error> forbidden_error(const listener::Expectations& expectations) {
  if (expectations.offence().empty()) return std::nullopt;
  return refused_error(printable(expectations.offence()) + " came, which --forbid rules out");
}

Error unmet_error(const listener::Expectations& expectations, const std::string& when,
                  const std::string& hint) {
  const std::string instead = expectations.instead();
  return refused_error("not all that was expected came " + when + ": " + expectations.missing() +
                           (instead.empty() ? "" : "; " + instead),
                       hint);
}

std::vector<JunitCase> cases_of(const listener::Expectations& expectations,
                                std::chrono::nanoseconds took) {
  std::vector<JunitCase> cases;
  for (const listener::Standing& standing : expectations.standings()) {
    const auto result = standing.met ? JunitCase::Result::passed : JunitCase::Result::failed;
    cases.push_back({standing.name, result, standing.detail, "", took});
  }
  return cases;
}

}  // namespace streamctl::cli

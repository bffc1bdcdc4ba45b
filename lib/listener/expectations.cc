#include "listener/expectations.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/glob.h"
#include "core/text.h"
#include "core/units.h"

namespace streamctl::listener {
namespace {

constexpr std::uint64_t count_max = 1'000'000'000;

}  // namespace

Result<Expectation> parse_expectation(std::string_view text) {
  // A type has no colon of its own: what follows one can only be the count.
  const auto colon = text.find(':');
  Expectation expectation{std::string(text.substr(0, colon))};
  if (expectation.type.empty()) {
    return usage_error("'" + printable(text) + "' names no event type", "write TYPE or TYPE:N");
  }
  if (colon == std::string_view::npos) return expectation;
  const auto digits = text.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), expectation.count);
  if (error != std::errc{} || end != digits.data() + digits.size() || expectation.count < 1 ||
      expectation.count > count_max) {
    return usage_error("'" + printable(digits) + "' is not a number of events",
                       "write TYPE or TYPE:N");
  }
  return expectation;
}

Expectations::Expectations(std::vector<Expectation> wanted, std::optional<std::uint64_t> count)
    : count_(count) {
  for (Expectation& expectation : wanted)
    wanted_.push_back({std::move(expectation)});
}

void Expectations::saw(std::string_view type) {
  ++seen_;
  for (Wanted& wanted : wanted_) {
    if (glob_match(wanted.expectation.type, type)) ++wanted.seen;
  }
}

bool Expectations::met() const {
  const bool counted = !count_ || seen_ >= *count_;
  return counted && std::all_of(wanted_.begin(), wanted_.end(), [](const Wanted& wanted) {
           return wanted.seen >= wanted.expectation.count;
         });
}

std::string Expectations::missing() const {
  std::vector<std::string> parts;
  for (const Wanted& wanted : wanted_) {
    if (wanted.seen >= wanted.expectation.count) continue;
    parts.push_back(printable(wanted.expectation.type) + " (" + count_text(wanted.seen) + " of " +
                    count_text(wanted.expectation.count) + ")");
  }
  if (count_ && seen_ < *count_) {
    parts.push_back(count_text(seen_) + " of " + count_text(*count_) + " events");
  }
  return joined(parts, ", ");
}

}  // namespace streamctl::listener

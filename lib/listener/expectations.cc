#include "listener/expectations.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/glob.h"
#include "core/json.h"
#include "core/json_number.h"
#include "core/json_path.h"
#include "core/json_plain.h"
#include "core/text.h"
#include "core/units.h"

namespace streamctl::listener {
namespace {

constexpr std::uint64_t count_max = 1'000'000'000;
constexpr std::size_t shown_max = 200;  // A path of megabytes is not repeated.

}  // namespace

Result<Expectation> parse_expectation(std::string_view text) {
  // A type contains no colon, so the count follows the first one.
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

Result<Expectation> parse_match(std::string_view text) {
  const std::string quoted = "'" + printable(cut_to_bytes(text, shown_max)) + "'";
  const auto colon = text.find(':');
  auto read = parse_assignment(colon == std::string_view::npos ? "" : text.substr(colon + 1));
  if (!read) return std::move(read).error().in(quoted);
  if (colon == 0 || !*read) {
    return usage_error(quoted + " says no type, path and value",
                       "write TYPE:PATH=TEXT or TYPE:PATH:=JSON");
  }
  auto& [path, value] = **read;
  return Expectation{std::string(text.substr(0, colon)), 1, std::move(path), json_line(value)};
}

Expectations::Expectations(ExpectationOptions options) : options_(std::move(options)) {
  for (const Expectation& expectation : options_.wanted)
    wanted_.push_back({expectation});
}

namespace {

/// Whether an event matches. Its body is parsed only where there is a path.
bool matches(const Expectation& expectation, std::string_view type, std::string_view body) {
  if (!glob_match(expectation.type, type)) return false;
  if (expectation.path.empty()) return true;
  auto event = parse_json(body, Digits::kept);
  if (!event) event = parse_json(plain_json(body).value_or(""));  // It nests too deep.
  const Json* found = event ? find_path(*event, expectation.path) : nullptr;
  return found != nullptr && same_value(*found, *parse_json(expectation.value, Digits::kept));
}

std::string name_of(const Expectation& expectation) {
  std::string name = printable(expectation.type);
  if (!expectation.path.empty())
    name += " with " + printable(expectation.path) + " = " + printable(expectation.value);
  return name;
}

}  // namespace

void Expectations::saw(std::string_view type, std::string_view body) {
  ++seen_;
  for (const std::string& forbidden : options_.forbidden) {
    if (offence_.empty() && glob_match(forbidden, type)) offence_ = type;
  }
  for (Wanted& wanted : wanted_) {
    if (options_.in_order && wanted.met()) continue;
    if (matches(wanted.expectation, type, body)) ++wanted.seen;
    if (options_.in_order) return;
  }
}

bool Expectations::met() const {
  const bool counted = !options_.count || seen_ >= *options_.count;
  return counted && std::all_of(wanted_.begin(), wanted_.end(),
                                [](const Wanted& wanted) { return wanted.met(); });
}

std::optional<std::uint64_t> Expectations::left() const {
  if (!options_.count || !wanted_.empty()) return std::nullopt;
  return *options_.count - std::min(seen_, *options_.count);
}

std::string Expectations::missing() const {
  std::vector<std::string> parts;
  for (const Wanted& wanted : wanted_) {
    if (wanted.met()) continue;
    parts.push_back(name_of(wanted.expectation) + " (" + count_text(wanted.seen) + " of " +
                    count_text(wanted.expectation.count) + ")");
  }
  if (options_.count && seen_ < *options_.count) {
    parts.push_back(count_text(seen_) + " of " + count_text(*options_.count) + " events");
  }
  return joined(parts, ", ");
}

std::vector<Standing> Expectations::standings() const {
  std::vector<Standing> standings;
  for (const Wanted& wanted : wanted_) {
    standings.push_back({"expect " + name_of(wanted.expectation), wanted.met(),
                         count_text(wanted.seen) + " of " + count_text(wanted.expectation.count)});
  }
  if (options_.count) {
    standings.push_back({"count", seen_ >= *options_.count,
                         count_text(seen_) + " of " + count_text(*options_.count)});
  }
  for (const std::string& forbidden : options_.forbidden) {
    const bool came = !offence_.empty() && glob_match(forbidden, offence_);
    standings.push_back({"forbid " + printable(forbidden), !came,
                         came ? printable(offence_) + " came" : "none came"});
  }
  return standings;
}

}  // namespace streamctl::listener

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
constexpr std::size_t foreign_shown_max = 100;
constexpr std::size_t types_shown_max = 5;

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

/// How an event compares with an expectation.
struct Comparison {
  bool is_of_type = false;
  bool matches = false;
  std::string found = {};  ///< Another value at the path, as JSON; empty: none is there.
};

/// The body is parsed only where there is a path.
Comparison compare(const Expectation& expectation, std::string_view type, std::string_view body) {
  if (!glob_match(expectation.type, type)) return {};
  if (expectation.path.empty()) return {.is_of_type = true, .matches = true};
  auto event = parse_json(body, Digits::kept);
  if (!event) event = parse_json(plain_json(body).value_or(""));  // It nests too deep.
  const Json* found = event ? find_path(*event, expectation.path) : nullptr;
  if (found == nullptr) return {.is_of_type = true};
  if (same_value(*found, *parse_json(expectation.value, Digits::kept)))
    return {.is_of_type = true, .matches = true};
  return {.is_of_type = true, .found = json_line(*found)};
}

/// Foreign text, cut for a report.
std::string shown(std::string_view text) {
  const std::string_view kept = cut_to_bytes(text, foreign_shown_max);
  return printable(kept) + (kept.size() < text.size() ? "…" : "");
}

/// "call.created came with call.custom.n = 2".
std::string another_value(std::string_view type, const Expectation& expectation,
                          const std::string& found) {
  const std::string path = printable(expectation.path);
  return shown(type) + " came with" +
         (found.empty() ? "out " + path : " " + path + " = " + shown(found));
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
  bool is_other = true;
  const Wanted* awaited = nullptr;  // In order: the first expectation not met.
  for (Wanted& wanted : wanted_) {
    if (options_.in_order && wanted.met()) continue;
    const Comparison comparison = compare(wanted.expectation, type, body);
    is_other = is_other && !comparison.is_of_type;
    if (comparison.matches && awaited != nullptr) {
      wanted.near_misses.add(
          [&] { return shown(type) + " came before " + name_of(awaited->expectation); });
    } else if (comparison.matches) {
      ++wanted.seen;
      if (options_.in_order) return;
    } else if (comparison.is_of_type && !wanted.met()) {
      wanted.near_misses.add(
          [&] { return another_value(type, wanted.expectation, comparison.found); });
    }
    if (options_.in_order && awaited == nullptr) awaited = &wanted;
  }
  if (is_other && !met()) others_.add(type);
}

void Expectations::missed(const Uncounted& event) {
  if (event.is_left_out) ++left_out_;
  for (Wanted& wanted : wanted_) {
    if (wanted.met() || !glob_match(wanted.expectation.type, event.type)) continue;
    wanted.near_misses.add([&] {
      const std::string came = shown(event.type) + " came";
      if (event.is_left_out)
        return came + (event.call_cid.empty() ? "" : " for " + shown(event.call_cid)) +
               ", and the filters left it out";
      return came + (event.status == 0 ? ", and was not answered"
                                       : ", and was answered " + std::to_string(event.status));
    });
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

/// What came that has nothing to do with any expectation.
std::string Expectations::others() const {
  std::vector<std::string> parts;
  std::vector<std::string> types;
  const auto tallies = others_.tallies();
  for (const auto& [type, count, at_least] : tallies) {
    if (types.size() == types_shown_max) {
      types.push_back("other types");
      break;
    }
    types.push_back(shown(type) + " (" + count_text(count) + ")");
  }
  if (!types.empty()) parts.push_back("instead came " + joined(types, ", "));
  if (left_out_ > 0) parts.push_back("the filters left out " + count_text(left_out_));
  return joined(parts, "; ");
}

std::string Expectations::instead() const {
  std::vector<std::string> parts;
  bool is_explained = true;
  for (const Wanted& wanted : wanted_) {
    if (wanted.met()) continue;
    if (wanted.near_misses.any()) {
      parts.push_back(wanted.near_misses.text());
    } else {
      is_explained = false;
    }
  }
  if (options_.count && seen_ < *options_.count) is_explained = false;
  if (const std::string others = this->others(); !is_explained && !others.empty())
    parts.push_back(others);
  return joined(parts, "; ");
}

std::vector<Standing> Expectations::standings() const {
  std::string rest = others();
  if (rest.empty()) rest = seen_ == 0 ? "nothing came" : "nothing else came";
  if (refused_ > 0) rest += "; " + count_text(refused_) + " refused";
  const auto detail = [&](bool met, std::uint64_t seen, std::uint64_t count,
                          const NearMisses& near_misses) {
    std::string text = count_text(seen) + " of " + count_text(count);
    if (!met) text += ": " + (near_misses.any() ? near_misses.text() : rest);
    return text;
  };
  std::vector<Standing> standings;
  for (const Wanted& wanted : wanted_) {
    standings.push_back(
        {"expect " + name_of(wanted.expectation), wanted.met(),
         detail(wanted.met(), wanted.seen, wanted.expectation.count, wanted.near_misses)});
  }
  if (options_.count) {
    const bool met = seen_ >= *options_.count;
    standings.push_back({"count", met, detail(met, seen_, *options_.count, {})});
  }
  for (const std::string& forbidden : options_.forbidden) {
    const bool came = !offence_.empty() && glob_match(forbidden, offence_);
    standings.push_back({"forbid " + printable(forbidden), !came,
                         came ? printable(offence_) + " came" : "none came"});
  }
  return standings;
}

}  // namespace streamctl::listener

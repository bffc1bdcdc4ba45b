#include "args/arguments.h"

#include <charconv>
#include <limits>
#include <string_view>

#include <CLI/CLI.hpp>

#include "args/options.h"
#include "core/text.h"
#include "core/units.h"

namespace streamctl::cli {
namespace {

constexpr int rest_words_max = 1'000'000;

[[noreturn]] void fail(const std::string& names, const Error& error) {
  throw ArgumentFailure{option_error(names, error.what, error.hint)};
}

[[noreturn]] void fail(const std::string& names, const std::string& text,
                       const std::string& wanted) {
  throw ArgumentFailure{option_error(names, "'" + printable(text) + "' is not " + wanted)};
}

std::string number_text(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::uint64_t read_count(const std::string& names, const std::string& text, std::uint64_t low,
                         std::uint64_t high) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
    const std::string range = high == std::numeric_limits<std::uint64_t>::max()
                                  ? " of " + std::to_string(low) + " or more"
                                  : " from " + std::to_string(low) + " to " + std::to_string(high);
    fail(names, text, "a whole number" + range);
  }
  return value;
}

double read_number(const std::string& names, const std::string& text, double low, double high) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + text.size() ||
      !(value >= low && value <= high)) {
    fail(names, text, "a number from " + number_text(low) + " to " + number_text(high));
  }
  return value;
}

std::chrono::nanoseconds read_duration(const std::string& names, const std::string& text) {
  auto duration = parse_duration(text);
  if (!duration) fail(names, duration.error());
  return *duration;
}

/// A duration as users write it: "1h", whereas human-readable output has "1h 00m".
std::string typed(std::chrono::nanoseconds duration) {
  using std::chrono::hours;
  using std::chrono::minutes;
  if (duration.count() == 0) return "0s";
  if (duration % hours{1} == duration.zero()) return std::to_string(duration / hours{1}) + "h";
  if (duration % minutes{1} == duration.zero()) return std::to_string(duration / minutes{1}) + "m";
  return duration_text(duration);
}

/// A text argument, as CLI11 stores it in `target`.
template <class Target>
CLI::Option& add_text(CLI::App& app, const std::string& names, Target& target,
                      const std::string& help) {
  CLI::Option& option = *app.add_option(names, target, help);
  if (option.get_positional()) option.type_name(names);
  return option;
}

GivenArgument given_argument(const CLI::Option& option) {
  GivenArgument given;
  given.name = option.get_name();
  given.values = option.results();
  given.is_positional = option.get_positional();
  given.is_flag = option.get_items_expected_max() == 0;
  given.takes_one_value = !given.is_positional && option.get_expected_max() == 1;
  return given;
}

}  // namespace

Argument& Argument::metavar(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Argument& Argument::group(const std::string& heading) {
  option_->group(heading);
  return *this;
}

Argument& Argument::required() {
  option_->required();
  return *this;
}

Argument& Argument::shown_default(const std::string& text) {
  option_->default_str(text);
  return *this;
}

Argument& Argument::given(bool& target) {
  option_->each([&target](const std::string&) { target = true; });
  return *this;
}

Argument& Argument::several() {
  option_->allow_extra_args();
  return *this;
}

Argument Arguments::text(const std::string& names, std::string& target, const std::string& help) {
  return Argument(add_text(*app_, names, target, help));
}

Argument Arguments::text(const std::string& names, std::optional<std::string>& target,
                         const std::string& help) {
  return Argument(add_text(*app_, names, target, help));
}

Argument Arguments::texts(const std::string& names, std::vector<std::string>& target,
                          const std::string& help) {
  CLI::Option& option = add_text(*app_, names, target, help);
  if (!option.get_positional()) option.allow_extra_args(false);
  return Argument(option);
}

Argument Arguments::flag(const std::string& names, bool& target, const std::string& help,
                         bool value) {
  return Argument(*app_->add_flag_callback(
      names, [&target, value] { target = value; }, help));
}

Argument Arguments::duration(const std::string& names, std::chrono::nanoseconds& target,
                             const std::string& help) {
  return read(names, "DURATION", help,
              [names, &target](const std::string& text) { target = read_duration(names, text); })
      .shown_default(typed(target));
}

Argument Arguments::duration(const std::string& names,
                             std::optional<std::chrono::nanoseconds>& target,
                             const std::string& help) {
  return read(names, "DURATION", help,
              [names, &target](const std::string& text) { target = read_duration(names, text); });
}

Argument Arguments::size(const std::string& names, std::uint64_t& target, const std::string& help) {
  std::string shown = size_text(target);
  std::erase(shown, ' ');
  return read(names, "SIZE", help,
              [names, &target](const std::string& text) {
                auto size = parse_size(text);
                if (!size) fail(names, size.error());
                target = *size;
              })
      .shown_default(shown);
}

Argument Arguments::count(const std::string& names, std::uint64_t& target, std::uint64_t low,
                          std::uint64_t high, const std::string& help) {
  return read(names, "N", help,
              [names, &target, low, high](const std::string& text) {
                target = read_count(names, text, low, high);
              })
      .shown_default(std::to_string(target));
}

Argument Arguments::count(const std::string& names, std::optional<std::uint64_t>& target,
                          std::uint64_t low, std::uint64_t high, const std::string& help) {
  return read(names, "N", help, [names, &target, low, high](const std::string& text) {
    target = read_count(names, text, low, high);
  });
}

Argument Arguments::number(const std::string& names, std::optional<double>& target, double low,
                           double high, const std::string& help) {
  return read(names, "N", help, [names, &target, low, high](const std::string& text) {
    target = read_number(names, text, low, high);
  });
}

Argument Arguments::rest(std::vector<std::string>& target, const std::string& help) {
  // CLI11 allows one positional without a limit.
  CLI::Option& option = add_text(*app_, rest_name, target, help);
  option.expected(1, rest_words_max);
  return Argument(option);
}

std::vector<GivenArgument> Arguments::given() const {
  std::vector<GivenArgument> given;
  const CLI::App& app = *app_;
  for (const CLI::Option* option : app.get_options())
    if (option->count() > 0) given.push_back(given_argument(*option));
  return given;
}

std::vector<GivenArgument> Arguments::all_given() const {
  std::vector<GivenArgument> all = given();
  for (CLI::App* app = app_->get_parent(); app != nullptr; app = app->get_parent()) {
    const auto outer = Arguments(*app).given();
    all.insert(all.end(), outer.begin(), outer.end());
  }
  return all;
}

Argument Arguments::read(const std::string& names, const std::string& metavar,
                         const std::string& help,
                         std::function<void(const std::string&)> read_value) {
  return Argument(*app_->add_option_function<std::string>(names, std::move(read_value), help))
      .metavar(metavar);
}

Argument Arguments::mapped(const std::string& names, const std::vector<std::string>& words,
                           const std::string& help, std::function<void(std::size_t)> choose) {
  return read(names, joined(words, "|"), help, [=](const std::string& text) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == text) return choose(i);
    }
    const auto meant = nearest(text, words);
    throw ArgumentFailure{
        option_error(names, "'" + printable(text) + "' is not one of " + joined(words, ", "),
                     meant ? "did you mean '" + *meant + "'?" : "")};
  });
}

}  // namespace streamctl::cli

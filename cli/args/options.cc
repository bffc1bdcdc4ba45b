#include "args/options.h"

#include <charconv>
#include <functional>
#include <limits>

#include <CLI/CLI.hpp>

#include "core/text.h"
#include "core/units.h"

namespace streamctl::cli {
namespace {

/// An option whose text is read by `read`, which throws OptionFailure.
CLI::Option* add_read(CLI::App& app, const std::string& names, const std::string& metavar,
                      const std::string& help, std::function<void(const std::string&)> read) {
  return app.add_option_function<std::string>(names, std::move(read), help)->type_name(metavar);
}

[[noreturn]] void fail(const std::string& names, const Error& error) {
  throw OptionFailure{option_error(names, error.what, error.hint)};
}

[[noreturn]] void fail(const std::string& names, const std::string& text,
                       const std::string& wanted) {
  throw OptionFailure{option_error(names, "'" + printable(text) + "' is not " + wanted)};
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

/// A default as it would be written: "1h", where people read "1h 00m".
std::string written(std::chrono::nanoseconds duration) {
  using std::chrono::hours;
  using std::chrono::minutes;
  if (duration.count() == 0) return "0s";
  if (duration % hours{1} == duration.zero()) return std::to_string(duration / hours{1}) + "h";
  if (duration % minutes{1} == duration.zero()) return std::to_string(duration / minutes{1}) + "m";
  return duration_text(duration);
}

}  // namespace

std::string main_name(const std::string& names) {
  for (const auto name : split(names, ',')) {
    if (name.starts_with("--")) return std::string(name);
  }
  return std::string(split(names, ',').front());
}

Error option_error(const std::string& names, const std::string& what, const std::string& hint) {
  return usage_error(main_name(names) + ": " + what, hint);
}

CLI::Option* add_duration(CLI::App& app, const std::string& names, std::chrono::nanoseconds& target,
                          const std::string& help) {
  return add_read(
             app, names, "DURATION", help,
             [names, &target](const std::string& text) { target = read_duration(names, text); })
      ->default_str(written(target));
}

CLI::Option* add_duration(CLI::App& app, const std::string& names,
                          std::optional<std::chrono::nanoseconds>& target,
                          const std::string& help) {
  return add_read(app, names, "DURATION", help, [names, &target](const std::string& text) {
    target = read_duration(names, text);
  });
}

CLI::Option* add_size(CLI::App& app, const std::string& names, std::uint64_t& target,
                      const std::string& help) {
  std::string shown = size_text(target);
  std::erase(shown, ' ');
  return add_read(app, names, "SIZE", help,
                  [names, &target](const std::string& text) {
                    auto size = parse_size(text);
                    if (!size) fail(names, size.error());
                    target = *size;
                  })
      ->default_str(shown);
}

CLI::Option* add_count(CLI::App& app, const std::string& names, std::uint64_t& target,
                       std::uint64_t low, std::uint64_t high, const std::string& help) {
  return add_read(app, names, "N", help,
                  [names, &target, low, high](const std::string& text) {
                    target = read_count(names, text, low, high);
                  })
      ->default_str(std::to_string(target));
}

CLI::Option* add_count(CLI::App& app, const std::string& names,
                       std::optional<std::uint64_t>& target, std::uint64_t low, std::uint64_t high,
                       const std::string& help) {
  return add_read(app, names, "N", help, [names, &target, low, high](const std::string& text) {
    target = read_count(names, text, low, high);
  });
}

CLI::Option* add_number(CLI::App& app, const std::string& names, std::optional<double>& target,
                        double low, double high, const std::string& help) {
  return add_read(app, names, "N", help, [names, &target, low, high](const std::string& text) {
    target = read_number(names, text, low, high);
  });
}

CLI::Option* add_word(CLI::App& app, const std::string& names, std::size_t& target,
                      const std::vector<std::string>& words, const std::string& help) {
  return detail::add_mapped(app, names, words, target, help,
                            [&target](std::size_t index) { target = index; });
}

CLI::Option* detail::add_mapped(CLI::App& app, const std::string& names,
                                const std::vector<std::string>& words, std::size_t chosen,
                                const std::string& help, std::function<void(std::size_t)> choose) {
  auto* option = add_read(app, names, joined(words, "|"), help, [=](const std::string& text) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == text) return choose(i);
    }
    const auto meant = nearest(text, words);
    throw OptionFailure{
        option_error(names, "'" + printable(text) + "' is not one of " + joined(words, ", "),
                     meant ? "did you mean '" + *meant + "'?" : "")};
  });
  if (chosen < words.size()) option->default_str(words[chosen]);
  return option;
}

}  // namespace streamctl::cli

// Declares the arguments of one command: options, flags and positionals. The only interface to the
// parser, CLI11, which is slow to compile: its headers are included only inside args/.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/error.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace streamctl::cli {

/// A declared argument; a handle, cheap to copy, valid as long as its CommandLine.
class Argument {
 public:
  explicit Argument(CLI::Option& option) : option_(&option) {}

  /// Sets the name of its value in help and completions: "FILE", or "a|b|c" for a list of words.
  /// Defaults to the name of a positional; readers such as duration() set their own.
  Argument& metavar(const std::string& name);
  /// Sets the help heading that lists it; "Options" by default.
  Argument& group(const std::string& heading);
  /// Makes the argument mandatory.
  Argument& required();
  /// Sets the default that the help shows; empty shows none. Changes no value.
  Argument& shown_default(const std::string& text);
  /// Sets `target` to true when the argument is given. `target` must outlive parsing.
  Argument& given(bool& target);
  /// Lets an option of texts() take all words up to the next option: "--call a b".
  Argument& several();

 private:
  CLI::Option* option_;
};

/// An argument as typed.
struct GivenArgument {
  std::string name;  ///< "--to"; "-x" without a long name; or the name of a positional.
  std::vector<std::string> values;  ///< In order; one per occurrence for a flag.
  bool is_positional = false;
  bool is_flag = false;
  bool takes_one_value = false;  ///< Set for an option that may be given only once.
};

/// The words of an option and the values they select.
template <class Enum>
using Choices = std::vector<std::pair<std::string, Enum>>;

/// The arguments of one command; a handle, cheap to copy, valid as long as its CommandLine.
///
/// `names` are the names of an option, "-o,--output", or the name of a positional, "FILE". Parsing
/// writes to `target`, which must outlive it. An optional target stays empty if the argument is not
/// given; any other keeps its value, which the help shows as the default (text defaults only by
/// Argument::shown_default()). An unreadable value is an error of kind usage that names the
/// argument: "--port: 'x' is not a whole number from 0 to 65535".
class Arguments {
 public:
  explicit Arguments(CLI::App& app) : app_(&app) {}

  /// Any text; as a positional, one word.
  Argument text(const std::string& names, std::string& target, const std::string& help);
  Argument text(const std::string& names, std::optional<std::string>& target,
                const std::string& help);
  /// A repeatable option with one value per occurrence; as a positional, any number of words.
  Argument texts(const std::string& names, std::vector<std::string>& target,
                 const std::string& help);
  /// Takes no value: sets `target` to `value`.
  Argument flag(const std::string& names, bool& target, const std::string& help, bool value = true);
  /// "250ms", "6s", "1.5m": see parse_duration() of core/units.h.
  Argument duration(const std::string& names, std::chrono::nanoseconds& target,
                    const std::string& help);
  Argument duration(const std::string& names, std::optional<std::chrono::nanoseconds>& target,
                    const std::string& help);
  /// A size in bytes, "5MiB": see parse_size() of core/units.h.
  Argument size(const std::string& names, std::uint64_t& target, const std::string& help);
  /// A whole number in [low, high].
  Argument count(const std::string& names, std::uint64_t& target, std::uint64_t low,
                 std::uint64_t high, const std::string& help);
  Argument count(const std::string& names, std::optional<std::uint64_t>& target, std::uint64_t low,
                 std::uint64_t high, const std::string& help);
  /// A number in [low, high], fractions allowed.
  Argument number(const std::string& names, std::optional<double>& target, double low, double high,
                  const std::string& help);
  /// One of the words that name the values of an enumeration: "--color: 'x' is not one of auto,
  /// always, never".
  template <class Enum>
  requires std::is_enum_v<Enum> Argument choice(const std::string& names, Enum& target,
                                                const Choices<Enum>& choices,
                                                const std::string& help);
  template <class Enum>
  requires std::is_enum_v<Enum> Argument choice(const std::string& names,
                                                std::optional<Enum>& target,
                                                const Choices<Enum>& choices,
                                                const std::string& help);
  /// The positional COMMAND: a program to run and its arguments, after "--".
  Argument rest(std::vector<std::string>& target, const std::string& help);

  /// After parsing: the arguments typed for this command, in the order of declaration.
  std::vector<GivenArgument> given() const;
  /// The same, followed by those of each enclosing command, the root last.
  std::vector<GivenArgument> all_given() const;

 private:
  Argument read(const std::string& names, const std::string& metavar, const std::string& help,
                std::function<void(const std::string&)> read_value);
  Argument mapped(const std::string& names, const std::vector<std::string>& words,
                  const std::string& help, std::function<void(std::size_t)> choose);

  CLI::App* app_;
};

/// Thrown while reading a value; CommandLine::parse() catches it and returns the error.
struct ArgumentFailure {
  Error error;
};

template <class Enum>
requires std::is_enum_v<Enum> Argument Arguments::choice(const std::string& names,
                                                         std::optional<Enum>& target,
                                                         const Choices<Enum>& choices,
                                                         const std::string& help) {
  std::vector<std::string> words;
  for (const auto& choice : choices)
    words.push_back(choice.first);
  return mapped(names, words, help,
                [&target, choices](std::size_t index) { target = choices[index].second; });
}

template <class Enum>
requires std::is_enum_v<Enum> Argument Arguments::choice(const std::string& names, Enum& target,
                                                         const Choices<Enum>& choices,
                                                         const std::string& help) {
  std::vector<std::string> words;
  std::string usual;
  for (const auto& [word, value] : choices) {
    if (value == target) usual = word;
    words.push_back(word);
  }
  return mapped(names, words, help,
                [&target, choices](std::size_t index) { target = choices[index].second; })
      .shown_default(usual);
}

}  // namespace streamctl::cli

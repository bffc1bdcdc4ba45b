// Typed command line options with errors that name the option, and words the help and completions
// understand.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace streamctl::cli {

/// Metavars with a meaning: what a shell completes in their place.
inline constexpr const char* file_metavar = "FILE";
inline constexpr const char* directory_metavar = "DIR";
inline constexpr const char* type_metavar = "TYPE";          ///< An event type of the catalogue.
inline constexpr const char* scenario_metavar = "SCENARIO";  ///< A built-in scenario, or a file.
inline constexpr const char* profile_metavar = "PROFILE";    ///< A section of the config file.

/// Thrown by an option's reader and caught where the command line is parsed; carries what the user
/// is told.
struct OptionFailure {
  Error error;
};

/// `names` as CLI11 takes them: "-o,--output". The value `target` holds beforehand is the default
/// the help shows.
CLI::Option* add_duration(CLI::App& app, const std::string& names, std::chrono::nanoseconds& target,
                          const std::string& help);
CLI::Option* add_duration(CLI::App& app, const std::string& names,
                          std::optional<std::chrono::nanoseconds>& target, const std::string& help);
CLI::Option* add_size(CLI::App& app, const std::string& names, std::uint64_t& target,
                      const std::string& help);
/// A whole number in [low, high].
CLI::Option* add_count(CLI::App& app, const std::string& names, std::uint64_t& target,
                       std::uint64_t low, std::uint64_t high, const std::string& help);
CLI::Option* add_count(CLI::App& app, const std::string& names,
                       std::optional<std::uint64_t>& target, std::uint64_t low, std::uint64_t high,
                       const std::string& help);
/// A number in [low, high], fractions allowed.
CLI::Option* add_number(CLI::App& app, const std::string& names, std::optional<double>& target,
                        double low, double high, const std::string& help);
/// One of `words`; `target` becomes its index.
CLI::Option* add_word(CLI::App& app, const std::string& names, std::size_t& target,
                      const std::vector<std::string>& words, const std::string& help);

/// One of the words that name the values of an enumeration.
template <class Enum>
CLI::Option* add_choice(CLI::App& app, const std::string& names, Enum& target,
                        const std::vector<std::pair<std::string, Enum>>& choices,
                        const std::string& help);

/// An error in terms of the option: "--port: 'x' is not a whole number from 0 to 65535".
Error option_error(const std::string& names, const std::string& what, const std::string& hint = "");

/// The long name (or the only one) among `names`: "--output" of "-o,--output", "TYPE" of "TYPE".
std::string main_name(const std::string& names);

namespace detail {
CLI::Option* add_mapped(CLI::App& app, const std::string& names,
                        const std::vector<std::string>& words, std::size_t chosen,
                        const std::string& help, std::function<void(std::size_t)> choose);
}  // namespace detail

template <class Enum>
CLI::Option* add_choice(CLI::App& app, const std::string& names, Enum& target,
                        const std::vector<std::pair<std::string, Enum>>& choices,
                        const std::string& help) {
  std::vector<std::string> words;
  std::size_t chosen = choices.size();
  for (const auto& [word, value] : choices) {
    if (value == target) chosen = words.size();
    words.push_back(word);
  }
  return detail::add_mapped(app, names, words, chosen, help, [&target, choices](std::size_t index) {
    target = choices[index].second;
  });
}

}  // namespace streamctl::cli

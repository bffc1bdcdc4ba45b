// Rejects an option given twice, an empty value, a surplus word, standard input asked for twice,
// and a missing or misplaced command after "--"; warns about options that have no effect.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "args/arguments.h"
#include "core/error.h"

namespace streamctl::cli {

/// A command named on the line, and the arguments typed for it.
struct NamedCommand {
  std::string name;                  ///< "show".
  bool takes_rest = false;           ///< Whether it has Arguments::rest().
  std::vector<GivenArgument> given;  ///< In the order of declaration.
};

/// From the root to the innermost; never empty.
using NamedCommands = std::vector<NamedCommand>;

/// The reason for refusing an empty value.
inline constexpr const char* empty_reason = "it is empty: is a variable not set?";

/// Runs before parsing: an "--option=" without a value, for which CLI11 would take the next word.
/// Kind usage.
std::optional<Error> empty_assignment(const std::vector<std::string>& words);

/// A single-value option given twice, under any of its names, before or after the command. Kind
/// usage.
std::optional<Error> repeated_option(const NamedCommands& commands);

/// Two arguments that both read standard input, which can be read once. Kind usage.
std::optional<Error> shared_input(const NamedCommands& commands);

/// A word that an enclosing command took: "x" of "events show call.created x". Empty: none.
std::string surplus_word(const NamedCommands& commands);

/// The innermost command takes a program after "--", and `words` have "--" but no program. Kind
/// usage.
std::optional<Error> missing_program(const NamedCommands& commands,
                                     const std::vector<std::string>& words);

/// A word parsed as part of the program although it does not follow "--": most likely a mistyped
/// word of ours. Empty: none.
std::string misplaced_word(const NamedCommands& commands, const std::vector<std::string>& words);

/// A warning for each given option that has no effect: "--rate has no effect with --print".
std::vector<std::string> idle_options(const NamedCommands& commands);

}  // namespace streamctl::cli

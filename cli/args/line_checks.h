// Rejects what a command line must not contain: an option given twice, an empty value, a missing
// or misplaced command behind "--"; and warns of options that change nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "args/arguments.h"
#include "core/error.h"

namespace streamctl::cli {

/// A command that the line names, and the arguments typed for it.
struct NamedCommand {
  std::string name;                  ///< "show".
  bool takes_rest = false;           ///< Whether it has Arguments::rest().
  std::vector<GivenArgument> given;  ///< In the order of declaration.
};

/// From the root to the innermost; never empty.
using NamedCommands = std::vector<NamedCommand>;

/// The reason for refusing an empty value.
inline constexpr const char* empty_reason = "it is empty: is a variable not set?";

/// Before parsing: an "--option=" without its value, which CLI11 would take from the next word.
/// Kind usage.
std::optional<Error> empty_assignment(const std::vector<std::string>& words);

/// An option of one value that was given twice, under any of its names, before or behind the
/// command. Kind usage.
std::optional<Error> repeated_option(const NamedCommands& commands);

/// The innermost command takes a program behind "--", and `words` have "--" but no program. Kind
/// usage.
std::optional<Error> missing_program(const NamedCommands& commands,
                                     const std::vector<std::string>& words);

/// A word that was parsed as part of the program but does not stand behind "--": most likely a
/// mistyped word of ours. Empty: none.
std::string misplaced_word(const NamedCommands& commands, const std::vector<std::string>& words);

/// A warning for each option that was given and changes nothing: "--rate has no effect with
/// --print".
std::vector<std::string> idle_options(const NamedCommands& commands);

}  // namespace streamctl::cli

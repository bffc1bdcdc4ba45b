// What a parsed command line must not hold: an option given twice, an empty value, an option that
// changes nothing. Nothing that was typed is ignored in silence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"

namespace CLI {
class App;
}

namespace streamctl::cli {

/// Before parsing: lets an option of one value be given more than once, for repeated_option() to
/// say so in our words, and refuses empty values wherever one is taken: a variable that is not set.
void prepare_line(CLI::App& root);

/// Before parsing: an "--option=" without its value, which CLI11 would take from the next word.
/// Kind usage.
std::optional<Error> empty_assignment(const std::vector<std::string>& arguments);

/// After parsing: an option of one value that was given twice, under any of its names, before or
/// behind the command. Kind usage.
std::optional<Error> repeated_option(const CLI::App& root);

/// A "--" of `arguments` with no command behind it, where the chosen command runs one. Kind usage.
std::optional<Error> missing_command(const CLI::App& root,
                                     const std::vector<std::string>& arguments);

/// Words about each option that was given and changes nothing: "--rate has no effect with --print".
std::vector<std::string> idle_options(const CLI::App& root);

}  // namespace streamctl::cli

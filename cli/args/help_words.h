// The forms of asking for help without --help: `help forge`, `emulator help`, `help TOPIC`.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace streamctl::cli {

/// A command and those below it, by name.
struct HelpNode {
  std::string name;
  std::vector<std::string> value_options;  ///< Its options that take a value: "--output", "-o".
  std::vector<HelpNode> below;
};

struct HelpWords {
  std::vector<std::string> words;  ///< "forge --help" for "help forge"; others unchanged.
  std::string topic;               ///< The topic asked for; empty for none. It is not in `words`.
};

/// Rewrites `words`. Kind usage, with the nearest word: "help" of what is neither a command nor one
/// of `topics`.
Result<HelpWords> read_help(std::vector<std::string> words, const HelpNode& root,
                            const std::vector<std::string>& topics);

}  // namespace streamctl::cli

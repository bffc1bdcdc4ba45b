// The command tree as plain values: the source of help, completions and man pages.
#pragma once

#include <string>
#include <vector>

#include "command.h"

namespace streamctl::cli {

struct OptionDoc {
  std::vector<std::string> names;  ///< "-o", "--output"; a positional has one name.
  std::string metavar;             ///< Empty for a flag. "pretty|json" lists the accepted words.
  std::string summary;
  std::string default_text;  ///< Empty if there is none.
  std::string environment;   ///< The environment variable that can replace it, or empty.
  std::string group;
  bool required = false;
  bool repeatable = false;
  bool operator==(const OptionDoc&) const = default;
};

struct CommandDoc {
  std::string name;  ///< The whole name: "streamctl events show".
  std::string group;
  std::string summary;
  std::string description;
  std::vector<Example> examples;
  std::vector<OptionDoc> positionals;
  std::vector<OptionDoc> options;
  std::vector<CommandDoc> commands;
  bool runs = true;  ///< False: it only groups `commands`.
};

struct OptionGroup {
  std::string name;
  std::vector<OptionDoc> options;
};

/// The options by heading, in order of each heading's first appearance.
std::vector<OptionGroup> grouped(const std::vector<OptionDoc>& options);

/// The words of a metavar such as "pretty|json"; empty if it is not a list of words.
std::vector<std::string> words_of(const std::string& metavar);

}  // namespace streamctl::cli

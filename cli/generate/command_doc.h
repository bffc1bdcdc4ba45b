// The command tree as plain values: the source of help, completions and man pages.
#pragma once

#include <string>
#include <vector>

#include "command.h"

namespace streamctl::cli {

struct OptionDoc {
  std::vector<std::string> names;  ///< "-o", "--output"; a positional has one.
  std::string metavar;             ///< Empty for a flag. "pretty|json" lists the words it takes.
  std::string summary;
  std::string default_text;  ///< Empty without one.
  std::string environment;   ///< The variable that stands in for it, or empty.
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

/// The options under their headings, in the order in which these first appear.
std::vector<OptionGroup> grouped(const std::vector<OptionDoc>& options);

/// The words of a metavar such as "pretty|json"; empty where it is not a list of words.
std::vector<std::string> words_of(const std::string& metavar);

}  // namespace streamctl::cli

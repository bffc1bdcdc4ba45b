// Parses a command line according to a tree of commands.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "core/result.h"
#include "generate/command_doc.h"

namespace streamctl::cli {

struct ParsedLine {
  std::string command;  ///< The full name of the innermost command: "streamctl events show".
  const Command* chosen = nullptr;    ///< That command; the root if the line names none.
  CommandRun run;                     ///< Runs it; null if it only groups others.
  bool asks_for_help = false;         ///< `--help`, or `help COMMAND`; nothing else was checked.
  std::string topic;                  ///< Of `help TOPIC`; empty for none.
  std::vector<std::string> warnings;  ///< "--rate has no effect with --print".
};

/// The arguments of `root` are shared: they may precede or follow any command.
class CommandLine {
 public:
  /// `topics` are what `help TOPIC` knows beside commands.
  explicit CommandLine(Command root, std::vector<std::string> topics = {});
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  /// Parses `words` (without the program's name) into the targets of the declared arguments. Call
  /// once only. Declares the arguments of the commands that `words` name: those of all commands
  /// take longer than many a command runs. Ignores no word: unknown, repeated, empty and misplaced
  /// ones are errors of kind usage, with the nearest known word as the hint.
  Result<ParsedLine> parse(const std::vector<std::string>& words);

  /// The whole tree, declared anew. Lists `--help` for the root only.
  CommandDoc describe() const;

 private:
  struct Tree;

  const Command command_;
  const std::vector<std::string> topics_;
  std::unique_ptr<Tree> tree_;  ///< Once parse() was called.
};

}  // namespace streamctl::cli

// The completion script for fish.
#include "args/options.h"
#include "core/text.h"
#include "generate/artefacts.h"

namespace streamctl::cli {
namespace {

/// In fish's single quotes only quotes and backslashes are special.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_values_of(const std::string& metavar) {
  const auto words = words_of(metavar);
  if (!words.empty()) return " -x -a " + fish_quoted(joined(words, " "));
  const std::string kind = dynamic_kind(metavar);
  if (kind == steps_kind) return " -x -a " + fish_quoted("(__streamctl_list " + kind + ")");
  if (!kind.empty())
    return (metavar == scenario_metavar ? " -r -F -a " : " -x -a ") +
           fish_quoted("(streamctl __complete " + kind + " (commandline -ct))");
  if (metavar == file_metavar) return " -r -F";
  if (metavar == directory_metavar) return " -x -a '(__fish_complete_directories)'";
  return " -x";
}

std::string option_line(const std::string& condition, const OptionDoc& option) {
  std::string line = "complete -c streamctl" + condition;
  for (const auto& name : option.names) {
    line += name.starts_with("--") ? " -l " + fish_quoted(name.substr(2))
                                   : " -s " + fish_quoted(name.substr(1));
  }
  if (!option.metavar.empty()) line += fish_values_of(option.metavar);
  return line + " -d " + fish_quoted(option.summary) + "\n";
}

/// The condition that the line is within "streamctl events show", and within nothing deeper.
std::string within(const CommandDoc& command) {
  std::string condition;
  for (const auto word : split(command.name, ' ')) {
    if (word == "streamctl") continue;
    condition +=
        (condition.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + std::string(word));
  }
  std::string deeper;
  for (const auto& below : command.commands)
    deeper += " " + below.name.substr(command.name.size() + 1);
  if (!deeper.empty())
    condition += (condition.empty() ? "" : "; and ") + ("not __fish_seen_subcommand_from" + deeper);
  return condition.empty() ? "" : " -n " + fish_quoted(condition);
}

}  // namespace

std::string fish_completion(const CommandDoc& root) {
  std::string text =
      "# fish completion for streamctl. Made from the command tree; do not edit.\n\ncomplete -c "
      "streamctl -f\n"
      "function __streamctl_list\n"
      "  set -l done (commandline -ct | string replace -r '^--[^=]*=' '' | string replace -r "
      "'[^,]*$' '')\n"
      "  for word in (streamctl __complete $argv)\n    echo \"$done$word\"\n  end\nend\n";
  for (const auto& option : root.options)
    text += option_line("", option);
  for (const auto* command : flattened(root)) {
    text += "\n";
    const std::string condition = within(*command);
    for (const auto& below : command->commands) {
      text += "complete -c streamctl" + condition + " -a " +
              fish_quoted(below.name.substr(command->name.size() + 1)) + " -d " +
              fish_quoted(below.summary) + "\n";
    }
    if (command == &root) continue;
    for (const auto& option : command->options)
      text += option_line(condition, option);
    if (command->positionals.empty()) continue;
    const std::string& metavar = command->positionals.front().metavar;
    const std::string kind = dynamic_kind(metavar);
    const auto words = words_of(metavar);
    if (!words.empty())
      text += "complete -c streamctl" + condition + " -a " + fish_quoted(joined(words, " ")) + "\n";
    if (!kind.empty())
      text += "complete -c streamctl" + condition + " -a " +
              fish_quoted("(streamctl __complete " + kind + " (commandline -ct))") + "\n";
    if (metavar == file_metavar) text += "complete -c streamctl" + condition + " -F\n";
  }
  return text;
}

}  // namespace streamctl::cli

// The completion script for bash.
#include "args/options.h"
#include "core/text.h"
#include "generate/artefacts.h"
#include "render/curl_command.h"

namespace streamctl::cli {
namespace {

/// The shell command that fills COMPREPLY for a value of `metavar`; ":" if there are no completions
/// for it.
std::string values_of(const std::string& metavar) {
  const auto words = words_of(metavar);
  if (!words.empty()) return "_streamctl_words " + shell_quoted(joined(words, " "));
  const std::string kind = dynamic_kind(metavar);
  if (kind == steps_kind) return "_streamctl_list " + kind;
  if (!kind.empty()) {
    return std::string(metavar == scenario_metavar ? "_streamctl_files; " : "") +
           "_streamctl_ask " + kind;
  }
  if (metavar == file_metavar) return "_streamctl_files";
  if (metavar == directory_metavar) return "_streamctl_directories";
  return ":";
}

std::string names_of(const std::vector<OptionDoc>& options) {
  std::string names;
  for (const auto& option : options) {
    for (const auto& name : option.names)
      names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

/// One `case` line for each option that takes a value.
std::string value_cases(const std::string& command, const std::vector<OptionDoc>& options) {
  std::string text;
  for (const auto& option : options) {
    if (option.metavar.empty()) continue;
    std::string patterns;
    for (const auto& name : option.names) {
      patterns +=
          (patterns.empty() ? "" : "|") +
          (command.empty() ? "*" + shell_quoted(" " + name) : shell_quoted(command + " " + name));
    }
    text += "    " + patterns + ") " + values_of(option.metavar) + "; return ;;\n";
  }
  return text;
}

constexpr const char* start =
    R"bash(# bash completion for streamctl. Made from the command tree; do not edit.

_streamctl_words() {  # compgen -W would run what stands in $(…)
  local word words
  read -r -d '' -a words <<< "$1"
  for word in "${words[@]}"; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
  done
}
_streamctl_ask() { _streamctl_words "$("${COMP_WORDS[0]}" __complete "$1" "$cur" 2>/dev/null)"; }
_streamctl_list() {
  local done=${cur%"${cur##*,}"} word
  for word in $("${COMP_WORDS[0]}" __complete "$1" "$cur" 2>/dev/null); do _streamctl_words "$done$word"; done
}
_streamctl_files() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); }
_streamctl_directories() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "$cur")); }

_streamctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=streamctl i
  local IFS=$' \t\n'
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${COMP_WORDS[i]}" in
)bash";

}  // namespace

std::string bash_completion(const CommandDoc& root) {
  std::string text = start;
  const auto all = flattened(root);
  const auto shared = shared_options(root);
  for (const auto* command : all) {
    if (command != &root)
      text += "      " + shell_quoted(command->name) + ") command=" + shell_quoted(command->name) +
              " ;;\n";
  }
  text += "    esac\n  done\n  case \"$command $prev\" in\n";
  for (const auto* command : all) {
    if (command != &root) text += value_cases(command->name, command->options);
  }
  text += value_cases("", shared);
  text += "  esac\n  if [[ $cur == -* ]]; then\n    case \"$command\" in\n";
  for (const auto* command : all) {
    const std::string names = names_of(command == &root ? root.options : command->options);
    text += "      " + shell_quoted(command->name) + ") _streamctl_words " + shell_quoted(names) +
            " ;;\n";
  }
  text += "    esac\n    [[ $command == streamctl ]] || _streamctl_words " +
          shell_quoted(names_of(shared)) + "\n    return\n  fi\n";
  text += "  case \"$command\" in\n";
  for (const auto* command : all) {
    std::string words;
    for (const auto& below : command->commands)
      words += (words.empty() ? "" : " ") + below.name.substr(command->name.size() + 1);
    std::string actions = words.empty() ? "" : "_streamctl_words " + shell_quoted(words) + "; ";
    if (!command->positionals.empty())
      actions += values_of(command->positionals.front().metavar) + "; ";
    if (!actions.empty())
      text += "    " + shell_quoted(command->name) + ") " + actions + "return ;;\n";
  }
  return text + "  esac\n}\n\ncomplete -F _streamctl streamctl\n";
}

}  // namespace streamctl::cli

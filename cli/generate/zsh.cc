// The completion script for zsh.
#include "args/options.h"
#include "core/text.h"
#include "generate/artefacts.h"
#include "render/curl_command.h"

namespace streamctl::cli {
namespace {

/// Within an _arguments specification brackets, colons and backslashes need one more backslash.
std::string specified(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// ":message:action" for a value of `metavar`.
std::string zsh_values_of(const std::string& metavar) {
  std::string action = " ";
  const auto words = words_of(metavar);
  const std::string kind = dynamic_kind(metavar);
  if (!words.empty()) action = "(" + joined(words, " ") + ")";
  if (!kind.empty()) action = "{_streamctl_ask " + kind + "}";
  if (metavar == file_metavar) action = "_files";
  if (metavar == directory_metavar) action = "_files -/";
  return ":" + specified(words.empty() ? metavar : "value") + ":" + action;
}

std::string specification(const OptionDoc& option) {
  const std::string text = "[" + specified(option.summary) + "]" +
                           (option.metavar.empty() ? "" : zsh_values_of(option.metavar));
  std::string lines;
  for (const auto& name : option.names) {
    const std::string repeat = option.repeatable ? "*" : "(" + joined(option.names, " ") + ")";
    // "--name value" and "--name=value".
    const bool takes_sign = name.starts_with("--") && !option.metavar.empty();
    lines += "    " + shell_quoted(repeat + name + (takes_sign ? "=" : "") + text) + " \\\n";
  }
  return lines;
}

std::string function_name(const CommandDoc& command) {
  std::string name = "_" + command.name;
  for (char& c : name)
    c = c == ' ' || c == '-' ? '_' : c;
  return name == "_streamctl" ? "_streamctl_root" : name;
}

std::string function_of(const CommandDoc& command, const std::vector<OptionDoc>& shared) {
  std::string text = function_name(command) + "() {\n";
  const bool nested = !command.commands.empty();
  if (nested) text += "  local context state state_descr line\n  typeset -A opt_args\n";
  text += nested ? "  _arguments -C -s \\\n" : "  _arguments -s \\\n";
  for (const auto& option : command.options)
    text += specification(option);
  for (const auto& option : shared)
    text += specification(option);
  if (nested) {
    text +=
        "    '1: :->command' \\\n    '*:: :->argument'\n  case $state in\n    command)\n      "
        "local -a commands=(\n";
    for (const auto& below : command.commands) {
      text += "        " +
              shell_quoted(specified(below.name.substr(command.name.size() + 1)) + ":" +
                           below.summary) +
              "\n";
    }
    text += "      )\n      _describe command commands";
    if (!command.positionals.empty() &&
        !dynamic_kind(command.positionals.front().metavar).empty()) {
      text += "\n      _streamctl_ask " + dynamic_kind(command.positionals.front().metavar);
    }
    text += " ;;\n    argument)\n      case $line[1] in\n";
    for (const auto& below : command.commands) {
      text += "        " + shell_quoted(below.name.substr(command.name.size() + 1)) + ") " +
              function_name(below) + " ;;\n";
    }
    text += "      esac ;;\n  esac\n";
  } else {
    for (const auto& positional : command.positionals) {
      // Of two that repeat, zsh takes one.
      if (positional.names.front() == "COMMAND" && command.positionals.size() > 1) continue;
      text += "    " +
              shell_quoted((positional.repeatable ? "*" : "") + zsh_values_of(positional.metavar)) +
              " \\\n";
    }
    text += "    && return\n";
  }
  return text + "}\n\n";
}

}  // namespace

std::string zsh_completion(const CommandDoc& root) {
  std::string text =
      "#compdef streamctl\n# zsh completion for streamctl. Made from the command tree; do not "
      "edit.\n\n"
      "_streamctl_ask() {\n  local -a words\n  [[ $1 == " +
      std::string(steps_kind) +
      " ]] && compset -P '*,'\n  words=(${(f)\"$(streamctl __complete $1 "
      "\"$PREFIX\" 2>/dev/null)\"})\n"
      "  compadd -a words\n  [[ $1 == scenarios ]] && _files\n}\n\n";
  const auto shared = shared_options(root);
  for (const auto* command : flattened(root)) {
    text += function_of(*command, command == &root ? std::vector<OptionDoc>() : shared);
  }
  return text +
         "_streamctl() { _streamctl_root \"$@\" }\n\n"
         "# Autoloaded it completes at once; sourced it registers itself.\n"
         "if [[ $funcstack[1] == _streamctl ]]; then _streamctl \"$@\"; else compdef _streamctl "
         "streamctl; fi\n";
}

}  // namespace streamctl::cli

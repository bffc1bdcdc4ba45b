// Renders man pages in the man(7) macros.
#include <algorithm>
#include <cctype>

#include "core/text.h"
#include "generate/artefacts.h"
#include "generate/help.h"

namespace streamctl::cli {
namespace {

/// Escapes text so that troff prints it verbatim: backslashes, hyphens and leading dots and quotes.
std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '~') {
      out += "\\(ti";
    } else if (c == '^') {
      out += "\\(ha";
    } else if (c == '`') {
      out += "\\(ga";
    } else if (c == '"') {
      out += "\\(dq";
    } else {
      out += c;
    }
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

std::string upper(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string capitalised(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

/// "streamctl-events-show", for a command's full name.
std::string page_name(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string bold(const std::string& text) {
  return "\\fB" + troff(text) + "\\fR";
}
std::string italic(const std::string& text) {
  return "\\fI" + troff(text) + "\\fR";
}

std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find("\n\n");
    out += ".PP\n" + troff(text.substr(0, end)) + "\n";
    text = end == std::string_view::npos ? "" : text.substr(end + 2);
  }
  return out;
}

std::string option_entry(const OptionDoc& option) {
  const bool is_positional = !option.names.front().starts_with('-');
  std::string names;
  for (const auto& name : option.names)
    names += (names.empty() ? "" : ", ") + bold(name);
  if (!option.metavar.empty() && !is_positional) names += " " + italic(option.metavar);
  std::string text = ".TP\n" + names + "\n" + troff(option.summary) + ".";
  if (option.required && !is_positional) text += " Required.";
  if (option.repeatable && !is_positional) text += " Repeatable.";
  if (!option.default_text.empty()) text += " Default: " + bold(option.default_text) + ".";
  if (!option.environment.empty()) text += " Environment: " + bold(option.environment) + ".";
  return text + "\n";
}

std::string option_entries(const std::vector<OptionDoc>& options) {
  std::string text;
  for (const auto& option : options)
    text += option_entry(option);
  return text;
}

/// Ungrouped ones first: after a heading they would seem to belong to it.
std::string options_section(const std::vector<OptionDoc>& options) {
  auto groups = grouped(options);
  std::stable_partition(groups.begin(), groups.end(),
                        [](const OptionGroup& group) { return group.name == "Options"; });
  std::string text;
  for (const auto& group : groups) {
    if (group.name != "Options") text += ".SS " + troff(group.name) + "\n";
    text += option_entries(group.options);
  }
  return text;
}

std::string examples_section(const CommandDoc& command) {
  std::string text = command.examples.empty() ? "" : ".SH EXAMPLES\n";
  for (const auto& example : command.examples) {
    const bool asks = example.says.ends_with('?');
    if (!example.says.empty()) text += ".PP\n" + troff(example.says) + (asks ? "\n" : ":\n");
    text += ".PP\n.RS 4\n.nf\n" + troff(example.command) + "\n.fi\n.RE\n";
  }
  return text;
}

bool is_root(const CommandDoc& command) {
  return command.name.find(' ') == std::string::npos;
}

/// The commands below, by group; each has a page with its options.
std::string commands_section(const CommandDoc& command) {
  if (command.commands.empty()) return "";
  std::string text = is_root(command) ? ".SH COMMANDS\n" : ".SH ACTIONS\n";
  std::string group;
  for (const auto& below : command.commands) {
    if (below.group != group) text += ".SS " + troff(capitalised(below.group)) + "\n";
    group = below.group;
    text += ".TP\n" + bold(usage_of(below)) + "\n" + troff(below.summary) + ".\n";
  }
  return text;
}

/// The pages of the enclosing commands, outermost first, and of the nested ones.
std::string see_also(const CommandDoc& command) {
  std::string text = ".SH SEE ALSO\n";
  const auto add = [&](const std::string& name) {
    text += ".BR " + troff(page_name(name)) + " (1),\n";
  };
  for (auto end = command.name.find(' '); end != std::string::npos;
       end = command.name.find(' ', end + 1))
    add(command.name.substr(0, end));
  for (const auto& below : command.commands)
    add(below.name);
  return text +
         ".BR streamctl\\-capture (5),\n.BR streamctl\\-ci (7),\n.BR streamctl\\-environment (7)\n";
}

}  // namespace

std::string command_page(const CommandDoc& command) {
  std::string text = ".\\\" Made from the command tree; do not edit.\n.TH " +
                     upper(troff(page_name(command.name))) +
                     " 1 \"\" \"streamctl " STREAMCTL_VERSION "\" \"streamctl manual\"\n" +
                     man_preamble;
  std::string summary = command.summary;
  summary.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(summary.front())));
  text += ".SH NAME\n" + troff(page_name(command.name)) + " \\- " + troff(summary) + "\n";
  text += ".SH SYNOPSIS\n" + bold(command.name) +
          troff(usage_of(command).substr(command.name.size())) + "\n";
  if (!command.description.empty()) text += ".SH DESCRIPTION\n" + paragraphs(command.description);
  text += commands_section(command);
  if (!command.positionals.empty()) {
    text += ".SH ARGUMENTS\n";
    for (const auto& positional : command.positionals)
      text += option_entry(positional);
  }
  if (!command.options.empty()) text += ".SH OPTIONS\n" + options_section(command.options);
  if (!is_root(command)) {
    text +=
        ".PP\nThe options of every command (\\fB\\-\\-output\\fR, \\fB\\-\\-profile\\fR and "
        "others) are in \\fBstreamctl\\fR(1).\n";
  }
  text += examples_section(command);
  text +=
      ".SH EXIT STATUS\n0 done; 1 the answer is no; 2 usage or configuration; 3 not reachable; 130 "
      "and 143 stopped "
      "by a signal. See \\fBstreamctl\\-environment\\fR(7).\n";
  return text + see_also(command);
}

}  // namespace streamctl::cli

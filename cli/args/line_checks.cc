#include "args/line_checks.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "args/options.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

/// `option` of `command` has no effect unless one of `needs` is given too, or if `with` is given.
/// Each is an option, or an option and its value: "--output curl".
struct Idle {
  std::string_view command;
  std::string_view option;
  std::vector<std::string_view> needs;
  std::string_view with = {};
};

const std::vector<Idle>& idle_rules() {
  static const std::vector<std::string_view> target{"--forward-to"};
  static const std::vector<std::string_view> expectation{"--expect", "--match"};
  static const std::vector<std::string_view> command_printed{"--output curl"};
  static const std::vector<Idle> rules{
      {"listen", "--attempt-timeout", target},
      {"listen", "--header", target},
      {"listen", "--insecure", {"--forward-to", "--public-url", "--tunnel"}},
      {"listen",
       "--ca-cert",
       {"--forward-to", "--sqs-queue-url", "--sns-topic", "--public-url", "--tunnel"}},
      {"listen", "--public-timeout", {"--public-url", "--tunnel"}},
      {"listen", "--no-public-check", {"--public-url", "--tunnel"}},
      {"listen", "--public-check-every", {"--public-url", "--tunnel"}},
      {"compare", "--public-timeout", {"--public-url", "--tunnel"}},
      {"compare", "--no-public-check", {"--public-url", "--tunnel"}},
      {"compare", "--public-check-every", {"--public-url", "--tunnel"}},
      {"compare", "--ca-cert", {"--public-url", "--tunnel"}},
      {"compare", "--tunnel-match", {"--tunnel"}},
      {"compare", "--tunnel-port", {"--tunnel"}},
      {"listen", "--tunnel-match", {"--tunnel"}},
      {"listen", "--tunnel-port", {"--tunnel"}},
      {"listen", "--in-order", expectation},
      {"listen", "--compact", {}, "--output json"},
      {"listen", "--full", {}, "--output json"},
      {"listen", "--full", {}, "--compact"},
      {"listen", "--max-lines", {}, "--output json"},
      {"listen", "--max-lines", {}, "--compact"},
      {"watch", "--attempt-timeout", target},
      {"watch", "--total-timeout", target},
      {"watch", "--retry-delay", target},
      {"watch", "--no-retry", target},
      {"watch", "--header", target},
      {"watch", "--insecure", target},
      {"watch", "--in-order", expectation},
      {"watch", "--compact", {}, "--output json"},
      {"watch", "--full", {}, "--output json"},
      {"watch", "--full", {}, "--compact"},
      {"watch", "--max-lines", {}, "--output json"},
      {"watch", "--max-lines", {}, "--compact"},
      {"watch", "--retry-delay", {}, "--no-retry"},
      {"replay", "--retry-delay", {}, "--no-retry"},
      {"replay", "--keep-ids", {}, "--verbatim"},
      {"replay", "--speed", {}, "--print"},
      {"replay", "--rate", {}, "--print"},
      {"replay", "--require", {}, "--print"},
      {"replay", "--concurrency", {}, "--print"},
      {"replay", "--failed", {}, "--print"},
      {"replay", "--attempt-timeout", {}, "--print"},
      {"replay", "--total-timeout", {}, "--print"},
      {"replay", "--retry-delay", {}, "--print"},
      {"replay", "--no-retry", {}, "--print"},
      {"replay", "--show-response", {}, "--print"},
      {"replay", "--to", command_printed, "--print"},
      {"replay", "--header", command_printed, "--print"},
      {"replay", "--insecure", command_printed, "--print"},
      {"replay", "--ca-cert", command_printed, "--print"},
      {"replay", "--keep-ids", command_printed, "--print"},
      {"replay", "--verbatim", command_printed, "--print"},
      {"forge", "--retry-delay", {}, "--no-retry"},
      {"forge", "--rate", {}, "--print"},
      {"forge", "--require", {}, "--print"},
      {"forge", "--concurrency", {}, "--print"},
      {"forge", "--attempt-timeout", {}, "--print"},
      {"forge", "--total-timeout", {}, "--print"},
      {"forge", "--retry-delay", {}, "--print"},
      {"forge", "--no-retry", {}, "--print"},
      {"forge", "--show-response", {}, "--print"},
      {"forge", "--to", command_printed, "--print"},
      {"forge", "--header", command_printed, "--print"},
      {"forge", "--insecure", command_printed, "--print"},
      {"forge", "--ca-cert", command_printed, "--print"},
      {"forge", "--gzip", command_printed, "--print"},
      {"forge", "--signature missing", command_printed, "--print"},
      {"forge", "--signature wrong", command_printed, "--print"},
      {"emulator", "--retry-delay", {}, "--no-retry"},
      {"api", "--raw", {}, "--print"},
      {"api", "--data", {}, "--list"},
      {"api", "--field", {}, "--list"},
      {"api", "--jq", {}, "--list"},
      {"api", "--print", {}, "--list"},
      {"check", "--only", {}, "--list"},
      {"check", "--skip", {}, "--list"},
      {"check", "--junit", {}, "--list"},
  };
  return rules;
}

/// The arguments for which "-" means standard input. FILE of `emulator save` is written.
constexpr std::array<std::string_view, 9> readers{
    "--api-secret-file", "--env-file", "--data", "--token", "--scenario",
    "--capture",         "FILE",       "JWT",    "VALUE"};
constexpr std::string_view lines_reader = "--lines";
constexpr std::string_view writer = "save";

bool is_reader(std::string_view name) {
  return name == lines_reader || std::find(readers.begin(), readers.end(), name) != readers.end();
}

/// How many times an argument asks for standard input.
std::size_t reads_of(const GivenArgument& argument) {
  if (argument.name == lines_reader) return 1;
  if (!is_reader(argument.name)) return 0;
  const auto& values = argument.values;
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [&](const std::string& value) {
        return value == "-" || (argument.name == "--data" && value == "@-");
      }));
}

/// `token inspect` without a token reads standard input.
bool reads_by_default(const NamedCommands& commands) {
  return commands.size() > 2 && commands[1].name == "token" && commands[2].name == "inspect" &&
         commands[2].given.empty();
}

/// The option `name` as given to the innermost command or an enclosing one; null if not given.
const GivenArgument* find_given(const NamedCommands& commands, std::string_view name) {
  for (auto command = commands.rbegin(); command != commands.rend(); ++command) {
    const auto found = std::find_if(command->given.begin(), command->given.end(),
                                    [&](const GivenArgument& one) { return one.name == name; });
    if (found != command->given.end()) return &*found;
  }
  return nullptr;
}

/// `condition` is an option, or an option and its required value.
bool was_given(const NamedCommands& commands, std::string_view condition) {
  const auto space = condition.find(' ');
  const GivenArgument* option = find_given(commands, condition.substr(0, space));
  if (option == nullptr) return false;
  return space == std::string_view::npos || option->values.back() == condition.substr(space + 1);
}

bool is_idle(const NamedCommands& commands, const Idle& rule) {
  if (rule.command != commands.back().name || !was_given(commands, rule.option)) return false;
  if (!rule.with.empty() && !was_given(commands, rule.with)) return false;
  return std::none_of(rule.needs.begin(), rule.needs.end(),
                      [&](std::string_view one) { return was_given(commands, one); });
}

std::string warning_of(const Idle& rule) {
  std::string warning = std::string(rule.option) + " has no effect";
  if (!rule.with.empty()) warning.append(" with ").append(rule.with);
  const std::vector<std::string> needs(rule.needs.begin(), rule.needs.end());
  if (!needs.empty()) warning += " without " + joined(needs, " or ");
  return warning;
}

}  // namespace

std::optional<Error> empty_assignment(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word.starts_with("--") && word.find('=') == word.size() - 1)
      return usage_error(printable(word.substr(0, word.size() - 1)) + ": " + empty_reason);
  }
  return std::nullopt;
}

std::optional<Error> repeated_option(const NamedCommands& commands) {
  std::map<std::string, std::size_t> times;
  for (const NamedCommand& command : commands) {
    for (const GivenArgument& option : command.given) {
      if (!option.takes_one_value) continue;
      const std::size_t count = times[option.name] += option.values.size();
      if (count < 2) continue;
      return usage_error(option.name + " is given " + (count == 2 ? "twice" : "several times"),
                         "it takes one value; leave the others out");
    }
  }
  return std::nullopt;
}

std::optional<Error> shared_input(const NamedCommands& commands) {
  std::vector<std::string> names;
  for (const NamedCommand& command : commands) {
    if (command.name == writer) continue;
    for (const GivenArgument& argument : command.given)
      names.insert(names.end(), reads_of(argument), argument.name);
  }
  if (reads_by_default(commands)) names.emplace_back("JWT");
  if (names.size() < 2) return std::nullopt;
  return usage_error(names[0] == names[1]
                         ? names[0] + " names standard input twice"
                         : names[0] + " and " + names[1] + " both read standard input",
                     "name a file for one of them");
}

std::optional<Error> missing_program(const NamedCommands& commands,
                                     const std::vector<std::string>& words) {
  if (!commands.back().takes_rest) return std::nullopt;
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end()) return std::nullopt;
  const auto program = dashes + 1;
  if (program != words.end() && !program->empty()) return std::nullopt;
  return usage_error(
      program == words.end() ? "there is no command behind --" : "the command behind -- is empty",
      "is a variable not set? Leave -- out to run none");
}

std::string misplaced_word(const NamedCommands& commands, const std::vector<std::string>& words) {
  const NamedCommands innermost{commands.back()};
  const GivenArgument* program = find_given(innermost, rest_name);
  if (program == nullptr || !commands.back().takes_rest) return "";
  const auto dashes = std::find(words.begin(), words.end(), "--");
  const auto behind = words.end() - dashes - (dashes == words.end() ? 0 : 1);
  const auto& taken = program->values;
  if (taken.size() <= static_cast<std::size_t>(behind)) return "";
  return *std::find_first_of(words.begin(), dashes, taken.begin(), taken.end());
}

std::string surplus_word(const NamedCommands& commands) {
  for (std::size_t i = 1; i + 1 < commands.size(); ++i) {
    for (const GivenArgument& argument : commands[i].given)
      if (argument.is_positional) return argument.values.back();
  }
  return "";
}

std::vector<std::string> idle_options(const NamedCommands& commands) {
  std::vector<std::string> warnings;
  for (const Idle& rule : idle_rules()) {
    if (is_idle(commands, rule)) warnings.push_back(warning_of(rule));
  }
  // Arguments of a command do not apply to its nested commands.
  for (std::size_t i = 1; i + 1 < commands.size(); ++i) {
    for (const GivenArgument& option : commands[i].given)
      warnings.push_back(option.name + " has no effect with '" + commands.back().name + "'");
  }
  return warnings;
}

}  // namespace streamctl::cli

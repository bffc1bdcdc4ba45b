#include "args/line_checks.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "args/options.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr const char* command_name = "COMMAND";  ///< Words of a program of the user's, behind "--".

/// The apps the line named, from the root to the innermost.
std::vector<const CLI::App*> chosen_apps(const CLI::App& root) {
  std::vector<const CLI::App*> apps{&root};
  while (!apps.back()->get_subcommands().empty())
    apps.push_back(apps.back()->get_subcommands().front());
  return apps;
}

bool takes_one_value(const CLI::Option& option) {
  return !option.get_positional() && option.get_expected_max() == 1;
}

/// When an option changes nothing. `needs`: unless one of these is given too; `with`: if it is.
/// Each is an option, or one with its value.
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
      {"listen", "--insecure", target},
      {"listen", "--ca-cert", {"--forward-to", "--sqs-queue-url", "--sns-topic"}},
      {"listen", "--in-order", expectation},
      {"listen", "--compact", {}, "--output json"},
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
      {"watch", "--max-lines", {}, "--output json"},
      {"watch", "--max-lines", {}, "--compact"},
      {"watch", "--retry-delay", {}, "--no-retry"},
      {"replay", "--retry-delay", {}, "--no-retry"},
      {"replay", "--keep-ids", {}, "--verbatim"},
      {"forge", "--retry-delay", {}, "--no-retry"},
      {"forge", "--rate", {}, "--print"},
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
      {"check", "--only", {}, "--list"},
      {"check", "--skip", {}, "--list"},
      {"check", "--junit", {}, "--list"},
  };
  return rules;
}

/// The option of that name which was given to the innermost of `apps` or one around it.
const CLI::Option* given(const std::vector<const CLI::App*>& apps, std::string_view name) {
  for (auto app = apps.rbegin(); app != apps.rend(); ++app) {
    const CLI::Option* option = (*app)->get_option_no_throw(std::string(name));
    if (option != nullptr && option->count() > 0) return option;
  }
  return nullptr;
}

/// `what` is an option, or one and the value it must have.
bool was_given(const std::vector<const CLI::App*>& apps, std::string_view what) {
  const auto space = what.find(' ');
  const CLI::Option* option = given(apps, what.substr(0, space));
  if (option == nullptr) return false;
  return space == std::string_view::npos || option->results().back() == what.substr(space + 1);
}

bool is_idle(const std::vector<const CLI::App*>& apps, const Idle& rule) {
  if (!was_given(apps, rule.option)) return false;
  if (!rule.with.empty() && !was_given(apps, rule.with)) return false;
  return std::none_of(rule.needs.begin(), rule.needs.end(),
                      [&](std::string_view one) { return was_given(apps, one); });
}

constexpr const char* empty_words = "it is empty: is a variable not set?";

void refuse_empty(CLI::Option& option) {
  if (option.get_expected_max() == 0) return;
  // Of other positionals each command says that there is none of that name.
  const std::string kind = option.get_type_name();
  if (option.get_positional() && kind != file_metavar && kind != "URL") return;
  if (kind == "HEX") return;  // A signature that is missing is a wrong one: verify says so.
  option.check([](const std::string& value) {
    return value.empty() ? std::string(empty_words) : std::string();
  });
}

}  // namespace

std::optional<Error> empty_assignment(const std::vector<std::string>& arguments) {
  for (const std::string& word : arguments) {
    if (word == "--") break;
    if (word.starts_with("--") && word.find('=') == word.size() - 1)
      return usage_error(printable(word.substr(0, word.size() - 1)) + ": " + empty_words);
  }
  return std::nullopt;
}

void prepare_line(CLI::App& root) {
  for (CLI::Option* option : root.get_options()) {
    if (takes_one_value(*option)) option->take_last();
    refuse_empty(*option);
  }
  for (CLI::App* below : root.get_subcommands([](CLI::App*) { return true; }))
    prepare_line(*below);
}

std::optional<Error> repeated_option(const CLI::App& root) {
  std::map<std::string, std::size_t> times;
  for (const CLI::App* app : chosen_apps(root)) {
    for (const CLI::Option* option : app->get_options()) {
      if (!takes_one_value(*option) || option->count() == 0) continue;
      const std::string name = option->get_name();
      if ((times[name] += option->count()) < 2) continue;
      return usage_error(name + " is given " + (times[name] == 2 ? "twice" : "several times"),
                         "it takes one value; leave the others out");
    }
  }
  return std::nullopt;
}

std::optional<Error> missing_command(const CLI::App& root,
                                     const std::vector<std::string>& arguments) {
  if (chosen_apps(root).back()->get_option_no_throw(command_name) == nullptr) return std::nullopt;
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (dashes == arguments.end()) return std::nullopt;
  if (dashes + 1 != arguments.end() && !(dashes + 1)->empty()) return std::nullopt;
  return usage_error(dashes + 1 == arguments.end() ? "there is no command behind --"
                                                   : "the command behind -- is empty",
                     "is a variable not set? Leave -- out to run none");
}

std::vector<std::string> idle_options(const CLI::App& root) {
  const auto apps = chosen_apps(root);
  std::vector<std::string> words;
  if (apps.size() < 2) return words;
  const std::string inner = apps.back()->get_name();
  for (const Idle& rule : idle_rules()) {
    if (rule.command != inner || !is_idle(apps, rule)) continue;
    const std::vector<std::string> needs(rule.needs.begin(), rule.needs.end());
    std::string said = std::string(rule.option) + " has no effect";
    if (!rule.with.empty()) said.append(" with ").append(rule.with);
    if (!needs.empty()) said += " without " + joined(needs, " or ");
    words.push_back(std::move(said));
  }
  // What belongs to a command means nothing to an action below it.
  for (std::size_t i = 1; i + 1 < apps.size(); ++i) {
    for (const CLI::Option* option : apps[i]->get_options())
      if (option->count() > 0)
        words.push_back(option->get_name() + " has no effect with '" + inner + "'");
  }
  return words;
}

}  // namespace streamctl::cli

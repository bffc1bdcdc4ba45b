#include "args/command_line.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <CLI/CLI.hpp>

#include "args/arguments.h"
#include "args/foreign_words.h"
#include "args/help_words.h"
#include "args/line_checks.h"
#include "args/options.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

/// A command, as CLI11 represents it and as it runs.
struct Node {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::string name;  ///< The full name.
  CommandRun run;
  std::vector<Node> below;
};

/// Whether to declare the arguments of a command below the root.
using IsNamed = std::function<bool(const Command&)>;

Node declare(const Command& command, CLI::App& app, const std::string& name,
             const IsNamed& is_named) {
  Node node{&command, &app, name, nullptr, {}};
  const bool is_root = app.get_parent() == nullptr;
  const bool is_whole = is_root || is_named(command);
  Arguments arguments(app);
  if (is_whole && command.declare) node.run = command.declare(arguments);
  for (const Command& below : command.commands) {
    CLI::App& inner = *app.add_subcommand(below.name, below.summary);
    node.below.push_back(declare(below, inner, name + " " + below.name, is_named));
  }
  return node;
}

bool takes_rest(const CLI::App& app) {
  return app.get_option_no_throw(rest_name) != nullptr;
}

/// The innermost command that `words` name, as far as can be told before they are parsed.
const Node& named_node(const Node& root, const std::vector<std::string>& words) {
  const Node* node = &root;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i].starts_with('-')) {
      const CLI::Option* option = root.app->get_option_no_throw(words[i]);
      if (option != nullptr && option->get_expected_max() > 0) ++i;
      continue;
    }
    const auto below = std::find_if(node->below.begin(), node->below.end(),
                                    [&](const Node& one) { return one.command->name == words[i]; });
    if (below == node->below.end()) break;
    node = &*below;
  }
  return *node;
}

/// Takes the words of a command that CLI11 would give to another positional: those behind "--".
std::vector<std::string> take_rest(const Node& root, std::vector<std::string>& words) {
  const CLI::App& app = *named_node(root, words).app;
  const auto is_positional = [](const CLI::Option* option) { return option->get_positional(); };
  if (!takes_rest(app) || app.get_options(is_positional).size() < 2) return {};
  const auto dashes = std::find(words.begin(), words.end(), "--");
  if (dashes == words.end()) return {};
  std::vector<std::string> rest(dashes + 1, words.end());
  words.erase(dashes, words.end());
  return rest;
}

void give_rest(CLI::App& app, const std::vector<std::string>& rest) {
  if (rest.empty()) return;
  CLI::Option& program = *app.get_option(rest_name);
  for (const std::string& word : rest)
    program.add_result(word);
  program.run_callback();
}

/// The words of a program behind --, a value of `config set`, and a path of `api`, which reports
/// it.
bool may_be_empty(std::string_view positional) {
  return positional == rest_name || positional == "VALUE" || positional == "PATH";
}

/// Refuses empty values, which come from unset variables.
void refuse_empty(CLI::Option& option) {
  if (option.get_expected_max() == 0) return;
  const std::string kind = option.get_type_name();
  if (option.get_positional() && may_be_empty(option.get_name())) return;
  if (kind == "HEX") return;  // verify reports a missing signature as invalid.
  option.check([](const std::string& value) {
    return value.empty() ? std::string(empty_reason) : std::string();
  });
}

/// Runs before parsing. CLI11 must accept a repeated option, so that repeated_option() can report
/// it.
void prepare(const Node& node) {
  for (CLI::Option* option : node.app->get_options()) {
    if (!option->get_positional() && option->get_expected_max() == 1) option->take_last();
    refuse_empty(*option);
  }
  for (const Node& below : node.below)
    prepare(below);
}

OptionDoc describe(const CLI::Option& option) {
  OptionDoc doc;
  for (const auto& name : option.get_snames())
    doc.names.push_back("-" + name);
  for (const auto& name : option.get_lnames())
    doc.names.push_back("--" + name);
  if (option.get_positional()) doc.names = {option.get_name()};
  if (option.get_positional() || option.get_expected_max() > 0)
    doc.metavar = option.get_type_name();
  doc.summary = option.get_description();
  doc.default_text = option.get_default_str();
  doc.group = option.get_group();
  doc.required = option.get_required();
  doc.repeatable = option.get_expected_max() > 1;
  return doc;
}

CommandDoc describe(const Node& node) {
  CommandDoc doc;
  doc.name = node.name;
  doc.group = node.command->group;
  doc.summary = node.command->summary;
  doc.description = node.command->description;
  doc.examples = node.command->examples;
  doc.runs = node.run != nullptr;
  const bool is_root = node.app->get_parent() == nullptr;
  for (const CLI::Option* option : node.app->get_options()) {
    if (option == node.app->get_help_ptr() && !is_root) continue;
    (option->get_positional() ? doc.positionals : doc.options).push_back(describe(*option));
  }
  for (const Node& below : node.below)
    doc.commands.push_back(describe(below));
  return doc;
}

/// The nodes named on the line so far, from the root to the innermost.
std::vector<const Node*> chosen_nodes(const Node& root) {
  std::vector<const Node*> nodes{&root};
  while (true) {
    const auto parsed = nodes.back()->app->get_subcommands();
    if (parsed.empty()) return nodes;
    const auto& below = nodes.back()->below;
    nodes.push_back(&*std::find_if(below.begin(), below.end(),
                                   [&](const Node& node) { return node.app == parsed.front(); }));
  }
}

NamedCommands named_commands(const Node& root) {
  NamedCommands commands;
  for (const Node* node : chosen_nodes(root)) {
    commands.push_back(
        {node->command->name, takes_rest(*node->app), Arguments(*node->app).given()});
  }
  return commands;
}

Error unknown(const std::string& kind, const std::string& word,
              const std::vector<std::string>& known, const Node& node) {
  std::string hint =
      kind == "command" ? hint_for_command(word, node.name) : hint_for_option(word, node.name);
  if (!hint.empty())
    return usage_error("unknown " + kind + " '" + printable(word) + "'", std::move(hint));
  auto meant = nearest(word, known);
  if (const std::string ours = our_option(word);
      std::find(known.begin(), known.end(), ours) != known.end())
    meant = ours;
  return usage_error("unknown " + kind + " '" + printable(word) + "'",
                     meant ? "did you mean '" + *meant + "'?" : "see '" + node.name + " --help'");
}

Error unknown_option(const std::string& option, const Node& root, const Node& node) {
  std::vector<std::string> names;
  const auto collect = [&](const Node& one) {
    for (const CLI::Option* known : one.app->get_options())
      for (const auto& name : known->get_lnames())
        names.push_back("--" + name);
  };
  collect(node);
  if (&node != &root) collect(root);
  return unknown("option", option, names, node);
}

std::vector<std::string> names_below(const Node& node) {
  std::vector<std::string> names;
  for (const Node& below : node.below)
    names.push_back(below.command->name);
  return names;
}

/// A word that `node` took as an argument although it resembles one of its actions; empty if none.
std::string mistyped_action(const Node& node) {
  const auto names = names_below(node);
  for (const GivenArgument& argument : Arguments(*node.app).given()) {
    if (argument.is_positional && nearest(argument.values[0], names)) return argument.values[0];
  }
  return "";
}

/// A word that no command on the line accepts.
Error unexpected(const Node& root, const std::string& word) {
  const Node& node = *chosen_nodes(root).back();
  if (word.starts_with('-') && word.size() > 1)
    return unknown_option(word.substr(0, word.find('=')), root, node);
  const bool has_rest = takes_rest(*node.app);
  const auto is_positional = [](const CLI::Option* option) { return option->get_positional(); };
  const bool takes_words = !has_rest && !node.app->get_options(is_positional).empty();
  if (&node == &root || (!node.below.empty() && !takes_words))
    return unknown("command", word, names_below(node), node);
  if (const std::string action = mistyped_action(node); !action.empty())
    return unknown("command", action, names_below(node), node);
  const bool is_port = !word.empty() && word.find_first_not_of("0123456789") == std::string::npos &&
                       node.app->get_option_no_throw("--port") != nullptr;
  return usage_error("unexpected argument '" + printable(word) + "'",
                     is_port    ? "did you mean --port " + word + "?"
                     : has_rest ? "put a command behind --, as in '" + node.name + " -- make test'"
                                : "see '" + node.name + " --help'");
}

/// Reports a word that CLI11 could not place. A misplaced word before it takes precedence, since
/// the options after a mistyped command are unknown too.
Error unplaced(const Node& root, const std::vector<std::string>& words) {
  const auto place = [&](const std::string& word) {
    return std::find(words.begin(), words.end(), word);
  };
  const auto misplaced = misplaced_word(named_commands(root), words);
  const auto rest = root.app->remaining(true);
  const bool is_first = !misplaced.empty() && (rest.empty() || place(misplaced) < place(rest[0]));
  if (is_first) return unexpected(root, misplaced);
  return unexpected(root, rest.empty() ? "" : rest.front());
}

/// Translates a CLI11 failure into our wording.
Error usage_of(const CLI::ParseError& failure, const Node& root) {
  const std::string hint = "see '" + chosen_nodes(root).back()->name + " --help'";
  const std::string message = failure.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&failure) != nullptr)
    return usage_error(message.substr(0, message.find(':')) + " needs a value", hint);
  if (dynamic_cast<const CLI::ConversionError*>(&failure) != nullptr) {
    // "Could not convert: --count = abc"
    const auto option = message.find("--");
    const auto equals = message.find(" = ");
    if (option != std::string::npos && equals != std::string::npos) {
      return usage_error(message.substr(option, equals - option) + ": '" +
                             printable(message.substr(equals + 3)) + "' is not of the right form",
                         hint);
    }
  }
  return usage_error(printable(message), hint);
}

/// A second command on the line, which CLI11 accepts at any level.
std::optional<Error> second_command(const Node& root) {
  for (const Node* node : chosen_nodes(root)) {
    const auto parsed = node->app->get_subcommands();
    if (parsed.size() < 2) continue;
    const std::string first = parsed[0]->get_name();
    const std::string second = parsed[1]->get_name();
    return usage_error(
        "unexpected command '" + second + "' after '" + first + "'",
        "run one command at a time; " +
            (takes_rest(*parsed[0]) ? "write a file of that name as ./" + second
                                    : "a word that is none stands behind --, as in '" + node->name +
                                          " " + first + " -- " + second + "'"));
  }
  return std::nullopt;
}

/// The checks that CLI11 lacks.
std::optional<Error> check(const Node& root, const NamedCommands& commands,
                           const std::vector<std::string>& words) {
  if (const auto word = misplaced_word(commands, words); !word.empty())
    return unexpected(root, word);
  if (auto second = second_command(root)) return second;
  if (const auto word = surplus_word(commands); !word.empty()) return unexpected(root, word);
  if (auto missing = missing_program(commands, words)) return missing;
  if (auto repeated = repeated_option(commands)) return repeated;
  return shared_input(commands);
}

HelpNode help_node(const Node& node) {
  HelpNode help{node.command->name, {}, {}};
  for (const CLI::Option* option : node.app->get_options()) {
    if (option->get_positional() || option->get_expected_max() == 0) continue;
    for (const auto& name : option->get_snames())
      help.value_options.push_back("-" + name);
    for (const auto& name : option->get_lnames())
      help.value_options.push_back("--" + name);
  }
  for (const Node& below : node.below)
    help.below.push_back(help_node(below));
  return help;
}

}  // namespace

struct CommandLine::Tree {
  Tree(const Command& command, const IsNamed& is_named) : app(command.summary, command.name) {
    app.option_defaults()->group("Options");  // Its name differs between versions of CLI11.
    app.set_help_flag("-h,--help", "Show help and exit");
    app.fallthrough();  // Lets shared options follow a command too.
    root = declare(command, app, command.name, is_named);
    prepare(root);
  }

  CLI::App app;
  Node root;
};

CommandLine::CommandLine(Command root, std::vector<std::string> topics)
    : command_(std::move(root)), topics_(std::move(topics)) {}

CommandLine::~CommandLine() = default;

Result<ParsedLine> CommandLine::parse(const std::vector<std::string>& words) {
  tree_ = std::make_unique<Tree>(command_, [&](const Command& command) {
    return std::find(words.begin(), words.end(), command.name) != words.end();
  });
  const Node& root = tree_->root;
  if (auto empty = empty_assignment(words)) return *std::move(empty);
  auto help = read_help(words, help_node(root), topics_);
  if (!help) return std::move(help).error();
  ParsedLine line;
  line.topic = std::move(help->topic);
  const std::vector<std::string> rest = take_rest(root, help->words);
  try {
    std::reverse(help->words.begin(), help->words.end());  // As CLI11 expects them.
    tree_->app.parse(help->words);
    give_rest(*chosen_nodes(root).back()->app, rest);
  } catch (const CLI::CallForHelp&) {
    line.asks_for_help = true;
  } catch (const ArgumentFailure& failure) {
    return failure.error;
  } catch (const CLI::ExtrasError&) {
    return unplaced(root, words);
  } catch (const CLI::ParseError& failure) {
    return usage_of(failure, root);
  }
  const Node& node = *chosen_nodes(root).back();
  line.command = node.name;
  line.chosen = node.command;
  line.run = node.run;
  if (line.asks_for_help) return line;
  const NamedCommands commands = named_commands(root);
  if (auto wrong = check(root, commands, words)) return *std::move(wrong);
  line.warnings = idle_options(commands);
  return line;
}

CommandDoc CommandLine::describe() const {
  return cli::describe(Tree(command_, [](const Command&) { return true; }).root);
}

}  // namespace streamctl::cli

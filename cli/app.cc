#include "app.h"

#include <algorithm>
#include <istream>
#include <map>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>

#include "args/line_checks.h"
#include "args/options.h"
#include "commands/all.h"
#include "commands/completion/completion.h"
#include "core/text.h"
#include "error_report.h"
#include "generate/artefacts.h"
#include "generate/help.h"
#include "standard_stream.h"

namespace streamctl::cli {
namespace {

constexpr const char* root_summary = "Send, receive, record and replay Stream Video events";
constexpr const char* root_description =
    "Stream Video tells a backend what happens in its calls by signed webhooks. streamctl receives "
    "them on a laptop or in CI: verifies, shows, records, forwards and replays them; forges them "
    "with Stream's retries; checks a handler; sends custom events and watches calls. None of it "
    "needs an account: 'streamctl emulator' stands in for Stream.\n\n"
    "Data goes to standard output, words to standard error; --output json gives one JSON object a "
    "line. Key and secret come from STREAM_API_KEY and STREAM_API_SECRET or the config file.";

std::vector<Example> root_examples() {
  return {
      {"streamctl listen", "A webhook endpoint on this machine"},
      {"streamctl forge call.created", "In another terminal: an event, sent to it as Stream would"},
      {"streamctl help forge", "All that a command can do"}};
}

/// What the options that every command takes said.
struct Shared {
  Output output = Output::pretty;
  ColorChoice color = ColorChoice::automatic;
  bool quiet = false;
  bool verbose = false;
  bool version = false;
  SettingsOptions settings;
};

void declare_shared(CLI::App& app, Shared& shared) {
  app.add_flag("--version", shared.version, "Show the version and end");
  add_choice<Output>(app, "-o,--output", shared.output,
                     {{"pretty", Output::pretty}, {"json", Output::json}},
                     "For people, or JSON Lines: one object a line");
  add_choice<ColorChoice>(app, "--color", shared.color,
                          {{"auto", ColorChoice::automatic},
                           {"always", ColorChoice::always},
                           {"never", ColorChoice::never}},
                          "When to colour; NO_COLOR and CLICOLOR_FORCE=1 count too");
  app.add_flag("-q,--quiet", shared.quiet, "Nothing on standard error but errors");
  app.add_flag("-v,--verbose", shared.verbose,
               "Show each HTTP exchange on standard error, secrets masked");
  app.add_option("--api-key", shared.settings.api_key, "The app's key (env STREAM_API_KEY)")
      ->type_name("KEY");
  app.add_option("--api-secret-file", shared.settings.api_secret_file,
                 "File with the app's secret, - is standard input (env STREAM_API_SECRET)")
      ->type_name(file_metavar);
  app.add_option("--base-url", shared.settings.base_url,
                 "Root of the API (default https://video.stream-io-api.com, env STREAM_BASE_URL)")
      ->type_name("URL");
  app.add_option("--profile", shared.settings.profile,
                 "Section of the config file (default 'default', env STREAMCTL_PROFILE)")
      ->type_name(profile_metavar);
  app.add_option(
         "--config", shared.settings.config,
         "Config file (default $XDG_CONFIG_HOME/streamctl/config.toml, env STREAMCTL_CONFIG)")
      ->type_name(file_metavar);
  add_duration(app, "--timeout-connect", shared.settings.connect_timeout,
               "How long connecting may take");
}

/// The root app, its commands, and what runs for each.
struct Tree {
  Shared shared;
  std::vector<Command> list;
  CLI::App root{root_summary, "streamctl"};
  std::map<const CLI::App*, std::pair<const Command*, Run>> runs;
};

std::unique_ptr<Tree> make_tree() {
  auto tree = std::make_unique<Tree>();
  tree->list = commands();
  tree->root.set_help_flag("-h,--help", "Show help and end");
  tree->root.fallthrough();  // So that shared options may stand behind the command too.
  tree->root.option_defaults()->group("Options");
  declare_shared(tree->root, tree->shared);
  for (const Command& command : tree->list) {
    CLI::App* app = tree->root.add_subcommand(command.name, command.summary);
    app->group(command.group);
    tree->runs[app] = {&command, command.declare(*app)};
  }
  prepare_line(tree->root);
  return tree;
}

/// The doc of the whole tree; without `--help` on every command, where everybody knows it.
CommandDoc describe(const Tree& tree) {
  CommandDoc doc = cli::describe(tree.root, "streamctl", nullptr);
  doc.description = root_description;
  doc.examples = root_examples();
  const auto is_help = [](const OptionDoc& option) { return option.names.back() == "--help"; };
  for (auto& below : doc.commands) {
    const CLI::App* app = tree.root.get_subcommand(below.name.substr(doc.name.size() + 1));
    below = cli::describe(*app, below.name, tree.runs.at(app).first);
    std::erase_if(below.options, is_help);
    for (auto& nested : below.commands)
      std::erase_if(nested.options, is_help);
  }
  return doc;
}

const CommandDoc* find(const CommandDoc& doc, const std::string& name) {
  if (doc.name == name) return &doc;
  for (const auto& below : doc.commands) {
    if (const auto* found = find(below, name)) return found;
  }
  return nullptr;
}

/// The innermost command the line named, and its whole name.
std::pair<const CLI::App*, std::string> chosen_command(const CLI::App& root) {
  const CLI::App* app = &root;
  std::string name = "streamctl";
  while (!app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
    name += " " + app->get_name();
  }
  return {app, name};
}

void collect_names(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames())
      names.push_back("--" + name);
  }
}

/// Where a user's own command goes, behind "--".
const CLI::Option* command_behind_dashes(const CLI::App& app) {
  return app.get_option_no_throw("COMMAND");
}

/// A word of it that does not stand behind "--": most likely one of ours, mistyped.
std::string misplaced_word(const CLI::App& root, const std::vector<std::string>& arguments) {
  const auto* command = command_behind_dashes(*chosen_command(root).first);
  if (command == nullptr || command->results().empty()) return "";
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  const auto behind = arguments.end() - dashes - (dashes == arguments.end() ? 0 : 1);
  const auto& words = command->results();
  if (words.size() <= static_cast<std::size_t>(behind)) return "";
  return *std::find_first_of(arguments.begin(), dashes, words.begin(), words.end());
}

/// A word on the line that belongs to nothing.
Error unexpected(const CLI::App& root, const std::string& word) {
  const auto [app, name] = chosen_command(root);
  if (word.starts_with('-') && word.size() > 1) {
    std::vector<std::string> names;
    collect_names(*app, names);
    if (app != &root) collect_names(root, names);
    const std::string option = word.substr(0, word.find('='));
    const auto meant = nearest(option, names);
    return usage_error("unknown option '" + printable(option) + "'",
                       meant ? "did you mean '" + *meant + "'?" : "see '" + name + " --help'");
  }
  const auto below =
      app->get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
  const bool takes_command = command_behind_dashes(*app) != nullptr;
  const auto is_positional = [](const CLI::Option* option) { return option->get_positional(); };
  if (app == &root ||
      (!below.empty() && (takes_command || app->get_options(is_positional).empty()))) {
    std::vector<std::string> names;
    for (const CLI::App* one : below)
      names.push_back(one->get_name());
    const auto meant = nearest(word, names);
    return usage_error("unknown command '" + printable(word) + "'",
                       meant ? "did you mean '" + *meant + "'?" : "see '" + name + " --help'");
  }
  return usage_error("unexpected argument '" + printable(word) + "'",
                     takes_command ? "put a command behind --, as in '" + name + " -- make test'"
                                   : "see '" + name + " --help'");
}

/// CLI11's failures in our words.
Error usage_of(const CLI::ParseError& failure, const CLI::App& root) {
  const auto name = chosen_command(root).second;
  const std::string hint = "see '" + name + " --help'";
  const std::string said = failure.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&failure) != nullptr) {
    const auto rest = root.remaining(true);
    return unexpected(root, rest.empty() ? "" : rest.front());
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&failure) != nullptr) {
    return usage_error(said.substr(0, said.find(':')) + " needs a value", hint);
  }
  if (dynamic_cast<const CLI::ConversionError*>(&failure) != nullptr) {
    // "Could not convert: --count = abc"
    const auto option = said.find("--");
    const auto equals = said.find(" = ");
    if (option != std::string::npos && equals != std::string::npos) {
      return usage_error(said.substr(option, equals - option) + ": '" +
                             printable(said.substr(equals + 3)) + "' is not of the right form",
                         hint);
    }
  }
  return usage_error(printable(said), hint);
}

TerminalEnvironment terminal_environment(const Environment& environment) {
  TerminalEnvironment result;
  result.no_color = !environment("NO_COLOR").value_or("").empty();
  result.force_color = environment("CLICOLOR_FORCE").value_or("0") != "0";
  result.term = environment("TERM").value_or("");
  const std::string columns = environment("COLUMNS").value_or("");
  if (!columns.empty() && columns.size() < 5 &&
      columns.find_first_not_of("0123456789") == std::string::npos) {
    result.columns = std::stoul(columns);
  }
  return result;
}

/// An --output json anywhere on the line: errors found while parsing it are JSON too.
bool wants_json(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    const auto& word = arguments[i];
    if (word == "--output=json" || word == "-ojson" || word == "-o=json") return true;
    if ((word == "-o" || word == "--output") && i + 1 < arguments.size() &&
        arguments[i + 1] == "json")
      return true;
  }
  return false;
}

/// `help forge` is `forge --help`.
std::vector<std::string> rewritten(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back.
  return arguments;
}

Result<ExitCode> run_chosen(Tree& tree, Host& host, const Terminal& out, const Terminal& err) {
  const auto chosen = tree.root.get_subcommands();
  const Shared& shared = tree.shared;
  const auto& [command, run_it] = tree.runs.at(chosen.front());
  auto settings = resolve_settings(shared.settings, host.environment);
  std::optional<Error> settings_error;
  if (!settings) {
    if (!command->runs_unconfigured) return std::move(settings).error();
    settings_error = std::move(settings).error();
    settings = Settings{};
  }
  Random random = Random::from_system();
  Context context{host.in,
                  host.out,
                  host.err,
                  out,
                  err,
                  shared.output,
                  shared.quiet,
                  shared.verbose,
                  *std::move(settings),
                  host.environment,
                  host.clock,
                  random,
                  host.stop,
                  host.stop_signal,
                  std::move(settings_error)};
  for (const std::string& idle : idle_options(tree.root))
    report_warning(context, idle);
  return run_it(context);
}

}  // namespace

CommandDoc describe_tree() {
  return describe(*make_tree());
}

namespace {

int run_line(const std::vector<std::string>& arguments, Host& host) {
  if (arguments.size() == 2 && arguments.front() == complete_command) {
    host.out << completion_words(arguments.back(), host.environment);
    return 0;
  }
  const auto tree = make_tree();
  const auto environment = terminal_environment(host.environment);
  Output output = wants_json(arguments) ? Output::json : Output::pretty;
  const auto out_terminal = [&] {
    return terminal_of(host.out_fd, tree->shared.color, environment);
  };
  const auto err_terminal = [&] {
    return terminal_of(host.err_fd, tree->shared.color, environment);
  };
  const auto fail = [&](const Error& error) {
    report_error(host.err, error, output, err_terminal());
    return exit_code_of(error.kind);
  };
  const auto show_help = [&] {
    const CommandDoc doc = describe(*tree);
    const auto [app, name] = chosen_command(tree->root);
    const auto* command = find(doc, name);
    host.out << help_text(*command, app == &tree->root ? std::vector<OptionDoc>() : doc.options,
                          out_terminal());
    return 0;
  };
  if (const auto empty = empty_assignment(arguments)) return fail(*empty);
  try {
    tree->root.parse(rewritten(arguments));
  } catch (const CLI::CallForHelp&) {
    return show_help();
  } catch (const OptionFailure& failure) {
    return fail(failure.error);
  } catch (const CLI::ExtrasError& failure) {
    // Behind a mistyped action its options are strangers too: what stands first is told.
    const auto place = [&](const std::string& word) {
      return std::find(arguments.begin(), arguments.end(), word);
    };
    const auto word = misplaced_word(tree->root, arguments);
    const auto rest = tree->root.remaining(true);
    const bool is_first = !word.empty() && (rest.empty() || place(word) < place(rest.front()));
    return fail(is_first ? unexpected(tree->root, word) : usage_of(failure, tree->root));
  } catch (const CLI::ParseError& failure) {
    return fail(usage_of(failure, tree->root));
  }
  if (const auto word = misplaced_word(tree->root, arguments); !word.empty())
    return fail(unexpected(tree->root, word));
  if (const auto missing = missing_command(tree->root, arguments)) return fail(*missing);
  if (const auto repeated = repeated_option(tree->root)) return fail(*repeated);
  // A command may declare --output itself, for a word more: the line has the last say.
  output = wants_json(arguments) ? Output::json : tree->shared.output;
  if (tree->shared.version) {
    host.out << "streamctl " << STREAMCTL_VERSION << '\n';
    return 0;
  }
  if (tree->root.get_subcommands().empty()) return show_help();
  auto code = run_chosen(*tree, host, out_terminal(), err_terminal());
  return code ? *code : fail(code.error());
}

}  // namespace

int run(const std::vector<std::string>& arguments, Host& host) {
  const int code = run_line(arguments, host);
  host.out.flush();
  if (const auto error = take_output_error(host.out)) {
    report_error(
        host.err, *error, wants_json(arguments) ? Output::json : Output::pretty,
        terminal_of(host.err_fd, ColorChoice::automatic, terminal_environment(host.environment)));
  }
  return code == 0 && output_failure(host.out) != 0 ? 1 : code;
}

}  // namespace streamctl::cli

#include "app.h"

#include <algorithm>
#include <istream>
#include <ostream>
#include <utility>

#include "args/arguments.h"
#include "args/command_line.h"
#include "args/options.h"
#include "commands/all.h"
#include "commands/completion/completion.h"
#include "commands/version/version.h"
#include "error_report.h"
#include "generate/artefacts.h"
#include "generate/help.h"
#include "generate/help_topics.h"
#include "standard_stream.h"

namespace streamctl::cli {
namespace {

constexpr const char* root_summary = "Send, receive, record and replay Stream Video events";
constexpr const char* root_description =
    "Stream Video sends signed webhooks to your backend about what happens in calls. streamctl "
    "receives them on a laptop or in CI: it verifies, shows, records, forwards and replays them. "
    "It also forges them with Stream's retries, checks a handler, sends custom events and watches "
    "calls. None of it needs an account: 'streamctl emulator' takes the place of Stream.\n\n"
    "Data goes to standard output, messages to standard error; --output json prints one JSON "
    "object per line. Key and secret come from STREAM_API_KEY and STREAM_API_SECRET or the config "
    "file; without them, the emulator's stand in for deliveries that stay on this machine.";

/// The values of the options that every command takes.
struct Shared {
  Output output = Output::pretty;
  ColorChoice color = ColorChoice::automatic;
  bool quiet = false;
  bool verbose = false;
  bool version = false;
  SettingsOptions settings;
};

void declare_settings(Arguments& arguments, SettingsOptions& settings) {
  arguments.text("--api-key", settings.api_key, "The app's key (env STREAM_API_KEY)")
      .metavar("KEY");
  arguments
      .text("--api-secret-file", settings.api_secret_file,
            "File with the app's secret, - is standard input (env STREAM_API_SECRET)")
      .metavar(file_metavar);
  arguments
      .text("--base-url", settings.base_url,
            "Root of the API (default https://video.stream-io-api.com, env STREAM_BASE_URL)")
      .metavar("URL");
  arguments
      .text("--profile", settings.profile,
            "Section of the config file (default 'default', env STREAMCTL_PROFILE)")
      .metavar(profile_metavar);
  arguments
      .text("--config", settings.config,
            "Config file (default $XDG_CONFIG_HOME/streamctl/config.toml, env STREAMCTL_CONFIG)")
      .metavar(file_metavar);
  arguments
      .text("--env-file", settings.env_file,
            "Dotenv file with STREAM_* and STREAMCTL_* variables, before the environment")
      .metavar(file_metavar);
  arguments.duration("--timeout-connect", settings.connect_timeout, "Time limit for connecting");
}

void declare_shared(Arguments& arguments, Shared& shared) {
  arguments.flag("-V,--version", shared.version, "Show the version and exit");
  arguments.choice("-o,--output", shared.output,
                   {{"pretty", Output::pretty}, {"json", Output::json}},
                   "For people, or JSON Lines: one object per line");
  arguments.choice("--color", shared.color,
                   {{"auto", ColorChoice::automatic},
                    {"always", ColorChoice::always},
                    {"never", ColorChoice::never}},
                   "When to use colour; NO_COLOR and CLICOLOR_FORCE=1 are honoured too");
  arguments.flag("-q,--quiet", shared.quiet, "Print nothing but errors on standard error");
  arguments.flag("-v,--verbose", shared.verbose,
                 "Show each HTTP exchange on standard error, secrets masked");
  declare_settings(arguments, shared.settings);
}

/// The whole tree of commands; `shared` must outlive parsing.
Command root_command(Shared& shared) {
  return {.name = "streamctl",
          .group = "",
          .summary = root_summary,
          .description = root_description,
          .examples = {{"streamctl listen", "A webhook endpoint on this machine"},
                       {"streamctl forge call.created",
                        "In another terminal: an event, sent to it as Stream would"},
                       {"streamctl help forge", "All that a command can do"}},
          .declare = [&shared](Arguments& arguments) -> CommandRun {
            declare_shared(arguments, shared);
            return nullptr;
          },
          .commands = commands()};
}

const CommandDoc* find(const CommandDoc& doc, const std::string& name) {
  if (doc.name == name) return &doc;
  for (const auto& below : doc.commands) {
    if (const auto* found = find(below, name)) return found;
  }
  return nullptr;
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

/// Whether --output json is anywhere on the line: parse errors are then JSON too.
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

Result<ExitCode> run_chosen(const ParsedLine& line, const Shared& shared, Host& host,
                            const Terminal& out, const Terminal& err) {
  if (shared.settings.connect_timeout.count() <= 0)
    return option_error("--timeout-connect", "nothing can be connected to in no time");
  auto settings = resolve_settings(shared.settings, host.environment);
  std::optional<Error> settings_error;
  if (!settings) {
    if (!line.chosen->runs_unconfigured) return std::move(settings).error();
    settings_error = std::move(settings).error();
    settings = locate_settings(shared.settings, host.environment);
    if (!settings) return std::move(settings).error();
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
  for (const std::string& warning : line.warnings)
    report_warning(context, warning);
  for (const std::string& warning : context.settings.warnings)
    report_warning(context, warning);
  return line.run(context);
}

ExitCode show_help(const ParsedLine& line, Host& host, const Terminal& terminal) {
  if (const auto text = topic_text(line.topic, terminal)) {
    host.out << *text;
    return 0;
  }
  const CommandDoc root = describe_tree();
  const bool is_root = line.command == root.name;
  host.out << help_text(*find(root, line.command),
                        is_root ? std::vector<OptionDoc>() : root.options, terminal);
  if (is_root) host.out << topics_text(terminal);
  return 0;
}

int run_line(const std::vector<std::string>& arguments, Host& host) {
  const bool completes = !arguments.empty() && arguments.front() == complete_command;
  if (completes && (arguments.size() == 2 || arguments.size() == 3)) {
    const std::string typed = arguments.size() == 3 ? arguments[2] : "";
    host.out << completion_words(arguments[1], typed, host.environment);
    return 0;
  }
  Shared shared;
  CommandLine command_line(root_command(shared), help_topics());
  const auto line = command_line.parse(arguments);
  const auto terminal = [&](int fd) {
    return terminal_of(fd, shared.color, terminal_environment(host.environment));
  };
  const Terminal err = terminal(host.err_fd);
  const auto fail = [&](const Error& error) {
    // A command may declare --output itself, with one more word: the parsed line decides.
    report_error(host.err, error, wants_json(arguments) ? Output::json : shared.output, err);
    return exit_code_of(error.kind);
  };
  if (!line) return fail(line.error());
  const Terminal out = terminal(host.out_fd);
  if (shared.version && !line->asks_for_help) {
    return show_version(host.out, shared.output, shared.verbose);
  }
  if (line->asks_for_help || !line->run) return show_help(*line, host, out);
  const auto code = run_chosen(*line, shared, host, out, err);
  return code ? *code : fail(code.error());
}

}  // namespace

CommandDoc describe_tree() {
  Shared shared;
  return CommandLine(root_command(shared)).describe();
}

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

#include "commands/completion/completion.h"

#include <algorithm>
#include <cctype>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "app.h"
#include "args/arguments.h"
#include "args/options.h"
#include "check/check.h"
#include "generate/artefacts.h"
#include "history/query.h"
#include "history/store.h"
#include "stream/operations.h"
#include "webhook/catalogue.h"
#include "webhook/scenario.h"

namespace streamctl::cli {
namespace {

enum class Shell { bash, zsh, fish };

struct CompletionOptions {
  Shell shell = Shell::bash;
};

void declare(Arguments& arguments, CompletionOptions& options) {
  arguments
      .choice("SHELL", options.shell,
              {{"bash", Shell::bash}, {"zsh", Shell::zsh}, {"fish", Shell::fish}},
              "Which shell's script to print")
      .required()
      .shown_default("");
}

Result<ExitCode> run(const CompletionOptions& options, Context& context) {
  const CommandDoc root = describe_tree();
  switch (options.shell) {
    case Shell::bash:
      context.out << bash_completion(root);
      break;
    case Shell::zsh:
      context.out << zsh_completion(root);
      break;
    case Shell::fish:
      context.out << fish_completion(root);
      break;
  }
  return 0;
}

/// Whether no shell would expand it: bash's compgen evaluates the words that it is given.
bool is_plain_word(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char byte) {
    return std::isalnum(byte) != 0 || byte == '-' || byte == '_' || byte == '.';
  });
}

/// The webhook ids that listen received last, without those that a stranger made up; none if there
/// is no history to be read.
std::string latest_webhook_ids(const Environment& environment) {
  constexpr std::size_t ids_max = 50;
  std::string text;
  const std::string directory = state_directory(environment);
  if (directory.empty()) return text;
  auto store = history::Store::open_existing(directory);
  const auto ids = store ? history::latest_ids(*store, ids_max) : store.error();
  for (const std::string& id : ids ? *ids : std::vector<std::string>())
    if (is_plain_word(id)) text += id + "\n";
  return text;
}

}  // namespace

Command completion() {
  return {
      "completion",
      "look up",
      "Print the completion script of a shell",
      "Completes commands, options, event types, scenarios, checks, profiles, paths of the API "
      "and the webhook ids of the history. "
      "An installation puts "
      "the scripts where the shells look for them, so that a new shell has them; otherwise load "
      "one from your shell's start-up file.",
      {{"streamctl completion bash > streamctl.bash && . ./streamctl.bash",
        "For bash, in this session"},
       {"streamctl completion zsh > _streamctl", "For zsh, into a folder of $fpath"},
       {"streamctl completion fish > streamctl.fish", "For fish, into ~/.config/fish/completions"}},
      bound<CompletionOptions>(declare, run)};
}

std::string completion_words(const std::string& kind, const std::string& typed,
                             const Environment& environment) {
  std::string text;
  if (kind == "operations") {
    if (!typed.starts_with('/')) text = "GET\nPOST\nPUT\nPATCH\nDELETE\n";
    if (typed.empty() || typed.starts_with('/')) {
      for (const auto& path : stream::path_completions(typed.empty() ? "/" : typed))
        text += path + "\n";
    }
  }
  if (kind == "types") {
    for (const auto& type : webhook::event_types())
      text += type.name + "\n";
  }
  if (kind == "scenarios") {
    for (const auto& scenario : webhook::scenarios())
      text += scenario.name + "\n";
  }
  if (kind == "checks") {
    for (const auto& check : check::checks())
      text += std::string(check.name) + "\n";
  }
  if (kind == "groups") {
    std::set<std::string> groups;
    for (const auto& type : webhook::event_types())
      groups.insert(type.group);
    for (const auto& group : groups)
      text += group + "\n";
  }
  if (kind == "webhook-ids") text += latest_webhook_ids(environment);
  if (kind == steps_kind) text += "200\n401\n429\n500\n503\nslow:2s\ntimeout\nreset\n";
  if (kind == "profiles") {
    for (const auto& name : profile_names({}, environment))
      text += name + "\n";
  }
  return text;
}

}  // namespace streamctl::cli

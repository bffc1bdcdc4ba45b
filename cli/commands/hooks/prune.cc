#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/hook_owner.h"
#include "args/listener_probes.h"
#include "commands/hooks/desk.h"
#include "commands/hooks/hooks.h"
#include "net/http_server/port_use.h"
#include "render/hooks.h"
#include "stream/hook_mark.h"

namespace streamctl::cli {
namespace {

struct PruneOptions {
  bool all = false;
  bool dry_run = false;
};

void declare(Arguments& arguments, PruneOptions& options) {
  arguments.flag("--all", options.all,
                 "Also those of other machines and users, where no listener answers");
  declare_dry_run(arguments, options.dry_run);
}

/// A hook that a listener added, and the reason to keep it; empty: none.
struct Marked {
  Json hook;
  stream::HookMark mark;
  std::string kept_because;
};

/// The hooks with a mark. What the ports of this machine do not decide is still to be asked.
std::vector<Marked> marked_hooks(const std::vector<Json>& hooks, const std::string& owner,
                                 const PruneOptions& options) {
  std::vector<Marked> marked;
  for (const Json& hook : hooks) {
    const auto mark = stream::mark_of(hook);
    if (!mark) continue;
    const bool is_foreign = mark->owner != owner;
    marked.push_back({hook, *mark,
                      is_foreign && !options.all
                          ? "it is of another machine or user; --all removes it if no listener "
                            "answers at its address"
                          : ""});
  }
  return marked;
}

/// A hook and the address to ask at.
using Question = std::pair<Marked*, std::string>;

/// Keeps the hooks at whose addresses a listener answers.
void ask(const std::vector<Question>& questions, Context& context) {
  std::vector<net::HttpRequest> requests;
  for (const auto& [one, url] : questions) {
    requests.push_back(listener_probe(url, context));
    // Of this machine: any certificate will do.
    requests.back().trust.insecure = url != text_at(one->hook, "webhook_url");
  }
  const auto outcomes = fetch_all(std::move(requests), context);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (is_of_listener(outcomes[i])) questions[i].first->kept_because = "its listener runs";
  }
}

/// Asks where a listener may still run: at the addresses of other owners, and on ports that are in
/// use, which may be another program's by now.
void ask(std::vector<Marked>& marked, const std::string& owner, Context& context) {
  std::vector<Question> questions;
  std::vector<Question> tls_questions;  // Later: a listener without TLS reports them.
  for (Marked& one : marked) {
    const bool is_own = one.mark.owner == owner;
    if (!one.kept_because.empty() || (is_own && !net::is_port_used(one.mark.port))) continue;
    questions.emplace_back(&one, text_at(one.hook, "webhook_url"));
    if (!is_own) continue;
    const std::string local = "://127.0.0.1:" + std::to_string(one.mark.port) + "/";
    questions.emplace_back(&one, "http" + local);
    tls_questions.emplace_back(&one, "https" + local);
  }
  ask(questions, context);
  std::erase_if(tls_questions,
                [](const Question& one) { return !one.first->kept_because.empty(); });
  ask(tls_questions, context);
}

Result<ExitCode> run(const PruneOptions& options, Context& context) {
  const auto desk = HookDesk::open(context);
  if (!desk) return ended(desk.error(), context);
  const std::string owner = hook_owner();
  auto marked = marked_hooks((*desk)->app().hooks, owner, options);
  ask(marked, owner, context);
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  std::vector<Json> dead;
  for (const Marked& one : marked) {
    if (one.kept_because.empty()) dead.push_back(one.hook);
    if (one.kept_because.empty() || context.quiet) continue;
    context.err << kept_hook_line(one.hook, one.kept_because, context.err_terminal);
  }
  if (dead.empty() && !context.quiet) context.err << "No listener left a hook to remove\n";
  return (*desk)->remove(dead, options.dry_run);
}

}  // namespace

Command hooks_prune() {
  return {.name = "prune",
          .summary = "Remove the hooks that listeners left in the app",
          .description =
              "'streamctl listen --register' adds a hook and removes it at its end. If it is "
              "killed, or cannot reach the API at its end, the hook stays. This removes those "
              "that were added by this user on this machine and whose listener has ended. With "
              "--all also those of others, if no listener answers at their address. Hooks that "
              "no listener added are never touched, nor is the hook of a listener that runs.",
          .examples = {{"streamctl hooks prune --env-file .env --dry-run", "Shows them"},
                       {"streamctl hooks prune --env-file .env", "Removes one's own"},
                       {"streamctl hooks prune --env-file .env --all",
                        "Removes those of everybody, where no listener answers"}},
          .declare = bound<PruneOptions>(declare, run)};
}

}  // namespace streamctl::cli

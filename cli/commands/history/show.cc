#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "args/arguments.h"
#include "args/history_access.h"
#include "args/options.h"
#include "commands/history/history.h"
#include "core/text.h"
#include "error_report.h"
#include "history/query.h"
#include "render/history.h"

namespace streamctl::cli {
namespace {

struct ShowOptions {
  std::string id;
};

void declare(Arguments& arguments, ShowOptions& options) {
  arguments.text("ID", options.id, "Webhook id, or its first 6 characters or more")
      .metavar(webhook_id_metavar)
      .required();
}

Result<std::vector<history::Found>> attempts_of(const std::string& id, history::Store& store) {
  auto whole = history::resolve_id(store, id);
  if (!whole) return std::move(whole).error();
  history::Query query;
  query.webhook_id = *std::move(whole);
  auto numbers = history::find(store, query);
  if (!numbers) return std::move(numbers).error();
  std::vector<history::Found> attempts;
  for (const std::int64_t number : *numbers) {
    auto found = history::read(store, number);
    if (!found) return std::move(found).error();
    if (*found) attempts.push_back(**std::move(found));
  }
  if (attempts.empty())
    return refused_error(printable(id) + " has just made room for newer deliveries");
  return attempts;
}

Result<ExitCode> run(const ShowOptions& options, Context& context) {
  auto store = open_history(context);
  if (!store) return std::move(store).error();
  auto attempts = attempts_of(options.id, *store);
  if (!attempts) return std::move(attempts).error();
  if (context.output == Output::json) {
    for (const history::Found& found : *attempts)
      context.out << history_lines(found);
  } else {
    context.out << render_delivery(*attempts, context.out_terminal);
  }
  for (const history::Found& found : *attempts) {
    if (found.lost.empty()) continue;
    report_warning(context, printable(found.lost));
    return 1;
  }
  return 0;
}

}  // namespace

Command history_show() {
  return {.name = "show",
          .summary = "Show one delivery: attempts, answers, header fields, body",
          .description =
              "Shows every attempt of a delivery with what listen and each target answered, then "
              "the header fields and the body as they came. The exit code is 1 if the history has "
              "no such delivery, or if the capture that has it was moved or changed.",
          .examples = {{"streamctl history show example-0", "By its webhook id"},
                       {"streamctl history show example-0 -o json", "For programs"}},
          .declare = bound<ShowOptions>(declare, run)};
}

}  // namespace streamctl::cli

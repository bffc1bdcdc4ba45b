#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/input.h"
#include "commands/token/token.h"
#include "crypto/jwt.h"
#include "crypto/token.h"
#include "render/token.h"

namespace streamctl::cli {
namespace {

struct InspectOptions {
  std::string token = "-";
};

void declare(Arguments& arguments, InspectOptions& options) {
  arguments.text("JWT", options.token, "The token; - reads standard input");
}

Result<ExitCode> run(const InspectOptions& options, Context& context) {
  std::string text = options.token;
  if (text == "-") {
    auto read = read_input("-", context, 2 * crypto::jwt_bytes_max);
    if (!read) return std::move(read).error();
    text = *std::move(read);
  }
  warn_of_secret(context);
  const WallTime now = context.clock.now();
  const auto verdict = crypto::judge_token(crypto::bare_token(text), context.settings.api_secret,
                                           now, context.settings.other_keys);
  if (!verdict) return verdict.error();
  if (context.output == Output::json)
    context.out << token_json(*verdict) << '\n';
  else
    context.out << render_token(*verdict, now, context.out_terminal);
  return verdict->faults.empty() ? 0 : 1;
}

}  // namespace

Command token_inspect() {
  return {.name = "inspect",
          .summary = "Show what a token says, and whether Stream accepts it",
          .description =
              "Shows a token's header, claims and times, and judges it as Stream does: its "
              "algorithm, its times, the user it names and, if a secret is set, its signature. "
              "Exit status: 0 if Stream would accept it, 1 if not, with the reason and the code of "
              "Stream's answer.\n\n"
              "A token given as an argument shows in ps; '-', the default, reads it from standard "
              "input.",
          .examples = {{"export STREAM_API_SECRET=not-a-secret; streamctl token --user-id john | "
                        "streamctl token inspect",
                        "Inspect a token that was just made"}},
          .declare = bound<InspectOptions>(declare, run)};
}

}  // namespace streamctl::cli

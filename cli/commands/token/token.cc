#include "commands/token/token.h"

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/input.h"
#include "args/options.h"
#include "core/call_id.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "crypto/jwt.h"
#include "crypto/token.h"
#include "render/token.h"
#include "stream/token.h"

namespace streamctl::cli {
namespace {

constexpr std::chrono::hours valid_for_usual{1};  // As the help says.

enum class Action { make, inspect };

struct TokenOptions {
  Action action = Action::make;
  std::string user_id;
  bool server = false;
  std::optional<std::chrono::nanoseconds> expires_in;
  std::vector<std::string> calls;
  std::string role;
  std::string token = "-";
};

void declare(Arguments& arguments, TokenOptions& options) {
  arguments.text("--user-id", options.user_id, "The user it is for (default the profile's user_id)")
      .metavar("ID");
  arguments.flag("--server", options.server,
                 "A server's token: it acts for anyone and never expires");
  arguments.duration("--expires-in", options.expires_in, "How long a user's token is valid")
      .shown_default("1h");
  arguments.texts("--call", options.calls, "Grant these calls alone, as default:standup")
      .metavar("TYPE:ID")
      .several();
  arguments.text("--role", options.role, "The user's role in those calls").metavar("ROLE");
}

void declare_inspect(Arguments& arguments, TokenOptions& options) {
  options.action = Action::inspect;
  arguments.text("JWT", options.token, "The token; - reads standard input");
}

Result<void> check_server(const TokenOptions& options) {
  if (options.expires_in)
    return option_error("--expires-in", "a server's token never expires", "leave it out");
  if (options.user_id.empty() && options.calls.empty() && options.role.empty()) return {};
  return usage_error("--server: a server's token is nobody's and for no call",
                     "leave out --user-id, --call and --role");
}

Result<stream::UserToken> read_user(const TokenOptions& options, const Settings& settings) {
  stream::UserToken user;
  user.user_id = options.user_id.empty() ? settings.user_id : options.user_id;
  if (user.user_id.empty())
    return usage_error("token needs --user-id, or --server",
                       "try 'streamctl token --user-id john'");
  if (user.user_id.size() > crypto::user_id_bytes_max || !is_utf8(user.user_id))
    return option_error("--user-id", "an id is at most 255 bytes of UTF-8");
  for (const std::string& cid : options.calls) {
    const auto call = parse_call_id(cid);
    if (!call) return option_error("--call", call.error().what, call.error().hint);
    user.call_cids.push_back(call->cid());
  }
  if (!options.role.empty() && options.calls.empty())
    return option_error("--role", "a role is one in certain calls", "pass --call TYPE:ID too");
  user.role = options.role;
  if (options.expires_in && *options.expires_in < std::chrono::seconds{1})
    return option_error("--expires-in", "tokens count in whole seconds", "write 1s or more");
  return user;
}

Result<ExitCode> make(const TokenOptions& options, Context& context) {
  stream::UserToken user;
  if (options.server) {
    if (auto good = check_server(options); !good) return std::move(good).error();
  } else {
    auto read = read_user(options, context.settings);
    if (!read) return std::move(read).error();
    user = *std::move(read);
  }
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error();
  const WallTime now = context.clock.now();
  const auto valid_for =
      std::chrono::floor<std::chrono::seconds>(options.expires_in.value_or(valid_for_usual));
  const Secret made = options.server ? stream::server_token(*secret)
                                     : stream::user_token(user, *secret, now, valid_for);
  // The token is what was asked for: the one place that prints one.
  if (context.output == Output::pretty) {
    context.out << made.reveal() << '\n';
    return 0;
  }
  Json line{{"kind", "token"}, {"token", made.reveal()}};
  line["user_id"] = options.server ? Json(nullptr) : Json(user.user_id);
  const auto expires = std::chrono::floor<std::chrono::seconds>(now + valid_for);
  line["expires_at"] = options.server ? Json(nullptr) : Json(rfc3339_trimmed(expires));
  context.out << json_line(line) << '\n';
  return 0;
}

Result<ExitCode> inspect(const TokenOptions& options, Context& context) {
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

Result<ExitCode> run(const TokenOptions& options, Context& context) {
  return options.action == Action::inspect ? inspect(options, context) : make(options, context);
}

}  // namespace

Command token() {
  return {"token",
          "look up",
          "Make a user's or a server's token, look into one",
          "Makes tokens as Stream's SDKs do: JSON Web Tokens under HS256 with the app's secret. It "
          "stands on standard output, being what was asked for.\n\n"
          "'inspect' shows what a token says and judges it as Stream does: its algorithm and, "
          "where a secret is set, its signature; its times; the user it names. Exit 1: Stream "
          "would refuse it, and why, with the code of its answer. "
          "A token given as an argument shows in ps; '-' reads it from standard input.",
          {{"streamctl token --user-id john", "For an hour"},
           {"streamctl token --user-id john --expires-in 5m --call default:standup --role admin",
            "For one call, with a role in it"},
           {"streamctl token --server", "A backend's"},
           {"streamctl token --user-id john | streamctl token inspect -", "What it says"}},
          bound<TokenOptions>(declare, run),
          false,
          {{.name = "inspect",
            .group = "",
            .summary = "Show what a token says, and whether it holds",
            .description = "",
            .examples = {},
            .declare = bound<TokenOptions>(declare_inspect, run)}}};
}

}  // namespace streamctl::cli

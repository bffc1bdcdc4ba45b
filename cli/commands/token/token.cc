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
#include "args/options.h"
#include "core/call_id.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "crypto/token.h"
#include "stream/token.h"

namespace streamctl::cli {
namespace {

constexpr std::chrono::hours default_validity{1};  // As documented in the help.

struct TokenOptions {
  std::string user_id;
  bool server = false;
  std::optional<std::chrono::nanoseconds> expires_in;
  std::vector<std::string> calls;
  std::string role;
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

Result<ExitCode> run(const TokenOptions& options, Context& context) {
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
      std::chrono::floor<std::chrono::seconds>(options.expires_in.value_or(default_validity));
  const Secret made = options.server ? stream::server_token(*secret)
                                     : stream::user_token(user, *secret, now, valid_for);
  // The only place that prints a token: it is the requested data.
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

}  // namespace

Command token() {
  return {
      .name = "token",
      .group = "look up",
      .summary = "Make a user's or a server's token, inspect one",
      .description =
          "Makes tokens as Stream's SDKs do: JSON Web Tokens signed with HS256 and the app's "
          "secret. Prints only the token to standard output.\n\n"
          "A token for calls (--call) gives the user access to these calls, with --role in "
          "that role. A server's token has no user, no call and no end; keep it off clients.",
      .examples = {{"STREAM_API_SECRET=not-a-secret streamctl token --user-id john", "For an hour"},
                   {"STREAM_API_SECRET=not-a-secret streamctl token --user-id john "
                    "--expires-in 5m --call default:standup --role admin",
                    "For one call, with a role in it"},
                   {"STREAM_API_SECRET=not-a-secret streamctl token --server", "A backend's"}},
      .declare = bound<TokenOptions>(declare, run),
      .commands = {token_inspect()}};
}

}  // namespace streamctl::cli

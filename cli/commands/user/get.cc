#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "commands/user/user.h"
#include "core/text.h"
#include "render/calls.h"
#include "stream/users.h"

namespace streamctl::cli {
namespace {

struct GetOptions {
  std::string id;
};

void declare(Arguments& arguments, GetOptions& options) {
  arguments.text("ID", options.id, "The user's id").required();
}

Result<ExitCode> run(const GetOptions& options, Context& context) {
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  const auto user = stream::find_user(options.id, client, context.stop);
  if (!user) return ended(user.error(), context);
  if (!*user)
    return refused_error("there is no user " + printable(options.id),
                         "'streamctl user create " + printable(options.id) + "' creates it");
  if (context.output == Output::json)
    context.out << user_json(**user) << '\n';
  else
    context.out << render_user(**user, context.out_terminal);
  return 0;
}

}  // namespace

Command user_get() {
  return {.name = "get",
          .summary = "Show a user",
          .description =
              "Shows the user's name, role, teams and custom data, and when it was last "
              "active. With --output json, all that the API tells.",
          .examples = {{"streamctl user get john --env-file .env", "A summary"}},
          .declare = bound<GetOptions>(declare, run)};
}

}  // namespace streamctl::cli

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/json_argument.h"
#include "args/options.h"
#include "commands/user/user.h"
#include "core/json.h"
#include "core/text.h"
#include "render/calls.h"
#include "stream/users.h"

namespace streamctl::cli {
namespace {

struct CreateOptions {
  std::string id;
  std::string name;
  std::string role;
  std::string image;
  std::vector<std::string> custom;
  std::optional<std::string> data;
};

void declare(Arguments& arguments, CreateOptions& options) {
  arguments.text("ID", options.id, "The user's id").required();
  arguments.text("--name", options.name, "The name that apps show").metavar("NAME");
  arguments.text("--role", options.role, "The role in the app (default user)").metavar("ROLE");
  arguments.text("--image", options.image, "The URL of a picture").metavar("URL");
  arguments
      .texts("--custom", options.custom,
             "Set a value in the user's custom data, as color=blue (text) or level:=4 (JSON)")
      .metavar("KEY=VALUE");
  arguments
      .text("--data", options.data,
            "Further fields of the user, such as teams: a JSON object, @FILE, or - for standard "
            "input")
      .metavar("JSON");
}

/// The user's fields: an object with at least `id`.
Result<Json> read_fields(const CreateOptions& options, Context& context) {
  auto fields = read_object_with_custom(options.data, options.custom, context);
  if (!fields) return fields;
  if (fields->value("id", Json(options.id)) != options.id)
    return option_error("--data", "its id is not " + printable(options.id), "leave it out");
  (*fields)["id"] = options.id;
  for (const auto& [key, value] :
       {std::pair("name", &options.name), std::pair("role", &options.role),
        std::pair("image", &options.image)}) {
    if (!value->empty()) (*fields)[key] = *value;
  }
  return fields;
}

struct Made {
  Json user;
  const char* done;  ///< "created", "changed", "exists".
};

Result<Made> make(const Json& fields, const std::string& id, stream::Client& client,
                  Context& context) {
  auto found = stream::find_user(id, client, context.stop);
  if (!found) return std::move(found).error();
  if (*found && fields.size() == 1) return Made{**std::move(found), "exists"};
  auto user = *found ? stream::update_user(id, fields, client, context.stop)
                     : stream::create_user(fields, client, context.stop);
  if (!user) return std::move(user).error();
  return Made{*std::move(user), *found ? "changed" : "created"};
}

Result<ExitCode> run(const CreateOptions& options, Context& context) {
  const auto fields = read_fields(options, context);
  if (!fields) return fields.error();
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  const auto made = make(*fields, options.id, client, context);
  if (!made) return ended(made.error(), context);
  if (context.output == Output::json)
    context.out << user_json(made->user) << '\n';
  else
    context.out << context.out_terminal.paint(Style::green, made->done) << ' '
                << render_user(made->user, context.out_terminal);
  return 0;
}

}  // namespace

Command user_create() {
  return {
      .name = "create",
      .summary = "Create a user, or change fields of an existing one",
      .description =
          "Creates the user and shows it. Of an existing user, only the fields that are given "
          "change; all others stay.",
      .examples =
          {{"streamctl user create john --env-file .env", "A user"},
           {"streamctl user create ann --env-file .env --name Ann --role admin --custom level:=4",
            "With a name, a role and custom data"}},
      .declare = bound<CreateOptions>(declare, run)};
}

}  // namespace streamctl::cli

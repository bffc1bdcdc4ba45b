#include "commands/user/user.h"

namespace streamctl::cli {

Command user() {
  return {.name = "user",
          .group = "look up",
          .summary = "Create and show users",
          .description =
              "The most needed operations on users, with the app's secret, as a backend. "
              "'streamctl api' reaches all others.",
          .examples = {{"streamctl user create john --env-file .env --name 'John Doe'",
                        "A user with a name"},
                       {"streamctl user get john --env-file .env", "Role, teams, custom data"}},
          .commands = {user_create(), user_get()}};
}

}  // namespace streamctl::cli

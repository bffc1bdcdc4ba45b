#include "commands/call/call.h"

namespace streamctl::cli {

Command call() {
  return {
      .name = "call",
      .group = "look up",
      .summary = "Create, show and end calls, and list their members",
      .description =
          "The most needed operations on a call, with the app's secret, as a backend. "
          "'streamctl api' reaches all others.",
      .examples = {{"streamctl call create default:standup --env-file .env --member john",
                    "A call with a member"},
                   {"streamctl call get default:standup --env-file .env",
                    "Who is in it, and what goes on"},
                   {"streamctl call end default:standup --env-file .env", "End it for everyone"}},
      .commands = {call_create(), call_get(), call_end(), call_members()}};
}

}  // namespace streamctl::cli

// How the actions of `emulator` reach a running one: HTTP requests to its paths under /_emulator/.
#pragma once

#include <string>

#include "args/arguments.h"
#include "command.h"
#include "context.h"
#include "core/json.h"
#include "core/result.h"

namespace streamctl::cli {

struct EmulatorLocation {
  /// The URL of --at. Empty: the base URL of the settings if it leads to this machine, else the
  /// address where an emulator listens by default. An action never reaches Stream by accident.
  std::string at;
};

/// --at.
void declare_location(Arguments& arguments, EmulatorLocation& location);

/// GET /_emulator/`name`; returns the answer, an object. Kind usage: a bad URL. network: nothing
/// answers. refused: the emulator refuses the action, or it is not an emulator.
Result<Json> get_from_emulator(const EmulatorLocation& location, const std::string& name,
                               const Context& context);
/// POST /_emulator/`action` with `body`, null for none; otherwise the same.
Result<Json> post_to_emulator(const EmulatorLocation& location, const std::string& action,
                              const Json& body, const Context& context);

/// {"user_id"} if there is one, else {}: sockets of one user, or all.
Json sockets_of(const std::string& user_id);
/// "1 socket", "2 sockets": the number that `answer` has under `name`.
std::string sockets_text(const Json& answer, const char* name);
/// The whole number that `answer` has under `name`; 0 without one.
std::int64_t number_in(const Json& answer, const char* name);

/// Ends an action: prints `answer` with --output json, else `message` on standard error unless
/// quiet.
ExitCode report_action(const Json& answer, const std::string& message, Context& context);

}  // namespace streamctl::cli

// Calls a running emulator for the actions of `emulator`: HTTP requests under /_emulator/.
#pragma once

#include <string>

#include "args/arguments.h"
#include "command.h"
#include "context.h"
#include "core/json.h"
#include "core/result.h"

namespace streamctl::cli {

struct EmulatorLocation {
  /// The URL of --at. Empty: the base URL of the settings if it is local, else the default address
  /// of an emulator. Prevents actions from reaching Stream by accident.
  std::string at;
};

/// --at.
void declare_location(Arguments& arguments, EmulatorLocation& location);

/// GET /_emulator/`name`; returns the response object. Kind usage: a bad URL, or a value that the
/// emulator does not take. config: a file that it does not take. network: no answer. refused: the
/// emulator refuses the action, or the server is not an emulator.
Result<Json> get_from_emulator(const EmulatorLocation& location, const std::string& name,
                               Context& context);
/// POST /_emulator/`action` with `body`, null for none; otherwise as above.
Result<Json> post_to_emulator(const EmulatorLocation& location, const std::string& action,
                              const Json& body, Context& context);

/// {"user_id"} if given, else {}: sockets of one user, or all.
Json sockets_of(const std::string& user_id);
/// "1 socket", "2 sockets": the count in `answer` under `name`.
std::string sockets_text(const Json& answer, const char* name);
/// The integer in `answer` under `name`; 0 if absent.
std::int64_t number_in(const Json& answer, const char* name);

/// Completes an action: prints `answer` with --output json, else `message` on standard error unless
/// quiet.
ExitCode report_action(const Json& answer, const std::string& message, Context& context);

}  // namespace streamctl::cli

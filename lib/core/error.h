// A failure as a value: the cause, and the user's next step.
#pragma once

#include <string>
#include <string_view>

namespace streamctl {

/// What kind of failure it is; decides the exit code and the `code` field of a JSON error.
enum class ErrorKind {
  usage,     ///< A bad option or value. Exit 2.
  config,    ///< Missing credentials, unreadable or malformed file. Exit 2.
  refused,   ///< It ran and failed: an API error, a wrong signature, an unmet expectation. Exit 1.
  network,   ///< The other side could not be reached, or the port is in use. Exit 3.
  internal,  ///< A failure of the local system: disk full, out of descriptors. Exit 1.
};

/// One failure. `what` is a lower-case fact that names the thing, without a full stop:
/// "cannot listen on 127.0.0.1:8080: address already in use". `hint` is the next step, or empty.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string what;
  std::string hint;

  /// The same failure with context prepended: "`where`: what".
  [[nodiscard]] Error in(std::string_view where) const;

  bool operator==(const Error&) const = default;
};

/// The value of `kind` in the `code` field of a JSON error: "usage", "config", "refused"…
std::string_view name_of(ErrorKind kind);

/// Shorthands for returning an error: `return usage_error("bad port: 70000", "use 0 to 65535")`.
Error usage_error(std::string what, std::string hint = "");
Error config_error(std::string what, std::string hint = "");
Error refused_error(std::string what, std::string hint = "");
Error network_error(std::string what, std::string hint = "");
Error internal_error(std::string what, std::string hint = "");

/// `call: reason` of an errno value: "write capture.jsonl: No space left on device". Kind internal.
Error system_error(std::string_view what, int error_number, std::string hint = "");

}  // namespace streamctl

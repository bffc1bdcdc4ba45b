// Formats an error of Stream's API as one line and a next step.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "net/http_client/http_client.h"

namespace streamctl::stream {

/// Stream's error code of an expired token.
inline constexpr int token_expired = 40;

/// Stream's APIError; its other fields (duration, more_info, details) do not help a user.
struct ApiError {
  int code = 0;                ///< Stream's error code: 16 does not exist, 40 token expired…
  unsigned status = 0;         ///< HTTP status.
  std::string message;         ///< Verbatim and untrusted.
  bool unrecoverable = false;  ///< The same request will never succeed.
  bool operator==(const ApiError&) const = default;
};

/// Parses the body of an unsuccessful response; nullopt if it is not an APIError.
std::optional<ApiError> read_api_error(std::string_view body, unsigned status);

/// Returns the user-facing error: the message with its codes, safe for a terminal and bounded in
/// length, plus a hint chosen by code. Kind refused.
Error explain(const ApiError& error);

/// Returns the error of an unsuccessful outcome: explain() for an APIError; for any other body, the
/// responder and the beginning of the body; without a response, the cause (kind network). The error
/// names `url`.
Error error_of(const net::HttpOutcome& outcome, const std::string& url);

}  // namespace streamctl::stream

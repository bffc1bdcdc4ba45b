// An error of Stream's API as one line and a next step.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "net/http_client/http_client.h"

namespace streamctl::stream {

/// Of Stream's APIError; what else it holds (duration, more_info, details) tells a user nothing.
struct ApiError {
  int code = 0;                ///< Stream's own: 16 does not exist, 40 token expired…
  unsigned status = 0;         ///< Of HTTP.
  std::string message;         ///< As it came: foreign.
  bool unrecoverable = false;  ///< The same request will never succeed.
  bool operator==(const ApiError&) const = default;
};

/// The body of an answer that is no success; nothing where it is not an APIError.
std::optional<ApiError> read_api_error(std::string_view body, unsigned status);

/// What the user reads: the message with its codes, safe for a terminal and bounded; and by the
/// code, what to do about it. Kind refused.
Error explain(const ApiError& error);

/// The error of an outcome that is no success: explain() of an APIError; for any other body, what
/// answered and how it began; for no answer, why (kind network). `url` is named there.
Error error_of(const net::HttpOutcome& outcome, const std::string& url);

}  // namespace streamctl::stream

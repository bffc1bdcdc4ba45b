// Classifies Stream's refusals as permanent or not.
#pragma once

#include "stream/api_error.h"

namespace streamctl::stream {

/// Whether a retry would be refused again: any 4xx except 408 (timeout) and 429 (rate limit).
constexpr bool is_permanent(unsigned status) {
  return status >= 400 && status < 500 && status != 408 && status != 429;
}

/// The same for an error; falls back to its code if it has no status.
inline bool is_permanent(const ApiError& error) {
  if (error.unrecoverable || error.status != 0) {
    return error.unrecoverable || is_permanent(error.status);
  }
  switch (error.code) {
    case 2:   // API key
    case 4:   // input
    case 5:   // authentication
    case 17:  // not allowed
    case 43:  // signature of the token
    case 99:  // app suspended
      return true;
    default:
      return false;
  }
}

}  // namespace streamctl::stream

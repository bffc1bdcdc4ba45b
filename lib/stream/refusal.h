// Which refusals of Stream are for good.
#pragma once

#include "stream/api_error.h"

namespace streamctl::stream {

/// Whether the same would be refused again: a 4xx that is about neither time (408) nor rate (429).
constexpr bool is_permanent(unsigned status) {
  return status >= 400 && status < 500 && status != 408 && status != 429;
}

/// The same of an error, which may not name its status: then by its code.
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

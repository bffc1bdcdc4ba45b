// HTTP statuses: names, and which ones report success.
#pragma once

#include <string_view>

namespace streamctl::net {

/// Whether `status` is 2xx (RFC 9110 section 15.3).
constexpr bool is_success(unsigned status) {
  return status >= 200 && status <= 299;
}

/// "Not Found"; empty for a status without a registered name.
std::string_view reason_of(unsigned status);

}  // namespace streamctl::net

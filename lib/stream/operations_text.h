// The table of the API's operations, embedded at build time; see operations.h.
#pragma once

#include <string_view>

namespace streamctl::stream {

extern const std::string_view operations_text;

}  // namespace streamctl::stream

// The data of this folder, embedded in the binary.
#pragma once

#include <string_view>

namespace streamctl::emulator {

extern const std::string_view operations_text;  ///< operations.json.
extern const std::string_view requests_text;    ///< requests.json.

}  // namespace streamctl::emulator

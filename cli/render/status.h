// HTTP statuses for people.
#pragma once

#include <string>

namespace streamctl::cli {

/// "503 Service Unavailable"; the bare number if it has no usual name.
std::string status_text(unsigned status);

}  // namespace streamctl::cli

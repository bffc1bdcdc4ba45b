// What is inside this binary; cmake/linked.cmake writes the source.
#pragma once

#include <span>
#include <string_view>

namespace streamctl::cli {

struct LinkedLibrary {
  std::string_view name;
  std::string_view version;  ///< In the portable binary that of its Debian package.
};

/// The libraries that are part of the binary, by name. All others are shared ones of the system.
std::span<const LinkedLibrary> linked_libraries();

}  // namespace streamctl::cli

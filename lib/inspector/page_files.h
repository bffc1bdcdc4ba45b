// The files of the page, embedded by cmake/embed.cmake.
#pragma once

#include <span>
#include <string_view>

namespace streamctl::inspector {

struct EmbeddedFile {
  std::string_view name;  ///< "index.html".
  std::string_view text;
};

extern const std::span<const EmbeddedFile> page_files;

}  // namespace streamctl::inspector

# streamctl_linked_libraries(OUTPUT): writes the source that tells `streamctl version --verbose` what is inside the binary.
# The portable binary contains every library but glibc's, in the versions of their Debian packages, which tell which security fixes they
# have. Any other build contains those that are headers alone; the others are the system's, and change with it.
function(streamctl_linked_libraries output)
  if(STREAMCTL_PORTABLE)
    file(STRINGS "${STREAMCTL_PORTABLE}/versions" lines)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${STREAMCTL_PORTABLE}/versions")
  else()
    file(GLOB toml_version "${TOMLPLUSPLUS_INCLUDE_DIR}/toml++/impl/version.h*")  # .h up to 3.3, .hpp since
    file(STRINGS "${toml_version}" toml REGEX "define TOML_LIB_(MAJOR|MINOR|PATCH)")
    string(REGEX REPLACE "[^0-9;]" "" toml "${toml}")
    list(JOIN toml . toml)
    set(lines "Boost ${Boost_VERSION}" "CLI11 ${CLI11_VERSION}" "nlohmann/json ${nlohmann_json_VERSION}" "toml++ ${toml}")
  endif()
  set(rows "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^([^ ]+) (.+)$" "    {\"\\1\", \"\\2\"},\n" row "${line}")
    string(APPEND rows "${row}")
  endforeach()
  list(LENGTH lines count)
  file(CONFIGURE OUTPUT "${output}" @ONLY CONTENT [[
// Made by cmake/linked.cmake; do not edit.
#include <array>

#include "commands/version/linked_libraries.h"

namespace streamctl::cli {

std::span<const LinkedLibrary> linked_libraries() {
  static constexpr std::array<LinkedLibrary, @count@> all{{
@rows@  }};
  return all;
}

}  // namespace streamctl::cli
]])
endfunction()

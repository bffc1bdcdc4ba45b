# The libraries streamctl depends on; scripts/packages.txt lists their Debian packages.
find_package(Threads REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.74 REQUIRED CONFIG)  # CMake's own FindBoost is deprecated.
find_package(CLI11 REQUIRED)
find_package(simdjson REQUIRED)
find_package(SQLite3 REQUIRED)

# libjq before 1.7 has no pkg-config file.
find_path(JQ_INCLUDE_DIR jq.h REQUIRED)
find_library(JQ_LIBRARY jq REQUIRED)
add_library(streamctl_libjq INTERFACE)
target_include_directories(streamctl_libjq SYSTEM INTERFACE "${JQ_INCLUDE_DIR}")
target_link_libraries(streamctl_libjq INTERFACE "${JQ_LIBRARY}")

# toml++ is used header-only: every packaged version has the headers; the other files differ.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(streamctl_tomlplusplus INTERFACE)
target_include_directories(streamctl_tomlplusplus SYSTEM INTERFACE "${TOMLPLUSPLUS_INCLUDE_DIR}")
target_compile_definitions(streamctl_tomlplusplus INTERFACE TOML_HEADER_ONLY=1)

# Not every libutf8proc has a CMake package.
find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
add_library(streamctl_utf8proc INTERFACE)
target_include_directories(streamctl_utf8proc SYSTEM INTERFACE "${UTF8PROC_INCLUDE_DIR}")
target_link_libraries(streamctl_utf8proc INTERFACE "${UTF8PROC_LIBRARY}")

# cpp-httplib's flags belong together. The portable program has the whole header, without TLS and compression, which it does not use.
add_library(streamctl_httplib INTERFACE)
if(STREAMCTL_PORTABLE)
  target_include_directories(streamctl_httplib SYSTEM INTERFACE "${STREAMCTL_PORTABLE}/include")
else()
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
  target_link_libraries(streamctl_httplib INTERFACE PkgConfig::HTTPLIB OpenSSL::SSL)
endif()

if(STREAMCTL_PORTABLE)  # A static archive does not name the libraries that it needs.
  target_link_libraries(streamctl_libjq INTERFACE "${STREAMCTL_PORTABLE}/lib/libonig.a" m)
  set_property(TARGET SQLite::SQLite3 APPEND PROPERTY INTERFACE_LINK_LIBRARIES m)
endif()

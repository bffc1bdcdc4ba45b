# The portable binary: every library but glibc's is linked statically. STREAMCTL_PORTABLE names the folder that packaging/libraries has
# filled; the rest are Debian's static archives. Included before the libraries are looked for.
if(NOT EXISTS "${STREAMCTL_PORTABLE}/versions")
  message(FATAL_ERROR "${STREAMCTL_PORTABLE}/versions is missing: run scripts/release")
endif()
list(PREPEND CMAKE_PREFIX_PATH "${STREAMCTL_PORTABLE}")
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(OPENSSL_USE_STATIC_LIBS ON)
set(ZLIB_USE_STATIC_LIBS ON)

target_compile_options(streamctl_settings INTERFACE -ffunction-sections -fdata-sections)

include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
target_link_options(streamctl_settings INTERFACE -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--as-needed)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  target_compile_options(streamctl_settings INTERFACE -mbranch-protection=standard)
else()  # Known to glibc from 2.36 on; saves 700 KB. The linker of Debian 12 cannot do it for arm64.
  target_link_options(streamctl_settings INTERFACE -Wl,-z,pack-relative-relocs)
endif()

# Language, warnings and hardening: one interface target, streamctl_settings, that all our targets link.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# -O3 would make the program a third larger and take a quarter longer to compile. What handles each event is optimised for speed, the
# rest for size. NDEBUG leaves no assertion in it, and so no path of the machine that builds.
set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG")
set(STREAMCTL_FAST_LIBRARIES core crypto net webhook capture history delivery listener sqs)

find_program(STREAMCTL_CCACHE ccache)
if(STREAMCTL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this ccache keeps nothing that was compiled with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${STREAMCTL_CCACHE}")
endif()

add_library(streamctl_settings INTERFACE)
target_include_directories(streamctl_settings INTERFACE "${PROJECT_SOURCE_DIR}/lib")
target_compile_definitions(streamctl_settings INTERFACE STREAMCTL_VERSION="${PROJECT_VERSION}")
target_compile_options(streamctl_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers
  # g++ 12 has false positives when optimising: -Wrestrict for "text" + std::string (GCC bug 105651),
  # and -Wmaybe-uninitialized for std::optional (bug 80635).
  $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op;-Wduplicated-cond;-Wno-restrict;-Wno-maybe-uninitialized>
  # In a batch of sources a parameter may be named as something in another source, and g++ takes each source for a header.
  $<IF:$<BOOL:${STREAMCTL_UNITY}>,$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>,-Wshadow>
  $<$<BOOL:${STREAMCTL_WERROR}>:-Werror>
  # Ubuntu's g++ defines _FORTIFY_SOURCE itself: undefine it first, or the second definition is a warning.
  $<$<CONFIG:Release>:-fstack-protector-strong;-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>)
target_compile_definitions(streamctl_settings INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_link_options(streamctl_settings INTERFACE $<$<NOT:$<PLATFORM_ID:Darwin>>:-Wl,-z,relro,-z,now>)

foreach(sanitizer IN LISTS STREAMCTL_SANITIZE)
  # -g1: reports need only line numbers; the other debug information costs a quarter of the build time.
  target_compile_options(streamctl_settings INTERFACE -fsanitize=${sanitizer} -fno-omit-frame-pointer -O1 -g1)
  target_link_options(streamctl_settings INTERFACE -fsanitize=${sanitizer})
  if(sanitizer STREQUAL "undefined")
    target_compile_options(streamctl_settings INTERFACE -fno-sanitize-recover=undefined)
  endif()
endforeach()
if(STREAMCTL_FUZZ)
  target_compile_options(streamctl_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(STREAMCTL_COVERAGE)
  target_compile_options(streamctl_settings INTERFACE --coverage)
  target_link_options(streamctl_settings INTERFACE --coverage)
endif()

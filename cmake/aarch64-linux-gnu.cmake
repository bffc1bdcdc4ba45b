# Cross-compiles for Linux on arm64, with g++-aarch64-linux-gnu. The libraries are those of packaging/libraries; those that are headers
# alone are this machine's, since they are the same for every architecture.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
file(GLOB Boost_DIR /usr/lib/*/cmake/Boost-1.*)  # In a folder of this machine's architecture.

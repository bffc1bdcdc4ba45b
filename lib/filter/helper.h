// The filter's process: ourselves once more, with nothing but an expression and a socket.
#pragma once

#include <cstddef>
#include <cstdint>

namespace streamctl::filter {

/// What tells the process that it is one, as its only argument.
inline constexpr const char* helper_argument = "__filter";

/// What jq may need beside the program itself; beyond it the process ends.
constexpr std::uint64_t helper_memory_max = std::uint64_t{256} * 1024 * 1024;

/// An event may be as large as --max-body may let it be.
constexpr std::size_t event_bytes_max = std::size_t{1024} * 1024 * 1024 + 1024;

/// How the process ends by itself. After others, or by a signal, the event in its hands is to
/// blame.
enum class HelperExit {
  renewal = 0,        ///< Nobody is there, or jq has kept much memory: another one goes on.
  broken = 1,         ///< It was not told what it must know.
  out_of_memory = 3,  ///< jq needs more than `helper_memory_max`.
};

/// Whether this process was started as the filter's: its standard input is the socket.
bool is_helper(int argc, const char* const* argv);

/// Compiles the expression of the first frame and judges the events of all others; see frames.h. To
/// be called in main before anything else is done: it must not have a secret, nor a thread. It
/// gives up its environment but for TZ, its other descriptors, and its right to memory, and ends
/// with its parent.
[[noreturn]] void serve();

}  // namespace streamctl::filter

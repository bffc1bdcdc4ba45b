// The filter's process: this same program, given only an expression and a socket.
#pragma once

#include <cstddef>
#include <cstdint>

namespace streamctl::filter {

/// The only argument of a helper process, which identifies it as one.
inline constexpr const char* helper_argument = "__filter";

/// Memory that jq may use beyond the program itself; the process ends if it needs more.
constexpr std::uint64_t helper_memory_max = std::uint64_t{256} * 1024 * 1024;

/// An event may be as large as --max-body can allow.
constexpr std::size_t event_bytes_max = std::size_t{1024} * 1024 * 1024 + 1024;

/// The process's exit statuses. After any other status, or a signal, the event being evaluated is
/// to blame.
enum class HelperExit {
  renewal = 0,  ///< The parent is gone, or jq has kept much memory: another helper takes over.
  broken = 1,   ///< Setup failed, or a frame was invalid.
  out_of_memory = 3,  ///< jq needs more than `helper_memory_max`.
};

/// Whether this process was started as the filter's: its standard input is the socket.
bool is_helper(int argc, const char* const* argv);

/// Compiles the expression of the first frame and evaluates the events of all others; see frames.h.
/// Must be called in main before anything else, while the process has neither secrets nor threads.
/// It drops its environment except TZ, closes its other descriptors, limits its memory, and ends
/// with its parent.
[[noreturn]] void serve();

}  // namespace streamctl::filter

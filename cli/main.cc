// The process: streams, signals, and the last-resort error handlers.
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <iostream>
#include <new>
#include <ostream>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "app.h"
#include "core/environment.h"
#include "core/memory_reserve.h"
#include "core/system/process.h"
#include "filter/helper.h"
#include "signals.h"
#include "standard_stream.h"

namespace {

/// The reader of our output has closed it, as in `streamctl events | head -1`: end as other tools
/// do.
void end_by_broken_pipe() {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

/// If a standard stream is missing, the next file opened would get its number, and output would be
/// written into that file. The stand-in fails to be read or written, as the missing stream would.
void keep_numbers_of_closed_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    if (::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0 &&
        ::open("/", O_RDONLY | O_DIRECTORY) < 0)
      std::abort();  // Nothing can be opened at all.
  }
}

/// Writes the line without allocating memory, which dprintf() does: none may be available.
void report(const char* happened, const char* why, const char* step) noexcept {
  std::array<char, 512> line{};
  const int length =
      std::snprintf(line.data(), line.size(), "streamctl: error: %s: %s%s\n", happened, why, step);
  if (length <= 0) return;
  const auto size = std::min(static_cast<std::size_t>(length), line.size() - 1);
  if (::write(STDERR_FILENO, line.data(), size) < 0) return;  // There is nowhere else to report it.
}

void report_unexpected(const std::exception_ptr& unexpected) noexcept {
  constexpr const char* internal = "internal error";
  constexpr const char* request = "; please report it";
  try {
    if (unexpected) std::rethrow_exception(unexpected);
    report(internal, "terminated", request);
  } catch (const std::bad_alloc&) {
    report(internal, "out of memory", "");
  } catch (const std::system_error& failed) {
    if (failed.code() == std::errc::resource_unavailable_try_again)
      report(
          internal, "cannot start a thread",
          "\nhint: memory is short, or processes are limited: see ulimit -u, or the limits of the "
          "container");
    else
      report(internal, failed.what(), request);
  } catch (const std::exception& known) {
    report(internal, known.what(), request);
  } catch (...) {
    report(internal, "an unknown exception", request);
  }
}

/// Reports an exception that escapes a thread with one line, and ends the process.
[[noreturn]] void on_terminate() {
  report_unexpected(std::current_exception());
  streamctl::cli::end_at_once(1);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace streamctl::cli;  // NOLINT(google-build-using-namespace): the whole of main is
                                   // about it
  if (streamctl::filter::is_helper(argc, argv)) streamctl::filter::serve();
  keep_numbers_of_closed_streams();
  std::set_terminate(on_terminate);
  streamctl::reserve_memory();
  streamctl::keep_memory_private();  // It holds the API secret.
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  const StopSignals signals;
  StandardStream out_stream(STDOUT_FILENO, signals.token());
  StandardStream err_stream(STDERR_FILENO, signals.token());
  std::ostream out(&out_stream);
  std::ostream err(&err_stream);
  err << std::unitbuf;
  err.tie(&out);
  int code = 1;
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const streamctl::SystemClock clock;
    Host host{std::cin,
              out,
              err,
              STDOUT_FILENO,
              STDERR_FILENO,
              streamctl::process_environment(),
              clock,
              signals.token(),
              signals.signal()};
    code = run(arguments, host);
  } catch (...) {
    report_unexpected(std::current_exception());
  }
  if (out_stream.failure() == EPIPE) end_by_broken_pipe();
  return code;
}

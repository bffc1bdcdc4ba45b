// The process: streams, signals, and the last net under everything.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>

#include "app.h"
#include "signals.h"

namespace {

/// Whoever read our output has gone, as in `streamctl events | head -1`: end as other tools do.
void end_by_broken_pipe() {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

/// Started without a standard stream, the process would give its number to the next file it opens,
/// and what is printed would go into that. The stand-in refuses to be used, as the missing one did.
void keep_numbers_of_closed_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    const int stand_in = ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (stand_in < 0) std::abort();  // Nothing may be opened at all.
  }
}

/// A core file, and whoever may attach to the process, would have the API secret.
void keep_memory_to_ourselves() {
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace streamctl::cli;  // NOLINT(google-build-using-namespace): the whole of main is
                                   // about it
  keep_numbers_of_closed_streams();
  keep_memory_to_ourselves();
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  int code = 1;
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const streamctl::SystemClock clock;
    const StopSignals signals;
    Host host{std::cin,      std::cout,       std::cerr,
              STDOUT_FILENO, STDERR_FILENO,   process_environment(),
              clock,         signals.token(), signals.signal()};
    code = run(arguments, host);
  } catch (const std::exception& unexpected) {
    std::cerr << "streamctl: error: internal error: " << unexpected.what()
              << "; please report it\n";
  }
  errno = 0;
  std::cout.flush();
  if (std::cout.bad()) {
    if (errno == EPIPE || errno == 0) end_by_broken_pipe();
    std::perror("streamctl: error: cannot write standard output");
    if (code == 0) code = 1;
  }
  return code;
}

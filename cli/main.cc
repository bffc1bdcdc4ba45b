// The process: streams, signals, and the last net under everything.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
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

}  // namespace

int main(int argc, char** argv) {
  using namespace streamctl::cli;  // NOLINT(google-build-using-namespace): the whole of main is
                                   // about it
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

#include "core/stoppable_input.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace streamctl {

StoppableInput::StoppableInput(FileDescriptor input) : input_(std::move(input)) {
  if (!stopped_.valid()) failure_ = errno;
}

ssize_t StoppableInput::read(char* place, std::size_t size) const {
  if (failure_ != 0) return -failure_;
  while (true) {
    std::array<pollfd, 2> watched{pollfd{input_.get(), POLLIN, 0},
                                  pollfd{stopped_.descriptor(), POLLIN, 0}};
    // If poll() fails, read() reports the error.
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) continue;
    if (watched[1].revents != 0) return 0;
    const ssize_t count = ::read(input_.get(), place, size);
    if (count >= 0) return count;
    if (errno != EINTR && errno != EAGAIN) return -errno;
  }
}

void StoppableInput::stop() {
  stopped_.wake();
}

}  // namespace streamctl

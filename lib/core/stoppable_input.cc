#include "core/stoppable_input.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace streamctl {

StoppableInput::StoppableInput(FileDescriptor input) : input_(std::move(input)) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    failure_ = errno;
    return;
  }
  stop_read_ = FileDescriptor(ends[0]);
  stop_write_ = FileDescriptor(ends[1]);
}

ssize_t StoppableInput::read(char* place, std::size_t size) const {
  if (failure_ != 0) return -failure_;
  while (true) {
    std::array<pollfd, 2> watched{pollfd{input_.get(), POLLIN, 0},
                                  pollfd{stop_read_.get(), POLLIN, 0}};
    // If poll() fails, read() reports the error.
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) continue;
    if (watched[1].revents != 0) return 0;
    const ssize_t count = ::read(input_.get(), place, size);
    if (count >= 0) return count;
    if (errno != EINTR && errno != EAGAIN) return -errno;
  }
}

void StoppableInput::stop() {
  stop_write_ = FileDescriptor();  // Closing it wakes the reading end.
}

}  // namespace streamctl

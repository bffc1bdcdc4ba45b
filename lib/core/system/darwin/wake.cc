#include "core/system/wake.h"

#include <array>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "core/system/sockets.h"

namespace streamctl {

Wake::Wake() {
  Pipe pipe = open_pipe();
  if (!pipe.read.valid()) return;
  ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(pipe.write.get(), F_SETFL, O_NONBLOCK);
  readable_ = std::move(pipe.read);
  writable_ = std::move(pipe.write);
}

void Wake::wake() const {
  // A full pipe is readable already.
  [[maybe_unused]] const ssize_t written = ::write(writable_.get(), "", 1);
}

void Wake::clear() const {
  std::array<char, 1024> bytes{};
  while (::read(readable_.get(), bytes.data(), bytes.size()) > 0) {
  }
}

}  // namespace streamctl

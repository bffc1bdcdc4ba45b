#include "core/system/wake.h"

#include <sys/eventfd.h>

namespace streamctl {

Wake::Wake() : readable_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Wake::wake() const {
  ::eventfd_write(readable_.get(), 1);
}

void Wake::clear() const {
  eventfd_t times = 0;
  ::eventfd_read(readable_.get(), &times);
}

}  // namespace streamctl

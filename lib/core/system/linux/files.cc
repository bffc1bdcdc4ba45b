#include "core/system/files.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace streamctl {

int sync_contents(int file) {
  return ::fdatasync(file) == 0 ? 0 : errno;
}

int sync_names(int folder) {
  return ::fsync(folder) == 0 ? 0 : errno;
}

FileDescriptor reopen_terminal(int terminal) {
  const std::string path = "/proc/self/fd/" + std::to_string(terminal);
  return FileDescriptor(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

bool is_null_device(const struct stat& status) {
  // 1:3, by Documentation/admin-guide/devices.txt.
  return S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3);
}

}  // namespace streamctl

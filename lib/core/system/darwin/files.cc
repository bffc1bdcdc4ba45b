#include "core/system/files.h"

#include <array>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <unistd.h>

namespace streamctl {
namespace {

/// fsync(2) leaves the data in the cache of the disk; F_FULLFSYNC, where the file system has it,
/// empties that too.
int sync_fully(int descriptor) {
  if (::fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

int sync_contents(int file) {
  return sync_fully(file);
}

int sync_names(int folder) {
  return sync_fully(folder);
}

FileDescriptor reopen_terminal(int terminal) {
  std::array<char, PATH_MAX> path{};
  if (::ttyname_r(terminal, path.data(), path.size()) != 0) return {};
  return FileDescriptor(::open(path.data(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

bool is_null_device(const struct stat& status) {
  struct stat null {};
  return S_ISCHR(status.st_mode) && ::stat("/dev/null", &null) == 0 &&
         null.st_rdev == status.st_rdev;
}

}  // namespace streamctl

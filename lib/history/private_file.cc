#include "history/private_file.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace streamctl::history {
namespace {

constexpr int names_tried_max = 1000;

Error config(Error error) {
  error.kind = ErrorKind::config;
  return error;
}

Error strange(const std::string& path) {
  return config_error(path + " is no regular file", "remove it; links are not followed there");
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

}  // namespace

Result<void> make_private_directory(const std::string& directory) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(directory).parent_path(), ignored);
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return config(system_error("cannot make " + directory, errno));
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0)
    return config(system_error("cannot use " + directory, errno));
  if ((status.st_mode & 022U) != 0)
    return config_error("others can write to " + directory, "chmod 700 " + directory);
  return {};
}

Result<void> make_private_file(const std::string& path) {
  // An existing file is not opened: closing it would drop the locks that SQLite holds on it in this
  // process. Nobody else can exchange it between the calls, see make_private_directory().
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) return strange(path);
    if ((status.st_mode & 077U) != 0 && ::chmod(path.c_str(), 0600) != 0)
      return config(system_error("cannot close " + path + " to others", errno));
    return {};
  }
  const FileDescriptor made(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!made.valid() && errno != EEXIST) return config(system_error("cannot open " + path, errno));
  return {};
}

bool is_regular_file(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

Result<std::string> rename_aside(const std::string& path, const std::string& suffix) {
  for (int number = 1; number <= names_tried_max; ++number) {
    const std::string name = path + suffix + (number == 1 ? "" : "-" + std::to_string(number));
    if (exists(name)) continue;
    if (::rename(path.c_str(), name.c_str()) != 0)
      return system_error("cannot rename " + path, errno);
    for (const char* beside : {"-wal", "-shm"})
      if (exists(path + beside)) ::rename((path + beside).c_str(), (name + beside).c_str());
    return name;
  }
  return internal_error("cannot rename " + path + ": too many files like it are kept");
}

Result<FileLock> FileLock::take(const std::string& path) {
  FileDescriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!file.valid() && exists(path) && !is_regular_file(path)) return strange(path);
  if (!file.valid()) return config(system_error("cannot open " + path, errno));
  while (::flock(file.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
  return FileLock(std::move(file));
}

}  // namespace streamctl::history

#include "core/file.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/interruptible.h"
#include "core/system/files.h"
#include "core/units.h"

namespace streamctl {

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept : value_(other.release()) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    if (valid()) ::close(value_);
    value_ = other.release();
  }
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (valid()) ::close(value_);
}

int FileDescriptor::release() {
  return std::exchange(value_, -1);
}

namespace {

Error file_error(const std::string& what, int error_number, std::string hint = "") {
  Error error = system_error(what, error_number, std::move(hint));
  error.kind = ErrorKind::config;
  return error;
}

/// Whether opening or reading it may block: a pipe, a terminal.
bool may_wait(const std::string& path) {
  struct stat status {};
  if ((path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status)) != 0)
    return false;
  if (S_ISCHR(status.st_mode)) return !is_null_device(status);
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
}

}  // namespace

void raise_descriptor_limit() {
  constexpr rlim_t most_on_macos = 10'240;  // OPEN_MAX, even if the hard limit is higher.
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  limit.rlim_cur = most_on_macos;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Result<std::string> read_file(const std::string& path, std::uint64_t bytes_max) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  std::optional<Interruptible> wait;
  if (may_wait(path)) wait.emplace();
  FileDescriptor opened;
  if (!standard_input) {
    opened = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.valid()) return file_error("cannot open " + path, errno);
  }
  const int fd = standard_input ? STDIN_FILENO : opened.get();
  std::string bytes;
  std::array<char, 65536> chunk{};
  while (true) {
    const ssize_t count = ::read(fd, chunk.data(), chunk.size());
    if (count == 0) return bytes;
    if (count < 0) {
      if (errno == EINTR) continue;
      return file_error("cannot read " + name, errno);
    }
    bytes.append(chunk.data(), static_cast<std::size_t>(count));
    if (bytes.size() > bytes_max) {
      return config_error("cannot read " + name + ": larger than " + size_text(bytes_max));
    }
  }
}

namespace {

/// A stop signal ends the wait for the reader of a named pipe, and the process with it.
FileDescriptor open_for_writing(const std::string& path, int flags) {
  flags |= O_WRONLY | O_CLOEXEC | O_NOCTTY;
  FileDescriptor file(::open(path.c_str(), flags | O_NONBLOCK, 0644));
  if (file.valid()) ::fcntl(file.get(), F_SETFL, 0);
  if (file.valid() || errno != ENXIO) return file;
  const Interruptible wait;
  return FileDescriptor(::open(path.c_str(), flags, 0644));
}

/// Opens the existing `path` and writes to it. Returns the errno, or 0.
int write_into(const std::string& path, std::string_view bytes, int flags) {
  const FileDescriptor file = open_for_writing(path, flags);
  return file.valid() ? write_all(file.get(), bytes) : errno;
}

/// Writes a temporary file beside it, with the mode of `status`, and its owner if the file already
/// exists.
int replace_file(const std::string& path, std::string_view bytes, const struct stat& status,
                 bool exists) {
  std::string temporary = path + ".XXXXXX";
  const FileDescriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return errno;
  int failure = write_all(file.get(), bytes);
  if (failure == 0 && exists && ::fchown(file.get(), status.st_uid, status.st_gid) != 0)
    failure = errno;
  if (failure == 0 && ::fchmod(file.get(), status.st_mode & 07777U) != 0) failure = errno;
  if (failure == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failure = errno;
  if (failure != 0) ::unlink(temporary.c_str());
  return failure;
}

/// Whether a file may be writable but not replaceable: its folder is read-only, it is a mount
/// point, or its owner cannot be set on another file.
bool may_be_written_in_place(int failure) {
  return failure == EACCES || failure == EPERM || failure == EROFS || failure == EBUSY ||
         failure == EXDEV;
}

/// Our standard stream that writes to this file, if any: its earlier output must be preserved.
std::optional<int> stream_to(const struct stat& status) {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat own {};
    if (::fstat(fd, &own) == 0 && own.st_dev == status.st_dev && own.st_ino == status.st_ino)
      return fd;
  }
  return std::nullopt;
}

int write_existing(const std::string& path, std::string_view bytes, const struct stat& status) {
  if (const auto fd = stream_to(status)) return write_all(*fd, bytes);
  if (!S_ISREG(status.st_mode)) return write_into(path, bytes, 0);
  if (::access(path.c_str(), W_OK) != 0) return errno;  // Respect a read-only file.
  if (status.st_nlink > 1) return write_into(path, bytes, O_TRUNC);
  std::error_code error;
  const std::string target = std::filesystem::canonical(path, error);  // Preserve links to it.
  if (error) return error.value();
  const int failure = replace_file(target, bytes, status, true);
  return may_be_written_in_place(failure) ? write_into(path, bytes, O_TRUNC) : failure;
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view bytes, unsigned mode) {
  struct stat status {};
  int failure = 0;
  if (::stat(path.c_str(), &status) == 0) {
    failure = write_existing(path, bytes, status);
  } else if (errno != ENOENT) {
    failure = errno;
  } else if (::lstat(path.c_str(), &status) == 0) {
    failure = write_into(path, bytes, O_CREAT);  // A dangling link: create its target.
  } else {
    status.st_mode = static_cast<mode_t>(mode);
    failure = replace_file(path, bytes, status, false);
  }
  if (failure == 0) return {};
  Error error = file_error("cannot write " + path, failure);
  if (failure == ENOSPC || failure == EDQUOT || failure == EFBIG || failure == EIO)
    error.kind = ErrorKind::internal;
  return error;
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace streamctl

#include "capture/append.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace streamctl::capture {
namespace {

constexpr std::uint64_t block_bytes = 64 * 1024;

/// Like write_all of core/file.h, but reports how many bytes were written.
int write_counting(int fd, std::string_view bytes, std::uint64_t& written) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return EIO;
    written += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

bool cut_back(int fd, std::uint64_t bytes) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return false;
  // Use the current size, not a remembered one: another program may have emptied the file
  // meanwhile.
  const off_t size = status.st_size - static_cast<off_t>(bytes);
  return size >= 0 && ::ftruncate(fd, size) == 0;
}

Appended append_whole(int fd, std::string_view bytes, bool regular) {
  std::uint64_t written = 0;
  const int error_number = write_counting(fd, bytes, written);
  if (error_number == 0 || written == 0) return {error_number, false};
  return {error_number, !regular || !cut_back(fd, written)};
}

Result<std::uint64_t> bytes_behind_last_line(int fd, const std::string& path) {
  struct stat status {};
  std::uint64_t end = ::fstat(fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  const std::uint64_t size = end;
  std::string block;
  while (end > 0) {
    block.resize(static_cast<std::size_t>(std::min(block_bytes, end)));
    const std::uint64_t begin = end - block.size();
    const ssize_t count = ::pread(fd, block.data(), block.size(), static_cast<off_t>(begin));
    if (count < 0 && errno == EINTR) continue;
    if (count != static_cast<ssize_t>(block.size())) {
      Error error = system_error("cannot read " + path, count < 0 ? errno : EIO);
      error.kind = ErrorKind::config;
      return error;
    }
    const auto newline = block.rfind('\n');
    if (newline != std::string::npos) return size - (begin + newline + 1);
    end = begin;
  }
  return size;
}

}  // namespace streamctl::capture

#include "capture/writer.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "capture/append.h"
#include "capture/values.h"
#include "core/interruptible.h"

namespace streamctl::capture {
namespace {

/// A batch's buffer that has grown past this is given back.
constexpr std::size_t kept_batch_bytes_max = 1024 * 1024;

Error config(Error error) {
  error.kind = ErrorKind::config;
  return error;
}

Error not_a_capture(const std::string& path) {
  return config_error(path + " is not a capture file", "name a new file, or a capture to add to");
}

bool is_regular_or_new(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

Result<FileDescriptor> open_regular(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file.valid()) return config(system_error("cannot open " + path, errno));
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return config_error(path + " is being written by another streamctl",
                        "record to a file of its own");
  }
  return file;  // A file system without locks is no reason to refuse.
}

/// The last `count` bytes of the file.
Result<std::string> tail_of(int fd, const std::string& path, std::uint64_t count) {
  std::string tail(static_cast<std::size_t>(count), '\0');
  const off_t size = ::lseek(fd, 0, SEEK_END);
  const ssize_t read =
      ::pread(fd, tail.data(), tail.size(), size - static_cast<off_t>(tail.size()));
  if (read != static_cast<ssize_t>(tail.size())) {
    return config(system_error("cannot read " + path, read < 0 ? errno : EIO));
  }
  return tail;
}

bool begins_like_a_capture(int fd) {
  char first = '{';
  return ::pread(fd, &first, 1, 0) <= 0 || first == '{';
}

/// Makes the file end with a whole line. A last line that lacks only its newline is kept; a torn
/// one is cut off. One that no record begins like is not ours to cut.
Result<Repair> repaired(int fd, const std::string& path) {
  if (!begins_like_a_capture(fd)) return not_a_capture(path);
  auto behind = bytes_behind_last_line(fd, path);
  if (!behind) return std::move(behind).error();
  if (*behind == 0) return Repair{};
  if (*behind <= value_bytes_max) {
    auto tail = tail_of(fd, path, *behind);
    if (!tail) return std::move(tail).error();
    // A file system may leave zeros where power was lost between growing a file and filling it.
    if (tail->front() != '{' && tail->front() != '\0') return not_a_capture(path);
    if (parse_line(*tail)) {
      if (const int number = write_all(fd, "\n"); number != 0)
        return config(system_error("cannot write " + path, number));
      return Repair{};
    }
  }
  if (!cut_back(fd, *behind)) return config(system_error("cannot repair " + path, errno));
  return Repair{*behind};
}

}  // namespace

Writer::Writer(std::string path, FileDescriptor file, Durability durability, bool regular)
    : path_(std::move(path)), file_(std::move(file)), durability_(durability), regular_(regular) {}

Result<Writer> Writer::open(const std::string& path, Durability durability) {
  if (!is_regular_or_new(path)) {
    const Interruptible wait;  // For the reader of a named pipe.
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY));
    if (!file.valid()) return config(system_error("cannot open " + path, errno));
    return Writer(path, std::move(file), durability, false);
  }
  auto file = open_regular(path);
  if (!file) return std::move(file).error();
  auto repair = repaired(file->get(), path);
  if (!repair) return std::move(repair).error();
  Writer writer(path, *std::move(file), durability, true);
  writer.repair_ = *repair;
  return writer;
}

void Writer::add(const Record& record) {
  append_line(record, batch_);
}

Result<void> Writer::commit() {
  if (batch_.empty()) return {};
  if (torn_) batch_.insert(0, "\n");
  const Appended appended = append_whole(file_.get(), batch_, regular_);
  if (appended.error_number != 0) {
    torn_ = torn_ || appended.torn;
    drop_batch();
    return system_error("cannot write " + path_, appended.error_number);
  }
  if (durability_ == Durability::power && regular_ && ::fdatasync(file_.get()) != 0) {
    const int number = errno;
    torn_ = !cut_back(file_.get(), batch_.size()) || batch_.front() == '\n';
    drop_batch();
    return system_error("cannot sync " + path_, number);
  }
  torn_ = false;
  drop_batch();
  return {};
}

void Writer::drop_batch() {
  batch_.clear();
  if (batch_.capacity() > kept_batch_bytes_max) batch_ = {};
}

}  // namespace streamctl::capture

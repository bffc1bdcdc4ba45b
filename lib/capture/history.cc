#include "capture/history.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "capture/append.h"
#include "capture/repair.h"

namespace streamctl::capture {
namespace {

/// Bytes buffered while another process holds the lock; more is dropped.
constexpr std::size_t batch_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t history_batch_bytes_max = 1024 * 1024;

std::string newer(const std::string& directory) {
  return directory + "/history.jsonl";
}

std::string older(const std::string& directory) {
  return directory + "/history.1.jsonl";
}

/// Takes the history's lock, if it is free.
class Lock {
 public:
  explicit Lock(int fd)
      : fd_(fd), held_(::flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) {}
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    if (held_) ::flock(fd_, LOCK_UN);
  }
  [[nodiscard]] bool held() const { return held_; }

 private:
  int fd_;
  bool held_;
};

bool is_same_file(int fd, const std::string& path) {
  struct stat ours {};
  struct stat named {};
  return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &named) == 0 &&
         ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

/// Whether `path` exists but is not a regular file; a link counts as such, whatever its target.
bool is_strange(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

Error strange_error(const std::string& path) {
  return internal_error(path + " is no regular file", "remove it; links are not followed there");
}

/// Opens or creates a file of the history, private to its owner.
Result<FileDescriptor> open_own(const std::string& path) {
  FileDescriptor file(::open(
      path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!file.valid() && is_strange(path)) return strange_error(path);
  if (!file.valid()) return system_error("cannot open " + path, errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_error("cannot read " + path, errno);
  if (!S_ISREG(status.st_mode)) return strange_error(path);
  if ((status.st_mode & 077U) != 0 && ::fchmod(file.get(), 0600) != 0)
    return system_error("cannot close " + path + " to others", errno);
  return file;
}

/// Checks that nobody else can put files into the directory.
Result<void> check_directory(const std::string& directory) {
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0)
    return system_error("cannot use " + directory, errno);
  if ((status.st_mode & 022U) != 0)
    return internal_error("others can write to " + directory, "chmod 700 " + directory);
  return {};
}

std::uint64_t size_of(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace

std::vector<std::string> history_files(const std::string& state_directory) {
  std::vector<std::string> files{older(state_directory), newer(state_directory)};
  std::erase_if(files, is_strange);
  return files;
}

History::History(std::string directory, FileDescriptor lock, std::uint64_t generation_bytes_max)
    : directory_(std::move(directory)),
      lock_(std::move(lock)),
      generation_bytes_max_(generation_bytes_max) {}

Result<History> History::open(const std::string& state_directory,
                              std::uint64_t generation_bytes_max) {
  const auto failed = [](Error error) {
    error.kind = ErrorKind::config;
    if (error.hint.empty()) error.hint = "--no-history does without";
    return error;
  };
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(state_directory).parent_path(),
                                      ignored);
  if (::mkdir(state_directory.c_str(), 0700) != 0 && errno != EEXIST)
    return failed(system_error("cannot make " + state_directory, errno));
  if (auto good = check_directory(state_directory); !good) return failed(std::move(good).error());
  if (is_strange(newer(state_directory))) return failed(strange_error(newer(state_directory)));
  auto lock = open_own(state_directory + "/history.lock");
  if (!lock) return failed(std::move(lock).error());
  return History(state_directory, *std::move(lock), generation_bytes_max);
}

void History::add(const Record& record) {
  if (batch_.size() >= batch_bytes_max) {
    ++missed_;
    return;
  }
  append_line(record, batch_);
  ++waiting_;
}

Result<void> History::commit() {
  if (batch_.empty()) return {};
  const Lock lock(lock_.get());
  if (!lock.held()) return {};
  auto written = write_locked();
  if (!written) missed_ += waiting_;
  waiting_ = 0;
  batch_.clear();
  if (batch_.capacity() > history_batch_bytes_max) batch_ = {};
  return written;
}

Result<void> History::write_locked() {
  // Another process may have rotated the generations.
  if (!file_.valid() || !is_same_file(file_.get(), newer(directory_))) {
    if (auto opened = reopen(); !opened) return opened;
  }
  const std::uint64_t size = size_of(file_.get());
  if (size > 0 && size + batch_.size() > generation_bytes_max_) {
    if (::rename(newer(directory_).c_str(), older(directory_).c_str()) != 0)
      return system_error("cannot rename " + newer(directory_), errno);
    if (auto opened = reopen(); !opened) return opened;
  }
  if (const int number = append_whole(file_.get(), batch_, true).error_number; number != 0)
    return system_error("cannot write " + newer(directory_), number);
  return {};
}

Result<void> History::reopen() {
  const std::string path = newer(directory_);
  file_ = FileDescriptor();
  auto file = open_own(path);
  if (!file) return std::move(file).error();
  if (auto repaired = repair_capture(file->get(), path); !repaired)
    return std::move(repaired).error();
  file_ = *std::move(file);
  return {};
}

}  // namespace streamctl::capture

#include "capture/history.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "capture/append.h"

namespace streamctl::capture {
namespace {

/// While another process holds the lock, so much waits in memory; more is dropped.
constexpr std::size_t batch_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t kept_batch_bytes_max = 1024 * 1024;

std::string newer(const std::string& directory) {
  return directory + "/history.jsonl";
}

std::string older(const std::string& directory) {
  return directory + "/history.1.jsonl";
}

/// Holds the lock of the history, if nobody else does.
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

std::uint64_t size_of(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace

std::vector<std::string> history_files(const std::string& state_directory) {
  return {older(state_directory), newer(state_directory)};
}

History::History(std::string directory, FileDescriptor lock, std::uint64_t generation_bytes_max)
    : directory_(std::move(directory)),
      lock_(std::move(lock)),
      generation_bytes_max_(generation_bytes_max) {}

Result<History> History::open(const std::string& state_directory,
                              std::uint64_t generation_bytes_max) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(state_directory).parent_path(), error);
  const std::string path = state_directory + "/history.lock";
  if (::mkdir(state_directory.c_str(), 0700) == 0 || errno == EEXIST) {
    FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.valid()) return History(state_directory, std::move(lock), generation_bytes_max);
  }
  Error failure = system_error("cannot keep a history in " + state_directory, errno,
                               "--no-history does without");
  failure.kind = ErrorKind::config;
  return failure;
}

void History::add(const Record& record) {
  if (batch_.size() < batch_bytes_max) append_line(record, batch_);
}

Result<void> History::commit() {
  if (batch_.empty()) return {};
  const Lock lock(lock_.get());
  if (!lock.held()) return {};
  auto written = write_locked();
  batch_.clear();
  if (batch_.capacity() > kept_batch_bytes_max) batch_ = {};
  return written;
}

Result<void> History::write_locked() {
  // Another process may have moved the generations on.
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
  file_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file_.valid()) return system_error("cannot open " + path, errno);
  auto torn = bytes_behind_last_line(file_.get(), path);
  if (!torn) return std::move(torn).error();
  if (*torn > 0 && !cut_back(file_.get(), *torn))
    return system_error("cannot repair " + path, errno);
  return {};
}

}  // namespace streamctl::capture

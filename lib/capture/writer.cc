#include "capture/writer.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "capture/append.h"
#include "capture/repair.h"
#include "core/interruptible.h"
#include "core/system/files.h"

namespace streamctl::capture {
namespace {

/// A batch buffer that has grown beyond this is freed.
constexpr std::size_t kept_batch_bytes_max = 1024 * 1024;

Error as_config(Error error) {
  error.kind = ErrorKind::config;
  return error;
}

bool is_regular_or_new(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

Result<FileDescriptor> open_regular(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file.valid()) {
    const int failure = errno;
    return as_config(system_error("cannot open " + path, failure,
                                  failure == ENOENT ? "make its folder first" : ""));
  }
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return config_error(path + " is being written by another streamctl",
                        "record to a file of its own");
  }
  return file;  // A file system without locks is no reason to refuse.
}

/// Makes the name of a file durable, where symbolic links lead to: syncing a file keeps its
/// contents alone.
Result<void> sync_folder_of(const std::string& path) {
  std::error_code failed;
  const auto whole =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, failed), failed);
  if (failed) return system_error("cannot sync the folder of " + path, failed.value());
  const FileDescriptor folder(
      ::open(whole.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int number = folder.valid() ? sync_names(folder.get()) : errno;
  if (number == 0) return {};
  if (number == EINVAL || number == EOPNOTSUPP) return {};  // The file system has no such thing.
  return system_error("cannot sync the folder of " + path, number);
}

}  // namespace

Writer::Writer(std::string path, FileDescriptor file, Durability durability, bool regular)
    : path_(std::move(path)), file_(std::move(file)), durability_(durability), regular_(regular) {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
  has_name_ = status.st_nlink > 0;
}

Result<Writer> Writer::open(const std::string& path, Durability durability) {
  if (!is_regular_or_new(path)) {
    const Interruptible wait;  // For the reader of a named pipe.
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY));
    if (!file.valid()) return as_config(system_error("cannot open " + path, errno));
    return Writer(path, std::move(file), durability, false);
  }
  auto file = open_regular(path);
  if (!file) return std::move(file).error();
  if (durability == Durability::power)
    if (auto synced = sync_folder_of(path); !synced) return as_config(std::move(synced).error());
  auto cut = repair_capture(file->get(), path);
  if (!cut) return std::move(cut).error();
  Writer writer(path, *std::move(file), durability, true);
  writer.repair_ = {*cut};
  return writer;
}

LinePlace Writer::add(const Record& record) {
  const std::size_t begin = batch_.size();
  append_line(record, batch_);
  return {begin, batch_.size() - begin};
}

void Writer::add(const Forwarded& forwarded) {
  append_line(forwarded, batch_);
}

Result<void> Writer::commit() {
  if (batch_.empty()) return {};
  Result<void> stored;
  if (regular_) {
    if (const auto size = size_at_its_path())
      look_for_torn_line(*size);
    else
      stored = reopen();
  }
  if (stored) stored = write_batch();
  if (stored && is_removed()) {  // Removed just now: the data written is lost with it.
    stored = reopen();
    if (stored) stored = write_batch();
  }
  drop_batch();
  return stored;
}

std::optional<std::string> Writer::take_notice() {
  return std::exchange(notice_, std::nullopt);
}

/// Nothing if the path names no file, or another one.
std::optional<off_t> Writer::size_at_its_path() const {
  struct stat named {};
  if (::stat(path_.c_str(), &named) != 0) return std::nullopt;
  if (named.st_ino != inode_ || named.st_dev != device_) return std::nullopt;
  return named.st_size;
}

bool Writer::is_removed() const {
  struct stat status {};
  return regular_ && has_name_ && ::fstat(file_.get(), &status) == 0 && status.st_nlink == 0;
}

/// Notices if another program truncated the file, `size` bytes long, within a line, or added an
/// incomplete one.
void Writer::look_for_torn_line(off_t size) {
  if (torn_ || size == 0 || size == end_) return;
  char last = '\n';
  if (::pread(file_.get(), &last, 1, size - 1) != 1 || last == '\n') return;
  torn_ = true;
  notice_ = path_ + " was changed by another program, which left its last line incomplete";
}

/// Switches to the file that now has the name, in place of the one that lost it.
Result<void> Writer::reopen() {
  // Do not wait for anything but a file; a directory or a device was not requested.
  Result<Writer> next = is_regular_or_new(path_)
                            ? open(path_, durability_)
                            : Result<Writer>(config_error(path_ + " is no longer a file"));
  if (!next) {
    Error error = std::move(next).error();
    error.kind = ErrorKind::internal;
    return error;
  }
  std::string notice = path_ + (is_removed() ? " was removed" : " was moved or replaced") +
                       ": recording goes on in the file that has its name now";
  if (next->repair_.bytes_cut > 0)
    notice += ", whose half-written last line was cut off, " +
              std::to_string(next->repair_.bytes_cut) + " bytes";
  if (batch_.starts_with('\n')) batch_.erase(0, 1);  // It was to end a torn line of the old file.
  next->batch_ = std::move(batch_);
  *this = *std::move(next);
  notice_ = std::move(notice);
  return {};
}

/// Writes the batch, and keeps it.
Result<void> Writer::write_batch() {
  if (torn_ && !batch_.starts_with('\n')) batch_.insert(0, "\n");
  const Appended appended = append_whole(file_.get(), batch_, regular_);
  if (appended.error_number != 0) {
    torn_ = torn_ || appended.torn;
    return system_error("cannot write " + path_, appended.error_number);
  }
  const bool syncs = durability_ == Durability::power && regular_;
  if (const int number = syncs ? sync_contents(file_.get()) : 0; number != 0) {
    torn_ = !cut_back(file_.get(), batch_.size()) || batch_.front() == '\n';
    return system_error("cannot sync " + path_, number);
  }
  // The file is open to append, so its position is now the end of the batch.
  const off_t end = end_ = regular_ ? ::lseek(file_.get(), 0, SEEK_CUR) : -1;
  const std::size_t bytes = batch_.size() - (batch_.starts_with('\n') ? 1 : 0);
  batch_begin_.reset();
  if (end >= static_cast<off_t>(bytes)) batch_begin_ = static_cast<std::uint64_t>(end) - bytes;
  torn_ = false;
  return {};
}

void Writer::drop_batch() {
  batch_.clear();
  if (batch_.capacity() > kept_batch_bytes_max) batch_ = {};
}

}  // namespace streamctl::capture

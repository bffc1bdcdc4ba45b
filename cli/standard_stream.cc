#include "standard_stream.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits.h>
#include <poll.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/system/files.h"

namespace streamctl::cli {
namespace {

/// After a stop: how long to wait for a reader that reads nothing.
constexpr std::chrono::milliseconds patience{500};

/// A disk accepts any size. A pipe with room by poll() accepts PIPE_BUF bytes at once.
std::size_t most_at_once(int fd) {
  struct stat status {};
  const bool waits = ::fstat(fd, &status) == 0 && !S_ISREG(status.st_mode);
  return waits ? PIPE_BUF : SSIZE_MAX;
}

/// None if `fd` is no terminal, or the user may not open it.
FileDescriptor open_terminal(int fd) {
  return ::isatty(fd) == 0 ? FileDescriptor() : reopen_terminal(fd);
}

}  // namespace

StandardStream::StandardStream(int fd, std::stop_token stop)
    : terminal_(open_terminal(fd)),
      fd_(terminal_.valid() ? terminal_.get() : fd),
      write_most_(most_at_once(fd)),
      stop_(std::move(stop)) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  on_stop_.emplace(stop_, [this] { hurry(); });
}

StandardStream::~StandardStream() {
  sync();
}

void StandardStream::hurry() {
  hurried_.wake();
}

StandardStream::int_type StandardStream::overflow(int_type next) {
  if (sync() != 0) return traits_type::eof();
  if (traits_type::eq_int_type(next, traits_type::eof())) return traits_type::not_eof(next);
  *pptr() = traits_type::to_char_type(next);
  pbump(1);
  return next;
}

std::streamsize StandardStream::xsputn(const char* bytes, std::streamsize count) {
  if (count > epptr() - pptr()) {
    if (sync() != 0) return 0;
    if (count >= epptr() - pptr())
      return write_out(bytes, static_cast<std::size_t>(count)) ? count : 0;
  }
  std::copy_n(bytes, count, pptr());
  pbump(static_cast<int>(count));
  return count;
}

/// Drops data that cannot be written; later writes continue with new data.
int StandardStream::sync() {
  const auto count = static_cast<std::size_t>(pptr() - pbase());
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return write_out(buffer_.data(), count) ? 0 : -1;
}

bool StandardStream::write_out(const char* bytes, std::size_t count) {
  int error = 0;
  while (count > 0 && error == 0) {
    if (!await_room()) {
      error = unread;
      break;
    }
    const std::size_t size = std::min(count, write_most_);
    const ssize_t written = neighbour_ == nullptr
                                ? ::write(fd_, bytes, size)
                                : neighbour_->write(fd_, {bytes, size}, size == count);
    if (written > 0) {
      at_line_start_ = bytes[written - 1] == '\n';
      bytes += written;
      count -= static_cast<std::size_t>(written);
    } else if (written < 0 && errno != EINTR && errno != EAGAIN) {
      error = errno;
    }
  }
  int none = 0;
  if (error != 0) failure_.compare_exchange_strong(none, error);
  return error == 0;
}

/// False if the reader reads nothing and waiting is over.
bool StandardStream::await_room() {
  if (write_most_ > PIPE_BUF) return true;
  // If poll() fails, write() reports the error.
  std::array<pollfd, 2> watched{pollfd{fd_, POLLOUT, 0}, pollfd{hurried_.descriptor(), POLLIN, 0}};
  while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
  }
  if (watched[0].revents != 0) return true;
  if (was_given_up_) return false;
  int ready = -1;
  while ((ready = ::poll(watched.data(), 1, static_cast<int>(patience.count()))) < 0 &&
         errno == EINTR) {
  }
  was_given_up_ = ready == 0;
  return !was_given_up_;
}

int output_failure(const std::ostream& out) {
  if (const auto* stream = dynamic_cast<const StandardStream*>(out.rdbuf()))
    return stream->failure();
  return out.bad() ? EIO : 0;
}

std::optional<Error> take_output_error(const std::ostream& out) {
  const int failure = output_failure(out);
  if (failure == 0 || failure == EPIPE) return std::nullopt;
  auto* stream = dynamic_cast<StandardStream*>(out.rdbuf());
  if (stream != nullptr && stream->told_.exchange(true)) return std::nullopt;
  const std::string what = "cannot write standard output";
  return failure == StandardStream::unread ? internal_error(what + ": nobody reads it")
                                           : system_error(what, failure);
}

}  // namespace streamctl::cli

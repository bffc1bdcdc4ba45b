#include "inspector/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

#include "core/system/sockets.h"

namespace streamctl::inspector {
namespace {

constexpr std::size_t buffer_bytes = 16384;
/// After an answer, how long and how much of the rest of a request to read: a socket that is
/// closed with bytes unread takes the answer away from its peer.
constexpr std::chrono::seconds rest_time_max{1};
constexpr std::size_t rest_bytes_max = std::size_t{1} * 1024 * 1024;

}  // namespace

Connection::Connection(FileDescriptor socket, int stop, const ConnectionLimits& limits,
                       const Clock& clock)
    : socket_(std::move(socket)),
      stop_(stop),
      limits_(limits),
      clock_(clock),
      read_until_(clock.steady() + limits.head_time_max),
      left_(limits.head_bytes_max) {}

void Connection::begin_body() {
  read_until_ = clock_.steady() + limits_.body_time_max;
  left_ = limits_.body_bytes_max;
}

long Connection::read(char* bytes, std::size_t size) {
  if (taken_ == buffer_.size() && !fill()) return is_at_end_ ? 0 : -1;
  const std::size_t count = std::min(size, buffer_.size() - taken_);
  std::memcpy(bytes, buffer_.data() + taken_, count);
  taken_ += count;
  return static_cast<long>(count);
}

/// Refills the empty buffer.
bool Connection::fill() {
  taken_ = 0;
  buffer_.clear();
  while (left_ > 0 && !is_at_end_) {
    buffer_.resize(std::min(buffer_bytes, left_));
    const ssize_t count = ::recv(socket_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    buffer_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    left_ -= buffer_.size();
    if (count > 0) return true;
    is_at_end_ = count == 0;
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (!is_at_end_ && !wait(POLLIN, read_until_)) return false;
  }
  return false;
}

bool Connection::write(std::string_view bytes) {
  SteadyTime until = clock_.steady() + limits_.write_time_max;
  while (!bytes.empty()) {
    const ssize_t count = send_now(socket_.get(), bytes);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      until = clock_.steady() + limits_.write_time_max;
      continue;
    }
    if (count < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (!wait(POLLOUT, until)) return false;
  }
  return true;
}

void Connection::finish() {
  ::shutdown(socket_.get(), SHUT_WR);
  read_until_ = clock_.steady() + rest_time_max;
  left_ = rest_bytes_max;
  while (fill()) {
  }
}

/// Until the socket is ready; false at `until`, or once `stop_` is readable.
bool Connection::wait(short events, SteadyTime until) const {
  std::array<pollfd, 2> watched{{{socket_.get(), events, 0}, {stop_, POLLIN, 0}}};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock_.steady());
  if (left.count() <= 0) return false;
  const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(left.count()));
  if (ready < 0) return errno == EINTR;
  return ready > 0 && watched[1].revents == 0;
}

}  // namespace streamctl::inspector

#include "net/gunzip_input.h"

#include <algorithm>
#include <system_error>

namespace streamctl::net {
namespace {

constexpr std::size_t magic_bytes = 2;
constexpr std::size_t packed_bytes_max = 256 * 1024;

}  // namespace

ssize_t GunzipInput::read_raw(char* place, std::size_t size) {
  const ssize_t count = input_.read(place, size);
  if (count > 0) raw_bytes_ += static_cast<std::uint64_t>(count);
  return count;
}

ssize_t GunzipInput::read(char* place, std::size_t size) {
  if (!begun_) return begin(place, size);
  return gunzipper_ ? inflate(place, size) : read_raw(place, size);
}

/// Reads the magic, which may arrive in pieces on a pipe, and any bytes that follow it.
ssize_t GunzipInput::begin(char* place, std::size_t size) {
  if (size < magic_bytes) return 0;
  begun_ = true;
  std::size_t held = 0;
  while (held < magic_bytes) {
    const ssize_t count = read_raw(place + held, size - held);
    if (count < 0) return count;
    if (count == 0) break;
    held += static_cast<std::size_t>(count);
    if (place[0] != '\x1f') break;
  }
  if (!is_gzip({place, held})) return static_cast<ssize_t>(held);
  gunzipper_.emplace();
  packed_.assign(place, held);
  unread_ = packed_;
  return inflate(place, size);
}

ssize_t GunzipInput::inflate(char* place, std::size_t size) {
  while (true) {
    if (const std::size_t count = gunzipper_->read(unread_, place, size); count > 0)
      return static_cast<ssize_t>(count);
    if (gunzipper_->is_corrupt()) return gunzipper_->has_tail() ? -gzip_with_tail : -corrupt_gzip;
    packed_.resize(packed_bytes_max);
    const ssize_t count = read_raw(packed_.data(), packed_.size());
    if (count < 0) return count;
    if (count == 0) return gunzipper_->is_whole() ? 0 : -corrupt_gzip;
    unread_ = std::string_view(packed_).substr(0, static_cast<std::size_t>(count));
  }
}

std::string read_failure_text(int failure) {
  if (failure == GunzipInput::corrupt_gzip) return "its gzip is damaged or cut short";
  if (failure == GunzipInput::gzip_with_tail)
    return "there are bytes behind its gzip that are not gzip";
  return std::generic_category().message(failure);
}

}  // namespace streamctl::net

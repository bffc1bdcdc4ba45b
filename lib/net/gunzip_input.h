// Bytes of a descriptor, with gzip inflated transparently.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>

#include "core/file.h"
#include "core/stoppable_input.h"
#include "net/gzip.h"

namespace streamctl::net {

/// A StoppableInput that inflates gzip on the fly, in constant memory. Passes through input that
/// does not begin with gzip's magic.
class GunzipInput {
 public:
  /// Not an errno: read() fails with its negative if the gzip is corrupt or truncated.
  static constexpr int corrupt_gzip = 1 << 20;
  static constexpr int gzip_with_tail = corrupt_gzip + 1;  ///< Other bytes follow it.

  explicit GunzipInput(FileDescriptor input) : input_(std::move(input)) {}
  GunzipInput(const GunzipInput&) = delete;
  GunzipInput& operator=(const GunzipInput&) = delete;
  ~GunzipInput() = default;

  /// See StoppableInput::read().
  ssize_t read(char* place, std::size_t size);
  /// See StoppableInput::stop(). Thread-safe.
  void stop() { input_.stop(); }
  /// The bytes read of the descriptor itself, compressed if it is gzip. Thread-safe.
  [[nodiscard]] std::uint64_t raw_bytes() const { return raw_bytes_; }

 private:
  ssize_t read_raw(char* place, std::size_t size);
  ssize_t begin(char* place, std::size_t size);
  ssize_t inflate(char* place, std::size_t size);

  StoppableInput input_;
  std::atomic<std::uint64_t> raw_bytes_ = 0;
  bool begun_ = false;
  std::optional<Gunzipper> gunzipper_;  ///< Set if the input is gzip.
  std::string packed_;
  std::string_view unread_;  ///< Within `packed_`.
};

/// Describes a failure of read(), given as a positive number.
std::string read_failure_text(int failure);

}  // namespace streamctl::net

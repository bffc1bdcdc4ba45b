// Bytes of a descriptor, inflated where they are gzip.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>

#include "core/file.h"
#include "core/stoppable_input.h"
#include "net/gzip.h"

namespace streamctl::net {

/// A StoppableInput in whose bytes gzip is inflated as it comes, in constant memory. What does not
/// begin with gzip's magic is passed on as it is.
class GunzipInput {
 public:
  /// Not an errno: what read() fails with, negative, where the gzip is corrupt or cut short.
  static constexpr int corrupt_gzip = 1 << 20;
  static constexpr int gzip_with_tail = corrupt_gzip + 1;  ///< Other bytes are behind it.

  explicit GunzipInput(FileDescriptor input) : input_(std::move(input)) {}
  GunzipInput(const GunzipInput&) = delete;
  GunzipInput& operator=(const GunzipInput&) = delete;
  ~GunzipInput() = default;

  /// As StoppableInput::read().
  ssize_t read(char* place, std::size_t size);
  /// From any thread, as StoppableInput::stop().
  void stop() { input_.stop(); }

 private:
  ssize_t begin(char* place, std::size_t size);
  ssize_t inflate(char* place, std::size_t size);

  StoppableInput input_;
  bool begun_ = false;
  std::optional<Gunzipper> gunzipper_;  ///< Where it is gzip.
  std::string packed_;
  std::string_view unread_;  ///< Of `packed_`.
};

/// A failure of read(), positive, in words.
std::string read_failure_text(int failure);

}  // namespace streamctl::net

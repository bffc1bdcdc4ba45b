// A standard stream of the process that knows why it could not be written.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <optional>
#include <ostream>
#include <stop_token>
#include <streambuf>
#include <string>

#include "core/error.h"
#include "core/file.h"

namespace streamctl::cli {

/// Writes to a descriptor that it does not own, through a buffer. One thread at a time.
///
/// Whoever reads it may be slow: a write waits. Once a stop has been requested it waits half a
/// second for a reader that takes nothing, and then fails, so that a full pipe keeps no process; no
/// later write waits again.
class StandardStream final : public std::streambuf {
 public:
  StandardStream(int fd, std::stop_token stop);
  StandardStream(const StandardStream&) = delete;
  StandardStream& operator=(const StandardStream&) = delete;
  ~StandardStream() override;

  /// The errno of the first write that failed, or 0; `unread` after a wait that was given up.
  [[nodiscard]] int failure() const { return failure_; }
  static constexpr int unread = -1;

  /// Whether the last byte written ended a line. A write that fails may leave a part of one.
  [[nodiscard]] bool at_line_start() const { return at_line_start_; }
  /// From any thread: waits no longer than after a stop.
  void hurry();

 private:
  friend std::optional<Error> take_output_error(const std::ostream& out);

  int_type overflow(int_type next) override;
  std::streamsize xsputn(const char* bytes, std::streamsize count) override;
  int sync() override;
  bool write_out(const char* bytes, std::size_t count);
  bool await_room();

  const int fd_;
  std::size_t write_most_;  ///< So much at once does not wait where poll() sees room.
  std::stop_token stop_;
  FileDescriptor hurried_;  ///< Readable once waiting is to end.
  std::array<char, 8192> buffer_{};
  std::atomic<int> failure_ = 0;
  std::atomic<bool> told_ = false;
  bool at_line_start_ = true;
  bool was_given_up_ = false;  ///< The half second has passed.
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

/// The errno that writing to `out` failed with first, as StandardStream::failure(); 0 while all was
/// written. Of a stream of another kind EIO.
int output_failure(const std::ostream& out);

/// Why `out` could not be written: "cannot write standard output: No space left on device". Once;
/// nothing where its reader has gone, which is no error.
std::optional<Error> take_output_error(const std::ostream& out);

}  // namespace streamctl::cli

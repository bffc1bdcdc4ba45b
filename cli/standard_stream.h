// A standard stream of the process that records why a write failed.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <optional>
#include <ostream>
#include <stop_token>
#include <streambuf>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/file.h"
#include "core/system/wake.h"

namespace streamctl::cli {

/// Draws on the terminal that a StandardStream writes to.
class StreamNeighbour {
 public:
  virtual ~StreamNeighbour() = default;
  /// Writes all or a part of `piece` to `fd` in the place of the stream, as ::write() does.
  /// `is_last`: no more follows at once.
  virtual long write(int fd, std::string_view piece, bool is_last) = 0;
};

/// Writes through a buffer to a descriptor that it does not own. One thread at a time.
///
/// A write blocks while the reader is slow. After a stop request it waits half a second for a
/// reader that reads nothing, and then fails, so that a full pipe or a stopped terminal cannot keep
/// the process alive; later writes do not wait again.
class StandardStream final : public std::streambuf {
 public:
  StandardStream(int fd, std::stop_token stop);
  StandardStream(const StandardStream&) = delete;
  StandardStream& operator=(const StandardStream&) = delete;
  ~StandardStream() override;

  /// The errno of the first failed write, or 0; `unread` if a wait was given up.
  [[nodiscard]] int failure() const { return failure_; }
  static constexpr int unread = -1;

  /// Whether the last byte written ended a line. A failed write may leave a partial line.
  [[nodiscard]] bool at_line_start() const { return at_line_start_; }
  /// Limits waits as after a stop. Thread-safe.
  void hurry();

  [[nodiscard]] int descriptor() const { return fd_; }
  /// Writes through `neighbour` from now on; null: directly. While nothing is being written.
  void set_neighbour(StreamNeighbour* neighbour) { neighbour_ = neighbour; }

 private:
  friend std::optional<Error> take_output_error(const std::ostream& out);

  int_type overflow(int_type next) override;
  std::streamsize xsputn(const char* bytes, std::streamsize count) override;
  int sync() override;
  bool write_out(const char* bytes, std::size_t count);
  bool await_room();

  const FileDescriptor terminal_;  ///< Does not block: poll() may report room for a part only.
  const int fd_;
  StreamNeighbour* neighbour_ = nullptr;
  std::size_t write_most_;  ///< A write of this size does not block when poll() reports room.
  std::stop_token stop_;
  Wake hurried_;  ///< Readable once waiting must end.
  std::array<char, 8192> buffer_{};
  std::atomic<int> failure_ = 0;
  std::atomic<bool> told_ = false;
  bool at_line_start_ = true;
  bool was_given_up_ = false;  ///< The half second has passed.
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

/// The errno of the first failed write to `out`, as StandardStream::failure(); 0 if all was
/// written. EIO for any other kind of failed stream.
int output_failure(const std::ostream& out);

/// Why `out` could not be written: "cannot write standard output: No space left on device".
/// Reported once; nothing if the reader has closed it, which is not an error.
std::optional<Error> take_output_error(const std::ostream& out);

}  // namespace streamctl::cli

// One connection of a page: reads and writes within limits of time and size.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/file.h"

namespace streamctl::inspector {

struct ConnectionLimits {
  std::size_t head_bytes_max = std::size_t{32} * 1024;  ///< The request line and header fields.
  /// More than any body that passes the gate.
  std::size_t body_bytes_max = std::size_t{8} * 1024 * 1024;
  std::chrono::nanoseconds head_time_max = std::chrono::seconds{10};
  std::chrono::nanoseconds body_time_max = std::chrono::seconds{30};
  /// How long a page may go without accepting a byte.
  std::chrono::nanoseconds write_time_max = std::chrono::seconds{10};
};

/// For one thread. A wait ends when `stop` becomes readable.
class Connection {
 public:
  Connection(FileDescriptor socket, int stop, const ConnectionLimits& limits, const Clock& clock);

  /// From here on the limits of bodies apply, to what was not read yet too.
  void begin_body();
  /// Reads 1 to `size` bytes; 0 at the end of the stream, -1 past a limit or after a failure.
  long read(char* bytes, std::size_t size);
  /// Writes all of `bytes`; false if the page has gone, does not read, or `stop` ended the wait.
  bool write(std::string_view bytes);
  /// Ends the answer so that the page can read it, even if it is still sending.
  void finish();

  [[nodiscard]] int socket() const { return socket_.get(); }

 private:
  bool wait(short events, SteadyTime until) const;
  bool fill();

  FileDescriptor socket_;
  int stop_;
  ConnectionLimits limits_;
  const Clock& clock_;
  SteadyTime read_until_;
  std::size_t left_;  ///< Bytes that may still be read from the socket.
  std::string buffer_;
  std::size_t taken_ = 0;  ///< Of `buffer_`.
  bool is_at_end_ = false;
};

}  // namespace streamctl::inspector

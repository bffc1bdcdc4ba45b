// Non-blocking I/O on one connected socket, plain or TLS.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "core/file.h"

struct ssl_ctx_st;
struct ssl_st;

namespace streamctl::net {

class Transport {
 public:
  enum class Outcome {
    moved,         ///< `bytes` were moved, at least one.
    wait_read,     ///< Nothing moved until the socket is readable.
    wait_write,    ///< Nothing moved until the socket is writable.
    finished,      ///< The peer sends no more.
    plain_on_tls,  ///< From handshake(): the client speaks HTTP without TLS.
    failed,        ///< Permanently broken.
  };
  struct Move {
    Outcome outcome = Outcome::failed;
    std::size_t bytes = 0;
  };

  /// Owns `socket`, which is connected and non-blocking. `tls` is null for a plain one.
  Transport(FileDescriptor socket, ssl_ctx_st* tls);

  /// TLS handshake: `moved` when it is done. Plain: at once.
  Move handshake();
  Move read(std::span<char> into);
  Move write(std::string_view bytes);
  /// Whether decrypted bytes are pending, which socket readability does not show.
  [[nodiscard]] bool buffered() const;
  /// Peeks at the socket: `moved` if bytes are pending, else `finished`, `wait_read` or `failed`.
  [[nodiscard]] Move peek() const;

  /// Ends writing and notifies the client. Reading remains possible.
  void finish();
  /// Makes the next close a TCP reset.
  void reset_on_close();
  /// Abandons TLS: later writes are sent in plain text.
  void without_tls();

  [[nodiscard]] bool encrypted() const { return ssl_ != nullptr; }
  /// Releases the socket; no calls are allowed afterwards. Plain sockets only.
  FileDescriptor release() { return std::move(socket_); }
  [[nodiscard]] int descriptor() const { return socket_.get(); }

 private:
  struct SslDeleter {
    void operator()(ssl_st* ssl) const;
  };
  Move moved_by_tls(int result);

  FileDescriptor socket_;
  std::unique_ptr<ssl_st, SslDeleter> ssl_;  ///< Freed before the socket is closed.
  bool broken_ = false;
};

}  // namespace streamctl::net

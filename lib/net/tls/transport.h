// Bytes in and out of one connected socket, plain or TLS, never waiting.
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
    wait_read,     ///< Nothing moved until the socket can be read.
    wait_write,    ///< Nothing moved until the socket can be written.
    finished,      ///< The other side sends no more.
    plain_on_tls,  ///< Of handshake(): the client speaks HTTP without TLS.
    failed,        ///< Broken; nothing will move again.
  };
  struct Move {
    Outcome outcome = Outcome::failed;
    std::size_t bytes = 0;
  };

  /// Owns `socket`, which is connected and non-blocking. `tls` is null for a plain one.
  Transport(FileDescriptor socket, ssl_ctx_st* tls);

  /// Of TLS: `moved` when it is done. Plain: at once.
  Move handshake();
  Move read(std::span<char> into);
  Move write(std::string_view bytes);
  /// Whether bytes wait that the socket's readability does not show: decrypted ones.
  [[nodiscard]] bool buffered() const;
  /// Looks at the socket without taking: `moved` if bytes wait, else `finished`, `wait_read` or
  /// `failed`.
  [[nodiscard]] Move peek() const;

  /// No more will be written: tells the client so. Reading goes on.
  void finish();
  /// Makes the coming close a TCP reset.
  void reset_on_close();
  /// Forgets about TLS: what is written next goes out as it is.
  void without_tls();

  [[nodiscard]] bool encrypted() const { return ssl_ != nullptr; }
  /// Gives the socket away; nothing may be called after. Of a plain one only.
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

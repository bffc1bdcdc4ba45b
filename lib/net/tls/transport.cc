#include "net/tls/transport.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "core/system/sockets.h"

namespace streamctl::net {
namespace {

using Outcome = Transport::Outcome;

bool would_block(int error_number) {
  return error_number == EAGAIN || error_number == EINTR;
}

int descriptor_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

int bio_write(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  // OpenSSL's own socket BIO would let a closed connection raise SIGPIPE.
  const ssize_t sent = send_now(descriptor_of(bio), {bytes, static_cast<std::size_t>(size)});
  if (sent < 0 && would_block(errno)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int bio_read(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t got = ::recv(descriptor_of(bio), into, static_cast<std::size_t>(size), 0);
  if (got < 0 && would_block(errno)) BIO_set_retry_read(bio);
  if (got == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(got);
}

long bio_control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return 0;
}

struct BioMethodDeleter {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};
using BioMethod = std::unique_ptr<BIO_METHOD, BioMethodDeleter>;

BioMethod make_bio_method() {
  BioMethod method{BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket")};
  if (!method) return nullptr;
  BIO_meth_set_write(method.get(), bio_write);
  BIO_meth_set_read(method.get(), bio_read);
  BIO_meth_set_ctrl(method.get(), bio_control);
  return method;
}

BIO* make_bio(int descriptor) {
  // One constant function table, shared by all.
  static const BioMethod method = make_bio_method();
  BIO* bio = method ? BIO_new(method.get()) : nullptr;
  if (bio == nullptr) return nullptr;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a number in OpenSSL's clothes, never followed
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
  BIO_set_init(bio, 1);
  return bio;
}

int int_size(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

Transport::Move failed_with(int error_number, Outcome blocked) {
  return {would_block(error_number) ? blocked : Outcome::failed, 0};
}

}  // namespace

void Transport::SslDeleter::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

Transport::Transport(FileDescriptor socket, ssl_ctx_st* tls) : socket_(std::move(socket)) {
  const int on = 1;
  // A response is one write, so delaying it to coalesce more gains nothing.
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls == nullptr) return;
  ssl_.reset(SSL_new(tls));
  BIO* bio = ssl_ ? make_bio(socket_.get()) : nullptr;
  broken_ = bio == nullptr;
  if (broken_) return;
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

Transport::Move Transport::moved_by_tls(int result) {
  if (result > 0) return {Outcome::moved, static_cast<std::size_t>(result)};
  const int reason = SSL_get_error(ssl_.get(), result);
  const unsigned long detail = ERR_peek_error();
  ERR_clear_error();  // The queue is per thread: leftovers would be blamed on the next
                      // connection.
  switch (reason) {
    case SSL_ERROR_WANT_READ:
      return {Outcome::wait_read, 0};
    case SSL_ERROR_WANT_WRITE:
      return {Outcome::wait_write, 0};
    case SSL_ERROR_ZERO_RETURN:
      return {Outcome::finished, 0};
    default:
      broken_ = true;
      return {
          ERR_GET_REASON(detail) == SSL_R_HTTP_REQUEST ? Outcome::plain_on_tls : Outcome::failed,
          0};
  }
}

Transport::Move Transport::handshake() {
  if (broken_) return {};
  if (!ssl_) return {Outcome::moved, 0};
  return moved_by_tls(SSL_do_handshake(ssl_.get()));
}

Transport::Move Transport::read(std::span<char> into) {
  if (broken_) return {};
  if (ssl_) return moved_by_tls(SSL_read(ssl_.get(), into.data(), int_size(into.size())));
  const ssize_t got = ::recv(socket_.get(), into.data(), into.size(), 0);
  if (got < 0) return failed_with(errno, Outcome::wait_read);
  if (got == 0) return {Outcome::finished, 0};
  return {Outcome::moved, static_cast<std::size_t>(got)};
}

Transport::Move Transport::write(std::string_view bytes) {
  if (broken_) return {};
  if (ssl_) return moved_by_tls(SSL_write(ssl_.get(), bytes.data(), int_size(bytes.size())));
  const ssize_t sent = send_now(socket_.get(), bytes);
  if (sent < 0) return failed_with(errno, Outcome::wait_write);
  return {Outcome::moved, static_cast<std::size_t>(sent)};
}

bool Transport::buffered() const {
  return ssl_ && !broken_ && SSL_has_pending(ssl_.get()) == 1;
}

Transport::Move Transport::peek() const {
  char byte = 0;
  const ssize_t got = ::recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got < 0) return failed_with(errno, Outcome::wait_read);
  return {got == 0 ? Outcome::finished : Outcome::moved, static_cast<std::size_t>(got)};
}

void Transport::finish() {
  if (ssl_ && !broken_ && SSL_is_init_finished(ssl_.get()) == 1) {
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  ::shutdown(socket_.get(), SHUT_WR);
}

void Transport::reset_on_close() {
  const linger at_once{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Transport::without_tls() {
  ssl_.reset();
  broken_ = false;
}

}  // namespace streamctl::net

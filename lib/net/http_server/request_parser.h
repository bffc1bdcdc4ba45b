// The bytes of one request, however they are cut, become a Request or the reason it is refused.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_server/server.h"

namespace streamctl::net {

/// Parses one HTTP/1.0 or HTTP/1.1 request (RFC 9112) within the size limits of ServerLimits. Knows
/// no sockets and no time. Holds the body and at most one unfinished head or chunk header.
class RequestParser {
 public:
  enum class State {
    head,      ///< The request line or the fields are still coming.
    body,      ///< The fields were read, the body is still coming.
    complete,  ///< take() yields it.
    refused,   ///< status() and why() say what to answer. Nothing more is taken.
  };

  explicit RequestParser(const ServerLimits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;
  ~RequestParser();

  /// Takes the next bytes; says how many belonged to this request. All of them, unless it is
  /// complete or refused.
  std::size_t put(std::string_view bytes);

  [[nodiscard]] State state() const;
  /// Whether anything but empty lines has come.
  [[nodiscard]] bool begun() const;
  /// In `body`: the client waits for "100 Continue" before it sends any (RFC 9110 section 10.1.1).
  [[nodiscard]] bool awaits_continue() const;
  /// Of a complete request: whether the client wants the connection to go on.
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool http_1_0() const;
  /// How much of the body is held.
  [[nodiscard]] std::size_t body_bytes() const;

  /// Of a complete request, once. `remote` is empty.
  Request take();
  /// Of a refused one; of any other, what is known so far, for a refusal by time. `remote` is
  /// empty.
  [[nodiscard]] Refusal refusal() const;

 private:
  class Message;
  std::unique_ptr<Message> message_;
};

}  // namespace streamctl::net

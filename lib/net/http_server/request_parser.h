// Parses a request from arbitrarily split bytes into a Request or a refusal reason.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_server/server.h"

namespace streamctl::net {

/// Parses one HTTP/1.0 or HTTP/1.1 request (RFC 9112) within the size limits of ServerLimits.
/// Independent of sockets and time. Holds the body and at most one unfinished head or chunk header.
class RequestParser {
 public:
  enum class State {
    head,      ///< The request line or the fields are incomplete.
    body,      ///< The fields were read, the body is incomplete.
    complete,  ///< take() returns it.
    refused,   ///< status() and why() describe the response. Further bytes are ignored.
  };

  explicit RequestParser(const ServerLimits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;
  ~RequestParser();

  /// Consumes the next bytes; returns how many belong to this request: all, unless it is complete
  /// or refused.
  std::size_t put(std::string_view bytes);

  [[nodiscard]] State state() const;
  /// Whether anything but empty lines was received.
  [[nodiscard]] bool begun() const;
  /// In `body`: the client waits for "100 Continue" before sending it (RFC 9110 section 10.1.1).
  [[nodiscard]] bool awaits_continue() const;
  /// Whether the client of a complete request wants keep-alive.
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool http_1_0() const;
  /// Number of body bytes held.
  [[nodiscard]] std::size_t body_bytes() const;

  /// Returns a complete request, once. `remote` is empty.
  Request take();
  /// Describes a refused request; otherwise the data known so far, for a timeout refusal. `remote`
  /// is empty.
  [[nodiscard]] Refusal refusal() const;

 private:
  class Message;
  std::unique_ptr<Message> message_;
};

}  // namespace streamctl::net

// HTTP requests of ours, on libcurl: one at a time, or many at once on one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/secret.h"
#include "net/headers.h"

namespace streamctl::net {

/// How to reach and trust a server.
struct Trust {
  std::string ca_certificate;  ///< A PEM file to trust beside the system's, or empty.
  bool insecure = false;       ///< No verification at all; whoever sets it says so to the user.
  bool operator==(const Trust&) const = default;
};

/// Signs a request for AWS: Signature Version 4, over every header field and the body.
struct AwsSigning {
  std::string region;   ///< "eu-central-1".
  std::string service;  ///< "sqs".
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;  ///< Of temporary credentials; sent as X-Amz-Security-Token, and signed.
  bool operator==(const AwsSigning&) const = default;
};

/// The framing is ours: a Content-Length among `headers` is not sent, nor are line breaks in a
/// value. Nothing is added to `headers` but Host and Content-Length.
struct HttpRequest {
  std::string method = "POST";
  std::string url;
  Headers headers;
  std::shared_ptr<const std::string> body;  ///< Shared: attempts do not copy it. May be null.
  std::chrono::nanoseconds timeout = std::chrono::seconds{30};  ///< Over all, connecting included.
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
  std::size_t response_bytes_max = 2048;  ///< More of the answer's body is read and dropped.
  bool keeps_headers = true;              ///< The answer's; whoever needs none saves the work.
  Trust trust;
  std::optional<AwsSigning> aws;  ///< Adds Authorization, X-Amz-Date and what else it signs.
};

/// Redirects are never followed. Proxies come from the environment, never for loopback. HTTP/1.1:
/// one request a connection at a time, so that a lost connection fails one request and no other.
struct HttpOutcome {
  enum class Kind {
    answered,  ///< `status` is set, whatever it is.
    network,   ///< DNS, connect, TLS, reset, a broken answer.
    timeout,   ///< Our clock ran out: that of the request, or that of connecting.
  };
  Kind kind = Kind::network;
  unsigned status = 0;
  Headers headers;
  std::string body;
  bool body_cut = false;  ///< The answer was longer than `response_bytes_max`.
  std::string error;      ///< Why not answered: "connection refused", "certificate has expired".
  std::chrono::nanoseconds duration{};
  bool reused_connection =
      false;             ///< Answered over a connection that an earlier request left open.
  std::string redirect;  ///< Where an answer of 3xx points, as an absolute URL; foreign text.
  /// The first WWW-Authenticate of the answer, `keeps_headers` or not; foreign text.
  std::string challenge;
  /// The proxy, "host:port", that could not be reached or refused; also the one that a request
  /// without TLS was given to, since the answer may be its own. Else empty.
  std::string proxy;
};

/// Checks that `url` is an absolute http or https URL without credentials. Kind usage.
Result<void> check_url(const std::string& url);

/// Checks that the file of `trust` can be read and holds certificates. Kind config.
Result<void> check_trust(const Trust& trust);

/// One request, waited for.
HttpOutcome fetch(const HttpRequest& request);

/// Many requests in flight on one thread, connections kept and reused.
///
/// A kept connection that its server has closed is noticed before it is used again. One that breaks
/// while it carries a request fails that request, though libcurl would rather send it once more by
/// itself: a request is on the wire at most once.
class HttpMulti {
 public:
  using Done = std::function<void(HttpOutcome&&)>;

  /// Keeps at most `connections_max` connections open.
  explicit HttpMulti(std::size_t connections_max);
  HttpMulti(const HttpMulti&) = delete;
  HttpMulti& operator=(const HttpMulti&) = delete;
  ~HttpMulti();  ///< Abandons what is in flight; no `done` is called.

  /// Starts a request; `done` is called from poll(), and may start others.
  void start(HttpRequest request, Done done);
  [[nodiscard]] std::size_t in_flight() const;
  /// Moves transfers along; waits at most `wait` for something to happen, or for wake().
  void poll(std::chrono::nanoseconds wait);
  /// From any thread: ends a waiting poll().
  void wake();
  /// Ends all that is in flight; no `done` is called. Not from within a `done`.
  void abandon();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::net

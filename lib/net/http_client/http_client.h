// Outgoing HTTP requests on libcurl: one at a time, or many at once on one thread.
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

/// How to reach and verify a server.
struct Trust {
  std::string ca_certificate;  ///< A PEM file to trust besides the system's, or empty.
  bool insecure = false;       ///< Disables all verification; the caller must warn the user.
  bool operator==(const Trust&) const = default;
};

/// Signs a request with AWS Signature Version 4, over every header field and the body.
struct AwsSigning {
  std::string region;   ///< "eu-central-1".
  std::string service;  ///< "sqs".
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;  ///< For temporary credentials; sent as X-Amz-Security-Token, and signed.
  bool operator==(const AwsSigning&) const = default;
};

/// Framing is automatic: a Content-Length in `headers` is not sent, and neither are line breaks in
/// a value. Only Host and Content-Length are added to `headers`.
struct HttpRequest {
  std::string method = "POST";
  std::string url;
  Headers headers;
  std::shared_ptr<const std::string> body;  ///< Attempts share it, without copies. May be null.
  std::chrono::nanoseconds timeout = std::chrono::seconds{30};  ///< Total, connecting included.
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds{5};
  std::size_t response_bytes_max = 2048;  ///< The rest of the response body is discarded.
  bool keeps_headers = true;              ///< Keeps response headers; false saves work.
  bool connects_only = false;  ///< Connects, TLS included, and closes: answered with status 0.
  Trust trust;
  std::optional<AwsSigning> aws;  ///< Adds Authorization, X-Amz-Date and other signed fields.
};

/// Redirects are never followed. Proxies come from the environment, never for loopback. HTTP/1.1:
/// one request a connection at a time, so that a lost connection fails one request and no other.
struct HttpOutcome {
  enum class Kind {
    answered,  ///< `status` is set to any value.
    network,   ///< DNS, connect, TLS, reset, a malformed response.
    timeout,   ///< Our request or connect timeout expired.
  };
  Kind kind = Kind::network;
  unsigned status = 0;
  Headers headers;
  std::string body;
  bool body_cut = false;  ///< The response exceeded `response_bytes_max`.
  std::string error;      ///< Why not answered: "connection refused", "certificate has expired".
  std::chrono::nanoseconds duration{};
  bool reused_connection =
      false;             ///< Answered over a connection that an earlier request left open.
  std::string redirect;  ///< Absolute target URL of a 3xx response; untrusted text.
  /// The response's first WWW-Authenticate, regardless of `keeps_headers`; untrusted text.
  std::string challenge;
  /// The proxy, "host:port", that refused or could not be reached; also the proxy of any request
  /// without TLS, since the response may be the proxy's. Otherwise empty.
  std::string proxy;
};

/// Checks that `url` is an absolute http or https URL without credentials. Kind usage.
Result<void> check_url(const std::string& url);

/// Checks that the file of `trust` is readable and contains certificates. Kind config.
Result<void> check_trust(const Trust& trust);

/// Sends one request and waits for the response.
HttpOutcome fetch(const HttpRequest& request);

/// Sends many requests concurrently on one thread, reusing connections.
///
/// Detects a kept connection that the server has closed before reusing it. A connection that breaks
/// during a request fails that request, although libcurl would resend it: a request is on the wire
/// at most once.
class HttpMulti {
 public:
  using Done = std::function<void(HttpOutcome&&)>;

  /// Keeps at most `connections_max` connections open.
  explicit HttpMulti(std::size_t connections_max);
  HttpMulti(const HttpMulti&) = delete;
  HttpMulti& operator=(const HttpMulti&) = delete;
  ~HttpMulti();  ///< Abandons requests in flight without calling `done`.

  /// Starts a request; poll() calls `done`, which may start others.
  void start(const HttpRequest& request, Done done);
  [[nodiscard]] std::size_t in_flight() const;
  /// Advances transfers; waits at most `wait` for activity or wake().
  void poll(std::chrono::nanoseconds wait);
  /// Interrupts a waiting poll(). Thread-safe.
  void wake();
  /// Abandons all requests in flight without calling `done`. Must not be called from a `done`.
  void abandon();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::net

// Describes libcurl's failures in our words.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "net/http_client/http_client.h"
#include "net/http_client/proxy.h"

namespace streamctl::net {

/// Facts about a transfer without a complete response.
struct CurlFailure {
  CURLcode code = CURLE_OK;
  int os_error = 0;             ///< An errno, or 0.
  long verify_result = 0;       ///< OpenSSL's X509_V_ERR_*, or 0.
  bool connected = false;       ///< The connection was established, TLS included.
  bool tls_begun = false;       ///< The TCP connection was established and TLS had begun.
  bool answer_begun = false;    ///< A status line was received.
  bool resent = false;          ///< libcurl tried to resend the request.
  std::string message;          ///< libcurl's error message.
  std::string host;             ///< As in the URL.
  std::optional<Proxy> proxy;   ///< The proxy in use.
  unsigned connect_status = 0;  ///< The proxy's response to CONNECT, or 0.
  std::chrono::nanoseconds timeout{};
  std::chrono::nanoseconds connect_timeout{};
};

/// Whether our timeout or the network caused the failure.
HttpOutcome::Kind kind_of(const CurlFailure& failure);

/// Whether the proxy caused the failure: on the way there, or by its response to CONNECT.
bool is_of_proxy(const CurlFailure& failure);

/// "connection refused", "could not resolve host example.test",
/// "certificate is not trusted: self-signed certificate", "no answer within 6s".
std::string words_of(const CurlFailure& failure);

}  // namespace streamctl::net

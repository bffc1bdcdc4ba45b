// What libcurl's failures mean, in our words.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "net/http_client/http_client.h"
#include "net/http_client/proxy.h"

namespace streamctl::net {

/// What is known of a transfer that brought no whole answer.
struct CurlFailure {
  CURLcode code = CURLE_OK;
  int os_error = 0;             ///< An errno, or 0.
  long verify_result = 0;       ///< OpenSSL's X509_V_ERR_*, or 0.
  bool connected = false;       ///< The connection stood, TLS included.
  bool tls_begun = false;       ///< It stood without TLS, whose handshake had begun.
  bool answer_begun = false;    ///< A status line had come.
  bool resent = false;          ///< libcurl wanted to send the request a second time.
  std::string message;          ///< libcurl's own words.
  std::string host;             ///< As in the URL.
  std::optional<Proxy> proxy;   ///< By which it was to go.
  unsigned connect_status = 0;  ///< What the proxy answered to CONNECT, or 0.
  std::chrono::nanoseconds timeout{};
  std::chrono::nanoseconds connect_timeout{};
};

/// Our clock, or the network.
HttpOutcome::Kind kind_of(const CurlFailure& failure);

/// Whether it failed at its proxy: on the way there, or by its answer to CONNECT.
bool is_of_proxy(const CurlFailure& failure);

/// "connection refused", "could not resolve host example.test",
/// "certificate is not trusted: self-signed certificate", "no answer within 6s".
std::string words_of(const CurlFailure& failure);

}  // namespace streamctl::net

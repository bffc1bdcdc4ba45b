// One curl easy handle, used for one request after another.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

#include "net/http_client/curl_trust.h"
#include "net/http_client/http_client.h"
#include "net/http_client/proxy.h"
#include "net/http_client/url_parts.h"

namespace streamctl::net {

/// Initializes libcurl for this process, once.
void start_curl();

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

/// Reuses its handle, buffers and options across requests.
class CurlTransfer {
 public:
  CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
  ~CurlTransfer() = default;

  /// Prepares the handle. `trusted` holds the certificates of `request.trust`, or is null.
  void prepare(const HttpRequest& request, std::shared_ptr<const TrustedCertificates> trusted);
  [[nodiscard]] CURL* handle() const { return easy_.get(); }
  /// Returns the outcome once libcurl has finished with `code`.
  HttpOutcome finish(CURLcode code);

 private:
  template <class Value>
  void set(CURLoption option, Value value);
  void set_once();
  void set_url(const std::string& url);
  void set_method_and_body(const std::string& method);
  void set_header_fields(const HttpRequest& request);
  void set_trust(const Trust& trust);
  void set_signing(const std::optional<AwsSigning>& aws);
  HttpOutcome failed(CURLcode code);
  [[nodiscard]] std::string redirect() const;

  static curl_socket_t on_open(void* unused, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static int on_send(void* self, char* remote_ip, char* local_ip, int remote_port, int local_port);
  static CURLcode on_tls(CURL* easy, void* context, void* self);

  std::unique_ptr<CURL, FreeEasy> easy_;
  std::shared_ptr<const std::string> body_;
  std::chrono::nanoseconds timeout_{};
  std::chrono::nanoseconds connect_timeout_{};
  std::size_t response_bytes_max_ = 0;
  bool keeps_headers_ = false;
  bool connects_only_ = false;
  std::shared_ptr<const TrustedCertificates> trusted_;
  std::string url_set_;                ///< The URL set on the handle.
  std::optional<UrlParts> url_parts_;  ///< The same: libcurl would parse it for each request.
  std::string host_;                   ///< Host of `url_set_`.
  std::optional<Proxy> proxy_;         ///< Used to reach `url_set_`.
  std::string fields_;  ///< NUL-terminated header lines that `field_list_` points into.
  std::vector<std::size_t> field_starts_;  ///< Where each line of `fields_` begins.
  std::vector<curl_slist> field_list_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  HttpOutcome outcome_;
  bool header_ended_ = false;  ///< The empty line after the response header was received.
  bool tls_begun_ = false;     ///< The connection was accepted and the TLS handshake began.
  int sends_ = 0;
  bool signs_ = false;  ///< The handle is configured for AWS signing.
};

}  // namespace streamctl::net

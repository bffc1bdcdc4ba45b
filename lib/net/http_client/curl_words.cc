#include "net/http_client/curl_words.h"

#include <algorithm>
#include <string_view>
#include <system_error>

#include <openssl/x509_vfy.h>

#include "core/text.h"
#include "core/units.h"
#include "net/status.h"
#include "net/tls/tls_client.h"

namespace streamctl::net {

namespace {

constexpr const char* large_header = "the answer's header is too large";

std::string errno_words(int os_error, std::string_view otherwise) {
  if (os_error == 0) return std::string(otherwise);
  return lower_ascii(std::generic_category().message(os_error));
}

std::string timeout_words(const CurlFailure& failure) {
  if (!failure.connected)
    return (failure.tls_begun ? "no answer to the TLS handshake within "
                              : "no connection within ") +
           duration_text(std::min(failure.timeout, failure.connect_timeout));
  const char* what = failure.answer_begun ? "no complete answer within " : "no answer within ";
  return what + duration_text(failure.timeout);
}

std::string certificate_words(const CurlFailure& failure) {
  if (failure.verify_result == X509_V_ERR_CERT_HAS_EXPIRED) return "certificate has expired";
  if (failure.verify_result == X509_V_ERR_CERT_NOT_YET_VALID) return "certificate is not valid yet";
  // If the chain is valid, the name is wrong: libcurl checks the name itself, and leaves OpenSSL's
  // result at its initial value.
  if (failure.verify_result == X509_V_OK || failure.verify_result == X509_V_ERR_UNSPECIFIED)
    return "certificate is not for " + failure.host;
  return std::string("certificate is not trusted: ") +
         X509_verify_cert_error_string(failure.verify_result);
}

std::string handshake_words(const CurlFailure& failure) {
  const auto said = [&](std::string_view words) {
    return failure.message.find(words) != std::string::npos;
  };
  if (const auto fault = handshake_fault(failure.message); !fault.empty())
    return "TLS handshake failed: " + fault;
  if (failure.os_error != 0) return "TLS handshake failed: " + errno_words(failure.os_error, "");
  if (said("unexpected eof") || said("SSL_ERROR_SYSCALL"))
    return "TLS handshake failed: the server closed the connection";
  return "TLS handshake failed";
}

/// libcurl limits a header field to 100 KiB, all of them to 300 KiB, and from 8.6 on their number
/// to 5,000. Older versions call the first a lack of memory, and the second a failure to receive.
bool is_header_too_large(const CurlFailure& failure) {
  constexpr int too_large = 100;  // CURLE_TOO_LARGE, from 8.6 on.
  const int code = failure.code;
  const std::string said = lower_ascii(failure.message);
  return failure.connected && (code == CURLE_OUT_OF_MEMORY || code == too_large ||
                               said.find("too large response headers") != std::string::npos);
}

/// What libcurl calls a failure to receive: also chunks that it cannot read.
std::string answer_words(const CurlFailure& failure, std::string_view otherwise) {
  const std::string said = lower_ascii(failure.message);
  if (said.find("chunk") != std::string::npos) return "the answer's chunks are malformed";
  return errno_words(failure.os_error, otherwise);
}

std::string other_words(const CurlFailure& failure) {
  const std::string_view said = failure.message.empty() ? curl_easy_strerror(failure.code)
                                                        : std::string_view(failure.message);
  return "request failed: " + lower_ascii(said);
}

std::string words_of_code(const CurlFailure& failure) {
  if (failure.resent) return "connection closed without an answer";
  if (is_header_too_large(failure)) return large_header;
  switch (failure.code) {
    case CURLE_OPERATION_TIMEDOUT:
      return timeout_words(failure);
    case CURLE_COULDNT_RESOLVE_HOST:
      return "could not resolve host " + failure.host;
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "could not resolve its host";
    case CURLE_COULDNT_CONNECT:
      return errno_words(failure.os_error, "could not connect");
    case CURLE_PROXY:
      return "it refused";
    case CURLE_GOT_NOTHING:
      return "connection closed without an answer";
    case CURLE_PARTIAL_FILE:
      return "connection closed in the middle of the answer";
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return answer_words(failure, "connection lost");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
      return "the answer is not HTTP";
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_words(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return handshake_words(failure);
    case CURLE_SSL_CACERT_BADFILE:
      return "the system's CA certificates could not be read";
    case CURLE_SSL_CERTPROBLEM:
      return "the --ca-cert file could not be used";
    case CURLE_OUT_OF_MEMORY:
      return "out of memory";
    default:
      return other_words(failure);
  }
}

}  // namespace

HttpOutcome::Kind kind_of(const CurlFailure& failure) {
  return failure.code == CURLE_OPERATION_TIMEDOUT ? HttpOutcome::Kind::timeout
                                                  : HttpOutcome::Kind::network;
}

bool is_of_proxy(const CurlFailure& failure) {
  const bool has_tunnel = is_success(failure.connect_status);
  return failure.proxy && !failure.connected && !has_tunnel;
}

std::string words_of(const CurlFailure& failure) {
  if (!is_of_proxy(failure)) return words_of_code(failure);
  if (failure.connect_status != 0) return refusal_text(*failure.proxy, failure.connect_status);
  return "the proxy " + failure.proxy->shown() + ": " + words_of_code(failure);
}

}  // namespace streamctl::net

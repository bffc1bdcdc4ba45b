#include "net/http_client/curl_transfer.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <utility>

#include "core/environment.h"
#include "core/system/sockets.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/curl_words.h"
#include "net/tls/system_trust.h"

namespace streamctl::net {

namespace {

constexpr std::size_t response_fields_max = 100;
constexpr std::size_t redirect_bytes_max = 2048;
constexpr std::size_t challenge_bytes_max = 256;
// A server may close an idle connection at the moment we write to it; most wait 2 s or more.
constexpr long idle_seconds_max = 1;

/// libcurl counts in milliseconds and takes 0 for "no limit".
long milliseconds_up(std::chrono::nanoseconds time) {
  return std::max<long>(1, std::chrono::ceil<std::chrono::milliseconds>(time).count());
}

/// RFC 9110 section 5.5: CR, LF and NUL in a field value are dangerous; each becomes a space.
void append_safely(std::string& line, std::string_view text) {
  const std::size_t start = line.size();
  line += text;
  if (text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return;
  std::replace_if(
      line.begin() + static_cast<std::ptrdiff_t>(start), line.end(),
      [](char byte) { return byte == '\r' || byte == '\n' || byte == '\0'; }, ' ');
}

}  // namespace

void start_curl() {
  static std::once_flag started;
  std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

CurlTransfer::CurlTransfer() {
  start_curl();
  easy_.reset(curl_easy_init());
  if (easy_ != nullptr) set_once();
}

template <class Value>
void CurlTransfer::set(CURLoption option, Value value) {
  // Fails if out of memory, or if the request needs TLS and libcurl was built without it.
  static_cast<void>(curl_easy_setopt(easy_.get(), option, value));
}

void CurlTransfer::set_once() {
  set(CURLOPT_NOSIGNAL, 1L);  // The program owns signals; timeouts need none here.
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOPROXY, "");                   // proxy_for() selects the proxy.
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // Separates the proxy's response.
  set(CURLOPT_MAXAGE_CONN, idle_seconds_max);
  set(CURLOPT_QUICK_EXIT, 1L);  // Timeouts do not wait for a hanging resolver.
  // Only a lone CA file is cached across connections: with a CA directory beside it, each
  // connection would spend 20 ms re-reading it.
  const SystemTrust system = system_trust();
  const auto place = [](const std::string& path) { return path.empty() ? nullptr : path.c_str(); };
  set(CURLOPT_CAINFO, place(system.file));
  set(CURLOPT_CAPATH, place(system.directory));
  set(CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::on_open);
  set(CURLOPT_ERRORBUFFER, message_.data());
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_PREREQFUNCTION, &CurlTransfer::on_send);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_SSL_CTX_FUNCTION, &CurlTransfer::on_tls);
  set(CURLOPT_SSL_CTX_DATA, this);
}

void CurlTransfer::prepare(const HttpRequest& request,
                           std::shared_ptr<const TrustedCertificates> trusted) {
  body_ = request.body;
  timeout_ = request.timeout;
  connect_timeout_ = request.connect_timeout;
  response_bytes_max_ = request.response_bytes_max;
  keeps_headers_ = request.keeps_headers;
  connects_only_ = request.connects_only;
  trusted_ = std::move(trusted);
  outcome_ = {};
  message_[0] = '\0';
  header_ended_ = false;
  tls_begun_ = false;
  sends_ = 0;
  if (easy_ == nullptr) return;
  if (request.url != url_set_) set_url(request.url);
  set_method_and_body(request.method);
  set_header_fields(request);
  set_trust(request.trust);
  set_signing(request.aws);
  set(CURLOPT_CONNECT_ONLY, connects_only_ ? 1L : 0L);
  set(CURLOPT_TIMEOUT_MS, milliseconds_up(timeout_));
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds_up(connect_timeout_));
}

void CurlTransfer::set_url(const std::string& url) {
  url_set_ = url;
  host_ = host_of(url_set_);
  set(CURLOPT_URL, url_set_.c_str());
  url_parts_.emplace(url_set_, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME);  // As libcurl does.
  set(CURLOPT_CURLU, url_parts_->code() == CURLUE_OK ? url_parts_->handle() : nullptr);
  proxy_ = proxy_for(url_set_, process_environment());
  // An empty proxy disables proxies; an unset one would let libcurl read the environment, as we
  // did.
  set(CURLOPT_PROXY, proxy_ ? static_cast<const char*>(nullptr) : "");
}

void CurlTransfer::set_method_and_body(const std::string& method) {
  set(CURLOPT_CUSTOMREQUEST, static_cast<char*>(nullptr));
  if (body_ == nullptr && (method == "GET" || method == "HEAD")) {
    set(CURLOPT_HTTPGET, 1L);
    if (method == "HEAD") set(CURLOPT_NOBODY, 1L);
    return;
  }
  set(CURLOPT_POST, 1L);
  const std::string_view body = body_ == nullptr ? "" : std::string_view(*body_);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_POSTFIELDS, body.data());
  if (method != "POST") set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

void CurlTransfer::set_header_fields(const HttpRequest& request) {
  fields_.clear();
  field_list_.clear();
  std::vector<std::size_t>& starts = field_starts_;
  starts.clear();
  const auto add = [&](std::string_view name, std::string_view value) {
    starts.push_back(fields_.size());
    append_safely(fields_, name);
    // libcurl reads "Name:" as omitting the field, and "Name;" as sending it empty.
    fields_ += trimmed(value).empty() ? ";" : ": ";
    if (!trimmed(value).empty()) append_safely(fields_, value);
    fields_ += '\0';
  };
  for (const Header& field : request.headers)
    if (!equals_ignoring_case(field.name, "Content-Length")) add(field.name, field.value);
  if (request.aws && !request.aws->session_token.empty())
    add("X-Amz-Security-Token", request.aws->session_token.reveal());
  // Fields libcurl adds by default. Up to 8.2 it also signs the lines that omit a field, as if they
  // were fields, so a signed request sets Accept.
  if (request.aws && request.headers.find("Accept") == nullptr) add("Accept", "*/*");
  for (const std::string_view name : {"Accept", "Content-Type", "Expect"}) {
    if (request.aws) break;
    if (request.headers.find(name) != nullptr) continue;
    starts.push_back(fields_.size());
    fields_.append(name).append(":").push_back('\0');
  }
  for (const std::size_t start : starts)
    field_list_.push_back({fields_.data() + start, nullptr});
  for (std::size_t i = 1; i < field_list_.size(); ++i)
    field_list_[i - 1].next = &field_list_[i];
  set(CURLOPT_HTTPHEADER, field_list_.data());
}

void CurlTransfer::set_trust(const Trust& trust) {
  set(CURLOPT_SSL_VERIFYPEER, trust.insecure ? 0L : 1L);
  set(CURLOPT_SSL_VERIFYHOST, trust.insecure ? 0L : 2L);
}

void CurlTransfer::set_signing(const std::optional<AwsSigning>& aws) {
  if (!aws) {
    if (!std::exchange(signs_, false)) return;
    set(CURLOPT_AWS_SIGV4, static_cast<char*>(nullptr));
    set(CURLOPT_USERNAME, static_cast<char*>(nullptr));
    set(CURLOPT_PASSWORD, static_cast<char*>(nullptr));
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    return;
  }
  signs_ = true;
  set(CURLOPT_AWS_SIGV4, ("aws:amz:" + aws->region + ":" + aws->service).c_str());
  set(CURLOPT_USERNAME, aws->access_key_id.c_str());
  set(CURLOPT_PASSWORD, std::string(aws->secret_access_key.reveal()).c_str());
}

HttpOutcome CurlTransfer::finish(CURLcode code) {
  // libcurl accepts a response truncated inside its header as complete.
  if (code == CURLE_OK && !header_ended_ && !connects_only_) code = CURLE_PARTIAL_FILE;
  curl_off_t microseconds = 0;
  if (easy_ != nullptr)
    static_cast<void>(curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &microseconds));
  HttpOutcome outcome = code == CURLE_OK ? std::move(outcome_) : failed(code);
  outcome.duration = std::chrono::microseconds(microseconds);
  if (code == CURLE_OK) {
    long status = 0;
    static_cast<void>(curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status));
    outcome.kind = HttpOutcome::Kind::answered;
    outcome.status = static_cast<unsigned>(status);
    long connects = 1;
    static_cast<void>(curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &connects));
    outcome.reused_connection = connects == 0;
    // libcurl writes the name and password of a request, which sign it, into the URL that it gives.
    if (status / 100 == 3)
      outcome.redirect =
          signs_ ? outcome.headers.value("Location").substr(0, redirect_bytes_max) : redirect();
    if (proxy_ && !lower_ascii(url_set_).starts_with("https:")) outcome.proxy = proxy_->shown();
  }
  return outcome;
}

/// Returns the URL libcurl would go to if it followed redirects.
std::string CurlTransfer::redirect() const {
  char* url = nullptr;
  static_cast<void>(curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &url));
  return url == nullptr ? "" : std::string(std::string_view(url).substr(0, redirect_bytes_max));
}

HttpOutcome CurlTransfer::failed(CURLcode code) {
  CurlFailure failure;
  failure.code = code;
  failure.message = message_.data();
  failure.host = host_;
  failure.proxy = proxy_;
  failure.timeout = timeout_;
  failure.connect_timeout = connect_timeout_;
  failure.resent = code == CURLE_ABORTED_BY_CALLBACK && sends_ > 1;
  failure.connected = sends_ > 0;
  failure.tls_begun = tls_begun_;
  if (easy_ != nullptr) {
    long os_error = 0;
    long status = 0;
    static_cast<void>(curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error));
    static_cast<void>(curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status));
    static_cast<void>(
        curl_easy_getinfo(easy_.get(), CURLINFO_SSL_VERIFYRESULT, &failure.verify_result));
    long connect_status = 0;
    static_cast<void>(curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &connect_status));
    failure.connect_status = static_cast<unsigned>(connect_status);
    failure.os_error = static_cast<int>(os_error);
    failure.answer_begun = status != 0;
  }
  HttpOutcome outcome;
  outcome.kind = kind_of(failure);
  outcome.error = words_of(failure);
  if (is_of_proxy(failure)) outcome.proxy = proxy_->shown();
  return outcome;
}

curl_socket_t CurlTransfer::on_open(void* /*unused*/, curlsocktype /*purpose*/,
                                    curl_sockaddr* address) {
  // As libcurl does, but not inherited by child processes.
  return open_socket(address->family, address->socktype, address->protocol).release();
}

std::size_t CurlTransfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::string_view line(bytes, size * count);
  if (line == "\r\n" || line == "\n") transfer.header_ended_ = true;
  if (line.starts_with("HTTP/")) transfer.header_ended_ = false;
  HttpOutcome& outcome = transfer.outcome_;
  constexpr std::string_view challenge = "WWW-Authenticate:";
  if (outcome.challenge.empty() &&
      equals_ignoring_case(line.substr(0, challenge.size()), challenge))
    outcome.challenge = trimmed(line.substr(challenge.size())).substr(0, challenge_bytes_max);
  if (!transfer.keeps_headers_) return size * count;
  if (line.starts_with("HTTP/")) {
    outcome.headers = {};  // Drop the headers of an interim response (100, 103).
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    if (outcome.headers.size() < response_fields_max)
      outcome.headers.add(std::string(line.substr(0, colon)),
                          std::string(trimmed(line.substr(colon + 1))));
  }
  return size * count;
}

std::size_t CurlTransfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  HttpOutcome& outcome = transfer.outcome_;
  const std::size_t came = size * count;
  const std::size_t room = transfer.response_bytes_max_ - outcome.body.size();
  outcome.body.append(bytes, std::min(room, came));
  outcome.body_cut = outcome.body_cut || came > room;
  return came;
}

int CurlTransfer::on_send(void* self, char* /*remote_ip*/, char* /*local_ip*/, int /*remote_port*/,
                          int /*local_port*/) {
  // When a kept connection breaks before any response, libcurl resends the request on another one.
  // The server may have read the first, and callers that count attempts must see each.
  return ++static_cast<CurlTransfer*>(self)->sends_ > 1 ? CURL_PREREQFUNC_ABORT
                                                        : CURL_PREREQFUNC_OK;
}

CURLcode CurlTransfer::on_tls(CURL* /*easy*/, void* context, void* self) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  transfer.tls_begun_ = true;
  const auto& trusted = transfer.trusted_;
  if (trusted == nullptr) return CURLE_OK;
  return trusted->add_to(static_cast<SSL_CTX*>(context)) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

}  // namespace streamctl::net

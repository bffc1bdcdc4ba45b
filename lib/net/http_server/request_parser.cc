#include "net/http_server/request_parser.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>  // Before Beast: 1.74 uses std::exchange without it.

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/version.hpp>

#include "core/text.h"
#include "core/units.h"
#include "net/http_server/http_syntax.h"

namespace streamctl::net {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// A body grows up to its announced length; at most this much is reserved in advance.
constexpr std::uint64_t body_bytes_reserved_max = std::uint64_t{64} * 1024;
/// Chunk extensions are unused in practice; long ones are suspicious.
constexpr std::size_t chunk_extension_bytes_max = 256;
/// The first byte of a TLS handshake (RFC 8446 section 5.1); no request starts with it.
constexpr char tls_handshake = 0x16;
constexpr std::size_t last_chunk_bytes_min = std::string_view{"0\r\n\r\n"}.size();

/// Detects wrong line endings after the head: Beast's quoted strings accept them.
bool has_control(beast::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return is_control(c) && c != '\t'; });
}

/// Detects "HTTP/2.0" or another unsupported version, as distinct from a malformed request line.
bool names_other_version(std::string_view line) {
  const std::size_t at = line.rfind(" HTTP/");
  if (at == std::string_view::npos) return false;
  const std::string_view version = line.substr(at + 6);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 3 && digit(version[0]) && version[1] == '.' && digit(version[2]) &&
         version[0] != '1';
}

/// Beast reports a second, different length with an error that 1.74 lacks.
bool is_second_length([[maybe_unused]] const beast::error_code& error) {
#if BOOST_VERSION >= 108300
  return error == http::error::multiple_content_length;
#else
  return false;
#endif
}

}  // namespace

/// Beast parses fields and chunks; checks before and after it reject its lenient cases.
class RequestParser::Message final : public http::basic_parser<true> {
 public:
  explicit Message(const ServerLimits& limits) : limits_(limits) {
    eager(true);
    body_limit(limits.body_bytes_max);
    // The scanner has already enforced the head's limit.
    header_limit(std::numeric_limits<std::uint32_t>::max());
  }

  std::size_t take_bytes(std::string_view bytes);

  State state = State::head;
  bool awaits_continue = false;
  bool http_1_0 = false;
  bool begun = false;
  Request request;
  Refusal refusal;

 private:
  using ErrorCode = beast::error_code;

  std::size_t take_head(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  std::string_view parse(std::string_view bytes);
  void parse_head(std::string_view head);
  void finish_head();
  void refuse(unsigned status, std::string why);
  void refuse_for(const ErrorCode& error);

  void on_request_impl(http::verb, beast::string_view method, beast::string_view target,
                       int version, ErrorCode&) override {
    request.method.assign(method.data(), method.size());
    request.target.assign(target.data(), target.size());
    http_1_0 = version == 10;
  }

  void on_field_impl(http::field, beast::string_view name, beast::string_view value,
                     ErrorCode& error) override {
    // After the head these are trailers, which have no effect (RFC 9110 section 6.5.1).
    if (state == State::body) return;
    if (request.headers.size() >= limits_.header_count_max) {
      refuse(431, "more than " + std::to_string(limits_.header_count_max) + " header fields");
      error = http::error::header_limit;
      return;
    }
    request.headers.add({name.data(), name.size()}, {value.data(), value.size()});
  }

#if BOOST_VERSION >= 108400
  void on_trailer_field_impl(http::field, beast::string_view, beast::string_view,
                             ErrorCode&) override {}
#endif

  void on_header_impl(ErrorCode&) override {}

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    if (length)
      request.body.reserve(static_cast<std::size_t>(std::min(*length, body_bytes_reserved_max)));
  }

  std::size_t on_body_impl(beast::string_view piece, ErrorCode&) override {
    request.body.append(piece.data(), piece.size());
    return piece.size();
  }

  void on_chunk_header_impl(std::uint64_t, beast::string_view extension,
                            ErrorCode& error) override {
    if (extension.size() > chunk_extension_bytes_max || has_control(extension)) {
      error = http::error::bad_chunk_extension;
    }
  }

  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, ErrorCode&) override {
    request.body.append(piece.data(), piece.size());
    return piece.size();
  }

  void on_finish_impl(ErrorCode&) override {}

  void on_response_impl(int, beast::string_view, int, ErrorCode&) override {}

  const ServerLimits& limits_;
  HeadScanner scanner_;
  std::string pending_;  ///< An unfinished head or chunk header.
};

void RequestParser::Message::refuse(unsigned status, std::string why) {
  if (state == State::refused) return;
  state = State::refused;
  refusal.status = status;
  refusal.why = std::move(why);
}

void RequestParser::Message::refuse_for(const ErrorCode& error) {
  if (error == http::error::body_limit) {
    return refuse(413, "a body larger than " + size_text(limits_.body_bytes_max));
  }
  if (error == http::error::bad_method) return refuse(400, "malformed method");
  if (error == http::error::bad_target) return refuse(400, "malformed request target");
  if (error == http::error::bad_version) return refuse(400, "malformed HTTP version");
  if (error == http::error::bad_field) return refuse(400, "malformed header field name");
  if (error == http::error::bad_value) return refuse(400, "malformed header field value");
  if (error == http::error::bad_content_length || is_second_length(error)) {
    const bool repeated = request.headers.find("Content-Length") != nullptr;
    return refuse(400,
                  repeated ? "more than one Content-Length field" : "malformed Content-Length");
  }
  if (error == http::error::bad_transfer_encoding) {
    return refuse(400, "malformed Transfer-Encoding");
  }
  if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension ||
      error == http::error::bad_line_ending) {
    return refuse(400, state == State::body ? "malformed chunk" : "malformed header");
  }
  refuse(400, "malformed request");
}

/// Feeds `bytes` to Beast; returns the rest, for later or for the next request.
std::string_view RequestParser::Message::parse(std::string_view bytes) {
  while (!bytes.empty() && !is_done()) {
    ErrorCode error;
    bytes.remove_prefix(
        basic_parser::put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error));
    if (error == http::error::need_more) break;
    if (error) {
      refuse_for(error);
      break;
    }
  }
  return bytes;
}

void RequestParser::Message::parse_head(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\r'));
  if (names_other_version(line)) return refuse(505, "a version of HTTP other than 1.0 and 1.1");
  // Beast rejects a body that is too large when the fields are already known.
  parse(head);
  if (state == State::refused) {
    if (refusal.status != 413) return;
  } else if (!is_header_done()) {
    return refuse(400, "malformed request");
  }
  finish_head();
}

void RequestParser::Message::finish_head() {
  if (const auto fault = fault_of_fields(request.headers, http_1_0)) {
    state = State::head;  // A malformed length takes precedence over a large one.
    return refuse(fault->status, std::string{fault->why});
  }
  if (state == State::refused) return;
  auto path = path_of_target(request.method, request.target);
  if (!path) return refuse(400, "malformed request target");
  request.target = std::move(*path);
  state = is_done() ? State::complete : State::body;
  awaits_continue = state == State::body && !http_1_0 && request.headers.find("Expect") != nullptr;
}

std::size_t RequestParser::Message::take_head(std::string_view bytes) {
  // "A server SHOULD ignore at least one empty line before the request-line" (RFC 9112
  // section 2.2).
  std::size_t skipped = 0;
  while (!begun && skipped < bytes.size() && (bytes[skipped] == '\r' || bytes[skipped] == '\n')) {
    ++skipped;
  }
  if (skipped == bytes.size()) return skipped;
  if (!std::exchange(begun, true) && bytes[skipped] == tls_handshake) {
    refuse(400, "TLS sent to a plain HTTP port");
    return bytes.size();
  }

  // Usually the whole head is available at once, and is parsed in place.
  const std::size_t held = pending_.size();
  if (held > 0) pending_.append(bytes);
  const std::string_view head = held > 0 ? std::string_view{pending_} : bytes.substr(skipped);
  const HeadScanner::State scanned = scanner_.scan(head);
  const bool complete = scanned == HeadScanner::State::complete;
  if (scanned == HeadScanner::State::faulty) {
    refuse(400, std::string{scanner_.fault()});
    return bytes.size();
  }
  if ((complete ? scanner_.size() : head.size()) > limits_.header_bytes_max) {
    refuse(431, "header fields larger than " + size_text(limits_.header_bytes_max));
    return bytes.size();
  }
  if (!complete) {
    if (held == 0) pending_.assign(head);
    return bytes.size();
  }
  parse_head(head.substr(0, scanner_.size()));
  pending_.clear();
  return skipped + scanner_.size() - held;
}

std::size_t RequestParser::Message::take_body(std::string_view bytes) {
  awaits_continue = false;
  const bool held = !pending_.empty();
  if (held) pending_.append(bytes);
  // No shorter input ends the body, and Beast (1.74) asserts this length for an unfinished last
  // chunk.
  if (held && pending_.size() < last_chunk_bytes_min) return bytes.size();
  const std::string_view rest = parse(held ? std::string_view{pending_} : bytes);
  if (state == State::refused) return bytes.size();
  if (is_done()) {
    state = State::complete;
    return bytes.size() - rest.size();
  }
  if (rest.size() > limits_.header_bytes_max) {
    refuse(431, "a chunk header or trailers larger than " + size_text(limits_.header_bytes_max));
    return bytes.size();
  }
  if (held) {
    pending_.erase(0, pending_.size() - rest.size());
  } else {
    pending_.assign(rest);
  }
  return bytes.size();
}

std::size_t RequestParser::Message::take_bytes(std::string_view bytes) {
  std::size_t taken = 0;
  if (state == State::head) taken = take_head(bytes);
  if (state == State::body && taken < bytes.size()) taken += take_body(bytes.substr(taken));
  return taken;
}

RequestParser::RequestParser(const ServerLimits& limits)
    : message_(std::make_unique<Message>(limits)) {}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::put(std::string_view bytes) {
  return bytes.empty() ? 0 : message_->take_bytes(bytes);
}

RequestParser::State RequestParser::state() const {
  return message_->state;
}
bool RequestParser::begun() const {
  return message_->begun;
}
bool RequestParser::awaits_continue() const {
  return message_->awaits_continue;
}
bool RequestParser::keep_alive() const {
  return message_->keep_alive();
}
bool RequestParser::http_1_0() const {
  return message_->http_1_0;
}

std::size_t RequestParser::body_bytes() const {
  return message_->request.body.size();
}

Request RequestParser::take() {
  return std::move(message_->request);
}

Refusal RequestParser::refusal() const {
  Refusal refusal = message_->refusal;
  refusal.method = message_->request.method;
  refusal.target = message_->request.target;
  return refusal;
}

}  // namespace streamctl::net

#include "webhook/signature_mistake.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/foreign_form.h"
#include "core/json.h"
#include "core/text.h"
#include "crypto/hmac.h"
#include "net/gzip.h"
#include "webhook/signature_form.h"
#include "webhook/written_anew.h"

namespace streamctl::webhook {
namespace {

constexpr std::size_t rewritten_bytes_max = 128 * 1024;
constexpr std::size_t digits_cut_least = 32;  // Shorter prefixes could be found by brute force.

constexpr const char* empty_body =
    "the body is empty; did a proxy, or a body parser that ran before, take it?";
constexpr const char* base64_body =
    "the body is base64 of an event; decode it first, as API Gateway's isBase64Encoded asks for";

/// Decodes `text` from base64 in any alphabet, with or without padding, quotes and line breaks.
std::optional<std::string> decoded(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  if (text.size() < 2 || text.front() == '{' || text.front() == '[') return std::nullopt;
  std::string plain(text);
  std::erase_if(plain, [](char byte) { return byte == '\r' || byte == '\n'; });
  std::replace(plain.begin(), plain.end(), '+', '-');
  std::replace(plain.begin(), plain.end(), '/', '_');
  while (plain.ends_with('='))
    plain.pop_back();
  return base64_bytes(plain, Base64::url);
}

/// The same, inflated if it is gzip.
std::optional<std::string> unpacked(std::string_view text, std::uint64_t bytes_max) {
  auto bytes = decoded(text);
  if (!bytes || !net::is_gzip(*bytes)) return bytes;
  auto plain = net::gunzip(*bytes, bytes_max);
  if (plain.failure) return std::nullopt;
  return std::move(plain.bytes);
}

bool looks_like_an_event(std::string_view text) {
  text = trimmed(text);
  return text.starts_with('{') && text.ends_with('}');
}

/// Whether another object follows the first: "{…}{…}".
bool holds_several(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('{')) return false;
  std::size_t depth = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (is_quoted) {
      if (byte == '\\') ++at;
      is_quoted = byte != '"';
    } else if (byte == '"') {
      is_quoted = true;
    } else if (byte == '{') {
      ++depth;
    } else if (byte == '}' && --depth == 0) {
      return trimmed(text.substr(at + 1)).starts_with('{') && parse_json(text.substr(0, at + 1));
    }
  }
  return false;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string made;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what)) {
    made += text.substr(0, at);
    made += by;
    text.remove_prefix(at + what.size());
  }
  return made += text;
}

/// Tries candidate texts and keys in turn.
class Search {
 public:
  Search(const RefusedSignature& refused, const SignatureForm& form)
      : refused_(refused), form_(form) {}

  std::string run() const;

 private:
  [[nodiscard]] bool is_by(std::string_view key, std::string_view text) const {
    return crypto::equal_in_constant_time(crypto::hmac(crypto::Hash::sha256, key, text),
                                          form_.digest);
  }
  [[nodiscard]] bool signs(std::string_view text) const {
    return is_by(refused_.secret.reveal(), text);
  }
  [[nodiscard]] std::string other_hash() const;
  [[nodiscard]] std::string other_bytes() const;
  [[nodiscard]] std::string wrapped_body() const;
  [[nodiscard]] std::string written_anew() const;
  [[nodiscard]] std::string other_key() const;

  const RefusedSignature& refused_;
  const SignatureForm& form_;
};

std::string Search::other_hash() const {
  using crypto::Hash;
  const std::size_t size = form_.digest.size();
  const Hash hash = size == 20 ? Hash::sha1 : size == 48 ? Hash::sha384 : Hash::sha512;
  const char* name = size == 20 ? "SHA-1" : size == 48 ? "SHA-384" : "SHA-512";
  if (crypto::hmac(hash, refused_.secret.reveal(), refused_.plain) != form_.digest) return "";
  return std::string("it is made with HMAC-") + name + "; Stream signs with HMAC-SHA-256";
}

/// Tries bytes with common additions and omissions.
std::string Search::other_bytes() const {
  const std::string_view plain = refused_.plain;
  constexpr const char* exactly = "; sign exactly the bytes that are sent";
  const auto last = plain.find_last_not_of(" \t\r\n");
  const auto shorter = plain.substr(0, last == std::string_view::npos ? 0 : last + 1);
  if (shorter.size() < plain.size() && signs(shorter))
    return std::string("it signs the body without the white space at its end") + exactly;
  for (const char* end : {"\n", "\r\n"})
    if (signs(std::string(plain) + end))
      return std::string("it signs the body with a newline at its end") + exactly;
  if (signs("")) return std::string("it signs an empty body") + exactly;
  const bool has_mark = plain.starts_with(byte_order_mark);
  if (has_mark && signs(plain.substr(byte_order_mark.size())))
    return std::string("it signs the body without its byte order mark") + exactly;
  if (!has_mark && signs(std::string(byte_order_mark) + std::string(plain)))
    return std::string("it signs the body behind a byte order mark") + exactly;
  if (plain.find('\n') == std::string_view::npos) return "";
  const bool has_returns = plain.find("\r\n") != std::string_view::npos;
  if (signs(has_returns ? replaced(plain, "\r\n", "\n") : replaced(plain, "\n", "\r\n")))
    return std::string("it signs the body with other line ends") + exactly;
  return "";
}

/// Tries an event that was wrapped in another text in transit.
std::string Search::wrapped_body() const {
  const std::string_view plain = refused_.plain;
  if (const auto bytes = decoded(plain)) {
    const auto event = unpacked(plain, refused_.body_bytes_max);
    if (signs(*bytes) || (event && signs(*event)))
      return "the body is base64 of what was signed; decode it first, as API Gateway's "
             "isBase64Encoded asks for";
    if (event && looks_like_an_event(*event)) return base64_body;
  }
  if (plain.size() > rewritten_bytes_max) return "";
  if (signs(base64_text(plain))) return "it signs the base64 of the body; sign the body itself";
  const auto value = parse_json(plain);
  if (!value) return "";
  if (value->is_string() && signs(value->get_ref<const std::string&>()))
    return "the body is a JSON string that holds what was signed; it was written as JSON twice";
  if (!value->is_object()) return "";
  const auto inner = value->find("body");
  if (inner == value->end() || !inner->is_string()) return "";
  const auto& text = inner->get_ref<const std::string&>();
  const auto event = unpacked(text, refused_.body_bytes_max);
  if (signs(text) || (event && signs(*event)))
    return "the body is a request in JSON, as of API Gateway, and what was signed is its 'body'; "
           "take that out first";
  return "";
}

std::string Search::written_anew() const {
  if (refused_.plain.size() > rewritten_bytes_max) return "";
  for (const Rewriting& one : rewritings_of(refused_.plain))
    if (signs(one.text))
      return "it signs the JSON written anew (" + one.how +
             "), not the bytes that came; sign and verify the raw body";
  return "";
}

std::string Search::other_key() const {
  for (const auto& other : refused_.others)
    if (is_by(other.key.reveal(), refused_.plain)) return "it is made with " + other.name;
  if (refused_.plain.size() > rewritten_bytes_max) return "";
  for (const auto& slip : crypto::slips_of(refused_.secret.reveal()))
    if (is_by(slip.key.reveal(), refused_.plain)) return "it is made with " + slip.name;
  return "";
}

std::string Search::run() const {
  if (form_.digest.size() != std::tuple_size_v<crypto::Digest>) return other_hash();
  if (signs(refused_.plain))
    return "it is right but for its form (" + form_.oddity +
           "); Stream sends 64 lower-case hexadecimal digits and nothing else";
  std::string mistake;
  if (!refused_.sent.empty() && signs(refused_.sent))
    mistake = "it signs the compressed bytes; sign the JSON before compressing it";
  if (mistake.empty()) mistake = other_bytes();
  if (mistake.empty()) mistake = wrapped_body();
  if (mistake.empty()) mistake = written_anew();
  if (mistake.empty()) mistake = other_key();
  if (mistake.empty() || form_.oddity.empty()) return mistake;
  return mistake + " (and its form is not Stream's: " + form_.oddity + ")";
}

/// A truncated right signature.
std::string cut_short(const RefusedSignature& refused) {
  const std::string_view digits = trimmed(refused.signature);
  const std::string right = hex_text(crypto::HmacSha256(refused.secret.reveal()).of(refused.plain));
  if (digits.size() < digits_cut_least || digits.size() >= right.size() ||
      !right.starts_with(lower_ascii(digits)))
    return "";
  return "it is cut short: " + std::to_string(digits.size()) + " of 64 digits";
}

}  // namespace

std::string mistake_behind(const RefusedSignature& refused) {
  if (refused.plain.empty()) return empty_body;
  if (trimmed(refused.signature).empty()) return "it is empty";
  const auto form = read_signature(refused.signature);
  std::string mistake = form ? Search(refused, *form).run() : "";
  if (mistake.empty()) mistake = cut_short(refused);
  return mistake;
}

std::string wrapping_of(std::string_view plain, std::uint64_t body_bytes_max) {
  if (plain.empty()) return empty_body;
  if (trimmed(plain).empty()) return "the body is nothing but white space";
  if (const auto event = unpacked(plain, body_bytes_max); event && looks_like_an_event(*event))
    return base64_body;
  if (plain.size() > rewritten_bytes_max) return "";
  if (trimmed(plain) == "undefined")
    return "the body is 'undefined'; was a variable without a value sent?";
  const auto value = parse_json(plain);
  if (!value)
    return holds_several(plain)
               ? "the body holds several JSON values; Stream sends one event in each delivery"
               : "";
  if (value->is_array())
    return "the body is a JSON array; Stream sends one event, an object, in each delivery";
  if (value->is_null()) return "the body is null; was a variable without a value sent?";
  if (value->is_string() && looks_like_an_event(value->get_ref<const std::string&>()))
    return "the body is a JSON string that holds an event; it was written as JSON twice";
  return "";
}

}  // namespace streamctl::webhook

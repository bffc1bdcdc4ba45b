#include "webhook/signed_texts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/foreign_form.h"
#include "core/json.h"
#include "core/text.h"
#include "crypto/hmac.h"
#include "webhook/encodings.h"
#include "webhook/json_dialect.h"
#include "webhook/minified.h"
#include "webhook/wrapping.h"

namespace streamctl::webhook {
namespace {

constexpr std::size_t rewritten_bytes_max = 64 * 1024;
constexpr std::size_t thorough_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t small_bytes_max = 16 * 1024;  ///< Costs next to nothing, whatever is tried.

/// Of JSON written anew: escapes and white space may make it this much longer.
constexpr std::size_t times_longer_max = 4;
constexpr std::size_t longer_bytes_max = 64 * 1024;

constexpr const char* exactly = "; sign exactly the bytes that are sent";
constexpr const char* raw_body = ", not the bytes that came; sign and verify the raw body";

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string made;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what)) {
    made += text.substr(0, at);
    made += by;
    text.remove_prefix(at + what.size());
  }
  return made += text;
}

/// A text that a program makes of a body that it has not got, or has parsed.
struct Word {
  std::string_view text;
  std::string_view origin;
};
constexpr std::array<Word, 6> words{{
    {"{}", "as JSON.stringify writes a body that no parser has read"},
    {"[object Object]", "as JavaScript writes a parsed body"},
    {"undefined", "as JavaScript writes a missing body"},
    {"null", "as programs write a missing body"},
    {"None", "as Python writes a missing body"},
    {"Array", "as PHP writes a parsed body"},
}};

/// Tries texts in turn. Each function returns the mistake, or "".
class Attempts {
 public:
  Attempts(const SignedBody& body, SearchBudget& budget,
           const std::function<bool(std::string_view)>& is_it)
      : body_(body), plain_(body.plain), budget_(budget), is_it_(is_it) {}

  [[nodiscard]] std::string run() const {
    if (!body_.sent.empty() && is_it(body_.sent))
      return "it signs the compressed bytes; sign the JSON before compressing it";
    std::string mistake = other_bytes();
    if (mistake.empty()) mistake = wrapped_body();
    const bool is_small = plain_.size() <= small_bytes_max;
    if (plain_.size() > (body_.is_thorough ? thorough_bytes_max : rewritten_bytes_max))
      return mistake;
    if (mistake.empty()) mistake = written_anew();
    if (mistake.empty()) mistake = word();
    if (mistake.empty() && (is_small || body_.is_thorough)) mistake = other_encoding();
    return mistake;
  }

 private:
  [[nodiscard]] bool is_it(std::string_view text) const {
    return budget_.takes(text.size() * body_.keys) && is_it_(text);
  }

  /// Bytes with common additions and omissions.
  [[nodiscard]] std::string other_bytes() const {
    const auto last = plain_.find_last_not_of(" \t\r\n");
    const auto shorter = plain_.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (shorter.size() < plain_.size() && is_it(shorter))
      return std::string("it signs the body without the white space at its end") + exactly;
    for (const char* end : {"\n", "\r\n"})
      if (is_it(std::string(plain_) + end))
        return std::string("it signs the body with a newline at its end") + exactly;
    if (is_it("")) return std::string("it signs an empty body") + exactly;
    const bool has_mark = plain_.starts_with(byte_order_mark);
    if (has_mark && is_it(plain_.substr(byte_order_mark.size())))
      return std::string("it signs the body without its byte order mark") + exactly;
    if (!has_mark && is_it(std::string(byte_order_mark) + std::string(plain_)))
      return std::string("it signs the body behind a byte order mark") + exactly;
    if (plain_.find('\n') == std::string_view::npos) return "";
    const bool has_returns = plain_.find("\r\n") != std::string_view::npos;
    if (is_it(has_returns ? replaced(plain_, "\r\n", "\n") : replaced(plain_, "\n", "\r\n")))
      return std::string("it signs the body with other line ends") + exactly;
    return "";
  }

  /// An event that was wrapped in another text in transit.
  [[nodiscard]] std::string wrapped_body() const {
    if (const auto bytes = decoded(plain_)) {
      const auto event = unpacked(plain_, body_.body_bytes_max);
      if (is_it(*bytes) || (event && is_it(*event)))
        return "the body is base64 of what was signed; decode it first, as API Gateway's "
               "isBase64Encoded asks for";
      if (event && looks_like_an_event(*event)) return base64_body;
    }
    if (plain_.size() > rewritten_bytes_max) return "";
    const auto value = parse_json(plain_);
    if (!value) return "";
    if (value->is_string() && is_it(value->get_ref<const std::string&>()))
      return "the body is a JSON string that holds what was signed; it was written as JSON twice";
    if (!value->is_object()) return "";
    const auto inner = value->find("body");
    if (inner == value->end() || !inner->is_string()) return "";
    const auto& text = inner->get_ref<const std::string&>();
    const auto event = unpacked(text, body_.body_bytes_max);
    if (is_it(text) || (event && is_it(*event)))
      return "the body is a request in JSON, as of API Gateway, and what was signed is its 'body'; "
             "take that out first";
    return "";
  }

  [[nodiscard]] std::string written_anew() const {
    const auto value = parse_json(plain_);
    if (!value) return "";
    const auto mistake = [](std::string_view how) {
      return "it signs the JSON written anew (" + std::string(how) + ")" + raw_body;
    };
    const std::size_t bytes_max = times_longer_max * plain_.size() + longer_bytes_max;
    const auto twice = written(Json(std::string(plain_)), dialects().front(), bytes_max);
    if (twice && is_it(*twice))
      return std::string("it signs the body as a JSON string, JSON.stringify of a text") + raw_body;
    for (const Dialect& dialect : dialects()) {
      if (!dialect.is_common && !body_.is_thorough) continue;
      std::optional<std::string> text;
      if (budget_.bytes_left > 0) text = written(*value, dialect, bytes_max);
      if (!text) {
        budget_.is_cut = true;
        continue;
      }
      if (is_it(*text)) return mistake(dialect.name);
      if (body_.is_thorough && is_it(*text += '\n'))
        return mistake(std::string(dialect.name) + ", and a newline at its end");
    }
    if (is_it(minified(plain_))) return mistake("without white space");
    if (body_.is_thorough && is_it(python_text(*value)))
      return std::string("it signs Python's text for the parsed body, str(payload)") + raw_body;
    return "";
  }

  [[nodiscard]] std::string word() const {
    for (const Word& word : words)
      if (is_it(word.text))
        return "it signs '" + std::string(word.text) + "', " + std::string(word.origin) + raw_body;
    return "";
  }

  [[nodiscard]] std::string other_encoding() const {
    const auto mistake = [](const std::string& what) { return "it signs " + what + exactly; };
    if (is_it(base64_text(plain_))) return "it signs the base64 of the body; sign the body itself";
    for (const Utf16& form : utf16_forms)
      if (const auto text = utf16_text(plain_, form); text && is_it(*text))
        return mistake("the body in " + std::string(form.name));
    if (const auto text = latin1_text(plain_); text && is_it(*text))
      return mistake("the body in Latin-1");
    if (is_it(read_as_latin1(plain_)))
      return mistake("the body read as Latin-1 and written as UTF-8");
    for (const std::string_view mark : {std::string_view("?"), std::string_view("\xEF\xBF\xBD")})
      if (is_it(read_as_ascii(plain_, mark)))
        return mistake("the body read as ASCII, with " +
                       std::string(mark == "?" ? "question marks" : "U+FFFD") +
                       " in place of the rest");
    if (is_it(percent_encoded(plain_))) return mistake("the body percent-encoded");
    if (is_it(python_bytes_text(plain_)))
      return mistake("Python's text for bytes, str(body), which begins with b'");
    const std::string hash = crypto::digest_of(crypto::Hash::sha256, plain_);
    if (is_it(hex_text(as_bytes(hash))) || is_it(hash))
      return "it signs the SHA-256 of the body; sign the body itself";
    if (is_it(hex_text(as_bytes(plain_))))
      return "it signs the body as hexadecimal digits; sign the body itself";
    return "";
  }

  static std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  }

  const SignedBody& body_;
  std::string_view plain_;
  SearchBudget& budget_;
  const std::function<bool(std::string_view)>& is_it_;
};

}  // namespace

std::string find_signed_text(const SignedBody& body, SearchBudget& budget,
                             const std::function<bool(std::string_view)>& is_it) {
  return Attempts(body, budget, is_it).run();
}

}  // namespace streamctl::webhook

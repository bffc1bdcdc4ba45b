#include "webhook/signature_form.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/encoding.h"
#include "core/text.h"
#include "crypto/other_key.h"

namespace streamctl::webhook {
namespace {

constexpr std::size_t text_bytes_max = 512;
constexpr std::size_t prefix_max = 40;
constexpr std::string_view separators = "=:, \t;";

bool is_digest(const std::optional<std::string>& bytes) {
  constexpr std::array<std::size_t, 5> sizes{16, 20, 32, 48, 64};
  return bytes && std::find(sizes.begin(), sizes.end(), bytes->size()) != sizes.end();
}

std::optional<SignatureForm> read_hexadecimal(std::string_view word) {
  std::string digits(word);
  std::erase(digits, ':');
  auto bytes = hex_bytes(digits);
  if (!is_digest(bytes)) return std::nullopt;
  std::string oddity;
  if (digits != lower_ascii(digits)) oddity = "upper-case digits";
  if (digits.size() != word.size()) oddity += (oddity.empty() ? "" : ", ") + std::string("colons");
  return SignatureForm{*std::move(bytes), std::move(oddity)};
}

std::optional<SignatureForm> read_base64(std::string_view word) {
  std::string text(word);
  const bool is_url = text.find_first_of("-_") != std::string::npos;
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  const bool is_padded = text.ends_with('=');
  while (text.ends_with('='))
    text.pop_back();
  auto bytes = base64_bytes(text, Base64::url);
  if (!bytes) return std::nullopt;
  if (const auto inner = hex_bytes(*bytes); is_digest(inner))
    return SignatureForm{*inner, "base64 of the hexadecimal digits"};
  if (!is_digest(bytes)) return std::nullopt;
  const bool is_open = !is_url && !is_padded && bytes->size() % 3 != 0;
  return SignatureForm{*std::move(bytes), is_url    ? "base64url"
                                          : is_open ? "base64 without padding"
                                                    : "base64"};
}

std::optional<SignatureForm> read_word(std::string_view word) {
  constexpr std::string_view mark = "0x";
  if (auto form = read_hexadecimal(word)) return form;
  if (auto form = read_base64(word)) return form;
  if (!word.starts_with(mark)) return std::nullopt;
  auto form = read_hexadecimal(word.substr(mark.size()));
  if (form) form->oddity = "the prefix '0x'";
  return form;
}

/// Reads the word at `begin` and describes the text around it.
std::optional<SignatureForm> read_at(std::string_view text, std::size_t begin) {
  std::string_view word = text.substr(begin);
  while (!word.empty() && (word.front() == ' ' || word.front() == '\t'))
    word.remove_prefix(1);
  const std::size_t end = word.find_first_of(",; \t");
  auto form = read_word(crypto::unwrapped(word.substr(0, end)));
  if (!form) return form;
  std::vector<std::string> oddities;
  if (begin > 0)
    oddities.push_back("the prefix '" + cut_to_width(printable(text.substr(0, begin)), prefix_max) +
                       "'");
  if (!form->oddity.empty()) oddities.push_back(form->oddity);
  if (end != std::string_view::npos) oddities.emplace_back("words behind it");
  form->oddity = joined(oddities, ", ");
  return form;
}

/// `text` without percent-encoding.
std::string url_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? hex_bytes(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      decoded += *byte;
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

std::optional<SignatureForm> read_signature(std::string_view text) {
  if (text.size() > text_bytes_max) return std::nullopt;
  if (const std::string decoded = url_decoded(text); decoded != text) {
    auto form = read_signature(decoded);
    if (form) form->oddity = "URL-encoded" + (form->oddity.empty() ? "" : ", " + form->oddity);
    return form;
  }
  const std::string_view bare = crypto::unwrapped(text);
  auto form = read_word(bare);
  if (!form) form = read_at(bare, 0);
  for (std::size_t i = 0; i < bare.size() && !form; ++i)
    if (separators.find(bare[i]) != std::string_view::npos) form = read_at(bare, i + 1);
  if (!form || bare.size() == text.size()) return form;
  const bool is_quoted = text.find_first_of("\"'") != std::string_view::npos;
  form->oddity += (form->oddity.empty() ? "" : ", ");
  form->oddity += is_quoted ? "quotes around it" : "white space around it";
  return form;
}

}  // namespace streamctl::webhook

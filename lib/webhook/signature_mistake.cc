#include "webhook/signature_mistake.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>
#include <vector>

#include "core/encoding.h"
#include "core/text.h"
#include "crypto/hmac.h"
#include "crypto/other_key.h"
#include "webhook/signature_form.h"
#include "webhook/signed_texts.h"
#include "webhook/wrapping.h"

namespace streamctl::webhook {
namespace {

using crypto::Hash;

/// Past this, only the secret itself is tried, and thorough searches try no two mistakes together.
constexpr std::size_t keyed_bytes_max = 128 * 1024;
constexpr std::size_t digits_cut_least = 32;  // Shorter parts could be found by brute force.
constexpr std::size_t thorough_digits_cut_least = 6;
constexpr std::size_t right_digits = 2 * std::tuple_size_v<crypto::Digest>;
constexpr const char* search_cut =
    "no known mistake explains it, but not all were tried: this body is too large or too deep. "
    "Compare the secrets, and the bodies byte for byte";

Hash hash_of(std::size_t digest_size) {
  switch (digest_size) {
    case 16:
      return Hash::md5;
    case 20:
      return Hash::sha1;
    case 48:
      return Hash::sha384;
    case 64:
      return Hash::sha512;
    default:
      return Hash::sha256;
  }
}

/// Tries candidate texts and keys in turn.
class Search {
 public:
  Search(const RefusedSignature& refused, const SignatureForm& form)
      : refused_(refused), form_(form), hash_(hash_of(form.digest.size())) {}

  [[nodiscard]] std::string run();

 private:
  [[nodiscard]] bool is_it(const std::string& digest) const {
    return crypto::equal_in_constant_time(digest, form_.digest);
  }
  [[nodiscard]] bool is_by(std::string_view key, std::string_view text) const {
    return is_it(crypto::hmac(hash_, key, text));
  }
  /// The mistake behind a text other than the body; see find_signed_text().
  template <class IsIt>
  [[nodiscard]] std::string find_text(std::size_t keys, IsIt is_it) {
    return find_signed_text(
        {refused_.sent, refused_.plain, refused_.body_bytes_max, refused_.is_thorough, keys},
        budget_, is_it);
  }
  [[nodiscard]] std::string no_hmac() const;
  [[nodiscard]] std::string other_key() const;
  [[nodiscard]] std::string two_mistakes();
  [[nodiscard]] std::vector<crypto::OtherKey> keys() const;

  const RefusedSignature& refused_;
  const SignatureForm& form_;
  Hash hash_;
  SearchBudget budget_;
};

std::string Search::no_hmac() const {
  const std::string plain(refused_.plain);
  const std::string secret(refused_.secret.reveal());
  const std::string hash(crypto::name_of(hash_));
  const char* hmac = "; Stream signs with HMAC-SHA-256";
  if (is_it(crypto::digest_of(hash_, plain)))
    return "it is the " + hash + " of the body, made without the secret" + hmac;
  if (is_it(crypto::digest_of(hash_, secret + plain)))
    return "it is the " + hash + " of the secret and the body, not an HMAC" + hmac;
  if (is_it(crypto::digest_of(hash_, plain + secret)))
    return "it is the " + hash + " of the body and the secret, not an HMAC" + hmac;
  if (is_by(plain, secret))
    return "it is made with the body as the key and the secret as the message; swap them";
  return "";
}

/// The keys in place of the secret, few for large bodies.
std::vector<crypto::OtherKey> Search::keys() const {
  std::vector<crypto::OtherKey> keys(refused_.others.begin(), refused_.others.end());
  if (refused_.plain.size() > keyed_bytes_max) return keys;
  for (auto& slip : crypto::slips_of(refused_.secret.reveal()))
    keys.push_back(std::move(slip));
  return keys;
}

std::string Search::other_key() const {
  for (const auto& other : keys())
    if (is_by(other.key.reveal(), refused_.plain)) return "it is made with " + other.name;
  return "";
}

std::string Search::two_mistakes() {
  if (!refused_.is_thorough || refused_.plain.size() > keyed_bytes_max) return "";
  const auto others = keys();
  const crypto::OtherKey* key = nullptr;
  const std::string mistake = find_text(others.size(), [&](std::string_view text) {
    const auto found = std::find_if(others.begin(), others.end(), [&](const auto& other) {
      return is_by(other.key.reveal(), text);
    });
    if (found != others.end()) key = &*found;
    return key != nullptr;
  });
  return key == nullptr ? "" : mistake + ". It is also made with " + key->name;
}

std::string Search::run() {
  const bool is_sha256 = hash_ == Hash::sha256;
  const std::string hash = "HMAC-" + std::string(crypto::name_of(hash_));
  if (is_by(refused_.secret.reveal(), refused_.plain)) {
    return is_sha256 ? "it is right but for its form (" + form_.oddity +
                           "); Stream sends 64 lower-case hexadecimal digits and nothing else"
                     : "it is made with " + hash + "; Stream signs with HMAC-SHA-256";
  }
  std::string mistake;
  if (is_sha256 || refused_.is_thorough) {
    mistake =
        find_text(1, [&](std::string_view text) { return is_by(refused_.secret.reveal(), text); });
  }
  if (mistake.empty()) mistake = other_key();
  if (mistake.empty()) mistake = two_mistakes();
  if (!mistake.empty() && !is_sha256 && mistake != base64_body)
    mistake += ". It is also made with " + hash + ", not with HMAC-SHA-256";
  if (mistake.empty() && refused_.plain.size() <= keyed_bytes_max) mistake = no_hmac();
  if (mistake.empty() && refused_.is_thorough && budget_.is_cut) return search_cut;
  if (mistake.empty() || form_.oddity.empty()) return mistake;
  return mistake + " (and its form is not Stream's: " + form_.oddity + ")";
}

bool is_hex_digit(char byte) {
  return std::isxdigit(static_cast<unsigned char>(byte)) != 0;
}

/// The first character that is no hexadecimal digit, for people.
std::string first_stray(std::string_view text) {
  const auto stray = std::find_if_not(text.begin(), text.end(), is_hex_digit);
  const std::string_view rest = text.substr(static_cast<std::size_t>(stray - text.begin()));
  const std::size_t length = std::max<std::size_t>(first_code_point(rest).length, 1);
  return rest.front() == ' ' ? "a space" : "'" + printable(rest.substr(0, length)) + "'";
}

std::string right_signature(const RefusedSignature& refused) {
  return hex_text(crypto::HmacSha256(refused.secret.reveal()).of(refused.plain));
}

/// A part of the right signature.
std::string cut_short(const RefusedSignature& refused) {
  const std::string text = lower_ascii(crypto::unwrapped(refused.signature));
  const std::size_t least = refused.is_thorough ? thorough_digits_cut_least : digits_cut_least;
  if (text.size() < least || text.size() >= right_digits ||
      !std::all_of(text.begin(), text.end(), is_hex_digit))
    return "";
  const std::string right = right_signature(refused);
  const std::string part = std::to_string(text.size()) + " of 64 digits";
  if (right.starts_with(text)) return "it is cut short: " + part;
  if (right.ends_with(text)) return "its beginning is cut off: " + part;
  return right.find(text) == std::string::npos ? "" : "both its ends are cut off: " + part;
}

/// The right signature with something between its digits.
std::string interspersed(const RefusedSignature& refused) {
  const std::string text = lower_ascii(crypto::unwrapped(refused.signature));
  std::string digits = text;
  std::erase_if(digits, [](char byte) { return !is_hex_digit(byte); });
  if (digits == text || digits.size() != right_digits || digits != right_signature(refused))
    return "";
  return "it is right but for what stands among its digits: " + first_stray(text);
}

/// What keeps it from being the signature of anything; empty if it may be one.
std::string misshapen(std::string_view signature, bool has_form) {
  const std::string text(crypto::unwrapped(signature));
  const auto stray = std::find_if_not(text.begin(), text.end(), is_hex_digit);
  // A wrong digit makes 64 characters base64 of a longer hash.
  if (has_form && (text.size() != right_digits || stray == text.end())) return "";
  const std::string form = "; Stream's signature is 64 lower-case hexadecimal digits";
  if (stray == text.end())
    return "it has " + std::to_string(text.size()) +
           (text.size() == 1 ? " digit" : " hexadecimal digits") + form;
  if (text.size() != right_digits) return "it is neither hexadecimal nor base64 of a hash" + form;
  return "its character " + std::to_string(stray - text.begin() + 1) + ", " + first_stray(text) +
         ", is no hexadecimal digit" + form;
}

}  // namespace

std::string mistake_behind(const RefusedSignature& refused) {
  if (refused.plain.empty()) return empty_body;
  if (trimmed(refused.signature).empty()) return "it is empty";
  std::string mistake = cut_short(refused);
  if (!mistake.empty()) return mistake;
  const auto form = read_signature(refused.signature);
  if (form) mistake = Search(refused, *form).run();
  if (mistake.empty()) mistake = interspersed(refused);
  if (mistake.empty() && refused.is_thorough) return misshapen(refused.signature, form.has_value());
  return mistake;
}

}  // namespace streamctl::webhook

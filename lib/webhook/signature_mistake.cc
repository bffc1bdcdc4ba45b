#include "webhook/signature_mistake.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/encoding.h"
#include "core/text.h"
#include "crypto/hmac.h"
#include "webhook/signature_form.h"
#include "webhook/signed_texts.h"
#include "webhook/wrapping.h"

namespace streamctl::webhook {
namespace {

using crypto::Hash;

/// Past this, only the secret itself is tried, and thorough searches try no two mistakes together.
constexpr std::size_t keyed_bytes_max = 128 * 1024;
constexpr std::size_t digits_cut_least = 32;  // Shorter prefixes could be found by brute force.
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

/// A truncated right signature.
std::string cut_short(const RefusedSignature& refused) {
  const std::string_view digits = trimmed(refused.signature);
  if (digits.size() < digits_cut_least || digits.size() >= 2 * std::tuple_size_v<crypto::Digest>)
    return "";
  const std::string right = hex_text(crypto::HmacSha256(refused.secret.reveal()).of(refused.plain));
  if (!right.starts_with(lower_ascii(digits))) return "";
  return "it is cut short: " + std::to_string(digits.size()) + " of 64 digits";
}

}  // namespace

std::string mistake_behind(const RefusedSignature& refused) {
  if (refused.plain.empty()) return empty_body;
  if (trimmed(refused.signature).empty()) return "it is empty";
  std::string mistake = cut_short(refused);
  if (!mistake.empty()) return mistake;
  const auto form = read_signature(refused.signature);
  return form ? Search(refused, *form).run() : "";
}

}  // namespace streamctl::webhook

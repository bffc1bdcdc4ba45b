#include "crypto/other_key.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::crypto {
namespace {

// A byte order mark, a non-breaking space, a zero-width space, in UTF-8.
constexpr std::array<std::string_view, 3> invisible{"\xEF\xBB\xBF", "\xC2\xA0", "\xE2\x80\x8B"};

constexpr std::size_t letters_least = 8;  ///< Of a secret that may lack one.

bool is_blank(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value <= 0x20 || value == 0x7f;
}

std::size_t blank_at_front(std::string_view text) {
  if (text.empty()) return 0;
  if (is_blank(text.front())) return 1;
  for (const std::string_view one : invisible)
    if (text.starts_with(one)) return one.size();
  return 0;
}

std::size_t blank_at_end(std::string_view text) {
  if (text.empty()) return 0;
  if (is_blank(text.back())) return 1;
  for (const std::string_view one : invisible)
    if (text.ends_with(one)) return one.size();
  return 0;
}

std::string_view without_blanks(std::string_view text) {
  while (const std::size_t size = blank_at_front(text))
    text.remove_prefix(size);
  while (const std::size_t size = blank_at_end(text))
    text.remove_suffix(size);
  return text;
}

bool is_quoted(std::string_view text) {
  return text.size() > 1 && (text.front() == '"' || text.front() == '\'') &&
         text.back() == text.front();
}

std::string upper_ascii(std::string text) {
  for (char& byte : text)
    if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
  return text;
}

std::optional<std::string> decoded(std::string_view secret) {
  if (auto bytes = base64_bytes(secret)) return bytes;
  return base64_bytes(secret, Base64::url);
}

}  // namespace

std::string_view unwrapped(std::string_view secret) {
  secret = without_blanks(secret);
  if (is_quoted(secret)) secret = without_blanks(secret.substr(1, secret.size() - 2));
  return secret;
}

std::vector<OtherKey> slips_of(std::string_view secret) {
  const std::string plain(unwrapped(secret));
  std::vector<OtherKey> slips;
  const auto add = [&](const char* name, std::string key) {
    if (key != secret) slips.push_back({name, Secret(std::move(key))});
  };
  add("the secret without what stands around it (white space, quotes)", plain);
  add("the secret with a newline at its end", plain + "\n");
  add("the secret with a carriage return at its end", plain + "\r");
  add("the secret with a carriage return and a newline at its end", plain + "\r\n");
  add("the secret with a space at its end", plain + " ");
  add("the secret in double quotes", '"' + plain + '"');
  add("the secret in single quotes", '\'' + plain + '\'');
  add("the secret behind a byte order mark", std::string(invisible.front()) + plain);
  if (auto bytes = decoded(plain))
    add("the secret decoded from base64; its characters are the key", *std::move(bytes));
  if (auto bytes = hex_bytes(plain))
    add("the secret decoded from hexadecimal; its characters are the key", *std::move(bytes));
  add("the secret encoded in base64; its own characters are the key", base64_text(plain));
  add("the secret and a newline encoded in base64, as 'echo' and 'base64' do; its own characters "
      "are the key",
      base64_text(plain + "\n"));
  add("the secret encoded in hexadecimal; its own characters are the key",
      hex_text(std::vector<std::uint8_t>(plain.begin(), plain.end())));
  if (plain.size() > letters_least) {
    add("the secret without its last character", plain.substr(0, plain.size() - 1));
    add("the secret without its first character", plain.substr(1));
  }
  add("the secret in lower case", lower_ascii(plain));
  add("the secret in upper case", upper_ascii(plain));
  add("an empty secret: is a variable not set there?", "");
  add("the text 'undefined': is a variable not set there?", "undefined");
  return slips;
}

}  // namespace streamctl::crypto

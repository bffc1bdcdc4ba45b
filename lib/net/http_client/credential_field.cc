#include "net/http_client/credential_field.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"

namespace streamctl::net {
namespace {

constexpr std::array<std::string_view, 8> endings{"token",       "secret", "password", "passwd",
                                                  "credentials", "key",    "jwt",      "assertion"};
constexpr std::array<std::string_view, 6> words{"authorization", "auth",       "cookie",
                                                "cookie2",       "credential", "bearer"};
// Fields with such a suffix that are not credentials.
constexpr std::array<std::string_view, 4> harmless{"x-api-key", "idempotency-key",
                                                   "sec-websocket-key", "surrogate-key"};

}  // namespace

bool is_credential(std::string_view name) {
  const std::string folded = lower_ascii(name);
  if (std::find(harmless.begin(), harmless.end(), folded) != harmless.end()) return false;
  if (std::any_of(endings.begin(), endings.end(),
                  [&](std::string_view ending) { return folded.ends_with(ending); }))
    return true;
  for (const std::string_view part : split(folded, '-'))
    if (std::find(words.begin(), words.end(), part) != words.end()) return true;
  return false;
}

}  // namespace streamctl::net

#include "net/http_client/credential_field.h"

#include <algorithm>
#include <array>
#include <cstddef>

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

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view one) { return equals_ignoring_case(name, one); });
}

}  // namespace

/// Allocates nothing: `listen` asks about every field of every delivery.
bool is_credential(std::string_view name) {
  if (is_one_of(harmless, name)) return false;
  if (std::any_of(endings.begin(), endings.end(),
                  [&](std::string_view ending) { return ends_ignoring_case(name, ending); }))
    return true;
  while (true) {
    const std::size_t end = name.find('-');
    if (is_one_of(words, name.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    name.remove_prefix(end + 1);
  }
}

}  // namespace streamctl::net

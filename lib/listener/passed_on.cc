#include "listener/passed_on.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text.h"
#include "webhook/delivery_headers.h"

namespace streamctl::listener {
namespace {

constexpr std::string_view via_header = "Via";
constexpr std::string_view webhook_prefix = "X-Webhook-";
constexpr std::array<std::string_view, 4> names{webhook::signature_header, webhook::api_key_header,
                                                "Content-Type", "Content-Encoding"};

bool is_forwarded(std::string_view name) {
  return equals_ignoring_case(name.substr(0, webhook_prefix.size()), webhook_prefix) ||
         std::any_of(names.begin(), names.end(),
                     [&](std::string_view one) { return equals_ignoring_case(one, name); });
}

}  // namespace

net::Headers passed_on(const net::Headers& received) {
  net::Headers headers;
  for (const net::Header& field : received) {
    if (is_forwarded(field.name)) headers.add(field.name, field.value);
  }
  return headers;
}

std::string via(const net::Headers& received, const std::string& name) {
  std::string value;
  for (const net::Header& field : received)
    if (equals_ignoring_case(field.name, via_header)) value += field.value + ", ";
  return value + "1.1 " + name;
}

bool came_by(const net::Headers& received, std::string_view name) {
  return std::any_of(received.begin(), received.end(), [&](const net::Header& field) {
    if (!equals_ignoring_case(field.name, via_header)) return false;
    const auto hops = split(field.value, ',');
    return std::any_of(hops.begin(), hops.end(), [&](std::string_view hop) {
      return trimmed(hop).ends_with(" " + std::string(name));
    });
  });
}

}  // namespace streamctl::listener

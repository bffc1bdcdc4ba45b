#include "listener/passed_on.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text.h"
#include "webhook/delivery_headers.h"

namespace streamctl::listener {
namespace {

constexpr std::string_view webhook_prefix = "X-Webhook-";
constexpr std::array<std::string_view, 4> names{webhook::signature_header, webhook::api_key_header,
                                                "Content-Type", "Content-Encoding"};

bool goes_on(std::string_view name) {
  return equals_ignoring_case(name.substr(0, webhook_prefix.size()), webhook_prefix) ||
         std::any_of(names.begin(), names.end(),
                     [&](std::string_view one) { return equals_ignoring_case(one, name); });
}

}  // namespace

net::Headers passed_on(const net::Headers& received) {
  net::Headers headers;
  for (const net::Header& field : received) {
    if (goes_on(field.name)) headers.add(field.name, field.value);
  }
  return headers;
}

}  // namespace streamctl::listener

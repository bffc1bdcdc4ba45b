#include "net/http_client/no_proxy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/text.h"
#include "net/host_port.h"

namespace streamctl::net {
namespace {

struct Address {
  std::array<unsigned char, 16> bytes{};
  std::size_t bits = 0;  ///< 32 or 128.
};

std::optional<Address> address_in(std::string_view text) {
  const std::string copy(text);
  Address read;
  if (inet_pton(AF_INET, copy.c_str(), read.bytes.data()) == 1) {
    read.bits = 32;
  } else if (inet_pton(AF_INET6, copy.c_str(), read.bytes.data()) == 1) {
    read.bits = 128;
  } else {
    return std::nullopt;
  }
  return read;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool agree(const Address& one, const Address& other, std::size_t bits) {
  const auto bit = [](const Address& address, std::size_t at) {
    return (address.bytes.at(at / 8) >> (7 - at % 8)) & 1U;
  };
  for (std::size_t at = 0; at < bits; ++at)
    if (bit(one, at) != bit(other, at)) return false;
  return true;
}

/// Parses an item that is an address or an address block.
bool holds(std::string_view item, const Address& host) {
  const std::size_t slash = item.find('/');
  const auto block = address_in(item.substr(0, slash));
  if (!block || block->bits != host.bits) return false;
  if (slash == std::string_view::npos) return agree(*block, host, host.bits);
  const auto bits = number_in<std::size_t>(item.substr(slash + 1));
  return bits && *bits <= host.bits && agree(*block, host, *bits);
}

/// Splits "name:8080" or "[::1]:8080"; a port of 0 matches all ports.
std::pair<std::string_view, std::uint16_t> without_port(std::string_view item) {
  std::string_view name = item;
  std::uint16_t port = 0;
  const std::size_t colon = item.rfind(':');
  const bool is_bare_v6 = item.find(':') != colon && !item.starts_with('[');
  if (colon != std::string_view::npos && !is_bare_v6 && !item.ends_with(']')) {
    if (const auto number = number_in<std::uint16_t>(item.substr(colon + 1))) {
      name = item.substr(0, colon);
      port = *number;
    }
  }
  return {without_brackets(name), port};
}

bool is_at_or_below(std::string_view host, std::string_view name) {
  if (name.empty() || !host.ends_with(name)) return false;
  return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
}

}  // namespace

bool is_listed(std::string_view list, std::string_view host, std::uint16_t port) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto address = address_in(host);
  std::string lower = lower_ascii(list);
  std::replace_if(
      lower.begin(), lower.end(), [](char byte) { return byte == ' ' || byte == '\t'; }, ',');
  const auto items = split(lower, ',');
  return std::any_of(items.begin(), items.end(), [&](std::string_view item) {
    if (item == "*") return true;
    auto [name, wanted] = without_port(item);
    if (wanted != 0 && wanted != port) return false;
    if (address) return holds(name, *address);
    if (name.starts_with("*.")) name.remove_prefix(1);
    if (name.starts_with('.')) name.remove_prefix(1);
    if (name.ends_with('.')) name.remove_suffix(1);
    return is_at_or_below(host, name);
  });
}

}  // namespace streamctl::net

#include "net/host_port.h"

namespace streamctl::net {

std::string bracketed(const std::string& host) {
  const bool is_bare_v6 = host.find(':') != std::string::npos && !host.starts_with('[');
  return is_bare_v6 ? "[" + host + "]" : host;
}

std::string_view without_brackets(std::string_view host) {
  const bool has_brackets = host.size() >= 2 && host.starts_with('[') && host.ends_with(']');
  return has_brackets ? host.substr(1, host.size() - 2) : host;
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
  return bracketed(host) + ":" + std::to_string(port);
}

}  // namespace streamctl::net

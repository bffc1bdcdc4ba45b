#include "tunnel/ssh.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "core/text.h"
#include "net/host_port.h"
#include "tunnel/urls_in.h"

namespace streamctl::tunnel {
namespace {

bool is_at(const std::string& host, const std::string& domain) {
  return host == domain || is_below(host, domain);
}

Error bad_destination(const std::string& text) {
  return usage_error("'" + printable(text) + "' is no destination of ssh",
                     "write it as ssh:user@host or ssh:user@host:port");
}

bool is_word(const std::string& text) {
  return !text.starts_with('-') && std::none_of(text.begin(), text.end(), [](char byte) {
    return static_cast<unsigned char>(byte) <= ' ' || byte == '\x7f';
  });
}

}  // namespace

Result<SshDestination> parse_ssh_destination(const std::string& text) {
  std::string rest = text.starts_with("//") ? text.substr(2) : text;
  SshDestination destination;
  if (const auto at = rest.rfind('@'); at != std::string::npos) {
    destination.user = rest.substr(0, at);
    rest.erase(0, at + 1);
    if (destination.user.empty()) return bad_destination(text);
  }
  const auto bracket = rest.starts_with('[') ? rest.find(']') : std::string::npos;
  const auto colon = rest.find(':', bracket == std::string::npos ? 0 : bracket);
  // Several colons without brackets are an IPv6 address.
  const bool has_port =
      colon != std::string::npos && rest.find(':', colon + 1) == std::string::npos;
  if (has_port) {
    destination.port = rest.substr(colon + 1);
    rest.erase(colon);
    std::uint16_t number = 0;
    const char* const end = destination.port.data() + destination.port.size();
    const auto [read, failure] = std::from_chars(destination.port.data(), end, number);
    if (failure != std::errc() || read != end || number == 0) return bad_destination(text);
  }
  destination.host = std::string(net::without_brackets(rest));
  if (destination.host.empty() || destination.host.find('/') != std::string::npos ||
      !is_word(destination.host) || !is_word(destination.user))
    return bad_destination(text);
  return destination;
}

Service ssh_service_at(const std::string& host) {
  const std::string name = lower_ascii(host);
  if (is_at(name, "localhost.run")) return Service::localhost_run;
  if (is_at(name, "serveo.net")) return Service::serveo;
  if (is_at(name, "pinggy.io")) return Service::pinggy;
  return Service::own_ssh;
}

std::vector<std::string> ssh_arguments(const SshDestination& destination, Service service,
                                       const std::string& local, std::uint16_t remote_port,
                                       bool is_public) {
  std::vector<std::string> words{"-T"};
  // The services print the address in their session.
  if (service == Service::own_ssh || service == Service::silent) words.emplace_back("-N");
  for (const char* option :
       {"BatchMode=yes", "ExitOnForwardFailure=yes", "ServerAliveInterval=15",
        "ServerAliveCountMax=3", "ConnectTimeout=10", "ControlMaster=no", "ControlPath=none"}) {
    words.emplace_back("-o");
    words.emplace_back(option);
  }
  std::string port = destination.port;
  if (port.empty() && service == Service::pinggy) port = "443";
  if (!port.empty()) words.insert(words.end(), {"-p", port});
  words.emplace_back("-R");
  words.push_back((is_public ? "*:" : "") + std::to_string(remote_port) + ":" + local);
  std::string user = destination.user;
  if (user.empty() && service == Service::localhost_run) user = "nokey";
  if (!user.empty()) words.insert(words.end(), {"-l", user});
  words.push_back(destination.host);
  if (service == Service::localhost_run) words.insert(words.end(), {"--", "--output", "json"});
  return words;
}

}  // namespace streamctl::tunnel

#include "tunnel/ending.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace streamctl::tunnel {
namespace {

constexpr std::size_t shown_bytes_max = 300;
/// Longer lines are not read as JSON.
constexpr std::size_t json_bytes_max = 16384;
/// Shorter values are too common to be masked.
constexpr std::size_t secret_bytes_least = 6;

bool includes(const std::string& line, std::string_view words) {
  return line.find(words) != std::string::npos;
}

/// A text of a program that tells the cause, and what to do. Sources: cloudflared's
/// quick_tunnel.go and cliutil, ngrok's documentation of error codes, OpenSSH's sshconnect.c and
/// clientloop.c, tailscale's serve_v2.go, Microsoft's documentation of dev tunnels, zrok's
/// sharePublic.go, bore's client.rs.
struct KnownComplaint {
  Service service;
  std::string_view marker;
  std::string_view hint;
  bool is_lasting = false;
  std::chrono::seconds wait_least{0};
};

constexpr std::chrono::seconds rate_limit_wait{60};

constexpr std::array<KnownComplaint, 36> all_known{{
    {Service::cloudflared, "error code: 1015",
     "Cloudflare limits how often quick tunnels are made: wait some minutes", true,
     rate_limit_wait},
    {Service::cloudflared, "429 Too Many Requests",
     "Cloudflare limits how often quick tunnels are made: wait some minutes", true,
     rate_limit_wait},
    {Service::cloudflared, "failed to request quick Tunnel", "check the network and its DNS"},
    {Service::cloudflared, "Failed to dial a quic connection",
     "UDP port 7844 is blocked? --tunnel 'cloudflared tunnel --protocol http2 --url "
     "$STREAMCTL_WEBHOOK_URL' uses TCP"},
    {Service::cloudflared, "Cannot determine default origin certificate path",
     "log in with: cloudflared tunnel login", true},
    {Service::cloudflared, "Provided Tunnel token is not valid", "copy the token again", true},
    {Service::ngrok, "ERR_NGROK_4018",
     "get a token at https://dashboard.ngrok.com, then: ngrok config add-authtoken TOKEN", true},
    {Service::ngrok, "ERR_NGROK_105", "copy the token again: ngrok config add-authtoken TOKEN",
     true},
    {Service::ngrok, "ERR_NGROK_107", "copy the token again: ngrok config add-authtoken TOKEN",
     true},
    {Service::ngrok, "ERR_NGROK_108", "another ngrok of this account is running: end it", true},
    {Service::ngrok, "ERR_NGROK_334", "another ngrok has this name: end it", true},
    {Service::ngrok, "ERR_NGROK_313", "the account's plan has no names of one's own", true},
    {Service::ngrok, "ERR_NGROK_121", "this ngrok is too old: ngrok update", true},
    {Service::ngrok, "ERR_NGROK_8014", "see https://dashboard.ngrok.com", true},
    {Service::ngrok, "ERR_NGROK_9009", "unset http_proxy and https_proxy for ngrok", true},
    {Service::own_ssh, "remote port forwarding failed",
     "the server's port is taken, perhaps by a connection that died, or forbidden: choose another "
     "with --tunnel-port"},
    {Service::own_ssh, "Permission denied",
     "connect once by hand, and let an agent hold the key: nothing is asked here", true},
    {Service::own_ssh, "Host key verification failed",
     "connect once by hand with ssh, and compare the key of the server", true},
    {Service::own_ssh, "REMOTE HOST IDENTIFICATION HAS CHANGED",
     "see with ssh by hand why the key of the server is another one", true},
    {Service::own_ssh, "Could not resolve hostname", "check the name", true},
    {Service::own_ssh, "Connection refused", "is an ssh server running there, at this port?"},
    {Service::own_ssh, "Connection timed out", "check the network and the server's firewall"},
    {Service::own_ssh, "Bad configuration option", "see the named file of ssh's configuration",
     true},
    {Service::tailscale, "Funnel is not enabled", "allow it: run tailscale funnel by hand once",
     true},
    {Service::tailscale, "Funnel not available", "allow it: run tailscale funnel by hand once",
     true},
    {Service::tailscale, "node attribute not set", "allow it: run tailscale funnel by hand once",
     true},
    {Service::tailscale, "Available within your tailnet",
     "use tailscale funnel; tailscale serve is not public", true},
    {Service::tailscale, "serve config denied", "allow it: sudo tailscale set --operator=$USER",
     true},
    {Service::tailscale, "listener already exists", "end the other tailscale funnel", true},
    {Service::devtunnel, "does not have 'create' access", "log in: devtunnel user login", true},
    {Service::devtunnel, "Rate limit exceeded", "see: devtunnel limits", true, rate_limit_wait},
    {Service::zrok, "zrok2 enable", "run zrok2 enable TOKEN once", true},
    {Service::zrok, "zrok enable", "run zrok enable TOKEN once", true},
    {Service::localtunnel, "check your firewall settings", "the server's ports are blocked here"},
    {Service::bore, "server requires authentication", "set BORE_SECRET", true},
    {Service::bore, "port already in use", "choose another with --port"},
}};

bool is_ssh(Service service) {
  return service == Service::own_ssh || service == Service::localhost_run ||
         service == Service::serveo || service == Service::pinggy;
}

bool concerns(const KnownComplaint& known, Service service) {
  // What a command of the user's runs is not known, but its words may be.
  if (service == Service::matched || service == Service::silent) return true;
  if (is_ssh(service)) return known.service == Service::own_ssh;
  return known.service == service;
}

bool looks_like_a_complaint(const std::string& line) {
  // Of cloudflared, about the config file that it is given, and those that it has not.
  if (includes(line, "/dev/null was empty") ||
      includes(line, "Cannot determine default configuration path"))
    return false;
  static constexpr std::array<std::string_view, 12> words{
      "error",  "fatal",   "failed", "failure", "cannot",  "could not",
      "denied", "refused", "limit",  "invalid", "expired", "not found"};
  const std::string lower = lower_ascii(line.substr(0, shown_bytes_max));
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return includes(lower, word); }) ||
         includes(line, " ERR ") || includes(line, "\"lvl\":\"crit\"") ||
         includes(line, "\"lvl\":\"eror\"");
}

/// The first cause is kept, since later complaints follow from it; but a lasting one weighs more,
/// and more words for the same cause are better.
bool tells_more(const Trouble& trouble, const Trouble& before) {
  if (trouble.is_lasting != before.is_lasting) return trouble.is_lasting;
  return trouble.hint == before.hint && trouble.why.size() > before.why.size();
}

/// The code of ngrok at the end of its message: "ERR_NGROK_4018".
std::string ngrok_code(const std::string& text) {
  const auto at = text.find("ERR_NGROK_");
  if (at == std::string::npos) return "";
  return text.substr(at, text.find_first_not_of("ERNGOK_0123456789", at) - at);
}

/// Of a log line in JSON its message alone; of ngrok's errors the first line and the code.
std::string message_of(const std::string& line) {
  if (!line.starts_with('{') || line.size() > json_bytes_max) return line;
  const auto object = parse_json(line);
  if (!object || !object->is_object()) return line;
  for (const char* name : {"err", "error", "message", "msg"}) {
    const auto field = object->find(name);
    if (field == object->end() || !field->is_string()) continue;
    const auto text = field->get<std::string>();
    if (text.empty() || text == "<nil>" || text == "nil") continue;
    const std::string first(trimmed(std::string_view(text).substr(0, text.find('\n'))));
    const std::string code = ngrok_code(text);
    return first + (code.empty() || includes(first, code) ? "" : " (" + code + ")");
  }
  return line;
}

/// "token: 1a2b" and "authtoken=1a2b": the value is masked.
std::string without_tokens(std::string text) {
  std::size_t from = 0;
  while (true) {
    const auto at = lower_ascii(text).find("token", from);
    if (at == std::string::npos) return text;
    from = at + 5;
    if (from >= text.size() || (text[from] != ':' && text[from] != '=')) continue;
    const auto begin = text.find_first_not_of(" :=\"", from);
    if (begin == std::string::npos) return text;
    const auto end = std::min(text.find_first_of(" \"',", begin), text.size());
    text.replace(begin, end - begin, "***");
    from = begin + 3;
  }
}

/// "https://***@host": user names and passwords in URLs are masked.
std::string without_credentials(std::string text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
    at += 3;
    const auto end = std::min(text.find_first_of("/?# \"'", at), text.size());
    const auto user = std::string_view(text).substr(at, end - at).rfind('@');
    if (user != std::string_view::npos) text.replace(at, user, "***");
  }
  return text;
}

}  // namespace

std::string exit_text(Exit exit) {
  return exit.signal != 0 ? "signal " + std::to_string(exit.signal)
                          : "exit code " + std::to_string(exit.code);
}

Complaints::Complaints(Service service, std::vector<Secret> secrets)
    : service_(service), secrets_(std::move(secrets)) {
  std::erase_if(secrets_,
                [](const Secret& secret) { return secret.reveal().size() < secret_bytes_least; });
}

void Complaints::heard(const std::string& line) {
  const auto known =
      std::find_if(all_known.begin(), all_known.end(), [&](const KnownComplaint& one) {
        return concerns(one, service_) && includes(line, one.marker);
      });
  if (known != all_known.end()) {
    Trouble trouble{shown(line), std::string(known->hint), known->is_lasting, known->wait_least};
    if (!known_ || tells_more(trouble, *known_)) known_ = std::move(trouble);
  }
  if (looks_like_a_complaint(line)) likely_ = shown(line);
  last_ = shown(line);
}

Trouble Complaints::trouble(bool gave_no_address) const {
  if (known_) return *known_;
  return {likely_.empty() && gave_no_address ? last_ : likely_};
}

std::string Complaints::shown(const std::string& line) const {
  std::string text = message_of(line);
  for (const Secret& secret : secrets_) {
    const std::string_view value = secret.reveal();
    for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at + 3))
      text.replace(at, value.size(), "***");
  }
  // Before the text is cut to what is shown: that may leave a password without its '@'.
  text = without_credentials(std::string(cut_to_bytes(text, 4 * shown_bytes_max)));
  text = without_tokens(std::string(cut_to_bytes(text, shown_bytes_max)));
  return printable(trimmed(text));
}

}  // namespace streamctl::tunnel

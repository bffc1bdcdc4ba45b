#include "tunnel/program.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <unistd.h>

#include "core/text.h"
#include "net/host_port.h"
#include "net/http_client/curl_url.h"
#include "tunnel/ssh.h"
#include "tunnel/urls_in.h"

namespace streamctl::tunnel {
namespace {

constexpr std::string_view ssh_prefix = "ssh:";
/// Measured in public: the name of a quick tunnel is known 12 to 30 seconds after its start.
constexpr std::chrono::seconds quick_tunnel_wait{12};

/// Variables of tunnel programs that hold a secret.
constexpr std::array<const char*, 6> secret_variables{"NGROK_AUTHTOKEN", "NGROK_API_KEY",
                                                      "TUNNEL_TOKEN",    "BORE_SECRET",
                                                      "TS_AUTHKEY",      "PINGGY_TOKEN"};

/// How to get a program that is not there.
struct Origin {
  std::string_view program;
  std::string_view from;
};
constexpr std::array<Origin, 9> origins{{
    {"cloudflared", "https://github.com/cloudflare/cloudflared (no account is needed)"},
    {"ngrok", "https://ngrok.com/download, then: ngrok config add-authtoken TOKEN"},
    {"ssh", "the package openssh-client"},
    {"tailscale", "https://tailscale.com/download"},
    {"devtunnel", "https://aka.ms/devtunnels/download"},
    {"zrok", "https://docs.zrok.io"},
    {"zrok2", "https://docs.zrok.io"},
    {"bore", "https://github.com/ekzhang/bore"},
    {"npx", "the package npm"},
}};

/// The programs of a command line whose output is known, by name.
struct KnownProgram {
  std::string_view program;
  Service service;
};
constexpr std::array<KnownProgram, 9> known_programs{{
    {"cloudflared", Service::cloudflared},
    {"ngrok", Service::ngrok},
    {"tailscale", Service::tailscale},
    {"devtunnel", Service::devtunnel},
    {"zrok", Service::zrok},
    {"zrok2", Service::zrok},
    {"localtunnel", Service::localtunnel},
    {"lt", Service::localtunnel},
    {"bore", Service::bore},
}};

Error not_found(const std::string& name) {
  std::string hint = "install it, or name another program";
  for (const Origin& origin : origins)
    if (origin.program == name) hint = "get it from " + std::string(origin.from);
  const bool is_path = name.find('/') != std::string::npos;
  return config_error("--tunnel: " + printable(name) +
                          (is_path ? " is no program that can be run" : " is not on the PATH"),
                      hint);
}

std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  for (const std::string_view word : split(command, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

bool is_assignment(const std::string& word) {
  const auto equals = word.find('=');
  return equals != std::string::npos && equals > 0 &&
         word.substr(0, equals).find_first_of("/'\"$-") == std::string::npos;
}

/// A word that runs the program behind it, or an option of one.
bool is_launcher(const std::string& word) {
  static constexpr std::array<std::string_view, 6> launchers{"exec",  "env", "npx",
                                                             "--yes", "-y",  "sudo"};
  return is_assignment(word) ||
         std::find(launchers.begin(), launchers.end(), word) != launchers.end();
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// The name of the program that a command line runs, as far as can be told without a shell.
std::string program_in(const std::vector<std::string>& words) {
  const auto word = std::find_if_not(words.begin(), words.end(), is_launcher);
  return word == words.end() ? "" : base_name(*word);
}

/// The service whose output a command line has; `silent` if it is not known.
Service service_in(const std::vector<std::string>& words) {
  const std::string program = program_in(words);
  if (program == "ssh") {
    for (const std::string& word : words) {
      const Service service = ssh_service_at(word.substr(word.rfind('@') + 1));
      if (service != Service::own_ssh) return service;
    }
    return Service::silent;
  }
  const bool is_named_tunnel =
      program == "cloudflared" && std::find(words.begin(), words.end(), "run") != words.end();
  for (const KnownProgram& known : known_programs)
    if (known.program == program && !is_named_tunnel) return known.service;
  return Service::silent;
}

/// `word` without the quotes of the shell.
std::string unquoted(std::string word) {
  std::erase_if(word, [](char byte) { return byte == '\'' || byte == '"'; });
  return word;
}

/// The words behind options that hold a secret.
std::vector<Secret> secrets_in(const std::vector<std::string>& words) {
  std::vector<Secret> secrets;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    const std::string name = lower_ascii(words[i].substr(0, equals));
    const bool is_secret =
        name.starts_with("-") &&
        (name.ends_with("token") || name.ends_with("secret") || name.ends_with("password"));
    if (!is_secret) continue;
    if (equals != std::string::npos) secrets.emplace_back(unquoted(words[i].substr(equals + 1)));
    if (equals == std::string::npos && i + 1 < words.size())
      secrets.emplace_back(unquoted(words[i + 1]));
  }
  return secrets;
}

/// "http://127.0.0.1:8080" of "http://127.0.0.1:8080/hooks".
std::string origin_of(const std::string& url) {
  return url.substr(0, url.find('/', url.find("://") + 3));
}

std::string authority_of(const std::string& url) {
  const std::string origin = origin_of(url);
  return origin.substr(origin.find("://") + 3);
}

std::uint16_t port_of(const std::string& url) {
  const std::string authority = authority_of(url);
  std::uint16_t port = 0;
  const auto colon = authority.rfind(':');
  if (colon != std::string::npos)
    std::from_chars(authority.data() + colon + 1, authority.data() + authority.size(), port);
  return port;
}

Program cloudflared_program(const std::string& local_url) {
  Program program;
  program.name = "cloudflared";
  // A config file of the user's would win over --url, and a file that is empty means none.
  program.words = {"tunnel", "--no-autoupdate", "--config",          "/dev/null", "--grace-period",
                   "2s",     "--url",           origin_of(local_url)};
  if (local_url.starts_with("https:")) program.words.emplace_back("--no-tls-verify");
  program.removed_variables = {"TUNNEL_NAME",  "TUNNEL_HOSTNAME", "TUNNEL_URL",
                               "TUNNEL_TOKEN", "TUNNEL_LOGLEVEL", "TUNNEL_LOGFILE"};
  program.service = Service::cloudflared;
  program.name_wait = quick_tunnel_wait;
  return program;
}

Program ngrok_program(const std::string& local_url, const std::string& public_url) {
  Program program;
  program.name = "ngrok";
  program.words = {"http"};
  program.words.push_back(local_url.starts_with("https:") ? origin_of(local_url)
                                                          : authority_of(local_url));
  program.words.insert(program.words.end(), {"--log", "stdout", "--log-format", "json"});
  if (!public_url.empty())
    program.words.insert(program.words.end(), {"--url", origin_of(public_url)});
  program.service = Service::ngrok;
  return program;
}

/// The port that the server of ssh opens.
std::uint16_t remote_port(const ProgramChoice& choice, Service service, bool is_direct,
                          const std::string& local_url) {
  if (choice.port) return *choice.port;
  if (service == Service::pinggy) return 0;
  if (service != Service::own_ssh) return 80;
  if (choice.public_url.empty()) return 0;
  return port_of(is_direct ? choice.public_url : local_url);
}

Result<Program> ssh_program(const ProgramChoice& choice, const std::string& local_url) {
  auto destination = parse_ssh_destination(choice.text.substr(ssh_prefix.size()));
  if (!destination) return std::move(destination).error().in("--tunnel");
  Program program;
  program.name = "ssh";
  program.service = choice.match.empty() ? ssh_service_at(destination->host) : Service::matched;
  // Without a proxy of its own, the server's port is the public one.
  const bool is_direct =
      program.service == Service::own_ssh &&
      (choice.public_url.empty() ||
       (choice.public_url.starts_with("http:") && port_of(choice.public_url) != 0 &&
        net::host_of(choice.public_url) == lower_ascii(destination->host)));
  const std::uint16_t port = remote_port(choice, program.service, is_direct, local_url);
  program.words =
      ssh_arguments(*destination, program.service, authority_of(local_url), port, is_direct);
  const std::string scheme = local_url.substr(0, local_url.find("://") + 3);
  const std::string origin = scheme + net::bracketed(destination->host);
  if (program.service == Service::own_ssh && choice.public_url.empty() && port != 0)
    program.url = origin + ":" + std::to_string(port);
  program.reader = reader_of(program.service, origin);
  if (program.service == Service::pinggy) program.secrets.emplace_back(destination->user);
  return program;
}

/// The command line so that the program replaces the shell, where it is one program: it then gets
/// the signal that Linux sends when we die.
std::string for_the_shell(const std::string& text, const std::vector<std::string>& words) {
  const bool is_one_program = text.find_first_of("|&;<>()`{}!\n") == std::string::npos &&
                              !is_assignment(words.front()) && words.front() != "exec";
  return (is_one_program ? "exec " : "") + text;
}

Program command_program(const ProgramChoice& choice, const std::string& local_url) {
  const std::vector<std::string> words = words_of(choice.text);
  Program program;
  program.name = program_in(words);
  program.words = {"-c", for_the_shell(choice.text, words)};
  program.variables = {{"STREAMCTL_WEBHOOK_URL", local_url},
                       {"STREAMCTL_PORT", std::to_string(port_of(local_url))}};
  program.service = choice.match.empty() ? service_in(words) : Service::matched;
  program.secrets = secrets_in(words);
  if (program.service == Service::cloudflared) program.name_wait = quick_tunnel_wait;
  return program;
}

/// The name of the program to look for; empty if only the shell can tell.
std::string program_to_find(const ProgramChoice& choice) {
  if (choice.text == "cloudflared" || choice.text == "ngrok") return choice.text;
  if (choice.text.starts_with(ssh_prefix)) return "ssh";
  const std::vector<std::string> words = words_of(choice.text);
  const bool is_plain = choice.text.find_first_of("|&;<>()$`\\\"'*?[#~=%!{}") == std::string::npos;
  return is_plain && !words.empty() && words.front() != "exec" ? words.front() : "";
}

Result<void> check_address(const ProgramChoice& choice) {
  const bool is_program = choice.text == "cloudflared" || choice.text == "ngrok";
  if (!choice.match.empty()) {
    if (is_program)
      return usage_error("--tunnel-match: the address of " + choice.text + " is found without it",
                         "leave it out");
    auto reader = reader_by_match(choice.match);
    if (!reader) return std::move(reader).error().in("--tunnel-match");
    return {};
  }
  if (choice.text == "cloudflared" && !choice.public_url.empty())
    return usage_error(
        "--public-url: a quick tunnel of cloudflared has an address of its own",
        "leave it out; or for a tunnel of your account: --tunnel 'cloudflared tunnel run NAME'");
  if (is_program || choice.text.starts_with(ssh_prefix) || !choice.public_url.empty()) return {};
  if (service_in(words_of(choice.text)) != Service::silent) return {};
  return usage_error("--tunnel: it is not known where '" +
                         printable(program_in(words_of(choice.text))) + "' prints its address",
                     "add --tunnel-match 'https://[a-z0-9-]+\\.example\\.com', or the address "
                     "itself with --public-url");
}

}  // namespace

std::string path_of(const std::string& name, const Environment& environment) {
  const auto is_program = [](const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
  };
  if (name.find('/') != std::string::npos) return is_program(name) ? name : "";
  const std::string folders = value_in(environment, "PATH");
  for (const std::string_view folder : split(folders, ':')) {
    const std::string path = (folder.empty() ? "." : std::string(folder)) + "/" + name;
    if (is_program(path)) return path;
  }
  return "";
}

Result<void> check_choice(const ProgramChoice& choice, const Environment& environment) {
  if (words_of(choice.text).empty()) return usage_error("--tunnel: there is no program in it");
  if (choice.text.starts_with(ssh_prefix)) {
    auto destination = parse_ssh_destination(choice.text.substr(ssh_prefix.size()));
    if (!destination) return std::move(destination).error().in("--tunnel");
  }
  if (choice.port && !choice.text.starts_with(ssh_prefix))
    return usage_error("--tunnel-port: only the server of --tunnel ssh:DEST opens a port",
                       "leave it out");
  if (auto good = check_address(choice); !good) return good;
  const std::string name = program_to_find(choice);
  if (!name.empty() && path_of(name, environment).empty()) return not_found(name);
  return {};
}

Result<Program> program_of(const ProgramChoice& choice, const std::string& local_url,
                           const Environment& environment) {
  const bool is_named = choice.text == "cloudflared" || choice.text == "ngrok";
  Program program;
  std::string path;
  if (choice.text == "cloudflared") {
    program = cloudflared_program(local_url);
  } else if (choice.text == "ngrok") {
    program = ngrok_program(local_url, choice.public_url);
  } else if (choice.text.starts_with(ssh_prefix)) {
    auto made = ssh_program(choice, local_url);
    if (!made) return made;
    program = *std::move(made);
  } else {
    program = command_program(choice, local_url);
    path = "/bin/sh";
  }
  if (is_named || choice.text.starts_with(ssh_prefix)) path = path_of(program.name, environment);
  if (path.empty()) return not_found(program.name);
  program.words.insert(program.words.begin(), path);
  if (!choice.public_url.empty()) program.url = choice.public_url;
  for (const char* name : secret_variables)
    program.secrets.emplace_back(value_in(environment, name));
  if (!choice.match.empty()) {
    auto reader = reader_by_match(choice.match);
    if (!reader) return std::move(reader).error().in("--tunnel-match");
    program.reader = *std::move(reader);
  } else if (!program.reader) {
    program.reader = reader_of(program.service, "");
  }
  return program;
}

}  // namespace streamctl::tunnel

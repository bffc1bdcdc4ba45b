#include "config.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sys/stat.h>
#include <utility>

#include "core/file.h"
#include "core/text.h"
#include "net/http_client/typed_url.h"
#include "secret_text.h"
#include "toml.h"
#include "webhook/delivery_headers.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t config_bytes_max = 1024 * 1024;
constexpr std::size_t other_keys_max = 16;

/// $XDG_…_HOME, or its default under $HOME; empty without a home.
std::string base_directory(const Environment& environment, const std::string& variable,
                           const std::string& under_home) {
  const auto xdg = non_empty(environment, variable);
  if (xdg && xdg->front() == '/') return *xdg;  // The spec: ignore relative paths.
  const auto home = non_empty(environment, "HOME");
  return home ? *home + under_home : "";
}

/// The path of the config file, and whether it was named explicitly (then it must exist).
struct Place {
  std::string path;
  bool named = false;
};

Place config_place(const SettingsOptions& options, const Environment& environment) {
  if (options.config) return {*options.config, true};
  if (const auto variable = non_empty(environment, "STREAMCTL_CONFIG")) return {*variable, true};
  const std::string base = config_home(environment);
  return {base.empty() ? "" : base + "/streamctl/config.toml", false};
}

Result<TomlTables> read_config(const Place& place) {
  struct stat status {};
  if (place.path.empty() || ::stat(place.path.c_str(), &status) != 0) {
    if (!place.named) return TomlTables{};
    return config_error("cannot open the config file " + place.path + ": no such file");
  }
  if (S_ISREG(status.st_mode) && (status.st_mode & 077U) != 0) {
    return config_error("the config file " + place.path + " can be read by others",
                        "chmod 600 " + place.path);
  }
  auto text = read_file(place.path, config_bytes_max);
  if (!text) return std::move(text).error();
  auto tables = parse_toml(*text);
  if (!tables) return std::move(tables).error().in(place.path);
  return tables;
}

const std::array<std::string, 5> known_keys{"api_key", "api_secret", "base_url", "webhook_url",
                                            "user_id"};

/// Our keys must be strings. An unknown key may belong to another program, unless it is a string or
/// looks like a typo.
Result<void> check_key(const std::string& key, bool is_text) {
  if (std::find(known_keys.begin(), known_keys.end(), key) != known_keys.end()) {
    if (is_text) return {};
    return config_error("the value of " + key + " must be a string in quotes");
  }
  const auto meant = nearest(key, known_keys);
  if (!is_text && !meant) return {};
  return config_error(
      "unknown key '" + printable(key) + "'",
      meant ? "did you mean '" + *meant + "'?" : "known are " + joined(known_keys, ", "));
}

Result<void> check_keys(const TomlTables& tables, const std::string& path) {
  for (const auto& [table, keys] : tables) {
    for (const auto& [key, value] : keys) {
      auto good = check_key(key, value.has_value());
      if (good) continue;
      Error error = std::move(good).error();
      error.what = path + ": " + error.what + " in [" + printable(table) + "]";
      return error;
    }
  }
  return {};
}

/// Other keys that may have signed instead of the secret.
std::vector<crypto::OtherKey> other_keys(const Settings& settings, const TomlTables& tables,
                                         const Environment& environment) {
  std::vector<crypto::OtherKey> keys;
  const auto add = [&](const std::string& name, std::string_view key) {
    if (!key.empty() && key != settings.api_secret.reveal() && keys.size() < other_keys_max)
      keys.push_back({name, Secret(std::string(key))});
  };
  add("the API key, not the secret", settings.api_key);
  add("the secret of STREAM_API_SECRET, not " + settings.api_secret_source + "'s",
      non_empty(environment, "STREAM_API_SECRET").value_or(""));
  add("the emulator's secret", webhook::stand_in_api_secret);
  for (const auto& [name, values] : tables) {
    if (const auto found = values.find("api_secret"); found != values.end())
      add("the secret of profile " + printable(name), found->second.value_or(""));
  }
  return keys;
}

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 || value == 0x7f;
}

/// The problem with a secret that is used unchanged; empty for a clean one.
std::string warning_of(const Settings& settings) {
  const std::string clinging = clinging_to(settings.api_secret.reveal());
  if (clinging.empty()) return "";
  return "the API secret of " + printable(settings.api_secret_source) + " " + clinging +
         ", which counts as a part of it: signatures and tokens will not be Stream's";
}

using Profile = TomlTable;

Result<Profile> choose_profile(const SettingsOptions& options, const Environment& environment,
                               const TomlTables& tables, Settings& settings) {
  auto named = options.profile;
  if (!named) named = non_empty(environment, "STREAMCTL_PROFILE");
  settings.profile = named.value_or("default");
  const auto found = tables.find(settings.profile);
  if (found != tables.end()) return found->second;
  if (!named || *named == "default") return Profile{};
  if (tables.contains(named->substr(0, named->find('.'))) && named->find('.') != std::string::npos)
    return config_error(
        "no profile '" + printable(*named) + "' in " + settings.config_path,
        "a name with a dot stands in quotes there: [\"" + printable(*named) + "\"]");
  std::vector<std::string> names;
  for (const auto& [name, keys] : tables)
    names.push_back(printable(name));
  return config_error("no profile '" + printable(*named) + "' in " +
                          (settings.config_path.empty() ? "the config" : settings.config_path),
                      names.empty() ? "the file has no profiles, or does not exist"
                                    : "there is " + joined(names, ", "));
}

/// How to provide the key or the secret; suggests `streamctl doctor` if both are missing.
Error missing(const std::string& what, const std::string& ways, const Settings& settings) {
  const bool has_neither = settings.api_key.empty() && settings.api_secret.empty();
  return config_error("no API " + what + " is set",
                      ways + (has_neither ? "; 'streamctl doctor' shows what is there" : ""));
}

std::string config_name(const Settings& settings) {
  return settings.config_path.empty() ? "a config file" : settings.config_path;
}

}  // namespace

std::optional<std::string> non_empty(const Environment& environment, const std::string& name) {
  auto value = environment(name);
  if (value && value->empty()) value.reset();
  return value;
}

std::string config_home(const Environment& environment) {
  return base_directory(environment, "XDG_CONFIG_HOME", "/.config");
}

Result<Settings> resolve_settings(const SettingsOptions& options, const Environment& environment) {
  Settings settings;
  settings.connect_timeout = options.connect_timeout;
  const std::string state = base_directory(environment, "XDG_STATE_HOME", "/.local/state");
  settings.state_directory = state.empty() ? "" : state + "/streamctl";

  const Place place = config_place(options, environment);
  settings.config_path = place.path;
  auto tables = read_config(place);
  if (!tables) return std::move(tables).error();
  if (auto known = check_keys(*tables, place.path); !known) return std::move(known).error();
  auto profile = choose_profile(options, environment, *tables, settings);
  if (!profile) return std::move(profile).error();

  std::string source;  // Of the last chosen value.
  const auto chosen = [&](const std::optional<std::string>& option, const std::string& variable,
                          const std::string& key) {
    source = "the command line";
    if (option) return *option;
    source = variable;
    if (!variable.empty()) {
      const auto value = non_empty(environment, variable);
      if (value && !crypto::unwrapped(*value).empty()) return *value;
    }
    const auto found = profile->find(key);
    std::string value = found == profile->end() ? "" : found->second.value_or("");
    if (crypto::unwrapped(value).empty()) value.clear();
    source = value.empty() ? "" : "profile " + settings.profile;
    return value;
  };
  // A key consists of letters and digits: stray characters around it cannot be intended.
  settings.api_key = crypto::unwrapped(chosen(options.api_key, "STREAM_API_KEY", "api_key"));
  settings.api_key_source = source;
  if (std::any_of(settings.api_key.begin(), settings.api_key.end(), is_control))
    return config_error("the API key of " + printable(source) + " holds a control character",
                        "keys are letters and digits: was it copied whole, and no more?");
  const std::string base_url = chosen(options.base_url, "STREAM_BASE_URL", "base_url");
  if (!base_url.empty()) {
    // Keep a value that is not a URL: the command that needs the URL reports it.
    auto url = net::read_url(base_url);
    settings.base_url = url ? *std::move(url) : base_url;
  }
  settings.webhook_url = chosen({}, "STREAMCTL_WEBHOOK_URL", "webhook_url");
  settings.user_id = chosen({}, "", "user_id");
  settings.api_secret = Secret(chosen({}, "STREAM_API_SECRET", "api_secret"));
  settings.api_secret_source = source;
  settings.secret_warning = warning_of(settings);
  if (options.api_secret_file) {
    auto file = read_secret_file(*options.api_secret_file);
    if (!file) return std::move(file).error();
    settings.api_secret = std::move(file->secret);
    settings.api_secret_source = "--api-secret-file";
    settings.secret_warning = warning_of(settings);
    if (!settings.secret_warning.empty() && !file->warning.empty()) settings.secret_warning += "; ";
    settings.secret_warning += file->warning;
  }
  settings.other_keys = other_keys(settings, *tables, environment);
  return settings;
}

std::vector<std::string> profile_names(const SettingsOptions& options,
                                       const Environment& environment) {
  std::vector<std::string> names;
  const auto tables = read_config(config_place(options, environment));
  if (!tables) return names;
  for (const auto& [name, keys] : *tables)
    names.push_back(name);
  return names;
}

Result<std::string> require_key(const Settings& settings) {
  if (!settings.api_key.empty()) return settings.api_key;
  return missing(
      "key", "set STREAM_API_KEY, pass --api-key KEY, or put api_key in " + config_name(settings),
      settings);
}

Result<Secret> require_secret(const Settings& settings) {
  if (!settings.api_secret.empty()) return settings.api_secret;
  return missing("secret",
                 "set STREAM_API_SECRET, pass --api-secret-file PATH, or put api_secret in " +
                     config_name(settings),
                 settings);
}

}  // namespace streamctl::cli

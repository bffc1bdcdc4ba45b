#include "config.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

#include "config_file.h"
#include "core/file.h"
#include "core/text.h"
#include "dotenv.h"
#include "net/http_client/typed_url.h"
#include "secret_text.h"
#include "toml.h"
#include "webhook/delivery_headers.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t env_file_bytes_max = 1024 * 1024;
constexpr std::size_t other_keys_max = 16;

/// $XDG_…_HOME, or its default under $HOME; empty without a home.
std::string base_directory(const Environment& environment, const std::string& variable,
                           const std::string& under_home) {
  const auto xdg = non_empty(environment, variable);
  if (xdg && xdg->front() == '/') return *xdg;  // The spec: ignore relative paths.
  const auto home = non_empty(environment, "HOME");
  return home ? *home + under_home : "";
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
  add("the secret of STREAM_API_SECRET, not " + settings.sources.api_secret + "'s",
      non_empty(environment, "STREAM_API_SECRET").value_or(""));
  add("the emulator's secret", webhook::stand_in_api_secret);
  for (const auto& [name, values] : tables) {
    if (const auto found = values.find(secret_key); found != values.end())
      add("the secret of profile " + printable(name), found->second.value_or(""));
  }
  return keys;
}

/// The problem with a secret that is used unchanged; empty for a clean one.
std::string warning_of(const Settings& settings) {
  const std::string clinging = clinging_to(settings.api_secret.reveal());
  if (clinging.empty()) return "";
  return "the API secret of " + printable(settings.sources.api_secret) + " " + clinging +
         ", which counts as a part of it: signatures and tokens will not be Stream's";
}

/// The variables of the environment and, before them, those of --env-file.
class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  Result<void> read(const std::string& path) {
    auto text = read_file(path, env_file_bytes_max);
    if (!text) return std::move(text).error().in("--env-file");
    path_ = path == "-" ? "standard input" : path;
    auto variables = parse_dotenv(*text, printable(path_));
    if (!variables) return std::move(variables).error().in("--env-file");
    file_ = *std::move(variables);
    return {};
  }

  /// See doubtful_names(). With the name of the file.
  [[nodiscard]] std::vector<std::string> warnings() const {
    std::vector<std::string> warnings = doubtful_names(file_);
    for (std::string& warning : warnings)
      warning.insert(0, path_ + ": ");
    return warnings;
  }

  /// The value of `name` and its source; nullopt if it is unset or empty.
  [[nodiscard]] std::optional<std::pair<std::string, std::string>> find(
      const std::string& name) const {
    if (const auto found = file_.find(name); found != file_.end()) {
      const auto value = crypto::unwrapped(found->second);
      if (!value.empty()) return std::pair(std::string(value), name + " in " + path_);
    }
    if (auto value = non_empty(environment_, name)) return std::pair(*std::move(value), name);
    return std::nullopt;
  }

 private:
  const Environment& environment_;
  std::map<std::string, std::string> file_;
  std::string path_;
};

/// The profile to use: named by the option, the variable, or the config file.
void name_profile(const SettingsOptions& options, const Variables& variables,
                  const TomlTables& tables, Settings& settings) {
  if (options.profile) {
    settings.profile = *options.profile;
    settings.sources.profile = "--profile";
  } else if (auto variable = variables.find("STREAMCTL_PROFILE")) {
    std::tie(settings.profile, settings.sources.profile) = *std::move(variable);
  } else if (const auto found = tables.find("default"); found != tables.end()) {
    const auto chosen = found->second.find(chosen_profile_key);
    if (chosen == found->second.end() || !chosen->second || chosen->second->empty()) return;
    settings.profile = *chosen->second;
    settings.sources.profile = "the config file";
  }
}

Result<TomlTable> choose_profile(const TomlTables& tables, const Settings& settings) {
  const std::string& name = settings.profile;
  const auto found = tables.find(name);
  if (found != tables.end()) return found->second;
  if (name == "default") return TomlTable{};
  const std::string what = "no profile '" + printable(name) + "' in " +
                           (settings.config_path.empty() ? "the config" : settings.config_path) +
                           (settings.sources.profile == "--profile"
                                ? ""
                                : ", which " + printable(settings.sources.profile) + " names");
  if (tables.contains(name.substr(0, name.find('.'))) && name.find('.') != std::string::npos)
    return config_error(what,
                        "a name with a dot stands in quotes there: [\"" + printable(name) + "\"]");
  std::vector<std::string> names;
  for (const auto& [known, keys] : tables)
    names.push_back(printable(known));
  const auto meant = nearest(name, names);
  return config_error(what, names.empty() ? "the file has no profiles, or does not exist"
                            : meant       ? "did you mean '" + *meant + "'?"
                                          : "there is " + joined(names, ", "));
}

/// Finds values by the order of precedence.
class Sources {
 public:
  Sources(const Variables& variables, const TomlTable& profile, const std::string& profile_name)
      : variables_(variables), profile_(profile), from_profile_("profile " + profile_name) {}

  /// The value of `option`, else of `variable` (none if empty), else of the profile's `key`; empty
  /// if there is none. Sets `source`.
  std::string choose(const std::optional<std::string>& option, const std::string& option_name,
                     const std::string& variable, const std::string& key,
                     std::string& source) const {
    source = option_name;
    if (option) return *option;
    if (!variable.empty()) {
      auto found = variables_.find(variable);
      if (found && !crypto::unwrapped(found->first).empty()) {
        source = std::move(found->second);
        return std::move(found->first);
      }
    }
    const auto found = profile_.find(key);
    std::string value = found == profile_.end() ? "" : found->second.value_or("");
    if (crypto::unwrapped(value).empty()) value.clear();
    source = value.empty() ? "" : from_profile_;
    return value;
  }

 private:
  const Variables& variables_;
  const TomlTable& profile_;
  std::string from_profile_;
};

Result<void> read_key(const SettingsOptions& options, const Sources& sources, Settings& settings) {
  std::string& source = settings.sources.api_key;
  // A key consists of letters and digits: stray characters around it cannot be intended.
  settings.api_key = crypto::unwrapped(
      sources.choose(options.api_key, "--api-key", "STREAM_API_KEY", "api_key", source));
  if (std::any_of(settings.api_key.begin(), settings.api_key.end(), is_control))
    return config_error("the API key of " + printable(source) + " holds a control character",
                        "keys are letters and digits: was it copied whole, and no more?");
  return {};
}

Result<void> read_secret(const SettingsOptions& options, const Sources& sources,
                         Settings& settings) {
  settings.api_secret =
      Secret(sources.choose({}, "", "STREAM_API_SECRET", secret_key, settings.sources.api_secret));
  settings.secret_warning = warning_of(settings);
  if (!options.api_secret_file) return {};
  auto file = read_secret_file(*options.api_secret_file);
  if (!file) return std::move(file).error();
  settings.api_secret = std::move(file->secret);
  settings.sources.api_secret = "--api-secret-file";
  settings.secret_warning = warning_of(settings);
  if (!settings.secret_warning.empty() && !file->warning.empty()) settings.secret_warning += "; ";
  settings.secret_warning += file->warning;
  return {};
}

void read_urls(const SettingsOptions& options, const Sources& sources, Settings& settings) {
  const std::string base_url = sources.choose(options.base_url, "--base-url", "STREAM_BASE_URL",
                                              "base_url", settings.sources.base_url);
  if (!base_url.empty()) {
    // Keep a value that is not a URL: the command that needs the URL reports it.
    auto url = net::read_url(base_url);
    settings.base_url = url ? *std::move(url) : base_url;
  }
  settings.webhook_url =
      sources.choose({}, "", "STREAMCTL_WEBHOOK_URL", "webhook_url", settings.sources.webhook_url);
}

/// Finds the config file and the name of the profile, and reads the file.
Result<TomlTables> locate(const SettingsOptions& options, const Variables& variables,
                          const Environment& environment, Settings& settings) {
  ConfigPlace place = config_place(options, environment);
  if (auto named = variables.find("STREAMCTL_CONFIG"); named && !options.config)
    place = {std::move(named->first), std::move(named->second)};
  settings.config_path = place.path;
  settings.sources.config = place.source;
  auto tables = read_config(place);
  name_profile(options, variables, tables ? *tables : TomlTables{}, settings);
  return tables;
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

std::string state_directory(const Environment& environment) {
  const std::string base = base_directory(environment, "XDG_STATE_HOME", "/.local/state");
  return base.empty() ? "" : base + "/streamctl";
}

Result<Settings> resolve_settings(const SettingsOptions& options, const Environment& environment) {
  Settings settings;
  settings.connect_timeout = options.connect_timeout;
  settings.state_directory = state_directory(environment);
  Variables variables(environment);
  if (options.env_file) {
    if (auto read = variables.read(*options.env_file); !read) return std::move(read).error();
  }
  settings.warnings = variables.warnings();
  auto tables = locate(options, variables, environment, settings);
  if (!tables) return std::move(tables).error();
  auto profile = choose_profile(*tables, settings);
  if (!profile) return std::move(profile).error();

  const Sources sources(variables, *profile, settings.profile);
  if (auto read = read_key(options, sources, settings); !read) return std::move(read).error();
  if (auto read = read_secret(options, sources, settings); !read) return std::move(read).error();
  read_urls(options, sources, settings);
  settings.user_id = sources.choose({}, "", "", "user_id", settings.sources.user_id);
  settings.other_keys = other_keys(settings, *tables, environment);
  return settings;
}

Result<Settings> locate_settings(const SettingsOptions& options, const Environment& environment) {
  Settings settings;
  Variables variables(environment);
  if (options.env_file) {
    if (auto read = variables.read(*options.env_file); !read) return std::move(read).error();
  }
  static_cast<void>(locate(options, variables, environment, settings));
  return settings;
}

std::string where_from(const Settings& settings, const std::string& source) {
  const bool is_profile = source.starts_with("profile ");
  return printable(is_profile ? source + " in " + settings.config_path : source);
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

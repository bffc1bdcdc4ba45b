#include "config_file.h"

#include <algorithm>
#include <cstdint>
#include <sys/stat.h>
#include <utility>

#include "core/file.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t config_bytes_max = 1024 * 1024;

/// Our keys must be strings. An unknown key may belong to another program, unless it is a string or
/// looks like a typo.
Result<void> check_key(const std::string& table, const std::string& key, bool is_text) {
  const bool is_known =
      std::find(profile_keys.begin(), profile_keys.end(), key) != profile_keys.end() ||
      (table == "default" && key == chosen_profile_key);
  if (is_known && is_text) return {};
  if (is_known) return config_error("the value of " + key + " must be a string in quotes");
  if (!is_text && !nearest(key, profile_keys)) return {};
  return unknown_key(key);
}

Result<void> check_keys(const TomlTables& tables, const std::string& path) {
  for (const auto& [table, keys] : tables) {
    for (const auto& [key, value] : keys) {
      auto good = check_key(table, key, value.has_value());
      if (good) continue;
      Error error = std::move(good).error();
      error.what = path + ": " + error.what + " in [" + printable(table) + "]";
      return error;
    }
  }
  return {};
}

}  // namespace

Error unknown_key(const std::string& key) {
  const auto meant = nearest(key, profile_keys);
  return config_error(
      "unknown key '" + printable(key) + "'",
      meant ? "did you mean '" + *meant + "'?" : "known are " + joined(profile_keys, ", "));
}

ConfigPlace config_place(const SettingsOptions& options, const Environment& environment) {
  if (options.config) return {*options.config, "--config"};
  const std::string variable = "STREAMCTL_CONFIG";
  if (const auto value = non_empty(environment, variable)) return {*value, variable};
  const std::string base = config_home(environment);
  return {base.empty() ? "" : base + "/streamctl/config.toml", ""};
}

Result<TomlTables> parse_config(const std::string& text, const std::string& path) {
  auto tables = parse_toml(text);
  if (!tables) return std::move(tables).error().in(path);
  if (auto known = check_keys(*tables, path); !known) return std::move(known).error();
  return tables;
}

Result<TomlTables> read_config(const ConfigPlace& place) {
  struct stat status {};
  if (place.path.empty() || ::stat(place.path.c_str(), &status) != 0) {
    if (place.source.empty()) return TomlTables{};
    return config_error("cannot open the config file " + place.path + ": no such file");
  }
  if (S_ISREG(status.st_mode) && (status.st_mode & 077U) != 0) {
    return config_error("the config file " + place.path + " can be read by others",
                        "chmod 600 " + place.path);
  }
  auto text = read_file(place.path, config_bytes_max);
  if (!text) return std::move(text).error();
  return parse_config(*text, place.path);
}

}  // namespace streamctl::cli

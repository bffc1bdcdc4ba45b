#include "commands/doctor/stream_cli_config.h"

#include <algorithm>
#include <utility>

#include "core/file.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t config_bytes_max = 256 * 1024;

struct Entry {
  std::string_view key;
  std::string value;
};

/// A scalar without its quotes or trailing comment.
std::string scalar(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const auto end = text.find(text.front(), 1);
    return std::string(end == std::string_view::npos ? text.substr(1) : text.substr(1, end - 1));
  }
  if (text.starts_with('#')) return "";
  return std::string(trimmed(text.substr(0, text.find(" #"))));
}

std::optional<Entry> entry_of(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  if (colon + 1 < line.size() && line[colon + 1] != ' ' && line[colon + 1] != '\t')
    return std::nullopt;
  return Entry{trimmed(line.substr(0, colon)), scalar(line.substr(colon + 1))};
}

void take(const Entry& entry, StreamCliApp& app) {
  if (entry.key == "name") app.name = entry.value;
  if (entry.key == "access-key") app.has_key = !entry.value.empty();
  if (entry.key == "access-secret-key") app.has_secret = !entry.value.empty();
}

}  // namespace

StreamCliConfig parse_stream_cli_config(std::string_view text) {
  StreamCliConfig config;
  bool in_apps = false;
  for (std::string_view raw : split(text, '\n')) {
    std::string_view line = trimmed(raw);
    if (line.empty() || line.front() == '#') continue;
    const bool is_item = line == "-" || line.starts_with("- ");
    const bool is_top_level = raw.front() != ' ' && raw.front() != '\t' && !is_item;
    if (is_item) line = trimmed(line.substr(1));
    const auto entry = entry_of(line);
    if (is_top_level) {
      in_apps = entry && entry->key == "apps";
      if (entry && entry->key == "default") config.default_app = entry->value;
      continue;
    }
    if (!in_apps) continue;
    if (is_item) {
      if (config.apps.size() == stream_cli_apps_max) break;
      config.apps.emplace_back();
    }
    if (entry && !config.apps.empty()) take(*entry, config.apps.back());
  }
  return config;
}

std::optional<StreamCliConfig> find_stream_cli_config(const Environment& environment) {
  const std::string home = config_home(environment);
  if (home.empty()) return std::nullopt;
  const std::string path = home + "/stream-cli/config.yml";
  const auto text = read_file(path, config_bytes_max);
  if (!text) return std::nullopt;
  StreamCliConfig config = parse_stream_cli_config(*text);
  config.path = path;
  std::erase_if(config.apps,
                [](const StreamCliApp& app) { return !app.has_key || !app.has_secret; });
  if (config.apps.empty()) return std::nullopt;
  return config;
}

}  // namespace streamctl::cli

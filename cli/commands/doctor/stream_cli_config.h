// The configuration of stream-cli, Stream's own CLI, where many users keep their credentials.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config.h"
#include "core/environment.h"

namespace streamctl::cli {

constexpr std::size_t stream_cli_apps_max = 100;

struct StreamCliApp {
  std::string name;
  bool has_key = false;
  bool has_secret = false;  ///< The secret itself is not kept.
  bool operator==(const StreamCliApp&) const = default;
};

struct StreamCliConfig {
  std::string path;
  std::string default_app;
  std::vector<StreamCliApp> apps;
};

/// Reads the simple YAML that stream-cli writes: `default: NAME`, and under `apps:` a list of
/// `name`, `access-key`, `access-secret-key`, `chat-url`. Ignores everything else.
StreamCliConfig parse_stream_cli_config(std::string_view text);

/// $XDG_CONFIG_HOME/stream-cli/config.yml, if it exists and has an app with key and secret.
std::optional<StreamCliConfig> find_stream_cli_config(const Environment& environment);

}  // namespace streamctl::cli

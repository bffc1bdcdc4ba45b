// The configuration of Stream's own CLI, stream-cli: where many have their credentials already.
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
/// `name`, `access-key`, `access-secret-key`, `chat-url`. Whatever else stands there is passed
/// over.
StreamCliConfig parse_stream_cli_config(std::string_view text);

/// $XDG_CONFIG_HOME/stream-cli/config.yml, if it is there and holds an app with key and secret.
std::optional<StreamCliConfig> find_stream_cli_config(const Environment& environment);

}  // namespace streamctl::cli

#include "commands/config/config.h"

#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "config_file.h"
#include "core/json.h"
#include "core/masking.h"
#include "core/text.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

struct ConfigOptions {};

void declare(Arguments& /*arguments*/, ConfigOptions& /*options*/) {}

struct Setting {
  std::string name;
  std::string value;   ///< Empty if it is not set.
  std::string source;  ///< Empty for a default, or nothing.
};

std::vector<Setting> settings_of(const Settings& settings) {
  const SettingSources& from = settings.sources;
  const std::string secret = settings.api_secret.empty() ? "" : "***";
  return {{"config", settings.config_path, from.config},
          {"profile", settings.profile, from.profile},
          {"api_key", settings.api_key, from.api_key},
          {secret_key, secret, from.api_secret},
          {"base_url", masked_url(settings.base_url), from.base_url},
          {"webhook_url", masked_url(settings.webhook_url), from.webhook_url},
          {"user_id", settings.user_id, from.user_id}};
}

std::string source_of(const Setting& one, const Settings& settings) {
  if (!one.source.empty()) return where_from(settings, one.source);
  return one.value.empty() ? "" : "default";
}

Result<ExitCode> run(const ConfigOptions& /*options*/, Context& context) {
  warn_of_secret(context);
  std::vector<std::vector<Cell>> rows;
  for (const Setting& one : settings_of(context.settings)) {
    const std::string source = source_of(one, context.settings);
    if (context.output == Output::json) {
      Json line{{"kind", "setting"}, {"name", one.name}};
      line["value"] = one.value.empty() ? Json(nullptr) : Json(one.value);
      line["source"] = source.empty() ? Json(nullptr) : Json(source);
      context.out << json_line(line) << '\n';
    }
    const bool is_set = !one.value.empty();
    rows.push_back({{one.name, Style::bold},
                    {is_set ? printable(one.value) : "not set", is_set ? Style::plain : Style::dim},
                    {source, Style::dim}});
  }
  if (context.output == Output::pretty)
    context.out << table({"SETTING", "VALUE", "FROM"}, rows, context.out_terminal);
  return 0;
}

}  // namespace

Command config() {
  return {
      .name = "config",
      .group = "look up",
      .summary = "Show the settings and their sources, edit the config file",
      .description =
          "Shows each setting and where it comes from: an option, a variable of the environment "
          "or of --env-file, a profile of the config file, or a default. The secret is not "
          "shown. The actions below read and edit the config file.",
      .examples = {{"streamctl config", "What is used, and why"},
                   {"streamctl config -o json", "For programs: one JSON object a setting"}},
      .declare = bound<ConfigOptions>(declare, run),
      .commands = {config_set(), config_list(), config_use(), config_path()}};
}

}  // namespace streamctl::cli

#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "commands/config/config.h"
#include "config_file.h"
#include "core/json.h"
#include "core/masking.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t key_columns = 13;

struct ListOptions {};

void declare(Arguments& /*arguments*/, ListOptions& /*options*/) {}

/// The value of `key`, with a secret or the password within a URL masked; empty if it is not set.
std::string value_in(const TomlTable& table, const std::string& key) {
  const auto found = table.find(key);
  const std::string value = found == table.end() ? "" : found->second.value_or("");
  return key == secret_key && !value.empty() ? "***" : masked_url(value);
}

std::string profile_json(const std::string& name, const TomlTable& table, bool is_in_use) {
  Json line{{"kind", "profile"}, {"name", name}, {"in_use", is_in_use}};
  for (const std::string& key : profile_keys) {
    const std::string value = value_in(table, key);
    if (!value.empty()) line[key] = value;
  }
  return json_line(line);
}

void show(const std::string& name, const TomlTable& table, bool is_in_use, Context& context) {
  const Terminal& terminal = context.out_terminal;
  context.out << terminal.paint(Style::bold, printable(name))
              << (is_in_use ? terminal.paint(Style::green, "  in use") : "") << '\n';
  for (const std::string& key : profile_keys) {
    const std::string value = value_in(table, key);
    if (!value.empty()) context.out << "  " << padded(key, key_columns) << printable(value) << '\n';
  }
}

Result<ExitCode> run(const ListOptions& /*options*/, Context& context) {
  const Settings& settings = context.settings;
  auto tables = read_config({settings.config_path, settings.sources.config});
  if (!tables) return std::move(tables).error();
  if (tables->empty() && !context.quiet)
    context.err << "No profiles in " << printable(settings.config_path)
                << "; 'streamctl config set KEY VALUE' adds one\n";
  for (const auto& [name, table] : *tables) {
    const bool is_in_use = name == settings.profile;
    if (context.output == Output::json)
      context.out << profile_json(name, table, is_in_use) << '\n';
    else
      show(name, table, is_in_use, context);
  }
  return 0;
}

}  // namespace

Command config_list() {
  return {
      .name = "list",
      .summary = "List the profiles of the config file",
      .description =
          "Lists the profiles with their keys, and which of them is in use. Secrets are not "
          "shown. Keys that belong to other programs are left out.",
      .examples = {{"streamctl config list", "All profiles"},
                   {"streamctl config list -o json", "For programs: one JSON object a profile"}},
      .declare = bound<ListOptions>(declare, run),
      .runs_unconfigured = true};
}

}  // namespace streamctl::cli

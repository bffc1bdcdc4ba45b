#include "generate/command_doc.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "core/text.h"

namespace streamctl::cli {
namespace {

OptionDoc describe(const CLI::Option& option) {
  OptionDoc doc;
  for (const auto& name : option.get_snames())
    doc.names.push_back("-" + name);
  for (const auto& name : option.get_lnames())
    doc.names.push_back("--" + name);
  if (option.get_positional()) doc.names = {option.get_name()};
  if (option.get_expected_max() > 0)
    doc.metavar = option.get_positional() ? "" : option.get_type_name();
  if (option.get_positional()) doc.metavar = option.get_type_name();
  doc.summary = option.get_description();
  doc.default_text = option.get_default_str();
  doc.environment = option.get_envname();
  doc.group = option.get_group();
  doc.required = option.get_required();
  doc.repeatable = option.get_expected_max() > 1;
  return doc;
}

}  // namespace

CommandDoc describe(const CLI::App& app, const std::string& name, const Command* command) {
  CommandDoc doc;
  doc.name = name;
  doc.summary = app.get_description();
  if (command != nullptr) {
    doc.group = command->group;
    doc.description = command->description;
    doc.examples = command->examples;
  }
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // CLI11's mark of a hidden one.
    (option->get_positional() ? doc.positionals : doc.options).push_back(describe(*option));
  }
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (below->get_group().empty()) continue;
    doc.commands.push_back(describe(*below, name + " " + below->get_name(), nullptr));
  }
  return doc;
}

std::vector<OptionGroup> grouped(const std::vector<OptionDoc>& options) {
  std::vector<OptionGroup> groups;
  for (const auto& option : options) {
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const OptionGroup& group) { return group.name == option.group; });
    if (found == groups.end()) found = groups.insert(groups.end(), {option.group, {}});
    found->options.push_back(option);
  }
  return groups;
}

std::vector<std::string> words_of(const std::string& metavar) {
  std::vector<std::string> words;
  if (metavar.find('|') == std::string::npos) return words;
  for (const auto word : split(metavar, '|'))
    words.emplace_back(word);
  return words;
}

}  // namespace streamctl::cli

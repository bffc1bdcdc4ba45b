#include "generate/artefacts.h"

#include <algorithm>

#include "args/options.h"
#include "core/text.h"

namespace streamctl::cli {

std::string dynamic_kind(const std::string& metavar) {
  if (metavar == type_metavar || metavar.starts_with(std::string(type_metavar) + "["))
    return "types";
  if (metavar == scenario_metavar) return "scenarios";
  if (metavar == check_metavar) return "checks";
  if (metavar == group_metavar) return "groups";
  if (metavar == steps_metavar) return steps_kind;
  if (metavar == method_metavar || metavar == api_path_metavar) return "operations";
  if (metavar == webhook_id_metavar) return "webhook-ids";
  return metavar == profile_metavar ? "profiles" : "";
}

std::vector<OptionDoc> shared_options(const CommandDoc& root) {
  std::vector<OptionDoc> shared;
  for (const auto& option : root.options) {
    if (option.names.back() != "--version") shared.push_back(option);
  }
  return shared;
}

std::vector<const CommandDoc*> flattened(const CommandDoc& command) {
  std::vector<const CommandDoc*> all{&command};
  for (const auto& below : command.commands) {
    const auto inner = flattened(below);
    all.insert(all.end(), inner.begin(), inner.end());
  }
  return all;
}

std::vector<Artefact> artefacts(const CommandDoc& root) {
  std::vector<Artefact> made{{"completions/streamctl.bash", bash_completion(root)},
                             {"completions/_streamctl", zsh_completion(root)},
                             {"completions/streamctl.fish", fish_completion(root)}};
  for (const CommandDoc* command : flattened(root)) {
    std::string name = command->name;
    std::replace(name.begin(), name.end(), ' ', '-');
    made.push_back({"man/" + name + ".1", command_page(*command)});
  }
  return made;
}

}  // namespace streamctl::cli

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "args/arguments.h"
#include "args/options.h"
#include "commands/config/config.h"
#include "commands/config/edit.h"
#include "config_file.h"
#include "core/text.h"
#include "error_report.h"

namespace streamctl::cli {
namespace {

struct UseOptions {
  std::string profile;
};

void declare(Arguments& arguments, UseOptions& options) {
  arguments.text("NAME", options.profile, "The profile").metavar(profile_metavar).required();
}

Result<ExitCode> run(const UseOptions& options, Context& context) {
  const std::string& name = options.profile;
  const Settings& settings = context.settings;
  auto tables = read_config({settings.config_path, settings.sources.config});
  if (!tables) return std::move(tables).error();
  if (name != "default" && !tables->contains(name)) {
    std::vector<std::string> names;
    for (const auto& [known, keys] : *tables)
      names.push_back(printable(known));
    const auto meant = nearest(name, names);
    return config_error(
        "no profile '" + printable(name) + "' in " + printable(settings.config_path),
        meant ? "did you mean '" + *meant + "'?"
        : names.empty()
            ? "'streamctl config set KEY VALUE --profile " + printable(name) + "' adds it"
            : "there is " + joined(names, ", "));
  }
  const ConfigChange change{"", chosen_profile_key, name};
  if (auto changed = change_config(change, context); !changed) return std::move(changed).error();
  report_change(change, "Profile " + printable(name) + " is now used", context);
  const std::string& by = settings.sources.profile;
  if ((by == "--profile" || by.starts_with("STREAMCTL_PROFILE")) && settings.profile != name)
    report_warning(context, by + " still names " + printable(settings.profile) +
                                ", and precedes the config file");
  return 0;
}

}  // namespace

Command config_use() {
  return {.name = "use",
          .summary = "Choose the profile to use from now on",
          .description =
              "Writes the name of a profile into the config file. Every command uses that profile "
              "unless --profile or STREAMCTL_PROFILE names another. 'config use default' goes back "
              "to the first.",
          .examples = {{"streamctl config use default", "The profile called default"}},
          .declare = bound<UseOptions>(declare, run),
          .runs_unconfigured = true};
}

}  // namespace streamctl::cli

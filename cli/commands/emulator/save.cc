#include <filesystem>
#include <ostream>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include "args/options.h"
#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"
#include "core/file.h"
#include "core/json.h"
#include "core/output_path.h"
#include "core/text.h"
#include "core/units.h"
#include "emulator/engine/saved_state.h"

namespace streamctl::cli {
namespace {

constexpr unsigned private_mode = 0600;

struct SaveOptions {
  EmulatorLocation emulator;
  std::string file;
  bool force = false;
};

void declare(Arguments& arguments, SaveOptions& options) {
  arguments.text("FILE", options.file, "Where to save it; -: standard output").required();
  declare_location(arguments, options.emulator);
  arguments.flag("--force", options.force, "Replace a file that is no saved state");
}

/// A saved state may be replaced, and an empty file; nothing else without --force.
Result<void> check_replaceable(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  const auto text = read_file(path, emulator::saved_bytes_max);
  if (text && text->empty()) return {};
  const auto saved = text ? parse_json(*text) : Result<Json>(config_error("unread"));
  if (saved && saved->is_object() && text_at(*saved, "format") == emulator::saved_format) return {};
  return config_error(printable(path) + " exists and is no saved state",
                      "name another file, or replace it with --force");
}

Result<ExitCode> run(const SaveOptions& options, Context& context) {
  const bool is_stdout = options.file == "-";
  if (!is_stdout) {
    if (!options.force) {
      if (auto good = check_replaceable(options.file); !good) return std::move(good).error();
    }
    if (auto good = check_writable(options.file); !good) return std::move(good).error();
  }
  const auto saved = get_from_emulator(options.emulator, "save", context);
  if (!saved) return saved.error();
  const std::string text = json_indented(*saved) + "\n";
  if (text.size() > emulator::saved_bytes_max)
    return refused_error("the state is larger than the " + size_text(emulator::saved_bytes_max) +
                             " that 'emulator load' takes",
                         "delete uploaded files or calls first");
  if (is_stdout) {
    context.out << text;
    return 0;
  }
  if (auto written = write_file(options.file, text, private_mode); !written)
    return std::move(written).error();
  const auto count = [&](const char* name) {
    return saved->contains(name) ? (*saved)[name].size() : 0;
  };
  const Json report{{"file", options.file}, {"users", count("users")}, {"calls", count("calls")}};
  return report_action(report,
                       "Saved " + std::to_string(count("users")) + " users and " +
                           std::to_string(count("calls")) + " calls to " + printable(options.file),
                       context);
}

}  // namespace

Command emulator_save() {
  return {
      .name = "save",
      .summary = "Save the emulator's state to a file",
      .description =
          "Writes users, calls, call types, uploaded files, the app's settings, failures, what is "
          "pending, and the time unless it is this machine's, as JSON that only you can read. "
          "'emulator load' brings it back. Open sockets, tokens that were expired, the hooks of "
          "the command line, and settings that hold a secret are not saved.\n\n"
          "A file that is no saved state is not replaced, unless --force is given.",
      .examples = {{"streamctl emulator save before.json", "To begin each test from here"},
                   {"streamctl emulator save - | jq .users", "Only the users of it"}},
      .declare = bound<SaveOptions>(declare, run)};
}

}  // namespace streamctl::cli

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "args/options.h"
#include "args/text_input.h"
#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"
#include "core/json.h"
#include "emulator/engine/saved_state.h"

namespace streamctl::cli {
namespace {

struct LoadOptions {
  EmulatorLocation emulator;
  std::string file;
};

void declare(Arguments& arguments, LoadOptions& options) {
  arguments.text("FILE", options.file, "A file of 'emulator save'; -: standard input").required();
  declare_location(arguments, options.emulator);
}

Result<ExitCode> run(const LoadOptions& options, Context& context) {
  const auto text = read_text(options.file, context, emulator::saved_bytes_max);
  if (!text) return text.error();
  const std::string name = input_name(options.file);
  auto saved = parse_json(*text, Digits::kept);
  if (!saved) return not_json(std::move(saved).error(), *text).in(name);
  if (auto good = emulator::check_saved(*saved); !good) return std::move(good).error().in(name);
  const auto answer = post_to_emulator(options.emulator, "load", *saved, context);
  if (!answer)
    return answer.error().kind == ErrorKind::config ? answer.error().in(name) : answer.error();
  return report_action(*answer,
                       "Loaded " + std::to_string(number_in(*answer, "users")) + " users and " +
                           std::to_string(number_in(*answer, "calls")) + " calls",
                       context);
}

}  // namespace

Command emulator_load() {
  return {.name = "load",
          .summary = "Replace the emulator's state by a saved one",
          .description =
              "Closes all sockets and replaces users, calls, call types, uploaded files, the app's "
              "settings, failures and what is pending by those of a file that 'emulator save' "
              "wrote. The hooks of the command line stay. Whoever was in a session stays in it. A "
              "file that is damaged, or that another version wrote, is refused with the place of "
              "its first mistake, and changes nothing.",
          .examples = {{"streamctl emulator load before.json", "Begin a test from there"}},
          .declare = bound<LoadOptions>(declare, run)};
}

}  // namespace streamctl::cli

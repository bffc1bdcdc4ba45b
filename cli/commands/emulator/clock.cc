#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "args/options.h"
#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"
#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::cli {
namespace {

/// "2026-11-23T17:00:00.000000Z, running".
std::string time_in(const Json& answer) {
  const bool is_frozen = answer.contains("frozen") && answer["frozen"] == true;
  return printable(text_at(answer, "now")) + (is_frozen ? ", frozen" : ", running");
}

Result<ExitCode> change(const EmulatorLocation& emulator, const Json& body, Context& context) {
  const auto answer = post_to_emulator(emulator, "clock", body, context);
  if (!answer) return answer.error();
  std::string message = "The clock is at " + time_in(*answer);
  if (const std::int64_t count = number_in(*answer, "happened"); count > 0)
    message += "; " + std::to_string(count) +
               (count == 1 ? " event or deadline was due" : " events and deadlines were due");
  return report_action(*answer, message, context);
}

Result<ExitCode> run_show(const EmulatorLocation& emulator, Context& context) {
  const auto answer = get_from_emulator(emulator, "clock", context);
  if (!answer) return answer.error();
  context.out << (context.output == Output::json ? json_line(*answer) : time_in(*answer)) << '\n';
  return 0;
}

Result<ExitCode> run_freeze(const EmulatorLocation& emulator, Context& context) {
  return change(emulator, {{"frozen", true}}, context);
}

Result<ExitCode> run_run(const EmulatorLocation& emulator, Context& context) {
  return change(emulator, {{"frozen", false}}, context);
}

struct AdvanceOptions {
  EmulatorLocation emulator;
  std::chrono::nanoseconds by{0};
};

void declare_advance(Arguments& arguments, AdvanceOptions& options) {
  arguments.duration("D", options.by, "How far, such as 30s or 2d").required().shown_default("");
  declare_location(arguments, options.emulator);
}

Result<ExitCode> run_advance(const AdvanceOptions& options, Context& context) {
  const auto by = std::chrono::ceil<std::chrono::milliseconds>(options.by);
  return change(options.emulator, {{"advance_ms", by.count()}}, context);
}

struct SetOptions {
  EmulatorLocation emulator;
  std::string time;
};

void declare_set(Arguments& arguments, SetOptions& options) {
  arguments.text("TIME", options.time, "RFC 3339, such as 2026-12-31T23:59:00Z").required();
  declare_location(arguments, options.emulator);
}

Result<ExitCode> run_set(const SetOptions& options, Context& context) {
  if (!parse_rfc3339(options.time))
    return option_error("TIME", "'" + printable(options.time) + "' is no time of RFC 3339",
                        "write it as 2026-12-31T23:59:00Z");
  return change(options.emulator, {{"set", options.time}}, context);
}

}  // namespace

Command emulator_clock() {
  return {
      .name = "clock",
      .summary = "Show, stop or move the emulator's time",
      .description =
          "Shows the time of the emulator: that of this machine, until an action below changes it. "
          "All times in answers and events follow it, and so does what depends on time: rings "
          "that nobody accepts, recordings that become ready, the expiry of tokens. Connections, "
          "heartbeats, deliveries to hooks and --latency keep real time. 'emulator reset' brings "
          "back the time of this machine.\n\n"
          "Tokens are judged by this time: 'streamctl token' and SDKs date theirs by the "
          "machine's, so before a time in the past their tokens are not valid yet.",
      .examples = {{"streamctl emulator clock", "What time is it there?"},
                   {"streamctl emulator clock advance 1h", "Let an hour pass at once"}},
      .declare = bound<EmulatorLocation>(declare_location, run_show),
      .commands = {
          {.name = "freeze",
           .summary = "Stop the emulator's time",
           .description = "Stops the time. Nothing becomes due until it is advanced, or runs.",
           .examples = {{"streamctl emulator clock freeze", "For events with the same time"}},
           .declare = bound<EmulatorLocation>(declare_location, run_freeze)},
          {.name = "run",
           .summary = "Let the emulator's time run on",
           .description = "Lets a frozen time run on from where it stands.",
           .examples = {{"streamctl emulator clock run", "After 'freeze'"}},
           .declare = bound<EmulatorLocation>(declare_location, run_run)},
          {.name = "advance",
           .summary = "Let time pass at once",
           .description =
               "Moves the time forward without waiting. What is due until then happens in order, "
               "each at its own time, before the command ends: calls are missed, recordings "
               "become ready. A frozen clock stays frozen.",
           .examples = {{"streamctl emulator clock advance 30s",
                         "Does the app show a missed call?"},
                        {"streamctl emulator clock advance 1h", "Does it renew its token?"}},
           .declare = bound<AdvanceOptions>(declare_advance, run_advance)},
          {.name = "set",
           .summary = "Set the emulator's time",
           .description =
               "Sets the time. A later one is like 'advance'. Before an earlier one, everything "
               "that waits stays as far off as it was.",
           .examples = {{"streamctl emulator clock set 2027-01-01T00:00:00Z", "Happy new year"}},
           .declare = bound<SetOptions>(declare_set, run_set)}}};
}

}  // namespace streamctl::cli

#include "listen_verdict.h"

#include "core/text.h"
#include "core/units.h"
#include "report.h"

namespace streamctl::cli {
namespace {

bool command_failed(const ListenEnd& end) {
  return end.command_code.value_or(0) != 0;
}

/// At a glance: what did not come, and why that may be.
Error not_met(const ListenEnd& end) {
  std::string when = end.timeout ? "within " + duration_text(*end.timeout) : "before the end";
  if (command_failed(end))
    when = "before the command ended with " + std::to_string(*end.command_code);
  const auto& tally = end.audience.tally();
  std::string hint;
  if (tally.refused > 0 && end.has_url)
    hint = count_text(tally.refused) + " refused: is it the right secret?";
  if (tally.received == 0)
    hint = "nothing came at all: are events sent to " + printable(end.source) + "?";
  return refused_error(
      "not all that was expected came " + when + ": " + end.audience.expectations().missing(),
      hint);
}

}  // namespace

Result<ExitCode> listen_verdict(const ListenEnd& end, Context& context) {
  const listener::Expectations& expectations = end.audience.expectations();
  if (!expectations.offence().empty())
    return refused_error(printable(expectations.offence()) + " came, which --forbid rules out");
  const bool met = !expectations.any() || expectations.met();
  if (command_failed(end)) {
    if (!met) report_error(context.err, not_met(end), context.output, context.err_terminal);
    return *end.command_code;
  }
  const bool has_end = expectations.any() || end.has_end;
  const bool is_complete = met && expectations.any() && !end.cut_short;
  if (context.stop.stop_requested() && has_end && !is_complete) return 128 + context.stop_signal;
  if (met) return 0;
  return not_met(end);
}

}  // namespace streamctl::cli

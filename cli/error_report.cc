#include "error_report.h"

#include <csignal>
#include <ostream>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

/// A hint with the text it quotes escaped. Keeps line breaks: it may point at a place in an
/// expression.
std::string safe_hint(std::string_view words) {
  std::string text;
  for (const std::string_view line : split(words, '\n')) {
    if (line.data() != words.data()) text += '\n';
    text += printable(line);
  }
  return text;
}

}  // namespace

int exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::config:
      return 2;
    case ErrorKind::network:
      return 3;
    case ErrorKind::refused:
    case ErrorKind::internal:
      return 1;
  }
  return 1;
}

void report_error(std::ostream& err, const Error& error, Output output, const Terminal& terminal) {
  if (output == Output::json) {
    Json body{{"code", name_of(error.kind)}, {"message", error.what}};
    if (!error.hint.empty()) body["hint"] = error.hint;
    err << json_line(Json{{"error", body}}) << '\n';
    return;
  }
  err << "streamctl: " << terminal.paint(Style::red, "error:") << ' ' << printable(error.what)
      << '\n';
  if (!error.hint.empty())
    err << terminal.paint(Style::bold, "hint:") << ' ' << safe_hint(error.hint) << '\n';
}

void report_warning(Context& context, const std::string& warning) {
  if (context.quiet) return;
  context.err << "streamctl: " << context.err_terminal.paint(Style::yellow, "warning:") << ' '
              << printable(warning) << '\n';
}

std::string over_interrupt(const Context& context, const Terminal& terminal) {
  return terminal.is_tty && context.stop_signal == SIGINT ? "\r" : "";
}

}  // namespace streamctl::cli

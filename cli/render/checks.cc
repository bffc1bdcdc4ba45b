#include "render/checks.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/units.h"
#include "generate/help.h"

namespace streamctl::cli {
namespace {

using check::Status;

constexpr std::size_t indent = 8;

struct Look {
  std::string_view mark;
  Style style;
};

Look look_of(Status status) {
  constexpr std::array<Look, 4> looks{{{"✓ pass", Style::green},
                                       {"! warn", Style::yellow},
                                       {"✗ fail", Style::red},
                                       {"- skip", Style::dim}}};
  return looks.at(static_cast<std::size_t>(status));
}

std::string paragraph(std::string_view label, std::string_view text, const Terminal& terminal) {
  constexpr std::size_t label_width = 10;
  const std::size_t width = std::min<std::size_t>(terminal.width, 100);
  const std::string lines = wrapped(text, indent + label_width, width);
  return std::string(indent, ' ') + terminal.paint(Style::bold, padded(label, label_width)) +
         lines.substr(indent + label_width);
}

}  // namespace

std::string_view advice_of(const check::Finding& finding) {
  const std::string& own = finding.verdict.advice;
  return own.empty() ? finding.check->advice : std::string_view(own);
}

std::string render_finding(const check::Finding& finding, const Terminal& terminal) {
  const Look look = look_of(finding.verdict.status);
  std::string text = terminal.paint(look.style, look.mark) + "  " +
                     terminal.paint(Style::bold, finding.check->name) + "  " +
                     terminal.paint(Style::dim, finding.verdict.came) + "\n";
  if (finding.verdict.status == Status::pass || finding.verdict.status == Status::skip) return text;
  text += paragraph("expected", finding.check->expects, terminal);
  text += paragraph("why", finding.check->reason, terminal);
  text += paragraph("change", advice_of(finding), terminal);
  return text;
}

std::string render_checks(const check::Tally& tally, const Terminal& terminal) {
  std::string text = terminal.paint(Style::green, std::to_string(tally.pass) + " passed");
  if (tally.warn > 0)
    text += ", " + terminal.paint(Style::yellow, std::to_string(tally.warn) +
                                                     (tally.warn == 1 ? " warning" : " warnings"));
  if (tally.fail > 0)
    text += ", " + terminal.paint(Style::red, std::to_string(tally.fail) + " failed");
  if (tally.skip > 0) text += ", " + std::to_string(tally.skip) + " skipped";
  return text + "\n";
}

std::string tap_line(const check::Finding& finding, int number) {
  const Status status = finding.verdict.status;
  std::string text = (status == Status::fail ? "not ok " : "ok ") + std::to_string(number) + " - " +
                     std::string(finding.check->name);
  if (status == Status::skip) return text + " # SKIP " + finding.verdict.came + "\n";
  if (status == Status::pass) return text + "\n";
  return text + "\n# " + (status == Status::warn ? "warning: " : "") + finding.verdict.came + "\n";
}

std::string check_description(const check::Check& check, const Terminal& terminal) {
  return terminal.paint(Style::bold, check.name) + "\n" + wrapped(check.expects, 2, terminal.width);
}

}  // namespace streamctl::cli

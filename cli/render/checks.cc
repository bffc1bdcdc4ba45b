#include "render/checks.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/units.h"
#include "generate/wrapped.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

using check::Status;

constexpr std::size_t indent = 8;
constexpr std::size_t narrow_indent = 4;

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
  if (terminal.is_tty && terminal.width < narrow_columns)
    return flowed({{"  " + std::string(label), Style::bold}, {"  " + std::string(text)}},
                  narrow_indent, terminal);
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
  Runs runs{{std::string(look.mark), look.style},
            {"  "},
            {std::string(finding.check->name), Style::bold}};
  if (!finding.is_explained) runs.push_back({"  " + finding.verdict.came, Style::dim});
  std::string text = flowed(runs, indent, terminal);
  if (finding.is_explained) return text;
  if (finding.verdict.status == Status::pass || finding.verdict.status == Status::skip) return text;
  text += paragraph("expected", finding.check->expects, terminal);
  text += paragraph("why", finding.check->reason, terminal);
  text += paragraph("change", advice_of(finding), terminal);
  return text;
}

std::string render_checks(const check::RunResult& result, bool is_stopped,
                          std::chrono::nanoseconds took, const Terminal& terminal) {
  std::string text;
  const int left_out = is_stopped ? 0 : result.not_run;
  if (result.refusal) {
    Runs runs{{result.refusal->what, Style::red}};
    if (left_out > 0)
      runs.push_back({" " + std::to_string(left_out) + (left_out == 1 ? " check" : " checks") +
                      " not run (--keep-going runs them)"});
    text = flowed(runs, 2, terminal);
    if (!result.refusal->also.empty()) text += flowed({{result.refusal->also}}, 2, terminal);
  }
  const check::Tally& tally = result.tally;
  Runs runs;
  if (is_stopped) runs.push_back({"stopped: "});
  runs.push_back({std::to_string(tally.pass) + " passed", Style::green});
  const auto add = [&](int count, const std::string& words, Style style) {
    if (count <= 0) return;
    runs.push_back({", "});
    runs.push_back({std::to_string(count) + words, style});
  };
  add(tally.warn, tally.warn == 1 ? " warning" : " warnings", Style::yellow);
  add(tally.fail, " failed", Style::red);
  add(tally.skip - left_out, " skipped", Style::plain);
  add(result.not_run, " not run", Style::plain);
  runs.push_back({" (" + duration_text(took) + ")"});
  return text + "\n" + flowed(runs, 2, terminal);
}

std::string running_check(const check::Check& check, std::size_t number, std::size_t count,
                          const Terminal& terminal) {
  const std::string text = "running " + std::string(check.name) + " (" + std::to_string(number) +
                           " of " + std::to_string(count) + ")";
  return terminal.paint(Style::dim, text.substr(0, terminal.width - 1));
}

std::string tap_line(const check::Finding& finding, std::size_t number) {
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

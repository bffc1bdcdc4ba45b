#include "commands/check/report.h"

#include <ostream>
#include <utility>

#include "check/lines.h"
#include "core/json.h"
#include "render/checks.h"

namespace streamctl::cli {

CheckReport::CheckReport(CheckForm form, const std::vector<const check::Check*>& chosen,
                         Context& context)
    : form_(form), chosen_(chosen), context_(context) {
  if (form_ == CheckForm::tap) context_.out << "TAP version 13\n1.." << chosen.size() << '\n';
}

void CheckReport::begins(const check::Check& check) {
  const Terminal& terminal = context_.err_terminal;
  if (!terminal.redraws || context_.quiet || context_.verbose) return;
  context_.err << "\r\x1b[K" << running_check(check, cases_.size() + 1, chosen_.size(), terminal)
               << std::flush;
  shows_running_ = true;
}

void CheckReport::clear() {
  if (std::exchange(shows_running_, false)) context_.err << "\r\x1b[K" << std::flush;
}

void CheckReport::found(check::Finding finding) {
  clear();
  if (!advised_.insert(finding.verdict.advice).second) finding.verdict.advice.clear();
  add_case(finding);
  if (form_ == CheckForm::json) context_.out << json_line(check::to_json(finding)) << std::endl;
  if (form_ == CheckForm::tap) context_.out << tap_line(finding, cases_.size()) << std::flush;
  if (form_ == CheckForm::pretty && !finding.is_left_out)
    context_.out << render_finding(finding, context_.out_terminal) << std::flush;
}

void CheckReport::add_case(const check::Finding& finding) {
  JunitCase one{std::string(finding.check->name), JunitCase::Result::passed, finding.verdict.came,
                "", finding.duration};
  if (finding.verdict.status == check::Status::skip) one.result = JunitCase::Result::skipped;
  if (finding.verdict.status == check::Status::fail) {
    one.result = JunitCase::Result::failed;
    one.text = "expected: " + std::string(finding.check->expects) + ". " +
               std::string(finding.check->reason) + " " + std::string(advice_of(finding));
  }
  cases_.push_back(std::move(one));
}

void CheckReport::ended(const check::RunResult& result, std::chrono::nanoseconds took) {
  clear();
  const bool is_stopped = context_.stop.stop_requested();
  if (form_ == CheckForm::json)
    context_.out << json_line(check::to_json(result, is_stopped, took)) << '\n';
  if (form_ == CheckForm::tap && result.refusal)
    context_.out << "# " << result.refusal->what << '\n';
  if (form_ == CheckForm::tap && is_stopped) context_.out << "Bail out! interrupted\n";
  if (form_ == CheckForm::pretty)
    context_.out << render_checks(result, is_stopped, took, context_.out_terminal);
  for (std::size_t i = cases_.size(); i < chosen_.size(); ++i)
    add_case({.check = chosen_[i], .verdict = {check::Status::skip, "not run: stopped", ""}});
}

}  // namespace streamctl::cli

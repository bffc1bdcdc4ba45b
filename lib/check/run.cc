#include "check/run.h"

#include <string_view>
#include <utility>

#include "check/probe.h"

namespace streamctl::check {

namespace {

void count(Tally& tally, Status status) {
  if (status == Status::pass) ++tally.pass;
  if (status == Status::warn) ++tally.warn;
  if (status == Status::fail) ++tally.fail;
  if (status == Status::skip) ++tally.skip;
}

/// Whether a handler that refuses everything passes `check`.
bool passes_by_refusing(const Check& check) {
  return check.name.starts_with("rejects-") || check.name == "answers-fast";
}

/// One run: remembers whether the handler accepts valid events.
class Runner {
 public:
  Runner(Probe& probe, const Clock& clock, const RunOptions& options)
      : probe_(probe), clock_(clock), options_(options) {}

  /// Nothing if a stop interrupted the check.
  std::optional<Finding> find(const Check& check) {
    if (has_ended_) return skipped(check, "not run: the handler accepts no valid event");
    if (probe_.unanswered() >= unanswered_max && !options_.keep_going)
      return skipped(check, "the handler stopped answering");
    options_.begins(check);
    Finding finding{.check = &check};
    const SteadyTime begin = clock_.steady();
    finding.verdict = check.run(probe_);
    finding.duration = clock_.steady() - begin;
    // An interrupted check reflects on us, not on the handler.
    if (probe_.is_stopped()) return std::nullopt;
    judge(finding);
    return finding;
  }

  std::optional<Refusal>& refusal() { return refusal_; }

 private:
  Finding skipped(const Check& check, std::string why) const {
    return {
        .check = &check, .verdict = {Status::skip, std::move(why), ""}, .is_left_out = has_ended_};
  }

  void judge(Finding& finding) {
    const bool passed = finding.verdict.status == Status::pass;
    if (finding.check->name == "accepts-valid") {
      is_known_ = true;
      if (passed) return;
      refusal_ = refusal_of(probe_);
      finding.is_explained = refusal_.has_value();
      has_ended_ = finding.is_explained && !options_.keep_going;
    } else if (passed && passes_by_refusing(*finding.check)) {
      if (!std::exchange(is_known_, true)) refusal_ = refusal_of(probe_);
      if (!refusal_) return;
      finding.verdict.status = Status::skip;
      finding.verdict.came += ", which proves nothing: it accepts no valid event";
    }
  }

  Probe& probe_;
  const Clock& clock_;
  const RunOptions& options_;
  bool is_known_ = false;  ///< Whether `refusal_` is settled.
  std::optional<Refusal> refusal_;
  bool has_ended_ = false;
};

}  // namespace

RunResult run(const std::vector<const Check*>& chosen, Probe& probe, const Clock& clock,
              const std::stop_token& stop, const RunOptions& options) {
  RunResult result{.not_run = static_cast<int>(chosen.size())};
  Runner runner(probe, clock, options);
  for (const Check* check : chosen) {
    if (stop.stop_requested()) break;
    const auto finding = runner.find(*check);
    if (!finding) break;
    if (!finding->is_left_out) --result.not_run;
    count(result.tally, finding->verdict.status);
    options.tell(*finding);
  }
  result.refusal = std::move(runner.refusal());
  return result;
}

}  // namespace streamctl::check

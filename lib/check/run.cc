#include "check/run.h"

#include "check/probe.h"

namespace streamctl::check {

namespace {

void count(Tally& tally, Status status) {
  if (status == Status::pass) ++tally.pass;
  if (status == Status::warn) ++tally.warn;
  if (status == Status::fail) ++tally.fail;
  if (status == Status::skip) ++tally.skip;
}

}  // namespace

Tally run(const std::vector<const Check*>& chosen, Probe& probe, const Clock& clock,
          const std::stop_token& stop, const std::function<void(const Finding&)>& tell) {
  Tally tally;
  for (const Check* check : chosen) {
    if (stop.stop_requested()) break;
    Finding finding{check, {Status::skip, "the handler stopped answering"}, {}};
    if (probe.unanswered() < unanswered_max) {
      const SteadyTime begin = clock.steady();
      finding.verdict = check->run(probe);
      finding.duration = clock.steady() - begin;
      if (stop.stop_requested()) break;  // An interrupted check reflects on us, not on the handler.
    }
    count(tally, finding.verdict.status);
    tell(finding);
  }
  return tally;
}

}  // namespace streamctl::check

#include "check/lines.h"

#include <nlohmann/json.hpp>

#include "core/units.h"

namespace streamctl::check {

Json to_json(const Finding& finding) {
  Json line{{"kind", "check"},
            {"name", finding.check->name},
            {"status", name_of(finding.verdict.status)},
            {"detail", finding.verdict.came},
            {"duration_ms", milliseconds_of(finding.duration)}};
  if (!finding.verdict.advice.empty()) line["advice"] = finding.verdict.advice;
  return line;
}

Json to_json(const RunResult& result, bool is_stopped, std::chrono::nanoseconds took) {
  const Tally& tally = result.tally;
  Json line{{"kind", "summary"},  {"pass", tally.pass}, {"warn", tally.warn},
            {"fail", tally.fail}, {"skip", tally.skip}, {"duration_ms", milliseconds_of(took)}};
  if (is_stopped) line["not_run"] = result.not_run;
  if (result.refusal) line["diagnosis"] = result.refusal->what;
  return line;
}

}  // namespace streamctl::check

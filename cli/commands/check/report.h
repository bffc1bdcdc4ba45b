// Reports a run of `check` as it happens: for people, as JSON Lines or TAP, and as JUnit.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "check/run.h"
#include "context.h"
#include "render/junit.h"

namespace streamctl::cli {

enum class CheckForm { pretty, json, tap };

class CheckReport {
 public:
  CheckReport(CheckForm form, const std::vector<const check::Check*>& chosen, Context& context);

  /// On a terminal that redraws, shows the name of the running check until the next output.
  void begins(const check::Check& check);
  void found(check::Finding finding);
  void ended(const check::RunResult& result, std::chrono::nanoseconds took);

  /// One case per chosen check, once the run has ended.
  [[nodiscard]] const std::vector<JunitCase>& junit_cases() const { return cases_; }

 private:
  void clear();
  void add_case(const check::Finding& finding);

  CheckForm form_;
  const std::vector<const check::Check*>& chosen_;
  Context& context_;
  std::vector<JunitCase> cases_;
  std::set<std::string> advised_;  ///< Each piece of advice is printed once.
  bool shows_running_ = false;     ///< A line on the terminal names the running check.
};

}  // namespace streamctl::cli

// Renders test reports in JUnit's XML for CI systems.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace streamctl::cli {

struct JunitCase {
  enum class Result { passed, failed, skipped };
  std::string name;
  Result result = Result::passed;
  std::string message;  ///< One line; for a passed case it goes to system-out.
  std::string text;     ///< Details of a failure.
  std::chrono::nanoseconds duration{};
};

/// One suite of cases as a document. Characters XML 1.0 cannot hold become U+FFFD.
std::string junit_report(const std::string& suite, const std::vector<JunitCase>& cases);

}  // namespace streamctl::cli

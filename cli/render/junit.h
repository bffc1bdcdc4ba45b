// Test reports in JUnit's XML, as CI systems read them.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace streamctl::cli {

struct JunitCase {
  enum class Result { passed, failed, skipped };
  std::string name;
  Result result = Result::passed;
  std::string message;  ///< One line; of a passed case it goes to system-out.
  std::string text;     ///< More, of a failure.
  std::chrono::nanoseconds duration{};
};

/// One suite of cases as a document. Characters XML 1.0 cannot hold become U+FFFD.
std::string junit_report(const std::string& suite, const std::vector<JunitCase>& cases);

}  // namespace streamctl::cli

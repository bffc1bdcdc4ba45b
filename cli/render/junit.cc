#include "render/junit.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "core/text.h"

namespace streamctl::cli {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  // printable() removes everything that XML cannot hold.
  for (const char c : printable(text)) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string seconds(std::chrono::nanoseconds duration) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", std::chrono::duration<double>(duration).count());
  return text.data();
}

std::string element(const std::string& suite, const JunitCase& one) {
  const std::string head = "    <testcase name=\"" + escaped(one.name) + "\" classname=\"" +
                           escaped(suite) + "\" time=\"" + seconds(one.duration) + "\"";
  if (one.result == JunitCase::Result::failed) {
    return head + ">\n      <failure message=\"" + escaped(one.message) + "\">" +
           escaped(one.text) + "</failure>\n    </testcase>\n";
  }
  if (one.result == JunitCase::Result::skipped) {
    return head + ">\n      <skipped message=\"" + escaped(one.message) + "\"/>\n    </testcase>\n";
  }
  if (one.message.empty()) return head + "/>\n";
  return head + ">\n      <system-out>" + escaped(one.message) + "</system-out>\n    </testcase>\n";
}

}  // namespace

std::string junit_report(const std::string& suite, const std::vector<JunitCase>& cases) {
  const auto count = [&](JunitCase::Result result) {
    return std::to_string(std::count_if(
        cases.begin(), cases.end(), [&](const JunitCase& one) { return one.result == result; }));
  };
  std::chrono::nanoseconds took{};
  for (const JunitCase& one : cases)
    took += one.duration;
  std::string counts = " tests=\"" + std::to_string(cases.size()) + "\" failures=\"" +
                       count(JunitCase::Result::failed) + "\" errors=\"0\"";
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"streamctl\"" +
                     counts + " time=\"" + seconds(took) + "\">\n  <testsuite name=\"" +
                     escaped(suite) + "\"" + counts + " skipped=\"" +
                     count(JunitCase::Result::skipped) + "\" time=\"" + seconds(took) + "\">\n";
  for (const JunitCase& one : cases)
    text += element(suite, one);
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace streamctl::cli

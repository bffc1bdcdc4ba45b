#include "commands/doctor/report.h"

#include <cstddef>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

using Status = Finding::Status;

constexpr std::size_t name_columns = 13;
constexpr std::size_t hint_margin = 6;
constexpr std::size_t narrow_margin = 4;

struct Look {
  const char* json;
  const char* pretty;
  Style style;
};

Look look_of(Status status) {
  switch (status) {
    case Status::ok:
      return {"ok", "ok  ", Style::green};
    case Status::warn:
      return {"warn", "warn", Style::yellow};
    case Status::fail:
      return {"fail", "fail", Style::red};
    case Status::skip:
      break;
  }
  return {"skip", "skip", Style::dim};
}

}  // namespace

void Report::add(const Finding& finding) {
  ++counts_.at(static_cast<std::size_t>(finding.status));
  const Look look = look_of(finding.status);
  if (context_.output == Output::json) {
    Json line{{"kind", "finding"}, {"name", finding.name}, {"status", look.json}};
    line["detail"] = finding.detail;
    line["hint"] = finding.hint.empty() ? Json(nullptr) : Json(finding.hint);
    context_.out << json_line(line) << '\n' << std::flush;
    return;
  }
  const Terminal& terminal = context_.out_terminal;
  const std::size_t margin = terminal.width < narrow_columns ? narrow_margin : hint_margin;
  context_.out << flowed({{look.pretty, look.style},
                          {"  "},
                          {padded(finding.name, name_columns), Style::bold},
                          {finding.detail}},
                         hint_margin + name_columns, terminal);
  if (!finding.hint.empty())
    context_.out << flowed({{std::string(margin, ' ') + finding.hint, Style::dim}}, margin,
                           terminal);
  context_.out.flush();
}

int Report::end() {
  const auto count = [&](Status status) { return counts_.at(static_cast<std::size_t>(status)); };
  if (context_.output == Output::json) {
    Json line{{"kind", "summary"}};
    for (const Status status : {Status::ok, Status::warn, Status::fail, Status::skip})
      line[look_of(status).json] = count(status);
    context_.out << json_line(line) << '\n';
  }
  return count(Status::fail) == 0 ? 0 : 1;
}

}  // namespace streamctl::cli

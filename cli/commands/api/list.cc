#include "commands/api/list.h"

#include <ostream>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "render/layout.h"
#include "stream/operations.h"

namespace streamctl::cli {
namespace {

using Operation = stream::ApiOperation;

constexpr std::size_t method_columns = 7;

bool has_word(const Operation& one, const std::string& word) {
  for (const std::string& text : {one.method, one.path, one.name, one.summary}) {
    if (lower_ascii(text).find(word) != std::string::npos) return true;
  }
  return false;
}

const char* word_of(Operation::Caller caller) {
  if (caller == Operation::Caller::server) return "server";
  return caller == Operation::Caller::client ? "client" : "both";
}

Json line_of(const Operation& one) {
  Json line{{"kind", "operation"}, {"method", one.method}, {"path", one.path}};
  line["name"] = one.name;
  line["summary"] = one.summary;
  line["caller"] = word_of(one.caller);
  line["pages"] = one.paging != Operation::Paging::none;
  return line;
}

/// One line, or on a narrow terminal the summary below the path.
std::string text_of(const Operation& one, const Terminal& terminal) {
  const Runs path{{padded(one.method, method_columns), Style::green, true},
                  {one.path, Style::bold, true}};
  const std::size_t width = method_columns + one.path.size() + 2 + display_width(one.summary);
  if (!terminal.is_tty || width <= terminal.width)
    return flowed({path[0], path[1], {"  " + one.summary, Style::dim}}, method_columns, terminal);
  return flowed(path, method_columns, terminal) +
         flowed({{std::string(method_columns, ' ') + one.summary, Style::dim}}, method_columns,
                terminal);
}

}  // namespace

Result<void> list_operations(const std::string& word, Context& context) {
  const std::string wanted = lower_ascii(word);
  bool is_any = false;
  for (const Operation& one : stream::api_operations()) {
    if (!has_word(one, wanted)) continue;
    is_any = true;
    if (context.output == Output::json)
      context.out << json_line(line_of(one)) << '\n';
    else
      context.out << text_of(one, context.out_terminal);
  }
  if (is_any) return {};
  return usage_error("no operation has '" + printable(word) + "' in it",
                     "'streamctl api --list' lists them all");
}

}  // namespace streamctl::cli

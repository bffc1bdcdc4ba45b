#include "commands/api/answer.h"

#include <ostream>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "crypto/jwt.h"
#include "net/status.h"
#include "render/json.h"

namespace streamctl::cli {
namespace {

/// Text with line breaks and tabs, safe for a terminal.
std::string printable_lines(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\n\t", begin), text.size());
    out += printable(text.substr(begin, end - begin));
    if (end < text.size()) out += text[end];
    begin = end + 1;
  }
  return out;
}

bool is_text(std::string_view bytes) {
  return is_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

std::string type_of(const net::HttpOutcome& answer) {
  const std::string* type = answer.headers.find("Content-Type");
  return type == nullptr ? "" : ", " + printable(cut_to_bytes(*type, 100));
}

void print_json(const Json& value, const std::string& body, Context& context) {
  if (context.output == Output::json) {
    context.out << json_line(value) << '\n';
  } else if (context.out_terminal.is_tty) {
    Terminal uncut = context.out_terminal;
    uncut.is_tty = false;
    context.out << (value.is_structured() ? json_lines(body, 0, 0, uncut).text
                                          : json_line(value) + "\n");
  } else {
    context.out << json_indented(value) << '\n';
  }
}

void print_text(const std::string& body, Context& context) {
  context.out << printable_lines(body) << (body.ends_with('\n') ? "" : "\n");
}

/// `kind` "answer": the whole answer as one line.
std::string answer_json(const net::HttpOutcome& answer, const Json& body) {
  Json headers = Json::object();
  for (const net::Header& field : answer.headers) {
    Json& value = headers[field.name];
    const std::string text = crypto::without_tokens(field.value);
    value = value.is_string() ? value.get<std::string>() + ", " + text : text;
  }
  Json line{{"kind", "answer"}, {"status", answer.status}};
  line["duration_ms"] = milliseconds_of(answer.duration);
  line["headers"] = std::move(headers);
  line["body"] = body;
  return json_line(line);
}

}  // namespace

void print_head(const net::HttpOutcome& answer, Context& context) {
  const std::string_view reason = net::reason_of(answer.status);
  std::string text = "HTTP/1.1 " + std::to_string(answer.status);
  if (!reason.empty()) text.append(" ").append(reason);
  context.out << context.out_terminal.paint(
                     net::is_success(answer.status) ? Style::green : Style::red, text)
              << '\n';
  for (const net::Header& field : answer.headers)
    context.out << context.out_terminal.paint(Style::blue, printable(field.name)) << ": "
                << printable(crypto::without_tokens(field.value)) << '\n';
  context.out << '\n';
}

Result<Json> print_answer(const net::HttpOutcome& answer, const ApiOptions& options,
                          Context& context) {
  const std::string& body = answer.body;
  const bool is_line = context.output == Output::json;
  const bool is_empty = trimmed(body).empty();
  auto value = is_empty ? Result(Json()) : parse_json(body, Digits::kept);
  if (options.raw) {
    context.out << body;
  } else if (value && is_line && options.include) {
    context.out << answer_json(answer, *value) << '\n';
  } else if (is_empty || (value && !options.jq.empty())) {
    // Nothing to print, or not here.
  } else if (value) {
    print_json(*value, body, context);
  } else if (is_line || !options.jq.empty()) {
    return refused_error(
        "the answer is not JSON (" + size_text(body.size()) + type_of(answer) + ")",
        "--raw writes it as it came");
  } else if (is_text(body)) {
    print_text(body, context);
  } else {
    return refused_error("the answer is no text (" + size_text(body.size()) + type_of(answer) + ")",
                         "write it to a file: --raw > FILE");
  }
  context.out.flush();
  return value ? *std::move(value) : Json();
}

void print_refusal(const net::HttpOutcome& answer, const ApiOptions& options, Context& context) {
  const std::string body = crypto::without_tokens(answer.body);
  const bool is_line = context.output == Output::json;
  if (trimmed(body).empty() && !(is_line && options.include)) return;
  const auto value = parse_json(body, Digits::kept);
  if (is_line && options.include)
    context.out << answer_json(answer, value ? *value : Json(body)) << '\n';
  else if (value)
    print_json(*value, body, context);
  else if (!is_line && is_text(body))
    print_text(body, context);
  context.out.flush();
}

void print_output(const filter::Output& output, Context& context) {
  const bool is_string = output.kind == filter::Output::Kind::string;
  if (context.output == Output::json) {
    const auto value =
        is_string ? Result(Json(output.text)) : parse_json(output.text, Digits::kept);
    context.out << (value ? json_line(*value) : printable(output.text)) << '\n';
    return;
  }
  if (is_string) {
    context.out << printable_lines(output.text) << '\n';
    return;
  }
  const auto value = parse_json(output.text, Digits::kept);
  if (!value)
    context.out << printable(output.text) << '\n';
  else
    context.out << (value->is_null() ? "" : json_line(*value)) << '\n';
}

}  // namespace streamctl::cli

#include "webhook/written_anew.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::webhook {
namespace {

/// Calls `add` with each byte of JSON and whether it is inside a string.
template <class Add>
void walk(std::string_view json, Add add) {
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') in_string = !in_string;
    add(json[i], in_string);
    if (in_string && json[i] == '\\' && i + 1 < json.size()) add(json[++i], true);
  }
}

/// A space after each comma and colon, as in Python.
std::string spaced(std::string_view compact) {
  std::string text;
  walk(compact, [&](char byte, bool in_string) {
    text += byte;
    if (!in_string && (byte == ',' || byte == ':')) text += ' ';
  });
  return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// Escapes HTML characters as Go's encoding/json does.
std::string html_escaped(std::string text) {
  text = replaced(std::move(text), "<", "\\u003c");
  text = replaced(std::move(text), ">", "\\u003e");
  text = replaced(std::move(text), "&", "\\u0026");
  text = replaced(std::move(text), "\xE2\x80\xA8", "\\u2028");
  return replaced(std::move(text), "\xE2\x80\xA9", "\\u2029");
}

// Not json_line(), whose terminal-safe escapes differ from other programs' output.
template <class Value>
std::string utf8(const Value& value, int indent = -1) {
  return value.dump(indent, ' ', false, Value::error_handler_t::replace);
}

template <class Value>
std::string ascii(const Value& value) {
  return value.dump(-1, ' ', true, Value::error_handler_t::replace);
}

}  // namespace

std::string minified(std::string_view body) {
  std::string text;
  walk(body, [&](char byte, bool in_string) {
    const bool is_blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
    if (in_string || !is_blank) text += byte;
  });
  return text;
}

std::vector<Rewriting> rewritings_of(std::string_view body) {
  const auto value = parse_json(body);
  if (!value) return {};
  const std::string compact = utf8(*value);
  const nlohmann::json in_order(*value);  // Its objects keep their keys sorted.
  std::vector<Rewriting> all;
  all.push_back({"without white space", minified(body)});
  all.push_back({"as JSON.stringify writes it", compact});
  all.push_back({"as Go's encoding/json writes it", html_escaped(compact)});
  all.push_back({"as Python's json.dumps writes it", spaced(ascii(*value))});
  all.push_back({"as Python's json.dumps writes it without ensure_ascii", spaced(compact)});
  all.push_back({"in ASCII, without white space", ascii(*value)});
  all.push_back({"as PHP's json_encode writes it", replaced(ascii(*value), "/", "\\/")});
  all.push_back({"indented by two spaces", utf8(*value, 2)});
  all.push_back({"indented by four spaces", utf8(*value, 4)});
  all.push_back({"with its keys sorted", utf8(in_order)});
  all.push_back({"with its keys sorted, as Go writes it", html_escaped(utf8(in_order))});
  all.push_back({"with its keys sorted, as Python writes it", spaced(ascii(in_order))});
  return all;
}

}  // namespace streamctl::webhook

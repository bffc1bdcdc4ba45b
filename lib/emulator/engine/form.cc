#include "emulator/engine/form.h"

#include <algorithm>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "emulator/state/request_json.h"

namespace streamctl::emulator {

namespace {

constexpr std::size_t form_parts_max = 20;

/// A parameter of a header field, as `name` of 'form-data; name="file"'; empty if it is absent.
std::string parameter_of(std::string_view field, std::string_view name) {
  bool is_quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= field.size(); ++i) {
    if (i < field.size() && field[i] == '"' && (i == 0 || field[i - 1] != '\\'))
      is_quoted = !is_quoted;
    if (i < field.size() && (field[i] != ';' || is_quoted)) continue;
    const std::string_view part = trimmed(field.substr(begin, i - begin));
    begin = i + 1;
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || lower_ascii(part.substr(0, equals)) != name) continue;
    std::string_view value = part.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return "";
}

/// A line that separates parts, with the line end before it. Both are npos if there is none.
struct Delimiter {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
};

/// Only at the start of a line, and not as the beginning of a longer word.
Delimiter find_delimiter(std::string_view body, const std::string& dashes) {
  for (auto at = body.find(dashes); at != std::string_view::npos; at = body.find(dashes, at + 1)) {
    const std::size_t end = at + dashes.size();
    const bool begins_line = at == 0 || (at >= 2 && body.substr(at - 2, 2) == "\r\n");
    const std::string_view after = body.substr(end, 2);
    if (begins_line &&
        (after == "--" || after == "\r\n" || after.starts_with(' ') || after.starts_with('\t')))
      return {at == 0 ? 0 : at - 2, end};
  }
  return {};
}

struct Part {
  std::string disposition;
  std::string type;
  std::string_view body;
};

/// Header fields, an empty line and the body.
std::optional<Part> read_part(std::string_view text) {
  Part part;
  while (true) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string name = lower_ascii(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "content-disposition") part.disposition = value;
    if (name == "content-type") part.type = value;
  }
  part.body = text;
  return part;
}

void add_part(Json& form, const Part& part) {
  const std::string name = parameter_of(part.disposition, "name");
  if (name == "file") {
    form["file"] = std::string(part.body);
    const std::string filename = parameter_of(part.disposition, "filename");
    form["filename"] = is_utf8(filename) ? filename : "";
    form["content_type"] = is_utf8(part.type) ? part.type : "";
    return;
  }
  const auto value = parse_request_json(part.body);
  if (value && is_utf8(name)) form[name] = *value;
}

}  // namespace

bool is_form(std::string_view content_type) {
  return lower_ascii(content_type).starts_with("multipart/form-data");
}

Result<Json, Failure> parse_form(std::string_view content_type, std::string_view body) {
  const std::string boundary = parameter_of(content_type, "boundary");
  if (boundary.empty()) return bad_input("the form has no boundary");
  Json form = Json::object();
  auto delimiter = find_delimiter(body, "--" + boundary);
  for (std::size_t count = 0; delimiter.end != std::string_view::npos; ++count) {
    body.remove_prefix(delimiter.end);
    if (body.starts_with("--")) return form;
    if (count >= form_parts_max) return bad_input("the form has too many parts");
    body.remove_prefix(std::min(body.size(), body.find("\r\n")));  // White space may follow.
    delimiter = find_delimiter(body, "--" + boundary);
    const auto text = body.substr(0, delimiter.begin);
    const auto part = text.size() < 2 ? std::nullopt : read_part(text.substr(2));
    if (part && delimiter.end != std::string_view::npos) add_part(form, *part);
  }
  return bad_input("the form is cut off");
}

}  // namespace streamctl::emulator

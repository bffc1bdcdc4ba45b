#include "capture/http_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/text.h"

namespace streamctl::capture {
namespace {

constexpr std::size_t head_fields_max = 200;
constexpr std::array<std::string_view, 4> methods{"POST ", "PUT ", "PATCH ", "GET "};

bool is_name_character(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

/// The length of the name in "Name: value"; nothing for another line.
std::optional<std::size_t> name_length(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  if (!std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                   is_name_character))
    return std::nullopt;
  return colon;
}

/// The size at the front of "7b" or "7b;extension".
std::optional<std::size_t> chunk_size(std::string_view line) {
  std::size_t size = 0;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (read.ec != std::errc()) return std::nullopt;
  const auto rest = trimmed(line.substr(static_cast<std::size_t>(read.ptr - line.data())));
  if (!rest.empty() && rest.front() != ';') return std::nullopt;
  return size;
}

}  // namespace

/// "POST /hook HTTP/1.1", "POST http://localhost:3000/hook", "POST {{host}}/hook", "HTTP/1.1 200
/// OK".
bool HttpHead::begins(std::string_view line) {
  if (line.starts_with("HTTP/1.") || line.starts_with("HTTP/2")) return true;
  const auto* method = std::find_if(methods.begin(), methods.end(),
                                    [&](std::string_view one) { return line.starts_with(one); });
  if (method == methods.end()) return false;
  const std::string_view target = trimmed(line.substr(method->size()));
  return target.starts_with('/') || target.starts_with("http://") ||
         target.starts_with("https://") || target.starts_with("{{");
}

/// "### Created", "# @name created", "// no event", "@host = http://localhost:3000", "> {% … %}".
bool HttpHead::is_remark(std::string_view line) {
  if (line.starts_with("```")) return true;  // Markdown.
  if (line.starts_with("###")) {
    is_file_ = true;
    is_open_ = is_chunked_ = false;
    return true;
  }
  if (!is_file_ || line.empty()) return false;
  return std::string_view("#@<>").find(line.front()) != std::string_view::npos ||
         line.starts_with("//");
}

bool HttpHead::takes(std::string_view line) {
  if (begins(line)) {
    *this = {};
    lacks_event_ = is_open_ = is_file_ = true;
    return true;
  }
  if (is_remark(line)) return true;
  if (is_chunked_ && chunk_size(line)) {
    is_open_ = false;
    return true;
  }
  if (!is_open_) return false;
  const auto length = name_length(line);
  is_open_ = length.has_value();
  if (!length) return false;
  const std::string_view name = line.substr(0, *length);
  const std::string_view value = trimmed(line.substr(*length + 1));
  if (fields_.size() < head_fields_max) fields_.add(std::string(name), std::string(value));
  if (equals_ignoring_case(name, "Transfer-Encoding")) is_chunked_ = true;
  return true;
}

net::Headers HttpHead::take_fields() {
  lacks_event_ = false;
  return std::exchange(fields_, {});
}

std::optional<std::string> unchunked(std::string_view chunks) {
  std::string body;
  while (true) {
    const auto end = chunks.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto size = chunk_size(trimmed(chunks.substr(0, end)));
    chunks.remove_prefix(end + 1);
    if (!size || *size > chunks.size()) return std::nullopt;
    if (*size == 0) return body;
    body += chunks.substr(0, *size);
    chunks.remove_prefix(*size);
    chunks.remove_prefix(std::min(chunks.size(), chunks.find('\n') + 1));
  }
}

}  // namespace streamctl::capture

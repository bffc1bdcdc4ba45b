#include "render/json.h"

#include <algorithm>

#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::string_view blank = " \t\r\n";
constexpr std::size_t indented_depth_max = 20;  // Deeper levels stay in view.
constexpr std::size_t shown_bytes_max =
    64 * 1024;  // Of one string: no line is longer, even in a pipe.

/// Collects lines up to the limit, and counts the rest.
class Lines {
 public:
  Lines(std::size_t lines_max, std::size_t margin, const Terminal& terminal)
      : lines_max_(lines_max), margin_(margin), terminal_(terminal) {}

  void begin(std::size_t depth) {
    if (open_) end();
    open_ = true;
    const std::size_t indent = margin_ + 2 * std::min(depth, indented_depth_max);
    if (visible()) shown_.text += std::string(indent, ' ');
    used_ = indent;
    full_ = false;
  }

  void add(Style style, std::string_view raw) {
    if (!open_) begin(0);
    if (!visible() || full_) return;
    std::string text = printable(raw.substr(0, shown_bytes_max));
    if (raw.size() > shown_bytes_max) text += "…";
    if (terminal_.is_tty) {
      const std::size_t room = terminal_.width > used_ ? terminal_.width - used_ : 0;
      const std::size_t width = display_width(text);
      full_ = width > room;
      if (full_) text = cut_to_width(text, room);
      used_ += width;
    }
    shown_.text += terminal_.paint(style, text);
  }

  void end() {
    if (!open_) return;
    if (visible()) {
      shown_.text += '\n';
    } else {
      ++shown_.hidden;
    }
    ++count_;
    open_ = false;
  }

  JsonLines take() {
    end();
    return std::move(shown_);
  }

  [[nodiscard]] bool visible() const { return lines_max_ == 0 || count_ < lines_max_; }

 private:
  const std::size_t lines_max_;
  const std::size_t margin_;
  const Terminal& terminal_;
  JsonLines shown_;
  std::size_t count_ = 0;
  std::size_t used_ = 0;
  bool open_ = false;
  bool full_ = false;
};

/// Length of the string token at the front of `text`, quotes included; all of it where it has no
/// end.
std::size_t string_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

std::size_t skip_blank(std::string_view text, std::size_t at) {
  const auto next = text.find_first_not_of(blank, at);
  return next == std::string_view::npos ? text.size() : next;
}

Style style_of(std::string_view scalar) {
  const char first = scalar.front();
  return first == '-' || (first >= '0' && first <= '9') ? Style::yellow : Style::magenta;
}

void write_string(std::string_view body, std::size_t& at, Lines& lines) {
  const auto token = body.substr(at, string_length(body.substr(at)));
  const std::size_t after = skip_blank(body, at + token.size());
  const bool is_key = after < body.size() && body[after] == ':';
  lines.add(is_key ? Style::blue : Style::green, token);
  at += token.size();
}

void write_json(std::string_view body, Lines& lines) {
  std::size_t depth = 0;
  std::size_t at = skip_blank(body, 0);
  lines.begin(0);
  while (at < body.size()) {
    const char c = body[at];
    if (c == '{' || c == '[') {
      const std::size_t inner = skip_blank(body, at + 1);
      const bool is_empty = inner < body.size() && (body[inner] == '}' || body[inner] == ']');
      lines.add(Style::plain,
                is_empty ? body.substr(inner, 1) == "}" ? "{}" : "[]" : body.substr(at, 1));
      at = is_empty ? inner + 1 : at + 1;
      if (!is_empty) lines.begin(++depth);
    } else if (c == '}' || c == ']') {
      depth -= depth > 0 ? 1 : 0;
      lines.begin(depth);
      lines.add(Style::plain, body.substr(at++, 1));
    } else if (c == ',') {
      lines.add(Style::plain, ",");
      lines.begin(depth);
      ++at;
    } else if (c == ':') {
      lines.add(Style::plain, ": ");
      ++at;
    } else if (c == '"') {
      write_string(body, at, lines);
    } else {
      const auto end = std::min(body.find_first_of(",:]}{[\" \t\r\n", at + 1), body.size());
      lines.add(style_of(body.substr(at, end - at)), body.substr(at, end - at));
      at = end;
    }
    at = skip_blank(body, at);
  }
}

}  // namespace

JsonLines json_lines(std::string_view body, std::size_t lines_max, std::size_t margin,
                     const Terminal& terminal) {
  Lines lines(lines_max, margin, terminal);
  const std::size_t start = skip_blank(body, 0);
  if (start < body.size() && (body[start] == '{' || body[start] == '[')) {
    write_json(body, lines);
  } else if (start < body.size()) {
    for (const auto line : split(body, '\n')) {
      lines.begin(0);
      lines.add(Style::plain, line);
    }
  }
  return lines.take();
}

}  // namespace streamctl::cli

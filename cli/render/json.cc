#include "render/json.h"

#include <algorithm>

#include "core/text.h"
#include "core/units.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

constexpr std::string_view blank = " \t\r\n";
constexpr std::size_t indented_depth_max = 20;      // Deeper levels remain visible.
constexpr std::size_t token_bytes_max = 64 * 1024;  // No line is longer, even in a pipe.
constexpr std::size_t length_told_least = 1024;     // The length of the omitted part is shown.

/// Collects lines up to the limit, and counts the rest.
class Lines {
 public:
  Lines(std::size_t lines_max, std::size_t margin, const Terminal& terminal)
      : lines_max_(lines_max),
        margin_(margin),
        room_(terminal.is_tty ? terminal.width : token_bytes_max),
        terminal_(terminal) {}

  void begin(std::size_t depth) {
    if (open_) end();
    open_ = true;
    if (!visible()) return;
    // On a narrow terminal half of it is kept for the values.
    const std::size_t indent =
        std::min(2 * std::min(depth, indented_depth_max), terminal_.width / 2);
    line_.clear();
    line_.push_back({std::string(std::min(margin_ + indent, room_), ' ')});
    used_ = line_.front().text.size();
    longest_ = 0;
  }

  void add(Style style, std::string_view raw) {
    if (!open_) begin(0);
    if (!visible() || full()) return;
    const std::size_t bytes_max =
        terminal_.is_tty ? (room_ + 1) * bytes_a_column_max : token_bytes_max;
    const std::string_view front = cut_to_bytes(raw, bytes_max);
    line_.push_back({printable(front), style});
    used_ += terminal_.is_tty ? display_width(line_.back().text) : 0;
    if (front.size() < raw.size()) {
      line_.back().text += "…";
      used_ = room_ + 1;
    }
    longest_ = std::max(longest_, raw.size());
  }

  void end() {
    if (!open_) return;
    if (visible()) {
      write();
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
  [[nodiscard]] bool full() const { return used_ > room_; }

  void write() {
    const Run length{
        full() && longest_ >= length_told_least ? " (" + size_text(longest_) + ")" : "",
        Style::dim};
    if (terminal_.is_tty && full()) {
      shown_.text += one_line(std::move(line_), terminal_, length);
      return;
    }
    for (const Run& run : line_)
      shown_.text += terminal_.paint(run.style, run.text);
    shown_.text += terminal_.paint(length.style, length.text) + "\n";
  }

  const std::size_t lines_max_;
  const std::size_t margin_;
  const std::size_t room_;  ///< Columns of a terminal.
  const Terminal& terminal_;
  JsonLines shown_;
  Runs line_;
  std::size_t count_ = 0;
  std::size_t used_ = 0;
  std::size_t longest_ = 0;  ///< Bytes of the line's longest token.
  bool open_ = false;
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

/// Line by line: a list of them could be many times as large as they are.
void write_text(std::string_view body, Lines& lines) {
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    lines.begin(0);
    lines.add(Style::plain, body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
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
    write_text(body, lines);
  }
  return lines.take();
}

}  // namespace streamctl::cli

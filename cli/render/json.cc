#include "render/json.h"

#include <algorithm>

#include "core/text.h"
#include "core/units.h"
#include "render/json_walk.h"
#include "render/layout.h"
#include "render/snapshots.h"

namespace streamctl::cli {
namespace {

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

Style style_of(std::string_view scalar) {
  const char first = scalar.front();
  return first == '-' || (first >= '0' && first <= '9') ? Style::yellow : Style::magenta;
}

/// Writes the tokens of a JSON text.
class Writer {
 public:
  Writer(std::string_view body, Snapshots snapshots, Lines& lines)
      : body_(body), snapshots_(snapshots), lines_(lines), summaries_(body) {}

  void write() {
    at_ = skip_blank(body_, 0);
    lines_.begin(0);
    while (at_ < body_.size()) {
      write_token(body_[at_]);
      at_ = skip_blank(body_, at_);
    }
  }

 private:
  void write_token(char c) {
    if (c == '{' || c == '[') {
      open();
    } else if (c == '}' || c == ']') {
      depth_ -= depth_ > 0 ? 1 : 0;
      lines_.begin(depth_);
      lines_.add(Style::plain, body_.substr(at_++, 1));
    } else if (c == ',') {
      lines_.add(Style::plain, ",");
      next_line();
    } else if (c == ':') {
      lines_.add(Style::plain, ": ");
      ++at_;
    } else if (c == '"') {
      write_string();
    } else {
      const std::string_view scalar = body_.substr(at_, value_length(body_.substr(at_)));
      lines_.add(style_of(scalar), scalar);
      at_ += scalar.size();
    }
  }

  void open() {
    const std::size_t inner = skip_blank(body_, at_ + 1);
    const bool is_empty = inner < body_.size() && (body_[inner] == '}' || body_[inner] == ']');
    lines_.add(Style::plain,
               is_empty ? body_.substr(inner, 1) == "}" ? "{}" : "[]" : body_.substr(at_, 1));
    at_ = is_empty ? inner + 1 : at_ + 1;
    if (!is_empty) lines_.begin(++depth_);
  }

  void next_line() {
    lines_.begin(depth_);
    ++at_;
  }

  void write_string() {
    const auto token = body_.substr(at_, string_length(body_.substr(at_)));
    const std::size_t after = skip_blank(body_, at_ + token.size());
    const bool is_key = after < body_.size() && body_[after] == ':';
    if (is_key && folds(token, skip_blank(body_, after + 1))) return;
    lines_.add(is_key ? Style::blue : Style::green, token);
    at_ += token.size();
  }

  /// Writes a snapshot at `value_at` as one line, "call: {…} default:standup", if it is one.
  bool folds(std::string_view token, std::size_t value_at) {
    if (snapshots_ == Snapshots::whole || depth_ > 2 || token.size() < 2) return false;
    const std::string_view key = token.substr(1, token.size() - 2);
    if (depth_ == 1) parent_ = key;
    if (!is_snapshot(key, depth_ == 1 ? "" : parent_)) return false;
    const std::string_view value = body_.substr(value_at, value_length(body_.substr(value_at)));
    if (!value.starts_with('{') && !value.starts_with('[')) return false;
    const std::size_t inner = skip_blank(value, 1);
    if (inner + 1 >= value.size()) return false;  // Empty.
    lines_.add(Style::blue, key);
    lines_.add(Style::plain, value.front() == '{' ? ": {…}" : ": […]");
    const std::string summary = lines_.visible() ? summaries_.of(key, value) : std::string();
    if (!summary.empty()) lines_.add(Style::dim, " " + summary);
    at_ = skip_blank(body_, value_at + value.size());
    if (at_ < body_.size() && body_[at_] == ',') next_line();
    return true;
  }

  const std::string_view body_;
  const Snapshots snapshots_;
  Lines& lines_;
  SnapshotSummaries summaries_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string_view parent_;  ///< The key at depth 1.
};

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
                     const Terminal& terminal, Snapshots snapshots) {
  Lines lines(lines_max, margin, terminal);
  const std::size_t start = skip_blank(body, 0);
  if (start < body.size() && (body[start] == '{' || body[start] == '[')) {
    Writer(body, snapshots, lines).write();
  } else if (start < body.size()) {
    write_text(body, lines);
  }
  return lines.take();
}

}  // namespace streamctl::cli

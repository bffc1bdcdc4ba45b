#include "render/layout.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t hang_narrow_max = 4;
constexpr std::size_t columns_least = 2;  // A wide character fits.
constexpr std::size_t id_characters = 8;
/// Milliseconds of the time are shown from this width on.
constexpr std::size_t milliseconds_columns = 100;
constexpr std::size_t milliseconds_length = 4;  // ".123"

std::size_t width_of(const Runs& runs) {
  std::size_t width = 0;
  for (const Run& run : runs)
    width += display_width(run.text);
  return width;
}

/// Extends the last run if the style is the same: fewer escape sequences.
void append(Runs& runs, std::string_view text, Style style) {
  if (text.empty()) return;
  if (!runs.empty() && runs.back().style == style) {
    runs.back().text += text;
  } else {
    runs.push_back({std::string(text), style});
  }
}

std::string painted(const Runs& runs, const Terminal& terminal) {
  Runs merged;
  for (const Run& run : runs)
    append(merged, run.text, run.style);
  std::string text;
  for (const Run& run : merged)
    text += terminal.paint(run.style, run.text);
  return text;
}

/// In the order in which they shrink.
std::vector<Run*> by_rank(Runs& runs) {
  std::vector<Run*> order;
  for (std::size_t i = runs.size(); i-- > 0;)
    order.push_back(&runs[i]);
  std::stable_sort(order.begin(), order.end(),
                   [](const Run* left, const Run* right) { return left->rank > right->rank; });
  return order;
}

/// A line with its indentation, without trailing white space.
std::string untabbed(std::string_view line) {
  std::string text;
  for (const char c : line.substr(0, line.find_last_not_of(" \t\r") + 1))
    text += c == '\t' ? std::string("  ") : std::string(1, c);
  return text;
}

/// Fills lines word by word. A word may have several styles: "1 refused" in red and a comma.
class Flow {
 public:
  Flow(std::size_t hang, const Terminal& terminal)
      : terminal_(terminal),
        width_(std::max(terminal.width, columns_least)),
        hang_(std::min({hang, width_ / 3, width_ < narrow_columns ? hang_narrow_max : hang})) {}

  void add(const Run& run) {
    std::string_view rest = run.text;
    while (!rest.empty()) {
      const std::size_t blank = std::min(rest.find_first_not_of(' '), rest.size());
      if (blank > 0) {
        end_word();
        blanks_ += blank;
      }
      rest.remove_prefix(blank);
      const std::size_t end = run.whole ? rest.size() : std::min(rest.find(' '), rest.size());
      append(word_, rest.substr(0, end), run.style);
      rest.remove_prefix(end);
    }
  }

  std::string take() {
    end_word();
    end_line();
    return std::move(text_);
  }

 private:
  void end_word() {
    if (word_.empty()) return;
    const std::size_t width = width_of(word_);
    const bool starts = used_ <= (lines_ == 0 ? 0 : hang_);
    if (used_ + blanks_ + width > width_ && !starts) {
      end_line();
      begin_line();
      blanks_ = 0;
    }
    if (starts) blanks_ = std::min(blanks_, width_ / 3);  // A name may begin with any number.
    append(line_, std::string(blanks_, ' '), line_.empty() ? Style::plain : word_.front().style);
    used_ += blanks_;
    blanks_ = 0;
    for (const Run& run : word_)
      place(run);
    word_.clear();
  }

  /// Breaks a word longer than a line.
  void place(const Run& run) {
    std::string_view rest = run.text;
    while (used_ + display_width(rest) > width_) {
      const std::size_t room = width_ > used_ ? width_ - used_ : 0;
      const std::size_t fits = bytes_within(rest, room);
      append(line_, rest.substr(0, fits), run.style);
      rest.remove_prefix(fits);
      end_line();
      begin_line();
    }
    append(line_, rest, run.style);
    used_ += display_width(rest);
  }

  void begin_line() {
    append(line_, std::string(hang_, ' '), Style::plain);
    used_ = hang_;
  }

  void end_line() {
    text_ += painted(line_, terminal_) + "\n";
    line_.clear();
    used_ = 0;
    ++lines_;
  }

  const Terminal& terminal_;
  const std::size_t width_;
  const std::size_t hang_;
  std::string text_;
  Runs line_;
  Runs word_;
  std::size_t blanks_ = 0;  ///< Before the word.
  std::size_t used_ = 0;    ///< Columns of the line.
  std::size_t lines_ = 0;
};

}  // namespace

std::size_t bytes_within(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  std::size_t width = 0;
  while (end < text.size()) {
    const std::size_t length = std::max<std::size_t>(first_code_point(text.substr(end)).length, 1);
    width += display_width(text.substr(end, length));
    if (width > columns) break;
    end += length;
  }
  return end;
}

std::string printable_name(std::string_view name) {
  const std::string_view front = cut_to_bytes(name, name_columns_max * bytes_a_column_max);
  const std::string text = printable(front) + (front.size() < name.size() ? "…" : "");
  return cut_to_width(text, name_columns_max);
}

std::string short_id(std::string_view id) {
  return printable(cut_to_bytes(id, id_characters));
}

std::string clock_text(WallTime time, const Terminal& terminal) {
  std::string text = local_clock_text(time);
  if (terminal.is_tty && terminal.width < milliseconds_columns)
    text.resize(text.size() - milliseconds_length);
  return text;
}

std::string flowed(const Runs& runs, std::size_t hang, const Terminal& terminal) {
  if (!terminal.is_tty || width_of(runs) <= terminal.width) return painted(runs, terminal) + "\n";
  Flow flow(hang, terminal);
  for (const Run& run : runs)
    flow.add(run);
  return flow.take();
}

std::string one_line(Runs runs, const Terminal& terminal, const Run& tail) {
  std::size_t width = width_of(runs) + display_width(tail.text);
  const auto too_wide = [&] { return terminal.is_tty && width > terminal.width; };
  for (Run* const one : by_rank(runs)) {
    if (!too_wide()) break;
    Run& run = *one;
    const std::size_t own = display_width(run.text);
    const std::size_t excess = width - terminal.width;
    const bool gives_enough = run.least > 0 && own >= excess + run.least;
    if (!gives_enough && run.droppable) {
      run.text.clear();
    } else if (run.least > 0 && own > run.least) {
      run.text = cut_to_width(run.text, gives_enough ? own - excess : run.least);
    }
    width -= own - display_width(run.text);
  }
  if (!too_wide()) return painted(runs, terminal) + terminal.paint(tail.style, tail.text) + "\n";
  const std::size_t reserved = display_width(tail.text) + 1;
  std::size_t room = terminal.width > reserved ? terminal.width - reserved : 0;
  std::string text;
  Style last = Style::plain;
  for (const Run& run : runs) {
    last = run.style;
    const std::size_t own = display_width(run.text);
    if (own > room) {
      text += terminal.paint(run.style, run.text.substr(0, bytes_within(run.text, room)));
      break;
    }
    text += terminal.paint(run.style, run.text);
    room -= own;
  }
  return text + terminal.paint(last, "…") + terminal.paint(tail.style, tail.text) + "\n";
}

std::string answer_lines(std::string_view body, bool cut, std::size_t margin,
                         const Terminal& terminal) {
  const std::string front = std::string(margin, ' ') + terminal.paint(Style::dim, "│ ");
  const std::size_t room = std::max(terminal.width, margin + 2 + columns_least) - margin - 2;
  std::string text;
  std::size_t count = 0;
  body = body.substr(0, body.find_last_not_of(" \t\r\n") + 1);
  const auto add = [&](std::string_view line) {
    text += front + terminal.paint(Style::dim, line) + "\n";
    ++count;
  };
  while (!body.empty() && count < answer_lines_max) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    const std::string line = printable(untabbed(body.substr(0, end)));
    std::string_view rest = line;
    while (terminal.is_tty && display_width(rest) > room && count + 1 < answer_lines_max) {
      const std::size_t fits = bytes_within(rest, room);
      add(rest.substr(0, fits));
      rest.remove_prefix(fits);
    }
    add(terminal.is_tty ? cut_to_width(rest, room) : std::string(rest));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  if (cut || !body.empty()) add("…");
  return text;
}

}  // namespace streamctl::cli

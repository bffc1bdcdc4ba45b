#include "generate/plain_page.h"

#include <algorithm>

#include "core/text.h"
#include "generate/wrapped.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t body_indent = 6;

/// Text of a template without fonts and escapes.
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      plain += text[at];
      continue;
    }
    const char escape = text[++at];
    if (escape == 'f') {
      ++at;  // The name of the font.
    } else if (escape == 'e') {
      plain += '\\';
    } else if (escape != '&') {
      plain += escape;
    }
  }
  return plain;
}

/// "CONFIGURATION" as "Configuration".
std::string as_heading(std::string_view title) {
  std::string text = lower_ascii(title);
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

/// Collects paragraphs.
class Page {
 public:
  explicit Page(const Terminal& terminal)
      : terminal_(terminal), width_(std::min(terminal.width, page_columns_max)) {}

  void add(std::string_view line) {
    paragraph_ += (paragraph_.empty() ? "" : " ") + without_escapes(line);
  }

  void add_literal(std::string_view line) {
    text_ += line.empty() ? "\n" : std::string(indent_, ' ') + without_escapes(line) + "\n";
  }

  /// Ends the paragraph.
  void flush() {
    if (paragraph_.empty()) return;
    text_ += wrapped(paragraph_, indent_, width_);
    paragraph_.clear();
  }

  void space() {
    flush();
    if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
  }

  void heading(std::string_view title) {
    space();
    text_ += terminal_.paint(Style::bold, std::string(title) + ":") + "\n";
    indent_ = indent;
  }

  /// Shows the name of what the next paragraph describes.
  void tag(std::string_view line) {
    const std::string lines = wrapped(without_escapes(line), 0, width_ - indent);
    for (const std::string_view part : split(lines, '\n')) {
      if (!part.empty())
        text_ += std::string(indent, ' ') + terminal_.paint(Style::bold, part) + "\n";
    }
    indent_ = body_indent;
  }

  void set_indent(std::size_t columns) { indent_ = columns; }

  std::string take() {
    space();
    return std::move(text_);
  }

 private:
  const Terminal& terminal_;
  std::size_t width_;
  std::size_t indent_ = 0;
  std::string paragraph_;
  std::string text_;
};

bool is_wanted(std::string_view title, const std::vector<std::string>& sections) {
  if (sections.empty()) return title != "NAME" && title != "SEE ALSO";
  return std::find(sections.begin(), sections.end(), title) != sections.end();
}

/// ".BR curl (1)," as "curl(1),".
std::string reference(std::string_view words) {
  std::string text(words);
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

std::string without_backticks(std::string_view text) {
  std::string plain(text);
  plain.erase(std::remove(plain.begin(), plain.end(), '`'), plain.end());
  return plain;
}

}  // namespace

std::string plain_page(std::string_view roff, const std::vector<std::string>& sections,
                       const Terminal& terminal) {
  Page page(terminal);
  bool is_shown = false;
  bool is_literal = false;
  bool is_tag = false;
  for (const std::string_view line : split(roff, '\n')) {
    const std::string_view request = line.substr(0, line.find(' '));
    const std::string_view rest = line.substr(std::min(request.size() + 1, line.size()));
    if (request == ".SH") {
      is_shown = is_wanted(rest, sections);
      if (is_shown) page.heading(as_heading(rest));
    } else if (!is_shown) {
      continue;
    } else if (request == ".TP") {
      page.space();
      is_tag = true;
    } else if (request == ".PP") {
      page.space();
      page.set_indent(indent);
    } else if (request == ".nf" || request == ".fi") {
      page.flush();
      is_literal = request == ".nf";
      page.set_indent(is_literal ? body_indent : indent);
    } else if (request == ".BR") {
      page.add(reference(rest));
    } else if (line.starts_with('.')) {
      continue;  // Layout: .RS, .RE.
    } else if (is_literal) {
      page.add_literal(line);
    } else if (is_tag) {
      page.tag(line);
      is_tag = false;
    } else {
      page.add(line);
    }
  }
  return page.take();
}

std::string plain_markdown(std::string_view markdown, const Terminal& terminal) {
  Page page(terminal);
  markdown = markdown.substr(0, markdown.find("\n## "));
  for (const std::string_view line : split(markdown, '\n')) {
    if (line.starts_with("# ")) {
      page.heading(line.substr(2));
    } else if (line.empty()) {
      page.space();
    } else if (line.starts_with('|')) {
      const auto cells = split(line.substr(1), '|');
      if (cells.size() < 3 || cells[0].starts_with("---") || trimmed(cells[0]) == "kind") continue;
      page.tag(without_backticks(trimmed(cells[0])) + " (" + without_backticks(trimmed(cells[1])) +
               ")");
      page.add(without_backticks(trimmed(cells[2])));
      page.space();
      page.set_indent(indent);
    } else {
      if (line.starts_with("- ")) page.flush();
      page.add(without_backticks(line));
    }
  }
  return page.take();
}

}  // namespace streamctl::cli

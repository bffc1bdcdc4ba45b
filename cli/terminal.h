// The capabilities of one output stream: columns, colour, cursor movement.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamctl::cli {

enum class ColorChoice { automatic, always, never };

/// Semantic colour roles; their appearance is defined only here.
enum class Style { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

struct Terminal {
  std::size_t width = 80;
  bool color = false;
  bool is_tty = false;   ///< Has a width to keep to.
  bool redraws = false;  ///< A terminal that can rewrite a line; with TERM=dumb it cannot.
  bool is_null = false;  ///< /dev/null: rendering can be skipped, as grep does.
  int fd = -1;           ///< Of a terminal whose width may change; else -1.

  /// `text` in `style` if colour is enabled, else unchanged.
  [[nodiscard]] std::string paint(Style style, std::string_view text) const;
  /// With the width that it has now.
  [[nodiscard]] Terminal now() const;
};

/// Examines file descriptor `fd`. `environment` holds the values of NO_COLOR, CLICOLOR_FORCE, TERM
/// and COLUMNS.
struct TerminalEnvironment {
  bool no_color = false;
  bool force_color = false;
  std::string term;
  std::size_t columns = 0;  ///< 0: unset.
};
Terminal terminal_of(int fd, ColorChoice choice, const TerminalEnvironment& environment);

}  // namespace streamctl::cli

// What one output stream can show: columns, colour, cursor movement.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamctl::cli {

enum class ColorChoice { automatic, always, never };

/// The roles colour plays; how each looks is decided here alone.
enum class Style { plain, bold, dim, red, green, yellow, blue, magenta, cyan };

struct Terminal {
  std::size_t width = 80;
  bool color = false;
  bool is_tty = false;   ///< May be redrawn: progress bars only then.
  bool is_null = false;  ///< /dev/null: rendering can be skipped, as grep does.

  /// `text` in `style` where there is colour, else as it is.
  [[nodiscard]] std::string paint(Style style, std::string_view text) const;
};

/// Looks at file descriptor `fd`. `environment` is what NO_COLOR, CLICOLOR_FORCE, TERM and COLUMNS
/// said.
struct TerminalEnvironment {
  bool no_color = false;
  bool force_color = false;
  std::string term;
  std::size_t columns = 0;  ///< 0: unset.
};
Terminal terminal_of(int fd, ColorChoice choice, const TerminalEnvironment& environment);

}  // namespace streamctl::cli

#include "terminal.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/system/files.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t width_default = 80;
constexpr std::size_t width_least = 20;
constexpr std::size_t width_most = 400;

constexpr std::array<std::string_view, 9> codes{"", "1", "2", "31", "32", "33", "34", "35", "36"};

bool discards(int fd) {
  struct stat status {};
  // A descriptor that cannot be written is a stand-in for a closed stream.
  if ((::fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY) return false;
  return ::fstat(fd, &status) == 0 && is_null_device(status);
}

bool colored(bool is_tty, ColorChoice choice, const TerminalEnvironment& environment) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  if (environment.no_color) return false;
  if (environment.force_color) return true;
  return is_tty && environment.term != "dumb";
}

std::size_t width_of(int fd, const TerminalEnvironment& environment) {
  std::size_t width = environment.columns;
  winsize size{};
  if (width == 0 && ::ioctl(fd, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (width == 0) return width_default;
  return std::min(std::max(width, width_least), width_most);
}

}  // namespace

std::string Terminal::paint(Style style, std::string_view text) const {
  if (!color || style == Style::plain || text.empty()) return std::string(text);
  return "\x1b[" + std::string(codes.at(static_cast<std::size_t>(style))) + "m" +
         std::string(text) + "\x1b[0m";
}

Terminal Terminal::now() const {
  Terminal terminal = *this;
  if (fd >= 0) terminal.width = width_of(fd, {});
  return terminal;
}

Terminal terminal_of(int fd, ColorChoice choice, const TerminalEnvironment& environment) {
  Terminal terminal;
  terminal.is_tty = ::isatty(fd) == 1;
  terminal.redraws = terminal.is_tty && environment.term != "dumb";
  terminal.is_null = !terminal.is_tty && discards(fd);
  terminal.width = width_of(fd, environment);
  if (terminal.is_tty && environment.columns == 0) terminal.fd = fd;
  terminal.color = colored(terminal.is_tty, choice, environment);
  return terminal;
}

}  // namespace streamctl::cli

#include "commands/replay/editor.h"

#include <csignal>
#include <fcntl.h>
#include <semaphore>
#include <stop_token>
#include <unistd.h>
#include <utility>
#include <vector>

#include "child_process.h"
#include "core/file.h"
#include "core/text.h"
#include "signals.h"

namespace streamctl::cli {
namespace {

constexpr int not_found = 127;  // What a shell returns for a command that it cannot find.

std::string editor_of(const Environment& environment) {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    if (const std::string editor = value_in(environment, name); !trimmed(editor).empty())
      return editor;
  }
  return "vi";
}

/// Connects the editor to the terminal if there is one, and otherwise keeps it off our data.
std::string redirections() {
  const FileDescriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  std::string redirections;
  if (::isatty(STDIN_FILENO) == 0) redirections += terminal.valid() ? " </dev/tty" : " </dev/null";
  if (::isatty(STDOUT_FILENO) == 0) redirections += terminal.valid() ? " >/dev/tty" : " >&2";
  return redirections;
}

/// Without a terminal the usual editor would wait for ever; one that the user names may need none.
bool can_edit(const Environment& environment) {
  const bool is_named = !trimmed(value_in(environment, "VISUAL")).empty() ||
                        !trimmed(value_in(environment, "EDITOR")).empty();
  return is_named || ::isatty(STDIN_FILENO) != 0 ||
         FileDescriptor(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)).valid();
}

Result<ExitCode> judge(int code, const std::string& editor) {
  if (code == 0 || code == 128 + SIGINT) return code;
  const std::string name = "the editor '" + printable(editor) + "'";
  if (code == not_found)
    return usage_error("cannot run " + name, "VISUAL or EDITOR names the editor to use");
  return refused_error(name + " ended with exit code " + std::to_string(code) +
                       ", so nothing was sent");
}

}  // namespace

Result<ExitCode> open_editor(const std::string& path, Context& context) {
  if (!can_edit(context.environment))
    return usage_error("there is no terminal for the editor",
                       "VISUAL or EDITOR may name a program that needs none");
  const std::string editor = editor_of(context.environment);
  const std::string script = editor + " \"$@\"" + redirections();
  const InterruptsIgnored ignored;  // Ctrl-C is the editor's.
  std::binary_semaphore over(0);
  auto child = ChildProcess::start({"sh", "-c", script, editor, path}, {},
                                   ChildProcess::Stdout::ours, [&over] { over.release(); });
  if (!child) return std::move(child).error();
  {
    const std::stop_callback stopped(context.stop, [&over] { over.release(); });
    over.acquire();
  }
  if (context.stop.stop_requested()) return 128 + context.stop_signal;
  return judge((*child)->wait(), editor);
}

}  // namespace streamctl::cli

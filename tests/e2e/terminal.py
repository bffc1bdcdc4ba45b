"""A program in a pseudo-terminal: its output, and the control sequences in it."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata

from conftest import WATCHDOG, binary

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# The progress line returns to its start and clears the line; nothing else may move the cursor.
OUR_MOVES = re.compile(r"\r|\x1b\[[0-2]?K|\x1b\[\?25[hl]")
DRIVING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufffd]")

# Attacks in foreign fields: a title, a cleared screen, C1 controls, text turned around, bytes that are not UTF-8.
EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066\u200b\r\x08"


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Terminal:
    """`streamctl` with a pseudo-terminal as its standard output and error, or at least as its standard error."""

    def __init__(self, streamctl, *arguments, columns=80, rows=24, env=None, stdin=None, stdout=None):
        self._controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen([binary(), *map(str, arguments)], cwd=streamctl.folder,
                                        stdin=stdin or terminal, stdout=stdout or terminal, stderr=terminal,
                                        env={**streamctl.environment, "TERM": "xterm-256color", **(env or {})})
        os.close(terminal)
        self._bytes = b""
        self._ended = False

    def _read(self, deadline):
        if self._ended:
            return False
        ready, _, _ = select.select([self._controller], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"nothing more came: {self.text()!r}"
        try:
            chunk = os.read(self._controller, 65536)
        except OSError:  # EIO: the program has closed the terminal.
            chunk = b""
        self._bytes += chunk
        self._ended = not chunk
        return not self._ended

    def text(self):
        return self._bytes.decode(errors="replace")

    def until(self, pattern):
        """Waits until what was shown, without colours, matches; the match."""
        deadline = time.monotonic() + WATCHDOG
        while not (found := re.search(pattern, COLOURS.sub("", self.text()))):
            assert self._read(deadline), f"it ended without {pattern}: {self.text()!r}"
        return found

    def wait(self):
        """The exit code, once all was read."""
        deadline = time.monotonic() + WATCHDOG
        while self._read(deadline):
            pass
        return self.process.wait(WATCHDOG)

    def type(self, text):
        os.write(self._controller, text.encode())

    def interrupt(self):
        """Presses Ctrl-C: the terminal echoes it and signals its foreground process."""
        os.write(self._controller, b"\x03")
        self.until(r"\^C")
        self.process.send_signal(signal.SIGINT)

    def lines(self):
        """The displayed lines without colours; of an overwritten line, the last text."""
        plain = re.sub(r"\x1b\[\?25[hl]", "", COLOURS.sub("", self.text()))
        return [re.split(r"\r|\x1b\[[0-2]?K", line.rstrip("\r"))[-1] for line in plain.split("\n")]

    def driven_by(self):
        """Control sequences that streamctl does not write itself."""
        return DRIVING.findall(OUR_MOVES.sub("", COLOURS.sub("", self.text())))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._controller)

"""What a person sees: a program in a pseudo-terminal, its output drawn by pyte, compared with a file in tests/golden/screens."""
import os
import pathlib
import re

import pyte
from terminal import Terminal

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "screens"
SIZES = ["80x24", "120x40", "60x24", "40x20"]

# What differs from run to run, and is shown as one text of the same width where there is one.
VARIABLE = [
    (r'"20\d\d-[^"\n]*?(Z"|…)', '"TIMESTAMP"'), (r"(?<=  )[0-9a-f]{8}$", "9f8b3c52"),
    (r"\d\d:\d\d:\d\d\.\d{3}", "17:00:00.123"), (r"\d\d:\d\d:\d\d(?!\.)", "17:00:00"), (r"20\d\d-\d\d-\d\d\b", "2026-11-23"),
    (r"127\.0\.0\.1:\d{5}", "127.0.0.1:12345"), (r"^1:\d{5}$", "1:12345"), (r"\b[\d.]+ (B|KiB)\b", "SIZE"),
    (r"last \d+ s ago", "last 0 s ago"), (r"port \d{5}", "port 12345"),
    (r" *\+?\b\d+(\.\d+)?(ns|µs|ms|s)\b(?! ago)", " TIME"), (r"\(\d[\d,.]*/s\)", "(RATE)"), (r"[━─]{3,}", "AXIS")]


class Screen(Terminal):
    """A terminal whose contents can be looked at."""

    def __init__(self, streamctl, *arguments, size="80x24", env=None):
        columns, rows = map(int, size.split("x"))
        super().__init__(streamctl, *arguments, columns=columns, rows=rows, env=env)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn = 0

    def display(self):
        """The lines of the screen, without trailing blanks."""
        self._stream.feed(self._bytes[self._drawn:])
        self._drawn = len(self._bytes)
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip() + "\n"

    def cursor_row(self):
        self.display()
        return self._screen.cursor.y


def expect_screen(name, text):
    """Compares a screen with its file. STREAMCTL_UPDATE_GOLDEN=1 writes the file instead: review the difference."""
    for pattern, replacement in VARIABLE:
        text = re.sub(pattern, replacement, text, flags=re.M)
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("STREAMCTL_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.exists() and path.read_text() == text, f"{path} differs; if it is meant to be so: STREAMCTL_UPDATE_GOLDEN=1\n{text}"

"""JSON texts for tests, and the results of parsing them with Python and node."""
import json
import random
import subprocess
import sys
import tempfile

NODE = """
const decoder = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
const file = require("fs").readFileSync(process.argv[1]);
let out = "";
for (let at = 0; at < file.length;) {
  const size = file.readUInt32LE(at);
  let good = false;
  try {
    const value = JSON.parse(decoder.decode(file.subarray(at + 4, at + 4 + size)));
    good = value !== null && typeof value === "object" && !Array.isArray(value);
  } catch {}
  out += good ? "1" : "0";
  at += 4 + size;
}
process.stdout.write(out);
"""


def refuse(word):
    raise ValueError(word)  # NaN and Infinity, which are Python's own.


def python_reads(text):
    """The object that Python reads, or None."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        value = json.loads(text.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    finally:
        sys.set_int_max_str_digits(limit)
    return value if isinstance(value, dict) else None


def node_reads(texts):
    """Whether node parses an object, for each text."""
    with tempfile.NamedTemporaryFile() as file:
        for text in texts:
            file.write(len(text).to_bytes(4, "little") + text)
        file.flush()
        done = subprocess.run(["node", "-e", NODE, file.name], capture_output=True, text=True, check=True)
    return [c == "1" for c in done.stdout]


class Writer:
    """Writes valid JSON in every way there is."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def blank(self):
        return "".join(self.random.choices(" \t\r\n", k=self.random.choice((0, 0, 0, 0, 1, 3))))

    def digits(self, most):
        return "".join(self.random.choices("0123456789", k=self.random.randint(1, most)))

    def number(self):
        r = self.random
        whole = r.choice(("0", str(r.randint(1, 9)) + r.choice(("", self.digits(17), self.digits(40)))))
        fraction = r.choice(("", "", "." + self.digits(20), "." + self.digits(2)))
        exponent = r.choice(("", "", r.choice("eE") + r.choice(("", "+", "-")) + r.choice((self.digits(2), "400", self.digits(4), "0" * 30 + "7"))))
        return r.choice(("", "-")) + whole + fraction + exponent

    def piece(self):
        r = self.random
        return r.choice((
            lambda: r.choice("abcXYZ019 .,:{}[]'/<>&"),
            lambda: r.choice("\\\" \\\\ \\/ \\b \\f \\n \\r \\t".split()),
            lambda: "\\u%04x" % r.randrange(0x10000),
            lambda: "\\u%04X" % r.choice((0, 0x1F, 0x7F, 0x9B, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0x2028, 0x202E, 0xFEFF, 0xFFFF)),
            lambda: "\\ud83d\\ude00",
            lambda: chr(r.choice((0x7F, 0x80, 0x9B, 0xA0, 0xE9, 0x200D, 0x2028, 0x202E, 0x2066, 0xFEFF, 0xFFFF, 0x1F388, 0xE0001, 0x10FFFF))),
            lambda: chr(r.choice((r.randint(0x20, 0x21), r.randint(0x5D, 0xD7FF), r.randint(0xE000, 0x10FFFF))))))()

    def string(self):
        return '"' + "".join(self.piece() for _ in range(self.random.choice((0, 1, 3, 20)))) + '"'

    def value(self, depth):
        r = self.random
        kind = r.randrange(10 if depth > 0 else 6)
        if kind < 2:
            return self.number()
        if kind < 4:
            return self.string()
        if kind < 6:
            return r.choice(("true", "false", "null", "{}", "[ ]", '""'))
        if kind < 7:
            arrays, objects = r.choice((0, 1, 30, 200)), r.choice((0, 1, 30, 200))  # Python's own limit is near 1,000.
            return "[" * arrays + '{"":' * objects + self.value(0) + "}" * objects + "]" * arrays
        if kind < 8:
            return "[" + ",".join(self.blank() + self.value(depth - 1) + self.blank() for _ in range(r.randint(0, 4))) + "]"
        return self.object([self.member(depth - 1) for _ in range(r.randint(0, 4))])

    def member(self, depth, key=None):
        key = key or self.random.choice((self.string(), self.string(), '""', '"a"', '"__proto__"'))
        return self.blank() + key + self.blank() + ":" + self.blank() + self.value(depth) + self.blank()

    def object(self, members):
        return "{" + (",".join(members) or self.blank()) + "}"

    def event(self):
        """An object with a type; other members come before it and behind it, perhaps another type."""
        r = self.random
        members = [self.member(3) for _ in range(r.choice((0, 1, 2, 5)))]
        if r.random() < 0.01:
            members += [f'"{n}":{self.number()}' for n in range(6000)]
        if r.random() < 0.05:
            members.append(self.member(0, key='"type"'))
        members.append(r.choice(('"type"', '"type"', '"\\u0074ype"')) + self.blank() + ":" + '"custom.' + r.choice("abc") + '"')
        for _ in range(r.choice((0, 0, 1, 3))):
            members.append(self.member(2))
        return (self.blank() + self.object(members) + self.blank()).encode("utf-8")

    def spoilt(self):
        """An event with a few bytes changed: often JSON no more."""
        r = self.random
        text = bytearray(self.event()[:2000])
        for _ in range(r.randint(1, 3)):
            at = r.randrange(len(text) + 1)
            text[at:at + r.choice((0, 1, 2))] = r.choice((b"", bytes([r.randrange(256)]), r.choice((b"NaN", b",", b"0", b"}", b'"', b"\\", b"e", b"\\u12"))))
        return bytes(text)

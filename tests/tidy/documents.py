"""Checks the documentation against the tree: names that exist, the table of JSON lines, and the tests that prove a promise."""
import fnmatch
import pathlib
import re

import cpp

ARCHITECTURE = "docs/architecture.md"
JSON_LINES = "docs/json-lines.md"
PROVEN = ("docs/security.md", "docs/reliability.md")
# Reads lines of these kinds, and writes none.
KIND_READERS = {"lib/capture/event_line.cc", "lib/capture/repair.cc"}
KIND = re.compile(r'"kind(?:", ?"|"\] = "|":"|\\":\\")(\w+)')
SUFFIXES = ("", ".cc", ".h", ".py", ".txt", ".md")
ROOTS = ("", "lib/", "cli/", "tests/")


def names_in(text):
    """(line number, name) of all code in backticks that is not in a block of code."""
    block = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            block = not block
        if not block:
            yield from ((number, name) for name in re.findall(r"`([^`]+)`", line))


def is_place(name, paths):
    folders = {str(parent) for path in paths for parent in pathlib.PurePath(path).parents}
    places = [f"{root}{name.rstrip('/')}{suffix}" for root in ROOTS for suffix in SUFFIXES]
    return any(place in paths or place in folders for place in places) or any(
        fnmatch.fnmatch(path, f"{root}{name}") for root in ROOTS for path in paths if "*" in name)


def check_names(path, text, sources, paths):
    """Folders and files, `ns::name`, and names with an underscore or a capital letter inside exist."""
    paths = set(paths)
    words, texts = set(), {}
    for source, source_text in sources.items():
        words |= set(cpp.words_of(source_text))
        if "/" in source:
            texts.setdefault(source.split("/")[1], set()).update(cpp.words_of(source_text))
    everything = set(re.findall(r"\w+", "\n".join(sources.values())))
    for number, name in names_in(text):
        bare = re.sub(r"\(\)$", "", name)
        if re.fullmatch(r"\w+(::~?\w+)+", bare):
            space, last = bare.split("::")[0], bare.split("::")[-1]
            known = last in texts.get(space, words)
        elif re.fullmatch(r"[\w.*-]+(/[\w.*{},-]*)+", bare):
            known = is_place(bare, paths)
        elif re.fullmatch(r"\w+", bare) and re.search(r"_|[a-z][A-Z]|^[A-Z][a-z]", bare):
            known = bare in everything
        else:
            continue
        if not known:
            yield f"{path}:{number}: names '{name}', which does not exist"


def check_layer_table(path, text, layers):
    """The table of layers lists what each folder may include, as tests/tidy/layers.txt does."""
    rows = {name: set() if folders.strip() == "nothing" else set(folders.split())
            for name, folders in re.findall(r"^\| lib/(\w+) \|([^|]*)\|", text, re.M)}
    allowed = {name: folders for name, (folders, _) in layers.items() if "/" not in name and name != "cli"}
    for name in sorted(rows.keys() | allowed.keys()):
        if rows.get(name) != allowed.get(name):
            yield f"{path}: the row of lib/{name} differs from tests/tidy/layers.txt"


def rows_of(text):
    """(line number, kind, fields, file) of each row of the table of JSON lines."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            yield number, cells[0].strip("`"), re.findall(r"`(\w+)`", cells[2]), cells[3].strip("`")


def check_json_lines(path, text, sources):
    """Each kind that a source writes has a row, and each row's file writes its kind and its fields."""
    written = {(kind, source) for source, source_text in sources.items()
               if source.startswith(("lib/", "cli/")) and source.endswith(".cc") and source not in KIND_READERS
               for kind in KIND.findall(cpp.without_comments(source_text))}
    members = set(re.findall(r'"(\w+)\\?"', "\n".join(sources.values())))
    documented = set()
    for number, kind, fields, source in rows_of(text):
        documented.add((kind, source))
        if (kind, source) not in written:
            yield f"{path}:{number}: {source} writes no line of the kind '{kind}'"
            continue
        for field in fields:
            if field not in members:
                yield f"{path}:{number}: nothing writes the field '{field}' of '{kind}'"
    for kind, source in sorted(written - documented):
        yield f"{path}: has no row for the kind '{kind}' that {source} writes"


def check_proofs(path, text, texts):
    """Each row of a table whose last column is 'test' names files below tests/ that exist, and functions in them; or 'the same'."""
    has_tests = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            has_tests = False
            continue
        cell = line.rstrip("| ").rpartition("|")[2].strip()
        if cell == "test":
            has_tests = True
            continue
        if not has_tests or cell == "the same" or not cell.strip("-"):
            continue
        file = None
        for name in re.findall(r"`([^`]+)`", cell):
            if "/" in name:
                file = f"tests/{name}"
                if file not in texts:
                    yield f"{path}:{number}: names '{file}', which does not exist"
            elif not re.search(rf"^def {name.removesuffix('…')}{'' if name.endswith('…') else chr(92) + '('}", texts.get(file, ""), re.M):
                yield f"{path}:{number}: {file} has no function '{name}'"
        if file is None:
            yield f"{path}:{number}: no test is named"


def examples():
    sources = {"lib/core/a.h": "class Text;\nint size_of(Text&);\n", "lib/core/b.cc": 'f({{"kind", "b"}, {"size", 1}});\n'}
    paths = [*sources, "cli/args/stop.h", "docs/ci.md"]
    table = "| kind | commands | fields | written by |\n|---|---|---|---|\n"
    row = "| `b` | x | `size` | `lib/core/b.cc` |\n"

    def named(text):
        return check_names(ARCHITECTURE, text, sources, paths)

    def lines(text, **changed):
        return check_json_lines(JSON_LINES, table + text, {**sources, **changed})

    layers = {"core": (set(), set()), "net": ({"core"}, {"curl"}), "net/tls": (set(), set()), "cli": ({"core", "net"}, set())}

    def tabled(text):
        return check_layer_table(ARCHITECTURE, text, layers)

    def proven(cell):
        return check_proofs(PROVEN[0], f"| threat | test |\n|---|---|\n| x | {cell} |\n", {"tests/e2e/test_a.py": "def test_b(c):\n"})

    bad = [
        proven("by hand"), proven("`e2e/test_gone.py`"), proven("`e2e/test_a.py`: `test_gone`"), proven("`e2e/test_a.py`: `test_`"),
        tabled("| lib/core | nothing | x |\n"),
        tabled("| lib/core | nothing | x |\n| lib/net | core curl | x |\n"),
        tabled("| lib/core | nothing | x |\n| lib/net | core | x |\n| lib/gone | core | x |\n"),
        named("see `core::gone`"), named("see `lib/gone`"), named("see `core/gone.h`"), named("see `gone_now`"), named("see `GoneNow`"),
        lines(""),
        lines(row + "| `gone` | x | | `lib/core/b.cc` |\n"),
        lines(row + "| `b` | x | | `lib/core/a.h` |\n"),
        lines(row.replace("size", "gone")),
        lines(row, **{"cli/c.cc": 'out << R"({"kind":"c"})";\n'}),
        lines(row, **{"cli/c.cc": 'json["kind"] = "c";\n'}),
    ]
    good = [
        proven("`e2e/test_a.py`: `test_b`"), proven("`e2e/test_a.py`: `test_…`"), proven("the same"),
        tabled("| lib/core | nothing | x |\n| lib/net | core | x |\n| cli | all of lib | x |\n"),
        named("`core::size_of`, `core::Text`, `size_of()`, `lib/core`, `core/a.h`, `core/a`, `args/stop.h`, `docs/*.md`, `watch`, `--x`"),
        named("```\n`core::gone`\n```\n"),
        lines(row),
        lines(row, **{"cli/c.cc": '// {"kind", "c"}\nif (line["kind"] == "c") f();\n'}),
    ]
    return bad, good

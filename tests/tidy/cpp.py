"""C++ sources as these checks read them: without strings and comments, cut into words."""
import collections
import functools
import re

LITERAL = re.compile(r'R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|//[^\n]*|/\*.*?\*/', re.S)
COMMENT = re.compile(r'(R"(\w*)\(.*?\)\2"|"(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.S)


def is_cpp(path):
    return path.endswith((".cc", ".h"))


def unit(path):
    """A header and its source are one unit: lib/core/json."""
    return re.sub(r"\.(cc|h)$", "", path)


def _blank(match):
    lines = "\n" * match[0].count("\n")
    return lines if match[0].startswith("/") else '""' + lines


@functools.cache
def code_of(text):
    """The text without comments, preprocessor lines, and the contents of strings; each line keeps its number."""
    return re.sub(r"(?m)^#.*$", "", LITERAL.sub(_blank, text))


def without_comments(text):
    return COMMENT.sub(lambda match: match[1] or "", text)


@functools.cache
def words_of(text):
    return collections.Counter(re.findall(r"\w+", code_of(text)))


def includes_of(text):
    """(line number, path between quotes) of each #include "..."."""
    return [(text.count("\n", 0, match.start()) + 1, match[1])
            for match in re.finditer(r'^[ \t]*#include "([^"]+)"', text, re.M)]


def resolve(include, paths):
    """The file of lib/ or cli/ that an #include names; None for any other."""
    return next((path for path in (f"lib/{include}", f"cli/{include}") if path in paths), None)


def includers(sources):
    """header: the files that include it; a header's own source does not count."""
    found = collections.defaultdict(set)
    for path, text in sources.items():
        for _, include in includes_of(text):
            header = resolve(include, sources)
            if header and unit(header) != unit(path):
                found[header].add(path)
    return found

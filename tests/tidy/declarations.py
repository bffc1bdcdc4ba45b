"""Declarations that nothing uses, and functions that are too long."""
import collections
import re

import cpp

FUNCTION_LINES_MAX = 60
# Boost calls these by argument-dependent lookup.
CALLED_BY_LIBRARIES = {"async_teardown", "beast_close_socket", "teardown"}
# A type; a constant; a function.
DECLARATION = re.compile(
    r"\b(?:class|struct|enum class|enum|using|concept)\s+(?P<type>\w+)\s*(?:[:;{=]|final)"
    r"|\b(?:constexpr|inline const)\b[^;=({]*?\b(?P<constant>\w+)\s*(?:=|\{)"
    r"|[\w>&*\]]\s+[&*]*(?P<function>\w+)\s*\([^;{]*?\)[^;{()]*[;{]", re.S)
KEYWORDS = set("if for while switch return sizeof catch static_cast assert operator noexcept explicit decltype alignas".split())
TYPE_OR_NAMESPACE = re.compile(r"(?:inline |template\s*<[^{]*>\s*)*(?:namespace|class|struct|enum|union|extern)\b")


def public_names(text):
    """(kind, name) of each public declaration in a header."""
    # The labels of a class are one column to the right of its end.
    code = re.sub(r"\n( *) (?:private|protected):.*?(?=\n\1 public:|\n\1\};)", "\n", cpp.code_of(text), flags=re.S)
    return sorted({(match.lastgroup, match[match.lastgroup]) for match in DECLARATION.finditer(code)} - {("function", word) for word in KEYWORDS})


def check_unused(sources):
    """Every public declaration of lib/ has a user: another unit of lib/ or cli/, or its own unit and a test.

    A type or constant of a header may also have its own unit as its only user: it explains what the header promises.
    """
    users = collections.defaultdict(set)
    for path, text in sources.items():
        for word in cpp.words_of(text):
            users[word].add(path)
    for path, text in sources.items():
        if not (path.startswith("lib/") and path.endswith(".h")):
            continue
        own = collections.Counter(cpp.words_of(text))
        own.update(cpp.words_of(sources.get(cpp.unit(path) + ".cc", "")))
        for kind, name in public_names(text):
            others = {user for user in users[name] if cpp.unit(user) != cpp.unit(path)}
            if name in CALLED_BY_LIBRARIES or any(user.startswith(("lib/", "cli/")) for user in others):
                continue
            if own[name] < (3 if kind == "function" else 2):
                yield f"{path}: nothing uses '{name}'" + (" but tests" if others else "")
            elif kind == "function" and not others:
                yield f"{path}: only its own unit uses '{name}'; make it local there"


def check_functions(path, text):
    """No function has more than FUNCTION_LINES_MAX lines. The lines of a table inside it do not count."""
    code = cpp.code_of(text)
    blocks, line, begin = [], 1, 0  # Each block: the line of its head, the head, lines of tables in it.
    for match in re.finditer(r"[{};\n]", code):
        if match[0] == "\n":
            line += 1
            continue
        if match[0] == "{":
            head = code[begin:match.start()]
            stripped = head.lstrip()
            blocks.append([line - stripped.count("\n"), stripped.strip(), 0])
        elif match[0] == "}" and blocks:
            first, head, tables = blocks.pop()
            lines = line - first + 1
            is_code = ")" in head or head in ("else", "do", "try") or TYPE_OR_NAMESPACE.match(head)
            is_table = not is_code or head[-1] in "=,(" or head.endswith("return")
            if blocks:
                blocks[-1][2] += lines - 2 if is_table and lines > 2 else tables
            is_function = ")" in head and not is_table and not TYPE_OR_NAMESPACE.match(head)
            if is_function and lines - tables > FUNCTION_LINES_MAX:
                yield f"{path}:{first}: a function of {lines - tables} lines; {FUNCTION_LINES_MAX} are the limit"
        begin = match.end()


def examples():
    body = "  f();\n" * (FUNCTION_LINES_MAX + 1)
    rows = "    {1, 2},\n" * (FUNCTION_LINES_MAX + 1)
    header = "class A {\n public:\n  int one() const;\n private:\n  struct Inner {\n    int a;\n  };\n  int two();\n};\nconstexpr int most = 3;\n"
    source = '#include "core/a.h"\nint A::one() const { return two() + most; }\nint A::two() { return 1; }\n'
    user = {"lib/core/b.cc": "int f(A& a) { return a.one(); }\n"}

    def declared(header, source, **others):
        return check_unused({"lib/core/a.h": header, "lib/core/a.cc": source, **others})

    test = {"tests/unit/core/a_test.cc": "int f(A& a) { return a.one(); }\n"}
    bad = [
        check_functions("lib/core/a.cc", "namespace a {\nvoid g() {\n" + body + "}\n}\n"),
        check_functions("lib/core/a.cc", "struct A {\n  int g(int a,\n        int b) const {\n" + body + "  }\n};\n"),
        check_functions("lib/core/a.cc", "A::A(int b)\n    : b_(b) {\n" + body + "}\n"),
        declared(header, source),
        declared(header, source, **test),
        declared("constexpr int most = 3;\n", ""),
        declared("class B;\n", ""),
        declared("int one();\n", "int one() { return 1; }\nint two() { return one(); }\n"),
    ]
    good = [
        check_functions("lib/core/a.cc", "namespace a {\nvoid g() {\n" + "  f();\n" * (FUNCTION_LINES_MAX - 2) + "}\n}\n"),
        check_functions("lib/core/a.cc", "namespace a {\n" + "void g() { f(); }\n" * 100 + "}\n"),
        check_functions("lib/core/a.cc", "void g() {\n  static const std::vector<Row> rows{\n" + rows + "  };\n  f();\n}\n"),
        check_functions("lib/core/a.cc", "void g() {\n  // }\n  f(\"{\", R\"({)\");\n}\n" + "int a;\n" * 80),
        declared(header, source, **user),
        declared("int one();\n", "int one() { return 1; }\nint two() { return one(); }\n",
                 **{"tests/unit/core/a_test.cc": "EXPECT_EQ(one(), 1);\n"}),
    ]
    return bad, good

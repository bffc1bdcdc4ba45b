"""The rules of this repository that no compiler checks: layers, lengths, banned calls, unused code, true documentation.

    tidy.py ROOT          checks the tree, prints each problem, and exits with 1 if there is one
    tidy.py --self-test   checks the checker
"""
import pathlib
import re
import subprocess
import sys

import cpp
import declarations
import documents
import layers

LINES_MAX = 400
CODE = {".cc", ".h", ".py", ".sh"}
# What one system alone has: headers, calls, flags and files of Linux, then of macOS.
ONE_SYSTEM = (
    r"<sys/(epoll|eventfd|inotify|prctl|sendfile|signalfd|syscall|sysmacros|timerfd|event)\.h>|<(linux|mach|mach-o)/|\"/proc/"
    r"|(?<![\w.>])(epoll_|eventfd|inotify_|prctl|signalfd|timerfd_|pipe2|accept4|dup3|close_range|closefrom|fdatasync|fallocate|getrandom|gettid"
    r"|memfd_create|memrchr|ppoll|renameat2|secure_getenv|sendfile|setpriority|splice|strchrnul|syscall)\w*\("
    r"|\b(SOCK_CLOEXEC|SOCK_NONBLOCK|MSG_NOSIGNAL|O_PATH|O_TMPFILE|POLLRDHUP|PR_SET_\w+|__rlimit_resource_t)\b"
    r"|\b(kqueue|kevent|task_info)\(|\b(F_FULLFSYNC|SO_NOSIGPIPE)\b|\b__(linux|APPLE)__\b")
# (pattern, where it is allowed, what to do instead)
BANNED = [
    (r"std::(cout|cerr|cin)\b", r"^(cli/main\.cc|cli/generate/generate_main\.cc|tests/)", "take a stream as an argument"),
    (r"system_clock::now|steady_clock::now", r"^(lib/core/clock\.cc|lib/net/|tests/)", "take a Clock"),
    (r"\bgetenv\(", r"^(lib/core/environment\.cc|tests/)", "take an Environment"),
    (r"(?<![_\w.:])exit\(", r"^(tests/)", "return an exit code"),
    (r"sleep_for|\busleep\(|(?<![\w.])sleep\(", r"^$", "wait for what you wait for"),
    (r"using namespace std;", r"^$", "name what you use"),
    (ONE_SYSTEM, r"^(lib/core/system/|tests/)", "other systems have something else: use lib/core/system"),
    (r"\b(FIXME|TODO|XXX)\b", r"^tests/tidy/", "do it, or file it"),
]
STRANGE = [r"/work/", r"\bshared/(cli|protocol|architecture|style|events)", r"deb\.debian\.org", r"registry\.npmjs", r"/tmp/brief"]


def check_text(path, text):
    suffix = pathlib.PurePath(path).suffix
    lines = text.splitlines()
    if suffix in CODE and len(lines) > LINES_MAX:
        yield f"{path}: {len(lines)} lines; {LINES_MAX} are the limit"
    if suffix in {".cc", ".h"}:
        banned = [row for row in BANNED if re.search(row[0], text) and not re.match(row[1], path)]
        for number, line in enumerate(lines if banned else [], 1):
            code = line.split("//")[0]
            for pattern, allowed, instead in banned:
                if re.search(pattern, line if "FIXME" in pattern else code):
                    yield f"{path}:{number}: '{re.search(pattern, line)[0]}' is banned here: {instead}"
    if path.startswith("tests/tidy/") or not re.search("|".join(STRANGE), text):
        return
    for number, line in enumerate(lines, 1):
        if re.search("|".join(STRANGE), line):
            yield f"{path}:{number}: mentions a machine, not the project: {line.strip()[:60]}"


def check_listed(paths, cmake_texts):
    """The CMakeLists.txt of each source's folder, or of one above it, lists the source."""
    for path in paths:
        if not path.endswith(".cc"):
            continue
        name = pathlib.PurePath(path)
        listed = any(
            folder in cmake_texts and re.search(rf"(?<![\w/]){re.escape(str(name.relative_to(folder)))}\b", cmake_texts[folder])
            for folder in map(str, name.parents))
        fuzzer = path.startswith("tests/fuzz/") and re.search(rf"\b{name.stem}\b", cmake_texts.get("tests/fuzz", ""))
        if not listed and not fuzzer:
            yield f"{path}: no CMakeLists.txt builds it"


def check_tree(root):
    root = pathlib.Path(root)
    listing = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True, check=True).stdout
    paths = [path for path in listing.splitlines() if (root / path).is_file()]
    texts = {}
    for path in paths:
        data = (root / path).read_bytes()
        if b"\0" not in data:
            texts[path] = data.decode(errors="replace")
    for path, text in texts.items():
        yield from check_text(path, text)
    yield from check_listed(paths, {str(pathlib.PurePath(path).parent): text for path, text in texts.items()
                                    if path.endswith("CMakeLists.txt")})
    sources = {path: text for path, text in texts.items() if cpp.is_cpp(path)}
    ours = {path: text for path, text in sources.items() if path.startswith(("lib/", "cli/"))}
    allowed = layers.read_layers(texts[layers.LAYERS])
    yield from layers.check_layers(ours, allowed)
    yield from documents.check_layer_table(documents.ARCHITECTURE, texts[documents.ARCHITECTURE], allowed)
    yield from layers.check_commands(ours)
    yield from layers.check_facade(ours)
    yield from declarations.check_unused(sources)
    for path, text in sources.items():
        yield from declarations.check_functions(path, text)
    yield from documents.check_names(documents.ARCHITECTURE, texts[documents.ARCHITECTURE], sources, paths)
    for path in documents.PROVEN:
        yield from documents.check_proofs(path, texts[path], texts)
    yield from documents.check_json_lines(documents.JSON_LINES, texts[documents.JSON_LINES], sources)


def examples():
    bad = [
        check_text("lib/core/a.cc", "\n" * (LINES_MAX + 1)),
        check_text("lib/core/a.cc", "std::cout << 1;\n"),
        check_text("lib/core/a.cc", "// TODO later\n"),
        check_text("cli/a.cc", "exit(1);\n"),
        check_text("lib/net/a.cc", "#include <sys/epoll.h>\n"),
        check_text("lib/net/a.cc", "const int fd = ::accept4(listening, nullptr, nullptr, 0);\n"),
        check_text("lib/net/a.h", "constexpr int flags = SOCK_STREAM | SOCK_CLOEXEC;\n"),
        check_text("cli/a.cc", 'read_file("/proc/self/statm", 100);\n'),
        check_text("cli/a.cc", "#if defined(__APPLE__)\n"),
        check_text("README.md", "see /work/main\n"),
        check_listed(["lib/core/a.cc"], {"lib/core": "SOURCES b.cc"}),
    ]
    good = [
        check_text("lib/core/a.cc", "// std::cout is banned\nquick_exit_code(1);\n"),
        check_text("lib/core/system/linux/a.cc", "#include <sys/epoll.h>\nconst int set = ::epoll_create1(EPOLL_CLOEXEC);\n"),
        check_text("lib/net/a.cc", "// Unlike accept4(), with SOCK_CLOEXEC.\nfetch(\"https://example.test/proc/\");\n"),
        check_listed(["lib/core/a.cc"], {"lib/core": "SOURCES a.cc b.cc"}),
    ]
    return bad, good


def self_test():
    """Each bad example is found, and no good one is."""
    failures = []
    for name, (bad, good) in {"tidy": examples(), "layers": layers.examples(), "declarations": declarations.examples(),
                              "documents": documents.examples()}.items():
        failures += [f"{name}: bad example {number} is not found" for number, found in enumerate(bad) if not list(found)]
        failures += [f"{name}: good example {number}: {problem}" for number, found in enumerate(good) for problem in found]
    print("\n".join(failures) or "self-test passed")
    return 1 if failures else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    problems = list(check_tree(sys.argv[1]))
    print("\n".join(problems) or "tidy")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

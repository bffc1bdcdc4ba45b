"""The rules of the house that no compiler knows: layers, lengths, banned calls, strays.

    tidy.py ROOT          checks the tree, prints what is wrong, ends with 1 if anything is
    tidy.py --self-test   checks the checker
"""
import pathlib
import re
import subprocess
import sys

LINES_MAX = 400
CODE = {".cc", ".h", ".py", ".sh"}
LIBRARIES = {
    "openssl": r"openssl/", "curl": r"curl/", "boost": r"boost/", "zlib": r"zlib\.h", "simdjson": r"simdjson\.h",
    "jq": r"j[qv]\.h", "CLI": r"CLI/", "httplib": r"httplib\.h", "toml": r"toml\+\+/", "utf8proc": r"utf8proc\.h",
}
# (pattern, where it is allowed, what to do instead)
BANNED = [
    (r"std::(cout|cerr|cin)\b", r"^(cli/main\.cc|cli/generate/generate_main\.cc|tests/)", "take a stream as an argument"),
    (r"system_clock::now|steady_clock::now", r"^(lib/core/clock\.cc|lib/net/|tests/)", "take a Clock"),
    (r"\bgetenv\(", r"^(lib/core/environment\.cc|tests/)", "take an Environment"),
    (r"(?<![_\w.:])exit\(", r"^(tests/)", "return an exit code"),
    (r"sleep_for|\busleep\(|(?<![\w.])sleep\(", r"^$", "wait for what you wait for"),
    (r"using namespace std;", r"^$", "name what you use"),
    (r"\b(FIXME|TODO|XXX)\b", r"^tests/tidy/", "do it, or file it"),
]
STRANGE = [r"/work/", r"\bshared/(cli|protocol|architecture|style|events)", r"deb\.debian\.org", r"registry\.npmjs", r"/tmp/brief"]


def read_layers(text):
    layers = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        folder, rest = line.split(":", 1)
        folders, _, libraries = rest.partition("/")
        layers[folder.strip()] = (set(folders.split()) | {folder.strip()}, set(libraries.split()))
    return layers


def folder_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "lib" and len(parts) > 2 else parts[0] if parts[0] == "cli" else None


def check_includes(path, text, layers):
    folder = folder_of(path)
    if folder is None:
        return
    if folder not in layers:
        yield f"{path}: the folder '{folder}' is not in tests/tidy/layers.txt"
        return
    folders, libraries = layers[folder]
    for number, line in enumerate(text.splitlines(), 1):
        own = re.match(r'\s*#include "(\w+)/', line)
        if own and own[1] in layers and own[1] not in folders:
            yield f"{path}:{number}: {folder} may not include {own[1]} (tests/tidy/layers.txt)"
        for name, pattern in LIBRARIES.items():
            if re.match(rf"\s*#include <{pattern}", line) and name not in libraries:
                yield f"{path}:{number}: {folder} may not include {name} (tests/tidy/layers.txt)"


def check_text(path, text):
    suffix = pathlib.PurePath(path).suffix
    lines = text.splitlines()
    if suffix in CODE and len(lines) > LINES_MAX:
        yield f"{path}: {len(lines)} lines; at {LINES_MAX} there is a second noun in it"
    if suffix in {".cc", ".h"}:
        for number, line in enumerate(lines, 1):
            code = line.split("//")[0]
            for pattern, allowed, instead in BANNED:
                if re.search(pattern, line if "FIXME" in pattern else code) and not re.match(allowed, path):
                    yield f"{path}:{number}: '{re.search(pattern, line)[0]}' is banned here: {instead}"
    if path.startswith("tests/tidy/"):
        return
    for number, line in enumerate(lines, 1):
        for pattern in STRANGE:
            if re.search(pattern, line):
                yield f"{path}:{number}: speaks of a machine, not of the project: {line.strip()[:60]}"


def check_listed(paths, cmake_texts):
    """Every source stands in the CMakeLists.txt of its folder or of one above it."""
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
    layers = read_layers((root / "tests/tidy/layers.txt").read_text())
    listing = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True, check=True).stdout
    paths = [path for path in listing.splitlines() if (root / path).is_file()]
    cmake_texts = {str(pathlib.PurePath(path).parent): (root / path).read_text() for path in paths
                   if path.endswith("CMakeLists.txt")}
    for path in paths:
        data = (root / path).read_bytes()
        if b"\0" in data:
            continue
        text = data.decode(errors="replace")
        yield from check_includes(path, text, layers)
        yield from check_text(path, text)
    yield from check_listed(paths, cmake_texts)


def self_test():
    layers = read_layers("core: /\nnet: core / curl\n# nothing\n")
    bad = [
        check_includes("lib/core/a.h", '#include "net/b.h"\n', layers),
        check_includes("lib/core/a.h", "#include <curl/curl.h>\n", layers),
        check_includes("lib/odd/a.h", "", layers),
        check_text("lib/core/a.cc", "\n" * (LINES_MAX + 1)),
        check_text("lib/core/a.cc", "std::cout << 1;\n"),
        check_text("lib/core/a.cc", "// TODO later\n"),
        check_text("cli/a.cc", "exit(1);\n"),
        check_text("README.md", "see /work/main\n"),
        check_listed(["lib/core/a.cc"], {"lib/core": "SOURCES b.cc"}),
    ]
    good = [
        check_includes("lib/net/a.h", '#include "core/b.h"\n#include <curl/curl.h>\n#include "net/c.h"\n', layers),
        check_text("lib/core/a.cc", "// std::cout is banned\nquick_exit_code(1);\n"),
        check_listed(["lib/core/a.cc"], {"lib/core": "SOURCES a.cc b.cc"}),
    ]
    missed = [number for number, found in enumerate(bad) if not list(found)]
    wrong = [list(found) for found in good]
    if missed or any(wrong):
        print(f"self-test: missed {missed}, wrongly found {wrong}")
        return 1
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    problems = list(check_tree(sys.argv[1]))
    print("\n".join(problems) or "tidy")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

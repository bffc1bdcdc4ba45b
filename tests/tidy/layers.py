"""Which folder may include which, and where the files of a command are."""
import re

import cpp

LIBRARIES = {
    "openssl": r"openssl/", "curl": r"curl/", "boost": r"boost/", "zlib": r"zlib\.h", "simdjson": r"simdjson\.h",
    "jq": r"j[qv]\.h", "CLI": r"CLI/", "httplib": r"httplib\.h", "toml": r"toml\+\+/",
    "utf8proc": r"utf8proc\.h", "sqlite": r"sqlite3\.h",
}
LAYERS = "tests/tidy/layers.txt"
# They assemble the commands.
ROOTS = {"cli/app.cc", "cli/commands/all.cc"}
# The only sources that include CLI11, which adds seconds to each compilation.
FACADE = ["cli/args/arguments.cc", "cli/args/command_line.cc"]


def read_layers(text):
    """layer: (the layers it may include, its libraries). A layer with a slash is a folder inside another: "net/tls"."""
    layers = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        folder, rest = line.split(":", 1)
        folders, _, libraries = rest.partition(" /")
        layers[folder.strip()] = (set(folders.split()), set(libraries.split()))
    return layers


def folder_of(path):
    """"core" for lib/core/json.h, "cli" for all of cli/; None outside of both."""
    parts = path.split("/")
    return parts[1] if parts[0] == "lib" and len(parts) > 2 else parts[0] if parts[0] == "cli" else None


def inner_folder_of(path):
    """"emulator/state" for lib/emulator/state/store.h, "cli/args" for cli/args/stop.h; else None."""
    parts = path.split("/")
    parts = parts[1:] if parts[0] == "lib" else parts
    return "/".join(parts[:2]) if len(parts) > 2 else None


def edges_of(path, text, sources):
    """(line number, layer that includes, layer or library that is included) of each #include that crosses layers."""
    folder, inner = folder_of(path), inner_folder_of(path)
    for number, include in cpp.includes_of(text):
        header = cpp.resolve(include, sources)
        if header is None:
            continue
        if folder_of(header) != folder:
            yield number, folder, folder_of(header)
        elif inner and inner_folder_of(header) not in (None, inner):
            yield number, inner, inner_folder_of(header)
    for match in re.finditer(r"^[ \t]*#include <(.+)>", text, re.M):
        for name, pattern in LIBRARIES.items():
            if re.match(pattern, match[1]):
                yield text.count("\n", 0, match.start()) + 1, folder, name


def check_layers(sources, layers):
    """Every edge is allowed, and every allowed edge is used."""
    used = set()
    ordered = {name.split("/")[0] for name in layers if "/" in name}
    for path, text in sources.items():
        folder, inner = folder_of(path), inner_folder_of(path)
        if folder is None:
            continue
        if folder not in layers:
            yield f"{path}: the folder '{folder}' is not in {LAYERS}"
            continue
        if folder in ordered and inner and inner not in layers:
            yield f"{path}: the folder '{inner}' is not in {LAYERS}"
            continue
        for number, user, target in edges_of(path, text, sources):
            if "/" in user and folder not in ordered:
                continue
            used.add((user, target))
            if target not in layers[user][target in LIBRARIES]:
                yield f"{path}:{number}: {user} may not include {target} ({LAYERS})"
    for user, (folders, libraries) in layers.items():
        for target in sorted(folders | libraries):
            if (user, target) not in used:
                yield f"{LAYERS}: {user} may include {target}, but no file of it does"


def command_of(path):
    match = re.match(r"cli/commands/(\w+)/", path)
    return match[1] if match else None


def check_commands(sources):
    """A command's files are in its folder, and nothing else includes them. Printers may have one user: cli/render holds all of them."""
    for header, users in sorted(cpp.includers(sources).items()):
        if not header.startswith("cli/") or header.startswith("cli/render/"):
            continue
        users = {user for user in users if user.startswith("cli/")}
        owner, commands = command_of(header), {command_of(user) for user in users}
        if owner is None and len(commands) == 1 and None not in commands:
            command = commands.pop()
            yield f"{header}: only the command '{command}' includes it; move it to cli/commands/{command}"
        for user in sorted(users if owner else ()):
            if command_of(user) != owner and user not in ROOTS and not user.startswith("cli/generate/"):
                yield f"{user}: includes {header}, which belongs to the command '{owner}'"


def check_facade(sources):
    for path, text in sources.items():
        if path not in FACADE and re.search(r"^\s*#include <CLI/", text, re.M):
            yield f"{path}: includes CLI11; use cli/args/arguments.h"


def examples():
    layers = read_layers("core: /\nnet: core / curl\nnet/tls: /\nnet/http: net/tls /\n# nothing\n")
    sources = {"lib/core/a.h": "", "lib/net/b.h": '#include "core/a.h"\n#include <curl/curl.h>\n', "lib/net/tls/t.h": "",
               "lib/net/http/h.h": '#include "net/tls/t.h"\n#include "net/b.h"\n'}

    def changed(**files):
        return check_layers({**sources, **{f"lib/{name.replace('__', '/')}.h": text for name, text in files.items()}}, layers)

    cli = {"cli/args/stop.h": "", "cli/commands/watch/plan.h": "", "cli/commands/watch/watch.cc": '#include "args/stop.h"\n'}
    other = {"cli/commands/listen/listen.cc": '#include "args/stop.h"\n'}
    bad = [
        changed(core__a='#include "net/b.h"\n'),
        changed(core__a="#include <curl/curl.h>\n"),
        changed(odd__a=""),
        changed(net__odd__a=""),
        changed(net__b=""),
        changed(net__b='#include "core/a.h"\n'),
        changed(net__tls__t='#include "net/http/h.h"\n'),
        changed(net__http__h=""),
        check_commands(cli),
        check_commands({**cli, **other, "cli/render/x.cc": '#include "commands/watch/plan.h"\n'}),
        check_facade({"cli/app.cc": "#include <CLI/CLI.hpp>\n"}),
    ]
    good = [
        check_layers(sources, layers),
        check_commands({**cli, **other, "cli/commands/all.cc": '#include "commands/watch/plan.h"\n'}),
        check_commands({**cli, "cli/app.cc": '#include "args/stop.h"\n'}),
        check_facade({"cli/args/arguments.cc": "#include <CLI/CLI.hpp>\n"}),
    ]
    return bad, good

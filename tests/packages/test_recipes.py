"""Dockerfile, formula, PKGBUILD and Nix expression, as far as they can be checked without their tools; and the sums of everything."""
import hashlib
import json
import re
import shutil
import subprocess

import pytest
from conftest import DIST, ROOT, one

ARCHIVES = {name: one(f"streamctl-*-linux-{name}.tar.gz") for name in ("x64", "arm64")}
SUMS = {name: hashlib.sha256(archive.read_bytes()).hexdigest() for name, archive in ARCHIVES.items()}


def instructions(architecture="amd64"):
    """Of the stages that make the image for an architecture."""
    text = one("Dockerfile").read_text().replace("\\\n", " ").replace("${TARGETARCH:-amd64}", architecture)
    stages = [[]]
    for line in text.splitlines():
        if line.startswith("FROM "):
            stages.append([])
        if line and not line.startswith("#"):
            stages[-1].append(tuple(line.split(None, 1)))
    base, final = stages[-1][0][1], stages[-1][1:]
    return next(stage for stage in stages if stage and stage[0][1].endswith(f" AS {base}")) + final


def last(name, architecture="amd64"):
    return [value for word, value in instructions(architecture) if word == name][-1]


def test_every_file_has_its_sum():
    listed = dict(reversed(line.split("  ")) for line in one("SHA256SUMS").read_text().splitlines())
    assert set(listed) == {path.name for path in DIST.iterdir()} - {"SHA256SUMS"}
    assert all(hashlib.sha256((DIST / name).read_bytes()).hexdigest() == value for name, value in listed.items())


def test_no_field_is_left_open():
    for name in ("Dockerfile", "PKGBUILD", "streamctl.rb", "streamctl.nix", "release-notes.md"):
        text = one(name).read_text()
        assert text.strip() and not re.search(r"@[A-Z0-9]+@", text)


def test_the_dockerfile_follows_the_rules_of_linters():
    words = [word for word, _ in instructions()]
    assert words[0] == "FROM" and re.fullmatch(r"debian:\S+-slim AS \S+", last("FROM"))  # A tag, and not latest.
    assert not {"MAINTAINER", "VOLUME"} & set(words)
    assert all((DIST / value.split()[0]).exists() for word, value in instructions() if word in ("ADD", "COPY"))
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last("USER")) and words.index("USER") > words.index("RUN")
    assert isinstance(json.loads(last("ENTRYPOINT")), list) and isinstance(json.loads(last("CMD")), list)
    installs = [value for word, value in instructions() if word == "RUN" and "apt-get install" in value]
    assert all("apt-get update" in run and "--no-install-recommends" in run and "rm -rf /var/lib/apt/lists/*" in run for run in installs)
    assert "CMD [" in last("HEALTHCHECK")


def test_the_image_has_the_archive_for_its_architecture():
    assert {"x64": last("ADD", "amd64"), "arm64": last("ADD", "arm64")} == {name: f"{archive.name} /opt/" for name, archive in ARCHIVES.items()}


def test_the_image_works(system):
    """What the Dockerfile does, in a clean root, except apt: the entry point serves as its user, and the health check knows it."""
    runs = [value for word, value in instructions() if word == "RUN"]
    archive, place = last("ADD").split()
    system("tar", "-xzf", f"/dist/{archive}", "-C", place)
    for run in runs:
        system("sh", "-c", " && ".join(part for part in run.split("&&") if "apt" not in part))
    check = json.loads(last("HEALTHCHECK").split("CMD ", 1)[1])
    user = int(last("USER").split(":")[0])
    variables = dict(pair.split("=") for pair in last("ENV").split())
    assert system("sh", "-c", 'echo "$HOME"', user=user, **variables).strip() == variables["HOME"]
    command = [*json.loads(last("ENTRYPOINT")), *json.loads(last("CMD"))]
    shown = system(*command, "--count", "1", "--timeout", "20s", "--", "sh", "-c", '"$@" && streamctl forge call.created -q', "sh", *check, user=user,
                   STREAM_API_SECRET="s", **variables)
    assert "call.created" in shown
    system(*check, user=user, code=1, **variables)  # Nothing listens.


@pytest.mark.parametrize("name", ARCHIVES)
def test_the_formula(name):
    if shutil.which("ruby") is None:
        pytest.skip("needs ruby")
    subprocess.run(["ruby", "-c", one("streamctl.rb")], check=True, capture_output=True)
    # A Formula that notes what Homebrew would be told.
    stub = """
      class Formula
        def self.on_intel = ARGV[1] == "x64" && yield
        def self.on_arm = ARGV[1] == "arm64" && yield
        def self.method_missing(name, *values, **named, &block) = (@told ||= {})[name] = values.first || named
        def self.test = nil
        def self.told = @told
      end
      load ARGV[0]
      puts Streamctl.told.values_at(:url, :version, :sha256).join("\\n")
    """
    done = subprocess.run(["ruby", "-e", stub, one("streamctl.rb"), name], check=True, capture_output=True, text=True)
    url, version, digest = done.stdout.split()
    assert digest == SUMS[name] and version in ARCHIVES[name].name and url.endswith("/" + ARCHIVES[name].name)
    if url.startswith("file://"):
        assert hashlib.sha256(open(url[7:], "rb").read()).hexdigest() == SUMS[name]


@pytest.mark.parametrize(("machine", "name"), [("x86_64", "x64"), ("aarch64", "arm64")])
def test_the_pkgbuild(tmp_path, machine, name):
    """makepkg's part by hand: the source unpacked, and package() into $pkgdir."""
    subprocess.run(["tar", "-xzf", ARCHIVES[name], "-C", tmp_path], check=True)
    fields = f'${{source_{machine}[0]##*/}} ${{sha256sums_{machine}[0]}}'
    script = f'set -eu; . {one("PKGBUILD")}; [[ " ${{arch[*]}} " = *" {machine} "* ]]; echo "$pkgver {fields}"; pkgdir="$PWD/root"; package'
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    version, source, digest = done.stdout.split()
    assert source == ARCHIVES[name].name and version in source and digest == SUMS[name]
    root = tmp_path / "root/usr"
    assert (root / "share/man/man1/streamctl.1").exists() and (root / "share/licenses/streamctl-bin/NOTICE").exists()
    assert (root / "bin/streamctl").read_bytes() == next(tmp_path.glob("streamctl-*/bin/streamctl")).read_bytes()


def test_the_forms_and_the_workflow_are_yaml():
    if shutil.which("ruby") is None:
        pytest.skip("needs ruby")
    files = [*(ROOT / ".github").rglob("*.yml")]
    assert len(files) >= 3
    for file in files:
        subprocess.run(["ruby", "-ryaml", "-e", "YAML.load_file(ARGV[0])", file], check=True)
    workflow = (ROOT / ".github/workflows/ci.yml").read_text()
    assert all((ROOT / script).exists() for script in re.findall(r"run: ((?:\.ci|scripts)/\w+)", workflow))


def test_the_nix_expression():
    text = one("streamctl.nix").read_text()
    for name, system in (("x64", "x86_64-linux"), ("arm64", "aarch64-linux")):
        assert f'{system} = {{ name = "{ARCHIVES[name].name}"; sha256 = "{SUMS[name]}"; }};' in text
    for opening, closing in ("{}", "[]", "()"):
        assert text.count(opening) == text.count(closing)
    if shutil.which("nix-instantiate"):
        subprocess.run(["nix-instantiate", "--parse", one("streamctl.nix")], check=True, capture_output=True)

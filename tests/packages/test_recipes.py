"""Dockerfile, formula, PKGBUILD and Nix expression, as far as they can be checked without their tools; and the sums of everything."""
import hashlib
import json
import re
import shutil
import subprocess

import pytest
from conftest import DIST, ROOT, one

ARCHIVE = one("streamctl-*-linux-x64.tar.gz")
SUM = hashlib.sha256(ARCHIVE.read_bytes()).hexdigest()


def instructions():
    text = one("Dockerfile").read_text().replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line and not line.startswith("#")]


def last(name):
    return [value for word, value in instructions() if word == name][-1]


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
    assert words[0] == "FROM" and re.fullmatch(r"debian:\S+-slim", last("FROM"))  # A tag, and not latest.
    assert not {"MAINTAINER", "VOLUME"} & set(words)
    assert all((DIST / value.split()[0]).exists() for word, value in instructions() if word in ("ADD", "COPY"))
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last("USER")) and words.index("USER") > words.index("RUN")
    assert isinstance(json.loads(last("ENTRYPOINT")), list) and isinstance(json.loads(last("CMD")), list)
    installs = [value for word, value in instructions() if word == "RUN" and "apt-get install" in value]
    assert all("apt-get update" in run and "--no-install-recommends" in run and "rm -rf /var/lib/apt/lists/*" in run for run in installs)
    assert "CMD [" in last("HEALTHCHECK")


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


def test_the_formula(tmp_path):
    assert SUM in one("streamctl.rb").read_text()
    if shutil.which("ruby") is None:
        pytest.skip("needs ruby")
    subprocess.run(["ruby", "-c", one("streamctl.rb")], check=True, capture_output=True)
    # A Formula that notes what Homebrew would be told.
    stub = """
      class Formula
        def self.method_missing(name, *values, **named, &block) = (@told ||= {})[name] = values.first || named
        def self.test = nil
        def self.told = @told
      end
      load ARGV[0]
      puts Streamctl.told.values_at(:url, :version, :sha256).join("\\n")
    """
    done = subprocess.run(["ruby", "-e", stub, one("streamctl.rb")], check=True, capture_output=True, text=True)
    url, version, digest = done.stdout.split()
    assert digest == SUM and version in ARCHIVE.name and url.endswith("/" + ARCHIVE.name)
    if url.startswith("file://"):
        assert hashlib.sha256(open(url[7:], "rb").read()).hexdigest() == SUM


def test_the_pkgbuild(tmp_path):
    """makepkg's part by hand: the source unpacked, and package() into $pkgdir."""
    subprocess.run(["tar", "-xzf", ARCHIVE, "-C", tmp_path], check=True)
    script = f'set -eu; . {one("PKGBUILD")}; echo "$pkgver ${{source[0]##*/}} ${{sha256sums[0]}}"; pkgdir="$PWD/root"; package'
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    version, source, digest = done.stdout.split()
    assert source == ARCHIVE.name and version in source and digest == SUM
    root = tmp_path / "root/usr"
    assert (root / "share/man/man1/streamctl.1").exists() and (root / "share/licenses/streamctl-bin/NOTICE").exists()
    assert subprocess.run([root / "bin/streamctl", "--version"], capture_output=True, text=True).stdout == f"streamctl {version}\n"


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
    assert SUM in text and ARCHIVE.name in text
    for opening, closing in ("{}", "[]", "()"):
        assert text.count(opening) == text.count(closing)
    if shutil.which("nix-instantiate"):
        subprocess.run(["nix-instantiate", "--parse", one("streamctl.nix")], check=True, capture_output=True)

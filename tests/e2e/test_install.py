"""`cmake --install` puts everything where a Debian package would, and what is there works from there."""
import pathlib
import shutil
import stat
import subprocess

import pytest
from conftest import ROOT, binary

BUILD = pathlib.Path(binary()).resolve().parents[1]


def expected():
    files = {"bin/streamctl", "share/bash-completion/completions/streamctl", "share/zsh/vendor-completions/_streamctl",
             "share/fish/vendor_completions.d/streamctl.fish"}
    files |= {f"share/doc/streamctl/{name}" for name in ("README.md", "CHANGELOG.md", "LICENSE")}
    files |= {f"share/man/man{page.suffix[1:]}/{page.name}" for page in (ROOT / "man").iterdir() if page.suffix != ".in"}
    files |= {f"share/doc/streamctl/docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}
    files |= {f"share/doc/streamctl/{path.relative_to(ROOT / 'docs')}" for path in (ROOT / "docs/examples").rglob("*") if path.is_file()}
    return files


@pytest.fixture
def installed(tmp_path, streamctl):
    if not (BUILD / "cmake_install.cmake").exists():
        pytest.skip("the binary does not lie in a build directory")
    done = subprocess.run(["cmake", "--install", str(BUILD), "--prefix", "/usr"], capture_output=True, text=True,
                          env={**streamctl.environment, "DESTDIR": str(tmp_path / "root")})
    assert done.returncode == 0, done.stderr
    return tmp_path / "root" / "usr"


def test_files_are_where_debian_has_them(installed):
    files = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    assert files == expected()
    for name in files:
        mode = stat.S_IMODE((installed / name).stat().st_mode)
        assert mode == (0o755 if name == "bin/streamctl" else 0o644), name
    assert {path.name for path in installed.parent.iterdir()} == {"usr"}


def test_the_installed_binary_runs_without_its_build(installed, streamctl, tmp_path):
    moved = tmp_path / "elsewhere" / "streamctl"
    moved.parent.mkdir()
    shutil.copy(installed / "bin/streamctl", moved)
    done = subprocess.run([str(moved), "events", "example", "call.created"], capture_output=True, text=True, env=streamctl.environment, cwd=tmp_path)
    assert done.returncode == 0 and '"call.created"' in done.stdout
    dynamic = subprocess.run(["readelf", "-d", str(moved)], capture_output=True, text=True).stdout
    assert "RUNPATH" not in dynamic and "RPATH" not in dynamic


def test_man_finds_the_installed_pages(installed, streamctl):
    for page in ("streamctl", "streamctl-listen"):
        done = subprocess.run(["man", "-M", str(installed / "share/man"), page], capture_output=True, text=True,
                              env={**streamctl.environment, "MANPAGER": "cat", "MANWIDTH": "80"})
        assert done.returncode == 0 and page.upper() in done.stdout.upper(), done.stderr

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
    files |= {f"share/doc/streamctl/{path.relative_to(ROOT)}" for path in (ROOT / "docs/images").iterdir()}
    return files


@pytest.fixture
def install(tmp_path, streamctl):
    """Installs below a prefix in a root of its own; the root."""
    if not (BUILD / "cmake_install.cmake").exists():
        pytest.skip("the binary does not lie in a build directory")

    def install(prefix):
        (tmp_path / "root").mkdir()
        done = subprocess.run(["cmake", "--install", str(BUILD), "--prefix", prefix], capture_output=True, text=True,
                              env={**streamctl.environment, "DESTDIR": str(tmp_path / "root")})
        assert done.returncode == 0, done.stderr
        return tmp_path / "root"

    return install


@pytest.fixture
def installed(install):
    return install("/usr") / "usr"


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


@pytest.mark.parametrize("prefix", ["/usr/local", "/usr"])
def test_the_shells_find_the_completions(install, streamctl, prefix):
    """Each shell in a fresh environment, with its own folders taken from the root."""
    root = install(prefix)
    environment = {**streamctl.environment, "PATH": f"{root}{prefix}/bin:/usr/bin:/bin", "ROOT": str(root)}

    def shell(*command):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, cwd=streamctl.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert shell("zsh", "-c", 'fpath=($ROOT$^fpath $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[streamctl]') == "_streamctl\n"
    assert "listen\t" in shell("fish", "-c", "set fish_complete_path $ROOT$fish_complete_path; complete -C 'streamctl lis'")
    if pathlib.Path("/usr/share/bash-completion/bash_completion").exists():
        folders = f"BASH_COMPLETION_USER_DIR=/none XDG_DATA_DIRS={root}/usr/local/share:{root}/usr/share"
        assert "streamctl" in shell("bash", "-c", f". /usr/share/bash-completion/bash_completion; {folders} _completion_loader streamctl; "
                                    "complete -p streamctl")


def test_another_prefix_keeps_to_itself(install, tmp_path):
    root = install("/opt/streamctl")
    assert (root / "opt/streamctl/share/zsh/site-functions/_streamctl").exists()
    assert {path.name for path in root.iterdir()} == {"opt"}

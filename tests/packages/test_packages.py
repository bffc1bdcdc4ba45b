"""Each package in a clean system: installed, used without a network, removed, and nothing left."""
import re
import subprocess

import pytest
from conftest import EVENT, one

USE = ["streamctl", *EVENT]


def is_used(output):
    return '"verified":true' in output.replace(" ", "") and '"call.created"' in output


def test_the_debian_package(system):
    before = system.files()
    system("dpkg", "-i", f"/dist/{one('*_amd64.deb').name}")
    assert is_used(system(*USE))
    assert "streamctl.1.gz" in system("sh", "-c", "ls /usr/share/man/man1")
    system("dpkg", "--purge", "streamctl")
    left = system.files() - before
    assert left <= {"root/.local", "root/.local/state", "root/.local/state/streamctl"} | {path for path in left if path.startswith("root/.local/state/streamctl/")}


@pytest.mark.parametrize("architecture", ["amd64", "arm64"])
def test_the_debian_packages_please_lintian(architecture):
    done = subprocess.run(["lintian", "--fail-on", "error,warning", "--allow-root", one(f"*_{architecture}.deb")], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == "", done.stdout + done.stderr


def test_the_debian_packages_differ_in_their_architecture_alone():
    def described(architecture):
        package = one(f"*_{architecture}.deb")
        fields = subprocess.run(["dpkg-deb", "--field", package], capture_output=True, text=True, check=True).stdout
        files = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
        assert f"Architecture: {architecture}\n" in fields and "Depends: libc6 (>= 2.36)\n" in fields
        return re.sub(r"(Architecture|Installed-Size): .*\n", "", fields), [line.split()[0::5] for line in files.splitlines()]

    assert described("amd64") == described("arm64")


def installer(system, *arguments, **options):
    return system("sh", "/dist/install.sh", *arguments, user=1000, **options)


def test_the_archive(system):
    """By somebody who is not root, in a home with files of their own."""
    before = system.files()
    assert "PATH" in installer(system)
    path = "/home/somebody/.local/bin:/usr/bin:/bin"
    assert is_used(system(*USE, user=1000, path=path))
    assert "PATH" not in installer(system, path=path)  # Again, over itself.
    system("rm", "-rf", "/home/somebody/.local/state")
    installer(system, "--uninstall")
    assert system.files() == before
    assert "not installed" in installer(system, "--uninstall", code=1)


def test_the_archive_unpacked_elsewhere(system):
    name = one("streamctl-*-linux-x64.tar.gz").name
    system("tar", "-xzf", f"/dist/{name}", "-C", "/opt")
    before = system.files()
    folder = f"/opt/{name.removesuffix('.tar.gz')}"
    system(f"{folder}/install.sh", PREFIX="/opt/tools")
    assert "streamctl" in system("/opt/tools/bin/streamctl", "--version")
    system(f"{folder}/install.sh", "--uninstall", PREFIX="/opt/tools")
    assert system.files() == before


def test_a_damaged_archive_installs_nothing(system):
    before = system.files()
    archive = system.changes / "dist" / one("streamctl-*-linux-x64.tar.gz").name
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    archive.write_bytes(data)
    assert "differs from SHA256SUMS" in installer(system, code=1)
    assert system.files() == before


def test_the_installer_replaces_no_file_of_others(system):
    mine = system.changes / "home/somebody/.local/bin/streamctl"
    system("sh", "-c", "mkdir -p ~/.local/bin && echo mine >~/.local/bin/streamctl", user=1000)
    before = system.files()
    assert "not from install.sh" in installer(system, code=1)
    assert mine.read_text() == "mine\n" and system.files() == before


def pretend(system, machine):
    """`uname -m` says another machine from now on."""
    uname = system.changes / "usr/local/bin/uname"
    uname.parent.mkdir(parents=True, exist_ok=True)
    uname.write_text(f'#!/bin/sh\n[ "$1" = -m ] && echo {machine} || echo Linux\n')
    uname.chmod(0o755)


def test_the_installer_takes_the_archive_for_the_machine(system):
    pretend(system, "aarch64")
    assert "does not run here" in installer(system, code=1)
    program = (system.changes / "home/somebody/.local/bin/streamctl").read_bytes()
    assert program[:4] == b"\x7fELF" and program[18] == 183  # EM_AARCH64


def test_the_installer_refuses_an_archive_for_another_machine(system):
    name = one("streamctl-*-linux-x64.tar.gz").name
    system("tar", "-xzf", f"/dist/{name}", "-C", "/opt")
    pretend(system, "aarch64")
    before = system.files()
    assert "not for aarch64\nhint: get the one for linux-arm64" in system(f"/opt/{name.removesuffix('.tar.gz')}/install.sh", user=1000, code=1)
    pretend(system, "riscv64")
    assert "for Linux on x86_64 and aarch64" in installer(system, code=1)
    assert system.files() == before

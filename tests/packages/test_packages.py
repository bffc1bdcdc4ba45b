"""Each package in a clean system: installed, used without a network, removed, and nothing left."""
import subprocess

from conftest import EVENT, one

USE = ["streamctl", *EVENT]


def is_used(output):
    return '"verified":true' in output.replace(" ", "") and '"call.created"' in output


def test_the_debian_package(system):
    before = system.files()
    system("dpkg", "-i", f"/dist/{one('*.deb').name}")
    assert is_used(system(*USE))
    assert "streamctl.1.gz" in system("sh", "-c", "ls /usr/share/man/man1")
    system("dpkg", "--purge", "streamctl")
    left = system.files() - before
    assert left <= {"root/.local", "root/.local/state", "root/.local/state/streamctl"} | {path for path in left if path.startswith("root/.local/state/streamctl/")}


def test_the_debian_package_pleases_lintian():
    done = subprocess.run(["lintian", "--fail-on", "error,warning", "--allow-root", one("*.deb")], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == "", done.stdout + done.stderr


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

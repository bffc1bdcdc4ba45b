"""The packages of build/dist in clean systems: roots of Debian without a network, in which nothing of this repository is installed."""
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIST = pathlib.Path(os.environ.get("STREAMCTL_DIST", ROOT / "build/dist"))
ROOTS = pathlib.Path(os.environ.get("STREAMCTL_ROOTS", ROOT / "build/roots"))
WATCHDOG = 120
# Written and read by every system; nobody misses what is in them.
VOLATILE = ("proc/", "dev/", "tmp/", "run/", "var/log/", "var/cache/", "var/lib/dpkg/", "var/lib/apt/", "dist/")
# What runs the program of an architecture on this machine: nothing more, or an emulator with the libc of the cross compiler.
RUNNERS = {"x64": [], "arm64": ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"]}
EVENT = ["listen", "--port", "0", "--count", "1", "--timeout", "20s", "-o", "json", "--", "streamctl", "forge", "call.created", "-q"]

# In a mount, network and process namespace of its own: brings the loopback up, enters the root with the changes so far, and becomes
# the command.
ENTER = r"""
import fcntl, os, socket, struct, subprocess, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
template, folder, user, *command = sys.argv[1:]
root = f"{folder}/root"
layers = f"lowerdir={template},upperdir={folder}/changes,workdir={folder}/work"
subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, root], check=True)
subprocess.run(["mount", "-t", "proc", "proc", f"{root}/proc"], check=True)
subprocess.run(["mount", "--rbind", "/dev", f"{root}/dev"], check=True)
os.chroot(root)
os.chdir("/")
if int(user):
    os.setgroups([])
    os.setgid(int(user))
    os.setuid(int(user))
os.execvp(command[0], command)
"""


def one(pattern):
    """The one file of build/dist that the pattern matches."""
    found = list(DIST.glob(pattern))
    assert len(found) == 1, f"{pattern}: {found}; run scripts/release"
    return found[0]


class System:
    """A root that keeps the changes in `changes`, with the packages in /dist."""

    def __init__(self, template, folder):
        self.template, self.folder, self.changes = template, folder, folder / "changes"
        for name in ("changes/home/somebody", "work", "root"):
            (folder / name).mkdir(parents=True)
        os.chown(self.changes / "home/somebody", 1000, 1000)
        shutil.copytree(DIST, self.changes / "dist")

    def __call__(self, *command, user=0, code=0, path="/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", **environment):
        home = "/root" if user == 0 else "/home/somebody"
        done = subprocess.run(
            ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--propagation", "private", sys.executable, "-c", ENTER,
             str(self.template), str(self.folder), str(user), *map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=WATCHDOG,
            env={"HOME": home, "PATH": path, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **environment})
        assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def files(self):
        """What was added, and what was removed: overlayfs marks that by a device."""
        found = {str(path.relative_to(self.changes)): path for path in self.changes.rglob("*")}
        return {name for name, path in found.items()
                if not name.startswith(VOLATILE) and (path.is_char_device() or not os.path.lexists(self.template / name))}


@pytest.fixture(params=["bookworm", "trixie"])
def system(request, tmp_path):
    template = ROOTS / f"clean-{request.param}"
    if os.getuid() != 0 or not (template / "made").exists():
        pytest.skip("needs root, and the roots that scripts/release --check packages makes")
    yield System(template, tmp_path)
    shutil.rmtree(tmp_path)

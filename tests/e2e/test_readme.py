"""README.md keeps its promises: its first commands work with nothing configured, and its picture is a recording."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

import pytest
from conftest import ROOT, WATCHDOG, Running, binary

README = (ROOT / "README.md").read_text()

# In a network of its own, where README's ports are free: the first command, and the others once it listens.
TWO_TERMINALS = r"""
import fcntl, json, os, signal, socket, struct, subprocess, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
first, *others = json.loads(sys.argv[1])
listening = subprocess.Popen(["bash", "-c", f"exec {first}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
while "Listening on" not in (line := listening.stderr.readline()):
    assert line, "the first command ended"
codes = [subprocess.run(["bash", "-c", other], capture_output=True).returncode for other in others]
listening.send_signal(signal.SIGINT)
shown, _ = listening.communicate()
print(json.dumps({"codes": codes, "code": listening.returncode, "shown": shown}))
"""


def block(heading, number=0):
    """The commands of a block of README.md, comments left out and continued lines joined."""
    section = README.split(f"# {heading}\n", 1)[1].split("\n## ")[0]
    text = re.findall(r"```sh\n(.*?)```", section, re.S)[number].replace("\\\n", "")
    return [line.split("  #")[0].strip() for line in text.splitlines() if line.strip()]


@pytest.fixture
def fresh(tmp_path):
    """The environment of a new user: streamctl on the PATH, an empty home, and nothing else."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/streamctl").symlink_to(pathlib.Path(binary()).resolve())
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "home"), "PATH": f"{tmp_path}/bin:/usr/bin:/bin"}


def lonely():
    """What runs a command in a network of its own; skips where the machine does not allow it."""
    command = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], capture_output=True).returncode != 0:
        pytest.skip("no network namespaces here")
    return command


def test_two_commands_lead_to_a_verified_event(fresh):
    commands = block("Start", 1)
    assert len(commands) == 2 and all(command.startswith("streamctl ") for command in commands)
    done = subprocess.run([*lonely(), sys.executable, "-c", TWO_TERMINALS, json.dumps(commands)], env=fresh, cwd=fresh["HOME"],
                          capture_output=True, text=True, timeout=WATCHDOG)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["codes"] == [0] and result["code"] == 0
    assert re.search(r"✓ 200 +call\.created +default:standup", result["shown"]), result["shown"]


def test_everything_in_one_command(fresh, peer, tmp_path):
    command = " ".join(block("Everything in one command"))
    handler = peer(200)
    assert "localhost:3000/webhooks/stream" in command and "npm run dev" in command
    command = command.replace("localhost:3000/webhooks/stream", handler.url).replace(
        "npm run dev", f"streamctl emulator push call.created --call default:standup && cat {tmp_path}/app-ends")
    os.mkfifo(tmp_path / "app-ends")
    process = subprocess.Popen(["bash", "-c", command], env=fresh, cwd=fresh["HOME"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    try:
        running = Running(process)
        running.out.until(lambda line: re.search(r"✓ 200 +call\.created +default:standup", line))
        (tmp_path / "app-ends").write_text("")
        assert running.wait() == 0, running.words()
    finally:
        process.kill()
        process.wait()
    assert json.loads(handler.requests[0][1])["type"] == "call.created"


def words_of(svg):
    """The text of a picture, a line for each line of its terminals."""
    root = xml.etree.ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_picture_is_a_recording(fresh, tmp_path):
    lonely()
    assert "(docs/images/terminal.svg)" in README
    subprocess.run([ROOT / "scripts/recording", binary(), tmp_path / "now.svg"], env={**os.environ, **fresh}, check=True, timeout=WATCHDOG)
    for svg in ((ROOT / "docs/images/terminal.svg").read_text(), (tmp_path / "now.svg").read_text()):
        words = words_of(svg)
        assert [line for line in words if line.startswith("$ ")] == [
            "$ streamctl listen --compact --respond 503,200", "$ streamctl forge call.created", "$ streamctl forge call.ended --signature wrong"]
        for wanted in ("Listening on http://127.0.0.1:8080/", "✗ 503", "✓ 200", "attempt 2", "wrong signature", "delivered in"):
            assert any(wanted in line for line in words), wanted
        assert max(map(len, words)) <= 84
        assert "prefers-color-scheme:dark" in svg and "<script" not in svg

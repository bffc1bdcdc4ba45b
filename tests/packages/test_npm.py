"""The npm packages, from their files alone: without a network, without a cache, in a project as developers have it."""
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import time

import pytest
from conftest import DIST, WATCHDOG

NODE = shutil.which("node")


def npm_install(folder, env, *options):
    """As README says. Optional: npm leaves out the program for another machine."""
    npm = ["npm", "install", "--no-audit", "--no-fund", *options, "-O", *map(str, DIST.glob("streamctl-*.tgz"))]
    done = subprocess.run(npm, cwd=folder, env=env, capture_output=True, text=True, timeout=WATCHDOG)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project that has installed the packages without a network; (folder, environment, seconds)."""
    if NODE is None or shutil.which("npm") is None:
        pytest.skip("needs node and npm")
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text(json.dumps({"name": "app", "private": True, "scripts": {"sign": "streamctl sign body.json"}}))
    (folder / "body.json").write_text("{}")
    env = {"HOME": str(folder), "PATH": os.environ["PATH"], "npm_config_cache": str(folder / "cache"), "npm_config_registry": "http://127.0.0.1:9/",
           "npm_config_update_notifier": "false", "STREAM_API_SECRET": "s"}
    begun = time.monotonic()
    npm_install(folder, env)
    return folder, env, time.monotonic() - begun


def npx(project, *arguments, **options):
    folder, env, _ = project
    return subprocess.run(["npx", "--offline", "streamctl", *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=WATCHDOG, **options)


def test_to_the_first_verified_event(project, record_property):
    begun = time.monotonic()
    done = npx(project, "listen", "--port", "0", "--count", "1", "-o", "json", "--", "npx", "--offline", "streamctl", "forge", "call.created")
    seconds = project[2] + time.monotonic() - begun
    assert done.returncode == 0 and '"verified":true' in done.stdout, done.stderr
    record_property("seconds_from_tarball_to_event", round(seconds, 1))
    print(f"from the tarballs to the first verified event: {seconds:.1f} s")


@pytest.mark.parametrize("architecture", ["arm64", "x64"])
def test_npm_installs_the_program_for_the_machine(project, tmp_path, architecture):
    npm_install(tmp_path, project[1], "--os", "linux", "--cpu", architecture)
    assert [path.name for path in (tmp_path / "node_modules/@streamctl").iterdir()] == [f"linux-{architecture}"]


def test_it_runs_the_program_for_the_machine(project, tmp_path):
    shutil.copytree(project[0] / "node_modules/streamctl", tmp_path / "node_modules/streamctl")
    for architecture in ("arm64", "x64"):
        program = tmp_path / f"node_modules/@streamctl/linux-{architecture}/bin/streamctl"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho {architecture}\n")
        program.chmod(0o755)
        other = f"Object.defineProperty(process, 'arch', {{value: '{architecture}'}}); require('streamctl/streamctl.js')"
        done = subprocess.run([NODE, "-e", other], cwd=tmp_path, env=project[1], capture_output=True, text=True)
        assert done.stdout == f"{architecture}\n", done.stderr


def test_nothing_runs_at_installation(project):
    for package in (project[0] / "node_modules/streamctl", project[0] / "node_modules/@streamctl/linux-x64"):
        described = json.loads((package / "package.json").read_text())
        assert "scripts" not in described and "dependencies" not in described


def test_scripts_of_package_json(project):
    done = subprocess.run(["npm", "run", "-s", "sign"], cwd=project[0], env=project[1], capture_output=True, text=True, timeout=WATCHDOG)
    assert re.fullmatch(r"[0-9a-f]{64}\n", done.stdout), done.stderr


def wrapper(project):
    return str(project[0] / "node_modules/.bin/streamctl")


def test_exit_codes_and_streams_pass_through(project):
    folder, env, _ = project
    for arguments, code in ((["lisen"], 2), (["verify", "-", "--signature", "0" * 64], 1), (["--version"], 0)):
        done = subprocess.run([wrapper(project), *arguments], input="{}", cwd=folder, env=env, capture_output=True, text=True)
        assert done.returncode == code, done.stderr


def started(project, *arguments, **options):
    process = subprocess.Popen([wrapper(project), "listen", "--port", "0", "-o", "json", *arguments], cwd=project[0], env=project[1], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    assert json.loads(process.stdout.readline())["kind"] == "listening"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_signals_reach_the_program(project, number):
    process = started(project)
    process.send_signal(number)
    assert process.wait(WATCHDOG) == 0
    unfinished = started(project, "--expect", "call.created")
    unfinished.send_signal(number)
    assert unfinished.wait(WATCHDOG) == 128 + number


def test_it_ends_by_the_signal_that_ended_the_program(project):
    process = started(project)
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    assert process.wait(WATCHDOG) == -signal.SIGKILL


def test_ctrl_c_reaches_the_program_once(project):
    """A second one would end it at once, without a summary."""
    controller, terminal = pty.openpty()
    folder, env, _ = project
    process = subprocess.Popen([wrapper(project), "listen", "--port", "0"], cwd=folder, env={**env, "TERM": "dumb"}, stdin=terminal, stdout=terminal,
                               stderr=terminal, start_new_session=True, preexec_fn=lambda: __import__("fcntl").ioctl(0, 0x540E, 0))  # TIOCSCTTY
    os.close(terminal)
    shown = b""
    while b"forge" not in shown:
        shown += os.read(controller, 4096)
    os.write(controller, b"\x03")
    try:
        while chunk := os.read(controller, 4096):
            shown += chunk
    except OSError:  # The last process has closed the terminal.
        pass
    assert process.wait(WATCHDOG) == 0 and b"received" in shown.split(b"^C")[-1]


def test_a_missing_program_has_a_next_step(project, tmp_path):
    shutil.copytree(project[0] / "node_modules/streamctl", tmp_path / "streamctl")
    done = subprocess.run([NODE, tmp_path / "streamctl/streamctl.js", "listen"], env=project[1], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.count("\n") == 2 and "--include=optional" in done.stderr
    other = f"Object.defineProperty(process, 'platform', {{value: 'darwin'}}); require({json.dumps(str(tmp_path / 'streamctl/streamctl.js'))})"
    done = subprocess.run([NODE, "-e", other], env=project[1], capture_output=True, text=True)
    assert done.returncode == 1 and "darwin-x64" in done.stderr and "linux-x64" in done.stderr

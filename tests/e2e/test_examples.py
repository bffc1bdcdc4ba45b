"""Every example of every help works when pasted into a shell without key and secret."""
import json
import pathlib
import re
import shlex
import signal
import subprocess
import sys

import pytest
from conftest import ROOT, Running, binary, event, post
from stream_peer import StreamPeer
from tunnel_programs import CLOUDFLARED, place

STAND_IN = "emulator-secret"


def examples(*command):
    """Those in the help of `command` and of each command below it."""
    text = subprocess.run([binary(), *command, "--help"], capture_output=True, text=True, env={"HOME": "/nonexistent"}).stdout
    _, _, listed = text.partition("Examples:\n")
    found = [line.strip() for line in listed.split("\n\n")[0].splitlines() if not line.lstrip().startswith("#")]
    for below in re.findall(r"^  ([a-z-]+)  ", text, re.M):
        found += examples(*command, below)
    return found


@pytest.fixture(autouse=True)
def fresh(streamctl):
    """Key and secret are not set, but stand in the project's .env."""
    names = ("STREAM_API_KEY", "STREAM_API_SECRET")
    (streamctl.folder / ".env").write_text("".join(f"{name}={streamctl.environment.pop(name)}\n" for name in names))


@pytest.fixture
def folder(streamctl, tmp_path):
    """A folder with the files that the examples name, a history, and streamctl for the PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "streamctl").symlink_to(pathlib.Path(binary()).resolve())
    (tmp_path / "event.json").write_bytes(event())
    (tmp_path / "secret.txt").write_text("not-a-secret\n")
    for arguments in (["--record", "capture.jsonl"], ["--respond", "503"], []):
        listen = streamctl.listen(*arguments)
        for number, type in enumerate(("call.created", "call.session_started", "call.ended")):
            assert post(listen.url, event(type), secret=STAND_IN, webhook_id=f"example-{number}")[0] == (503 if "503" in arguments else 200)
        assert listen.stop() == 0
    hooks = (tmp_path / "capture.jsonl").read_text()
    (tmp_path / "watched.jsonl").write_text(hooks.replace('"transport":"webhook"', '"transport":"websocket"'))
    return tmp_path


@pytest.fixture
def handler():
    process = subprocess.Popen([sys.executable, str(ROOT / "tests/peers/handler.py"), STAND_IN], stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip()
    process.kill()
    process.wait()


@pytest.fixture(autouse=True)
def queue(streamctl, sqs):
    """The queue that the examples name."""
    queue = sqs(region="eu-central-1")
    queue.url = "https://sqs.eu-central-1.amazonaws.com/123456789012/events"
    streamctl.environment["AWS_ENDPOINT_URL_SQS"] = queue.endpoint


def pasted(command, url, streamctl):
    """The example with this test's ports, and in place of the jq program what every machine here has."""
    command = re.sub(r"http://127\.0\.0\.1:\d+[\w/]*", url, command)
    command = re.sub(r"\| jq \S+", "| /usr/bin/python3 -m json.tool", command)
    command = re.sub(r"^streamctl (listen|compare(?= --call))(?! --port)", r"streamctl \1 --port 0", command).replace("--port 8080", "--port 0")
    path = f"{streamctl.folder / 'bin'}:{streamctl.environment['PATH']}"
    return ["bash", "-c", ("exec " if command.startswith(("streamctl listen", "streamctl compare --port")) else "set -o pipefail; ") + command], {
        **streamctl.environment, "PATH": path, "STREAMCTL_WEBHOOK_URL": url, "EDITOR": """sed -i 's/"type"/"edited": true, "type"/'"""}


def test_there_are_examples():
    found = examples()
    assert len(found) >= 50
    for command in ("emulator drop", "events show", "hooks remove", "token inspect"):
        assert any(f"streamctl {command}" in example for example in found), command


def watches(command, streamctl, folder, handler):
    peer = StreamPeer()
    arguments, environment = pasted(command, handler, streamctl)
    process = subprocess.Popen(["bash", "-c", "exec " + arguments[2].partition("; ")[2]], cwd=folder, env={**environment, "STREAM_BASE_URL": peer.url},
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        running = Running(process)
        socket = peer.watched(1)
        for type in ("call.live_started", "custom"):
            socket.event(type, id=type)
        shown = running.out.until(lambda line: "call.live_started" in line)
        if "--expect" not in command:
            process.send_signal(signal.SIGINT)
        assert running.wait() == 0, running.words()
        assert "default:standup" in shown
    finally:
        process.kill()
        process.wait()
        peer.end()


def emulates(command, streamctl, folder, handler):
    """One that runs until it is stopped, one around a command, and those that act on a running one."""
    arguments, environment = pasted(command.replace("npm test", "bash -c 'test -n \"$STREAM_BASE_URL\"'"), handler, streamctl)
    if "--webhook-url" in command:
        running = streamctl.start(*shlex.split(re.sub(r"http://\S+", handler, command))[1:], "--port", "0")
        running.err.until(lambda line: handler in line)
        assert running.stop() == 0
        return
    running = streamctl.start("emulator", "--port", "0", "-o", "json")
    environment["STREAM_BASE_URL"] = json.loads(running.out.next())["url"]
    keys = {"STREAM_API_KEY": "emulator", "STREAM_API_SECRET": STAND_IN}
    streamctl("emulator", "save", folder / "before.json", "--at", environment["STREAM_BASE_URL"], code=0)
    streamctl("doctor", env={"STREAM_BASE_URL": environment["STREAM_BASE_URL"], **keys}, code=0)  # Something for the log.
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout or " -- " in command or done.stderr


def compares(command, streamctl, folder, handler):
    """A call of an emulator, whose hook leads to the example."""
    (folder / ".env").write_text(f"STREAM_API_KEY=emulator\nSTREAM_API_SECRET={STAND_IN}\n")
    emulator = streamctl.start("emulator", "--port", "0", "-o", "json")
    streamctl.environment["STREAM_BASE_URL"] = json.loads(emulator.out.next())["url"]
    streamctl("call", "create", "default:standup", "--env-file", ".env", "--created-by", "john", code=0)
    running = streamctl.start(*shlex.split(command)[1:], "--port", "0")
    url = re.search(r"http://127\.0\.0\.1:\d+/", running.err.until(lambda line: "Listening" in line))[0]
    running.err.until(lambda line: "Watching 1 call" in line)
    streamctl("hooks", "add", url, "--env-file", ".env", code=0)
    streamctl("send-event", "default:standup", "--user-id", "john", "--env-file", ".env", code=0)
    assert running.wait() == 0 and "came both ways" in "".join(running.out.rest())


def uses_the_emulator(command, streamctl, folder, handler):
    """One that needs a call or a user, on an emulator that has those of the examples."""
    (folder / ".env").write_text(f"STREAM_API_KEY=emulator\nSTREAM_API_SECRET={STAND_IN}\n")
    running = streamctl.start("emulator", "--port", "0", "-o", "json")
    streamctl.environment["STREAM_BASE_URL"] = json.loads(running.out.next())["url"]
    if " --create" not in command:
        streamctl("call", "create", "default:standup", "--env-file", ".env", "--created-by", "john", "--member", "ann", code=0)
    arguments, environment = pasted(command, handler, streamctl)
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout, done.stdout + done.stderr


def tunnels(command, streamctl, folder, handler):
    """One that starts a tunnel program, of which there is a stand-in."""
    (folder / ".env").write_text(f"STREAM_API_KEY=emulator\nSTREAM_API_SECRET={STAND_IN}\n")
    arguments, environment = pasted(command, handler, streamctl)
    path = place(folder, "cloudflared", CLOUDFLARED)
    process = subprocess.Popen(arguments, cwd=folder, env={**environment, "PATH": f"{environment['PATH']}:{path}"}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        running = Running(process)
        running.err.until(lambda line: "great-red-old-fox.trycloudflare.com" in line)
        process.send_signal(signal.SIGINT)
        assert running.wait() == (1 if " compare " in command else 0), running.words()  # There is nothing to compare.
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("command", examples())
def test_example(command, streamctl, stream_api, folder, handler):
    if command.startswith("streamctl watch"):
        return watches(command, streamctl, folder, handler)
    if "--tunnel" in command:
        return tunnels(command, streamctl, folder, handler)
    if command.startswith("streamctl compare --call"):
        return compares(command, streamctl, folder, handler)
    if command.startswith(("streamctl api ", "streamctl call ", "streamctl user ")) or " --create" in command:
        return uses_the_emulator(command, streamctl, folder, handler)
    if command.startswith("streamctl emulator"):
        return emulates(command, streamctl, folder, handler)
    listens = command.startswith("streamctl listen")
    arguments, environment = pasted(command, handler, streamctl)
    if not listens:
        done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
        # "Does your handler refuse it?" It does, and that is a failed delivery.
        assert done.returncode == (1 if "--signature wrong" in command or "--explain" in command else 0), done.stdout + done.stderr
        assert re.search("replay|forge|config|prune|>", command) or done.stdout
        return
    process = subprocess.Popen(arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    try:
        running = Running(process)
        if " -- " not in command:
            found = re.search(r"http://127\.0\.0\.1:\d+/", running.err.until(lambda line: "http://127.0.0.1:" in line))
            streamctl("forge", "call.created", "call.ended", "--to", found[0], "--attempt-timeout", "1s", code=0)
        if "--expect" not in command:
            process.send_signal(signal.SIGINT)
        assert running.wait() == 0, running.words()
        assert "call.created" in "".join(running.out.rest())
    finally:
        process.kill()
        process.wait()

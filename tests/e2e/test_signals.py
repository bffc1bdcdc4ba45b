"""SIGINT, SIGTERM and SIGHUP end every command at once, during any wait."""
import contextlib
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import termios
import threading

import pytest
from conftest import WATCHDOG, binary, event, post
from sqs_peer import KEYS
from stream_peer import StreamPeer

STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Silent:
    """A server that accepts and never answers."""

    def __init__(self):
        self.asked = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._held = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self._held.append(connection)
                if connection.recv(1):
                    self.asked.set()

    def close(self):
        self._socket.close()
        for connection in self._held:
            connection.close()


@pytest.fixture
def silent():
    server = Silent()
    yield server
    server.close()


def start(streamctl, *arguments, stdin=subprocess.DEVNULL, env=None, **options):
    return subprocess.Popen([binary(), *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=streamctl.folder,
                            env={**streamctl.environment, **(env or {})}, **options)


def handles_signals(process):
    """Waits until the program handles signals."""
    wanted = 1 << (signal.SIGTERM - 1)
    while not int(pathlib.Path(f"/proc/{process.pid}/status").read_text().split("SigCgt:")[1].split()[0], 16) & wanted:
        assert process.poll() is None


def ended(process, number, code=None):
    process.send_signal(number)
    assert process.wait(WATCHDOG / 6) == (128 + number if code is None else code)
    words = process.stderr.read()
    assert "streamctl: error" not in words
    return words


STDIN = [["sign", "-"], ["verify", "-", "--signature", "ab"], ["token", "inspect", "-"], ["forge", "call.created", "--print", "--data", "-"],
         ["send-event", "default:standup", "--data", "-"], ["send-event", "default:standup", "--lines"], ["replay", "-"], ["inspect", "-"],
         ["token", "--server", "--api-secret-file", "-"], ["emulator", "--seed-file", "-"], ["watch", "default:standup", "--token", "-"]]


@pytest.mark.parametrize("number", STOPS)
@pytest.mark.parametrize("arguments", STDIN, ids=" ".join)
def test_while_standard_input_is_read(streamctl, number, arguments):
    process = start(streamctl, *arguments, stdin=subprocess.PIPE)
    if "--api-secret-file" in arguments or "token" in arguments or "--token" in arguments:
        handles_signals(process)  # They take no more than a few bytes.
    else:
        process.stdin.write(" " * 100_000)  # More than a pipe holds: it has begun to read.
        process.stdin.flush()
    ended(process, number)


FIFO = [["sign", "FIFO"], ["verify", "FIFO", "--signature", "ab"], ["forge", "call.created", "--print", "--data", "@FIFO"],
        ["forge", "--scenario", "./FIFO", "--print"], ["send-event", "default:standup", "--data", "@FIFO"], ["replay", "FIFO"], ["inspect", "FIFO"],
        ["token", "--server", "--api-secret-file", "FIFO"], ["token", "--server", "--config", "FIFO"], ["doctor", "--config", "FIFO"],
        ["watch", "default:standup", "--token", "FIFO"], ["emulator", "--seed-file", "FIFO"],
        ["check", "http://127.0.0.1:9", "--ca-cert", "FIFO"]]


@pytest.mark.parametrize("has_writer", [True, False], ids=["with a writer", "with none"])
@pytest.mark.parametrize("arguments", FIFO, ids=" ".join)
def test_while_a_named_pipe_is_waited_for(streamctl, arguments, has_writer):
    fifo = streamctl.folder / "FIFO"
    os.mkfifo(fifo, 0o600)
    process = start(streamctl, *arguments)
    handles_signals(process)
    if has_writer:
        with open(fifo, "wb"):  # Waits for the program to open it.
            ended(process, signal.SIGTERM)
    else:
        ended(process, signal.SIGTERM)


def test_while_a_reader_is_waited_for(streamctl):
    os.mkfifo(streamctl.folder / "FIFO", 0o600)
    process = start(streamctl, "listen", "--port", "0", "--record", "FIFO")
    handles_signals(process)
    ended(process, signal.SIGTERM)


SERVER = [["send-event", "default:standup", "--base-url", "URL"], ["hooks", "--base-url", "URL"], ["hooks", "add", "https://example.com/x", "--base-url", "URL"],
          ["doctor", "--base-url", "URL"], ["emulator", "push", "call.created", "--at", "URL"], ["emulator", "state", "--at", "URL"],
          ["check", "URL"], ["forge", "call.created", "--to", "URL"], ["replay", "events.jsonl", "--to", "URL"],
          ["watch", "default:standup", "--base-url", "URL", "--count", "1"]]


@pytest.mark.parametrize("number", STOPS)
@pytest.mark.parametrize("arguments", SERVER, ids=" ".join)
def test_while_a_server_never_answers(streamctl, silent, number, arguments):
    (streamctl.folder / "events.jsonl").write_bytes(event() + b"\n")
    process = start(streamctl, *(word.replace("URL", silent.url) for word in arguments))
    assert silent.asked.wait(WATCHDOG)
    ended(process, number)


@pytest.mark.parametrize("number", STOPS)
def test_while_a_queue_never_answers(streamctl, silent, number):
    url = silent.url + "/000000000000/q"
    process = start(streamctl, "forge", "call.created", "--sqs-queue-url", url, env=KEYS)
    assert silent.asked.wait(WATCHDOG)
    assert "1 of 1 sent; stopped" in ended(process, number)
    silent.asked.clear()
    process = start(streamctl, "listen", "--sqs-queue-url", url, env=KEYS)
    assert silent.asked.wait(WATCHDOG)
    ended(process, number)


@pytest.mark.parametrize("arguments", [["forge", "call.created"], ["listen"], ["emulator", "--port", "0"]], ids=" ".join)
def test_while_a_containers_agent_never_answers(streamctl, silent, arguments):
    process = start(streamctl, *arguments, "--sqs-queue-url", "http://127.0.0.1:9/000000000000/q",
                    env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": silent.url + "/x"})
    assert silent.asked.wait(WATCHDOG)
    ended(process, signal.SIGTERM)


@pytest.mark.parametrize("arguments", [["forge", "call.created", "--to", "http://nowhere.example"], ["doctor", "--base-url", "http://nowhere.example"],
                                       ["send-event", "default:standup", "--base-url", "http://nowhere.example"],
                                       ["watch", "default:standup", "--base-url", "http://nowhere.example", "--count", "1"],
                                       ["listen", "--host", "nowhere.example"]], ids=" ".join)
def test_while_a_name_is_resolved(streamctl, tmp_path, arguments):
    (tmp_path / "never.c").write_text("""
#include <fcntl.h>
#include <unistd.h>
int getaddrinfo(const char *name, const char *service, const void *hints, void **found) {
  close(open("asked", O_CREAT | O_WRONLY, 0600));
  for (;;) pause();
}
""")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "never.so", "never.c"], cwd=tmp_path, check=True)
    process = start(streamctl, *arguments, env={"LD_PRELOAD": str(tmp_path / "never.so")})
    while not (tmp_path / "asked").exists():
        assert process.poll() is None, process.stderr.read()
    ended(process, signal.SIGTERM)


def test_while_a_turn_is_waited_for(streamctl, peer):
    """The rate, the pace of the recording and the time between attempts: the summary is printed."""
    target = peer(200)
    process = start(streamctl, "forge", "call.created", "--count", "100000", "--rate", "0.001", "--to", target.url)
    assert target.asked.wait(WATCHDOG)
    assert "1 of 100,000 sent; stopped" in ended(process, signal.SIGINT)
    assert "1 delivered" in process.stdout.read()

    target = peer(503)
    process = start(streamctl, "forge", "call.created", "--retry-delay", "1h", "--total-timeout", "2h", "--to", target.url)
    assert target.asked.wait(WATCHDOG)
    assert "0 of 1 sent; stopped" in ended(process, signal.SIGTERM)

    records = [{"kind": "event", "v": 1, "received_at": at, "transport": "webhook", "verified": True, "webhook_id": at, "attempt": 1,
                "type": "custom", "call_cid": "", "remote": "", "headers": {}, "body": '{"type":"custom"}'}
               for at in ("2026-11-23T17:00:00Z", "2036-11-23T17:00:00Z")]
    (streamctl.folder / "capture.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    target = peer(200)
    process = start(streamctl, "replay", "capture.jsonl", "--speed", "1", "--to", target.url)
    assert target.asked.wait(WATCHDOG)
    assert "1 of 2 sent; stopped" in ended(process, signal.SIGINT)


def listening(streamctl, *arguments, **options):
    running = streamctl.listen(*arguments, **options)
    return running, running.process


def deliver(url):
    """A delivery whose answer is not waited for."""
    thread = threading.Thread(target=post_quietly, args=(url,), daemon=True)
    thread.start()
    return thread


def post_quietly(url):
    with contextlib.suppress(OSError):
        post(url, event())


def test_listen_says_what_it_waits_for_and_a_second_interrupt_ends_that(streamctl, silent):
    running, process = listening(streamctl, "--forward-to", silent.url + "/hook", "--attempt-timeout", "60s")
    deliver(running.url)
    assert silent.asked.wait(WATCHDOG)
    process.send_signal(signal.SIGINT)
    line = running.err.until(lambda line: line.startswith("waiting"))
    assert line == f"waiting for 1 forward to {silent.url}/hook; press Ctrl-C again to stop now\n"
    process.send_signal(signal.SIGINT)
    assert running.wait() == 130


@pytest.fixture
def calls():
    server = StreamPeer()
    yield server
    server.end()


def test_watch_says_what_it_waits_for_and_a_second_interrupt_ends_that(streamctl, silent, calls):
    running = streamctl.start("watch", "default:standup", "--base-url", calls.url, "--forward-to", silent.url + "/hook")
    calls.watched(1).event()
    assert silent.asked.wait(WATCHDOG)
    running.process.send_signal(signal.SIGINT)
    line = running.err.until(lambda line: line.startswith("waiting"))
    assert line == f"waiting for 1 forward to {silent.url}/hook; press Ctrl-C again to stop now\n"
    assert running.stop() == 130


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_listen_ends_though_nobody_reads_what_waits_to_be_printed(streamctl, number):
    """So many lines that half a second for each would exceed the watchdog."""
    process = start(streamctl, "listen", "--port", "0", "--no-verify", "--no-history", "-o", "json")
    url, count = json.loads(process.stdout.readline())["url"], 4 * WATCHDOG
    for n in range(count):
        assert post(url, event(n=n, text="x" * 2_000))[0] == 200
    process.send_signal(number)
    assert process.wait(WATCHDOG) == 1
    words = process.stderr.read()
    assert f"{count} received in" in words and "cannot write standard output: nobody reads it" in words


@pytest.mark.parametrize("command, term, number", [("listen", "xterm", signal.SIGTERM), ("emulator", "xterm", signal.SIGINT),
                                                   ("listen", "dumb", signal.SIGINT)])
def test_a_terminal_that_takes_no_output_delays_no_end(streamctl, command, term, number):
    """With and without the line at the foot of the terminal."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen([binary(), command, "--port", "0"], stdin=terminal, stdout=terminal, stderr=terminal, cwd=streamctl.folder,
                               env={**streamctl.environment, "TERM": term})
    shown = b""
    while not (url := re.search(rb"http://127\.0\.0\.1:\d+(?=[^\d])", shown)):
        shown += os.read(controller, 65536)
    while select.select([], [terminal], [], 0)[1]:
        post(url[0].decode() + "/", event(text="x" * 2_000))
    process.send_signal(number)
    assert process.wait(WATCHDOG) in (0, 1)  # 1 if words were lost.
    os.close(controller)
    os.close(terminal)


def is_running(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    return False


CHILD = "import os,signal,time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nopen('pid.new','w').write(str(os.getpid()))\n" \
        "os.rename('pid.new','pid')\ntime.sleep(600)"


def child_of(streamctl, process):
    pid = streamctl.folder / "pid"
    while not pid.exists():
        assert process.poll() is None
    return int(pid.read_text())


def gone(pid):
    end = threading.Event()
    for _ in range(WATCHDOG * 20):
        if not is_running(pid):
            return True
        end.wait(0.05)
    return False


@pytest.mark.parametrize("command", ["listen", "emulator"])
def test_a_hangup_ends_the_child_too(streamctl, command):
    process = start(streamctl, command, "--port", "0", "--", "/usr/bin/python3", "-c", CHILD)
    pid = child_of(streamctl, process)
    process.send_signal(signal.SIGHUP)
    assert process.wait(WATCHDOG) == 129 and gone(pid)


@pytest.mark.parametrize("command", ["listen", "emulator"])
def test_what_ends_at_once_takes_the_child_along(streamctl, command):
    process = start(streamctl, command, "--port", "0", "--", "/usr/bin/python3", "-c", CHILD)
    pid = child_of(streamctl, process)
    process.send_signal(signal.SIGINT)
    while is_running(process.pid) and process.poll() is None:
        process.send_signal(signal.SIGINT)
    assert process.wait(WATCHDOG) == 130 and gone(pid)


def test_nohup_is_respected(streamctl):
    running, process = listening(streamctl, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    assert post(running.url, event())[0] == 200
    assert running.stop(signal.SIGTERM) == 0


@pytest.mark.parametrize("number", STOPS)
@pytest.mark.parametrize("command", ["listen", "emulator"])
def test_servers_end_with_0(streamctl, number, command):
    running = streamctl.start(command, "--port", "0", "-o", "json")
    assert json.loads(running.out.next())["kind"] == "listening"
    assert running.stop(number) == 0


def test_an_emulator_ends_though_its_hook_never_answers(streamctl, silent):
    running = streamctl.start("emulator", "--port", "0", "-o", "json", "--webhook-url", silent.url)
    url = json.loads(running.out.next())["url"]
    streamctl("emulator", "push", "call.created", "--at", url, code=0)
    assert silent.asked.wait(WATCHDOG)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(WATCHDOG / 6) == 0


def test_a_closed_terminal_ends_it_and_its_child(streamctl):
    controller, terminal = pty.openpty()
    process = subprocess.Popen([binary(), "listen", "--port", "0", "--", "/usr/bin/python3", "-c", CHILD], stdin=terminal, stdout=terminal,
                               stderr=terminal, env=streamctl.environment, cwd=streamctl.folder, start_new_session=True,
                               preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
    os.close(terminal)
    pid = child_of(streamctl, process)
    os.close(controller)
    assert process.wait(WATCHDOG) == 129 and gone(pid)

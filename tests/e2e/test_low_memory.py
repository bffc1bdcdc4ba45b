"""Without memory a program continues or exits with a message; it never hangs."""
import contextlib
import gzip
import json
import os
import resource
import select
import socket
import subprocess

import pytest
from conftest import WATCHDOG, binary, event, is_sanitized, post, sign

pytestmark = pytest.mark.skipif(is_sanitized(), reason="a sanitizer's own memory is no measure of ours")
LITTLE = (1024 * 1024, resource.RLIM_INFINITY)  # Less than is used already: whatever the heap lacks is refused.
ENDS = "streamctl: error: internal error: "


def starve(process):
    resource.prlimit(process.pid, resource.RLIMIT_DATA, LITTLE)


def send_unanswered(url, head, body, announced=None):
    host, port = url.split("/")[2].split(":")
    connection = socket.create_connection((host, int(port)), timeout=WATCHDOG)
    with contextlib.suppress(OSError):
        connection.sendall(head.encode() + b"\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (announced or len(body)) + body)
    return connection


def received(connection):
    try:
        return connection.recv(65536)
    except ConnectionError:
        return b""


def test_a_request_too_large_for_the_memory_there_is_costs_that_request_alone(streamctl):
    """24 bodies of 4.9 MB each, of which the process may hold but a few."""
    listen = streamctl.listen("--no-history", "--for", "10m", "--count", "1",
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (80 * 1024 * 1024, resource.RLIM_INFINITY)))
    held = [send_unanswered(listen.url, "POST / HTTP/1.1", b"x" * 4_900_000, 5_000_000) for _ in range(24)]
    answers = b""
    while b"out of memory" not in answers:
        ready, _, _ = select.select(held, [], [], WATCHDOG)
        assert ready, answers
        for connection in ready:
            answers += (came := received(connection))
            if not came:
                held.remove(connection)
    for connection in held:  # What they cost is given back once the server has ended them all.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        while received(connection):
            pass
    assert b"HTTP/1.1 503 " in answers and b"out of memory" in answers
    assert post(listen.url, event())[0] == 200
    assert listen.wait() == 0


@pytest.mark.parametrize("command", ["listen", "emulator"])
def test_a_server_short_of_memory_goes_on_or_ends_with_a_line(streamctl, command):
    os.mkfifo(streamctl.folder / "begun")
    running = streamctl.start(command, "--port", "0", "-o", "json", *(["--max-body", "32MiB"] if command == "listen" else []),
                              "--", "/bin/sh", "-c", "echo > begun; exec /bin/sleep 600")
    url = json.loads(running.out.next())["url"]
    (streamctl.folder / "begun").read_text()
    starve(running.process)
    for _ in range(100):
        if running.process.poll() is not None:
            break
        if command == "listen":
            body = gzip.compress(event(pad="x" * 20_000_000))
            head = f"POST / HTTP/1.1\r\nX-Signature: {sign(gzip.decompress(body))}\r\nContent-Encoding: gzip"
        else:
            body = json.dumps({"id": "x" * 400_000}).encode()
            head = "POST /_emulator/push HTTP/1.1\r\nContent-Type: application/json"
        try:
            connection = send_unanswered(url.rstrip("/") + "/", head, body)
            connection.recv(65536)
            connection.close()
        except OSError:
            pass
    if running.process.poll() is None:  # Each of them may have cost itself alone.
        connection = send_unanswered(url.rstrip("/") + "/", "GET /_emulator/state HTTP/1.1", b"")
        assert connection.recv(9) == b"HTTP/1.1 "
        return
    assert running.wait() == 1
    assert ENDS in running.words()


def test_a_printer_nobody_reads_keeps_no_process(streamctl):
    reader, writer = os.pipe()
    process = subprocess.Popen([binary(), "listen", "--port", "0", "-o", "json", "--no-history", "--max-body", "32MiB"], stdout=writer, stderr=subprocess.PIPE,
                               text=True, env=streamctl.environment)
    os.close(writer)
    line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
    url = "http://127.0.0.1:" + line.split("127.0.0.1:")[1].split("/")[0] + "/"
    for _ in range(4):
        assert post(url, event(pad="x" * 100_000))[0] == 200
    starve(process)
    body = gzip.compress(event(pad="x" * 20_000_000))
    send_unanswered(url, f"POST / HTTP/1.1\r\nX-Signature: {sign(gzip.decompress(body))}\r\nContent-Encoding: gzip", body)
    assert process.wait(WATCHDOG) == 1 and ENDS in process.stderr.read()
    os.close(reader)


@pytest.mark.parametrize("concurrency", ["1", "64"])
def test_replay_of_a_pipe_that_stays_open_ends_with_a_line(streamctl, peer, concurrency):
    process = subprocess.Popen([binary(), "replay", "-", "--concurrency", concurrency, "--to", peer(200).url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=streamctl.environment)
    process.stdin.write(event() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline()
    starve(process)
    try:
        for _ in range(100):
            process.stdin.write(event(pad="x" * 2_000_000) + b"\n")
            process.stdin.flush()
    except BrokenPipeError:
        pass
    assert process.wait(WATCHDOG) == 1 and ENDS in process.stderr.read().decode()


def without_threads():
    if os.getuid() == 0:  # No limit holds for root.
        os.setgid(65534)
        os.setuid(65534)
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))


@pytest.mark.parametrize("line", [["forge", "call.ring", "--to", "http://127.0.0.1:9/"], ["listen", "--port", "0", "--no-history", "--for", "1s"]],
                         ids=lambda line: line[0])
def test_where_no_thread_can_be_started_it_says_so(line):
    try:
        done = subprocess.run([binary(), *line], cwd="/", env={"STREAM_API_SECRET": "x"}, preexec_fn=without_threads, capture_output=True, text=True,
                              timeout=WATCHDOG, check=False)
    except PermissionError:
        pytest.skip("another user cannot run the binary")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [ENDS + "cannot start a thread",
                                             "hint: memory is short, or processes are limited: see ulimit -u, or the limits of the container"]

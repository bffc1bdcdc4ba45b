"""Hostile input: the right answer, flat memory, a clean terminal."""
import concurrent.futures
import http.client
import json
import re
import socket
import subprocess
import time

import pytest
from conftest import event, post, raw, sign

CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"


@pytest.mark.parametrize("data, status", [
    (b"nonsense\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n", (400, 501)),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello", 400),
    (CHUNKED + b"\r\nzz\r\n", 400),
    (b"POST / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 10_000_000 + b"\r\n\r\n", 431),
    (b"POST / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 100_000 + b"\r\n", 431),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413),
], ids=range(11))
def test_requests_no_proxy_should_pass(streamctl, data, status):
    listen = streamctl.listen()
    answer = raw(listen.url, data)
    assert int(answer.split()[1]) in (status if isinstance(status, tuple) else (status,))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert post(listen.url, event())[0] == 200
    assert listen.stays_below(60e6)
    assert listen.stop() == 0
    assert len(listen.records()) == 1


def test_a_smuggled_request_is_never_answered(streamctl):
    listen = streamctl.listen()
    inner = b"POST /smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    answer = raw(listen.url, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (len(inner) + 5) + inner)
    assert answer.count(b"HTTP/1.1 ") == 1 and answer.split()[1] == b"400"


def test_chunked_and_expect_and_http_1_0(streamctl):
    listen = streamctl.listen()
    body = event()
    fields = f"X-Signature: {sign(body)}\r\n".encode()
    assert raw(listen.url, CHUNKED + fields + b"Connection: close\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)).split()[1] == b"200"
    head = fields + b"Content-Length: %d\r\n" % len(body)
    assert raw(listen.url, b"POST / HTTP/1.0\r\n" + head + b"\r\n" + body).split()[1] == b"200"
    done = subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Expect: 100-continue", "-H", f"X-Signature: {sign(body)}",
                           "--data-raw", body.decode(), listen.url], capture_output=True, text=True)
    assert done.stdout == "200"


@pytest.mark.parametrize("body", [
    b"[" * 100_000, b'{"a":' * 100_000, b'{"type":"\xc3\x28"}', b"\x00" * 1000,
    b'{"type":"x"} trailing', b'{"n":1e999}x', b"\xef\xbb\xbf{}x"], ids=range(7))
def test_json_that_is_none(streamctl, body):
    listen = streamctl.listen()
    assert post(listen.url, body)[0] == 400
    assert post(listen.url, event())[0] == 200
    assert listen.stays_below(60e6)


@pytest.mark.timing
@pytest.mark.parametrize("head, seconds", [
    (b"POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ", 10),
    (b"POST / HTTP/1.1\r\nHost: x\r\nX-Signature: a\r\nContent-Length: 100000\r\n\r\n{", 30)], ids=["head", "body"])
def test_a_slow_drip_is_cut_off_and_holds_nobody_up(streamctl, head, seconds):
    listen = streamctl.listen()
    host, port = listen.url.split("/")[2].split(":")
    begin = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=0.5) as connection:
        connection.sendall(head)
        answer = None
        while answer is None:
            assert time.monotonic() - begin < seconds + 10
            try:
                answer = connection.recv(4096)
            except socket.timeout:
                connection.sendall(b"a")
                assert post(listen.url, event())[0] == 200
            except ConnectionResetError:
                answer = b""
    assert answer == b"" or answer.split()[1] == b"408"
    assert time.monotonic() - begin == pytest.approx(seconds, abs=5)
    assert listen.stop() == 0


@pytest.mark.parametrize("command", ["listen", "emulator"])
def test_tls_at_a_plain_port_is_told_to_whoever_runs_it(streamctl, command):
    running = streamctl.start(command, "--port", "0", "-o", "json")
    url = json.loads(running.out.next())["url"].replace("http:", "https:")
    assert subprocess.run(["curl", "-s", url], env={"PATH": streamctl.environment["PATH"]}).returncode == 35  # No TLS there.
    line = json.loads(running.out.next())
    assert line["status"] == 400 and "TLS sent to a plain HTTP port" in (line["message"] if command == "listen" else line["error"])


def test_large_deliveries_wait_for_terminal_and_history_within_bounds(streamctl):
    listen = streamctl.start("listen", "--port", "0")
    host = re.search(r"http://([^/]+)", listen.err.until(lambda line: "Listening on" in line))[1]
    body = event(text="x" * 4_000_000)
    fields = {"X-Signature": sign(body)}

    def send(sender):
        connection = http.client.HTTPConnection(host, timeout=60)  # Kept open: nothing but answers pauses it.
        for number in range(40):
            connection.request("POST", "/", body, {**fields, "X-Webhook-Id": f"{sender}-{number}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
        connection.close()
    with concurrent.futures.ThreadPoolExecutor() as senders:
        list(senders.map(send, range(2)))
    assert listen.stays_below(250e6)
    assert listen.stop() == 0 and "80 received" in listen.words()

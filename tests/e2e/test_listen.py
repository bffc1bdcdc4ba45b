"""listen: what it answers, records, prints and ends with."""
import gzip
import json
import os
import re
import select
import shlex
import signal
import socket
import stat
import subprocess

import pytest
from conftest import SECRET, binary, event, post, raw, sign
from public_side import PublicSide


@pytest.mark.parametrize("case", [
    ("accepted", dict(), 200),
    ("gzip", dict(body=gzip.compress(event(pad="x" * 500)), headers={"Content-Encoding": "gzip"}), 200),
    ("gzip without its header", dict(body=gzip.compress(event())), 200),
    ("header without gzip", dict(headers={"Content-Encoding": "gzip"}), 200),
    ("unknown type", dict(body=event("acme.thing")), 200),
    ("no signature", dict(secret=None), 401),
    ("another secret", dict(secret="other"), 401),
    ("upper-case signature", dict(headers={"X-Signature": sign(event()).upper()}), 401),
    ("half a signature", dict(headers={"X-Signature": sign(event())[:32]}), 401),
    ("signature of the compressed bytes",
     dict(body=gzip.compress(event(), mtime=0), headers={"X-Signature": sign(gzip.compress(event(), mtime=0))}), 401),
    ("not an object", dict(body=b"[1]"), 400),
    ("not JSON", dict(body=b"{not valid json"), 400),
    ("empty", dict(body=b""), 400),
    ("invalid UTF-8", dict(body=b'{"type":"\xff"}'), 400),
    ("GET", dict(method="GET", body=None, secret=None), 405),
    ("PUT", dict(method="PUT"), 405),
    ("unknown encoding", dict(headers={"Content-Encoding": "br"}), 415),
    ("too large", dict(body=event(pad="x" * 70_000)), 413),
], ids=lambda case: case[0])
def test_answers(streamctl, case):
    _, request, status = case
    listen = streamctl.listen("--max-body", "64KiB")
    request = {"body": event(), **request}
    if request["body"] is None:
        request["body"] = b""
        answer = raw(listen.url, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 405") and b"\r\nallow: post" in answer.lower()
    else:
        assert post(listen.url, **request)[0] == status
    assert listen.stop() == 0
    assert len(listen.records()) == (1 if status == 200 else 0)


def test_what_is_too_large_has_one_code(streamctl):
    large = b"[" + b" " * 70_000 + b"]"
    listen = streamctl.listen("--max-body", "64KiB")
    answers = [post(listen.url, body, headers=headers) for body, headers in ((large, {}), (gzip.compress(large), {}))]
    answers.append((413, raw(listen.url, b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n").split(b"\r\n\r\n", 1)[1]))
    assert [(status, json.loads(body)["error"]["code"]) for status, body in answers] == [(413, "too_large")] * 3
    assert all("--max-body" in json.loads(body)["error"]["message"] for _, body in answers)
    listen.stop()
    refused = [json.loads(line) for line in listen.out.rest()][1:]
    assert [(line["status"], line["code"]) for line in refused] == [(413, "too_large")] * 3
    assert "3 refused (too large)" in listen.words()


def test_broken_and_growing_gzip(streamctl):
    listen = streamctl.listen("--max-body", "1MiB")
    broken = gzip.compress(event())[:-9]
    assert post(listen.url, broken, secret=None, headers={"X-Signature": "a" * 64})[0] == 400
    bomb = gzip.compress(b" " * 200_000_000, 9)
    assert len(bomb) < 1_000_000
    for _ in range(3):
        assert post(listen.url, bomb, secret=None, headers={"X-Signature": "a" * 64})[0] == 413
    assert listen.stays_below(64e6)


def test_signature_made_by_openssl_and_sent_by_curl(streamctl, tmp_path):
    listen = streamctl.listen()
    body = event().decode()
    (tmp_path / "body").write_text(body)
    made = subprocess.run(["openssl", "dgst", "-sha256", "-hmac", SECRET, "body"], cwd=tmp_path, capture_output=True, text=True)
    signature = made.stdout.split()[-1]

    def curl(data):
        return subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", f"X-Signature: {signature}",
                               "--data-raw", data, listen.url], capture_output=True, text=True).stdout

    assert curl(body) == "200"
    assert curl(body.replace("standup", "standuq")) == "401"


def test_record_is_byte_for_byte(streamctl, tmp_path):
    listen = streamctl.listen("--record", "capture.jsonl")
    bodies = [event(n=1), event(text='größe 🎈 "quoted" \\ \u2028'), b' {"type" : "call.ended",\n"call_cid":"default:a"} ']
    for number, body in enumerate(bodies):
        assert post(listen.url, body, webhook_id=f"id-{number}", attempt=1, headers={"Authorization": "Bearer s3cr3t"})[0] == 200
    assert listen.stop() == 0
    path = tmp_path / "capture.jsonl"
    records = [json.loads(line) for line in path.read_text().splitlines()]
    assert [record["body"].encode() for record in records] == bodies
    first = records[0]
    assert list(first) == ["kind", "v", "received_at", "transport", "verified", "webhook_id", "attempt", "type", "call_cid",
                           "remote", "headers", "body"]
    assert (first["kind"], first["v"], first["transport"], first["verified"]) == ("event", 1, "webhook", True)
    assert (first["webhook_id"], first["attempt"], first["type"], first["call_cid"]) == ("id-0", 1, "call.created", "default:standup")
    headers = {name.lower(): value for name, value in first["headers"].items()}
    assert headers["x-signature"] == sign(bodies[0]) and "authorization" not in headers
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert listen.records() == records


def test_unverified_bytes_that_are_not_utf8_are_kept_as_base64(streamctl, tmp_path):
    listen = streamctl.listen("--no-verify", "--record", "c.jsonl", env={"STREAM_API_SECRET": ""})
    status, _ = post(listen.url, event(), secret=None)
    assert status == 200
    listen.stop()
    assert json.loads((tmp_path / "c.jsonl").read_text())["verified"] is False


def test_retries_are_marked_and_dedupe_hides_them(streamctl):
    for arguments, expected in (([], [1, 2]), (["--dedupe"], [1])):
        listen = streamctl.listen(*arguments)
        for attempt in (1, 2):
            assert post(listen.url, event(), webhook_id="same", attempt=attempt)[0] == 200
        listen.stop()
        assert [record["attempt"] for record in listen.records()] == expected


def test_respond_plan_by_attempt(streamctl):
    listen = streamctl.listen("--respond", "503,reset,slow:50ms,200")
    assert post(listen.url, event(), webhook_id="a", attempt=1)[0] == 503
    assert post(listen.url, event(), webhook_id="b", attempt=1)[0] == 503
    with pytest.raises(OSError):
        post(listen.url, event(), webhook_id="a", attempt=2)
    for attempt in (3, 4, 5):
        assert post(listen.url, event(), webhook_id="a", attempt=attempt)[0] == 200


def test_respond_timeout_never_answers(streamctl):
    listen = streamctl.listen("--respond", "timeout")
    with pytest.raises((TimeoutError, socket.timeout, OSError)):
        post(listen.url, event(), webhook_id="a", timeout=1)
    assert listen.stop() == 0


def test_filters_choose_what_is_kept_but_not_what_is_answered(streamctl, tmp_path):
    listen = streamctl.listen("--type", "call.s*", "--type", "custom", "--call", "default:*", "--record", "c.jsonl")
    for type, cid in (("call.created", "default:a"), ("call.session_started", "default:a"), ("custom", "default:b"),
                      ("custom", "livestream:c")):
        assert post(listen.url, event(type, cid))[0] == 200
    assert post(listen.url, event("call.created"), secret="other")[0] == 401
    listen.stop()
    kept = [(record["type"], record["call_cid"]) for record in listen.records()]
    assert kept == [("call.session_started", "default:a"), ("custom", "default:b")]
    assert len((tmp_path / "c.jsonl").read_text().splitlines()) == 2


def test_path_below_which_it_is_served(streamctl):
    listen = streamctl.listen("--path", "/hooks")
    base = listen.url.split("/hooks")[0].rstrip("/")
    assert listen.url == base + "/hooks" or listen.url == base + "/hooks/"
    assert post(base + "/hooks", event())[0] == 200
    assert post(base + "/hooks/stream?x=1", event())[0] == 200
    assert post(base + "/other", event())[0] == 404


@pytest.mark.parametrize("path", ["/a?b", "/a#b", "/a b", "/a\tb", "/a\x7f"])
def test_a_path_that_no_request_has_is_refused(streamctl, path):
    assert "--path" in streamctl("listen", "--port", "0", "--for", "1ms", "--path", path, code=2).stderr
    streamctl("listen", "--port", "0", "--for", "1ms", "--path", "/a%20b", code=0)


def test_tls(streamctl, certificate):
    listen = streamctl.listen("--tls-cert", certificate[0], "--tls-key", certificate[1])
    assert listen.url.startswith("https://")
    body = event().decode()
    done = subprocess.run(["curl", "-sS", "--cacert", certificate[0], "-o", "/dev/null", "-w", "%{http_code}",
                           "-H", f"X-Signature: {sign(body.encode())}", "--data-raw", body, listen.url], capture_output=True, text=True)
    assert done.stdout == "200", done.stderr
    # Its own word on how to try it works when pasted.
    tried = shlex.split(re.search("Try: streamctl (.*?)    ", listen.err.until(lambda line: "Try:" in line))[1])
    streamctl(*tried, code=0)
    streamctl("listen", "--port", "0", "--tls-cert", certificate[0], "--tls-key", "/none", code=2)
    streamctl("listen", "--port", "0", "--tls-cert", certificate[0], code=2)


def test_a_mistyped_type_is_said_at_once(streamctl):
    for option in ("--expect", "--type"):
        listen = streamctl.listen(option, "call.craeted", "--for", "100ms")
        assert "did you mean 'call.created'?" in listen.err.until(lambda line: "call.craeted" in line)
    # Other products' events and globs are no mistakes.
    done = streamctl("listen", "--port", "0", "--type", "message.new", "--type", "call.*", "--expect", "call.created:2", "--for", "1ms", code=1)
    assert "warning" not in done.stderr


@pytest.mark.parametrize("arguments, sent, code, said", [
    (["--expect", "call.created", "--expect", "call.ended:2"], ["call.created", "call.ended", "call.ended"], 0, ""),
    (["--count", "2"], ["custom", "custom"], 0, ""),
    (["--expect", "call.*:2", "--timeout", "2s"], ["call.created"], 1, "call.*"),
    (["--count", "3", "--timeout", "2s"], ["custom"], 1, "1 of 3"),
    (["--for", "2s"], ["custom"], 0, ""),
    (["--for", "200ms", "--expect", "call.ended"], [], 1, "call.ended"),
])
def test_end_conditions(streamctl, arguments, sent, code, said):
    listen = streamctl.listen(*arguments)
    for type in sent:
        post(listen.url, event(type))
    assert listen.wait() == code
    assert said in listen.words()


@pytest.mark.parametrize("number, arguments, code", [
    (signal.SIGINT, [], 0), (signal.SIGTERM, [], 0), (signal.SIGINT, ["--count", "1"], 130), (signal.SIGTERM, ["--count", "1"], 143)])
def test_signals(streamctl, number, arguments, code):
    assert streamctl.listen(*arguments).stop(number) == code


def test_command_runs_with_the_url_and_its_code_counts(streamctl):
    send = ('import os,sys,hmac,hashlib,urllib.request as u;b=b\'{"type":"call.created"}\';'
            's=hmac.new(os.environ["STREAM_API_SECRET"].encode(),b,hashlib.sha256).hexdigest();'
            'u.urlopen(u.Request(os.environ["STREAMCTL_WEBHOOK_URL"],b,{"X-Signature":s}));sys.exit(int(sys.argv[1]))')

    def run(expected, own, timeout="20s"):
        return streamctl("listen", "--port", "0", "--expect", expected, "--timeout", timeout, "--", "/usr/bin/python3", "-c", send, own).returncode

    assert run("call.created", 0) == 0
    assert run("call.created", 7) == 7
    assert run("call.ended", 0, timeout="2s") == 1
    assert streamctl("listen", "--port", "0", "--", "/no/such/program").returncode == 2


def test_port_in_use(streamctl):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = streamctl("listen", "--port", taken.getsockname()[1], code=3)
        assert "address already in use" in done.stderr.lower() and "--port 0" in done.stderr


def test_needs_a_secret_and_never_shows_it(streamctl):
    done = streamctl("listen", "--host", "0.0.0.0", "--port", "0", env={"STREAM_API_SECRET": ""}, code=2)
    assert "STREAM_API_SECRET" in done.stderr and "no-verify" in done.stderr
    listen = streamctl.listen("-v")
    post(listen.url, event())
    post(listen.url, event(), secret="x")
    listen.stop()
    assert SECRET not in "".join(listen.out.rest()) + listen.words()


def test_pretty_output_in_a_pipe(streamctl):
    listen = streamctl.start("listen", "--port", "0", "--compact")
    url = "http://127.0.0.1:" + listen.err.until(lambda line: "http://127.0.0.1:" in line).split("127.0.0.1:")[1].split("/")[0] + "/"
    assert post(url, event(), webhook_id="a")[0] == 200
    assert post(url, event(), webhook_id="a", attempt=2)[0] == 200
    assert post(url, event(), secret="x")[0] == 401
    listen.stop()
    lines = listen.out.rest()
    assert "call.created" in lines[0] and "default:standup" in lines[0] and "200" in lines[0]
    assert "attempt 2" in lines[1]
    assert "401" in lines[2] and "wrong signature" in lines[2]
    assert "\x1b" not in "".join(lines)
    assert "3 received" in listen.words()


def test_history_is_kept_bounded_to_its_owner_and_can_be_turned_off(streamctl, tmp_path):
    listen = streamctl.listen("--no-history")
    post(listen.url, event())
    listen.stop()
    assert not list((tmp_path / "state").glob("**/*")) if (tmp_path / "state").exists() else True
    listen = streamctl.listen()
    post(listen.url, event())
    listen.stop()
    files = [path for path in (tmp_path / "state" / "streamctl").rglob("*") if path.is_file() and path.stat().st_size]
    assert files and all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)


def test_a_thousand_clients_are_all_served(streamctl):
    listen = streamctl.listen()
    host, port = listen.url.split("/")[2].split(":")
    body = event()
    request = (f"POST / HTTP/1.1\r\nHost: x\r\nX-Signature: {sign(body)}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
    clients = [socket.create_connection((host, int(port)), timeout=60) for _ in range(1000)]
    try:
        for _ in range(2):
            for client in clients:
                client.sendall(request)
            for client in clients:
                assert client.recv(4096).startswith(b"HTTP/1.1 200")
        assert listen.stays_below(40e6)
    finally:
        for client in clients:
            client.close()
    assert listen.stop() == 0
    assert len(listen.records()) == 2000


def test_a_stdout_nobody_reads_stops_no_answer(streamctl, tmp_path):
    reader, writer = os.pipe()
    process = subprocess.Popen([binary(), "listen", "--port", "0", "--record", "c.jsonl", "--max-lines", "0"], stdout=writer,
                               stderr=subprocess.PIPE, text=True, env=streamctl.environment, cwd=tmp_path)
    os.close(writer)
    try:
        line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
        url = "http://127.0.0.1:" + line.split("127.0.0.1:")[1].split("/")[0] + "/"
        body = event(pad="x" * 1_000_000)
        for _ in range(60):  # More than the pipe and the queue behind it hold.
            assert post(url, body)[0] == 200
        os.set_blocking(reader, False)
        process.send_signal(signal.SIGINT)
        shown = b""
        while process.poll() is None:
            select.select([reader], [], [], 0.1)
            try:
                shown += os.read(reader, 1 << 20)
            except BlockingIOError:
                pass
        assert process.returncode == 0
        assert len((tmp_path / "c.jsonl").read_text().splitlines()) == 60
    finally:
        process.kill()
        os.close(reader)


def test_nginx_in_front(streamctl, tmp_path):
    listen = streamctl.listen()
    nginx = PublicSide(tmp_path)
    try:
        nginx.start(f"location / {{ proxy_pass {listen.url}; }}")
        assert post(nginx.url, event())[0] == 200
        assert post(nginx.url, gzip.compress(event()), headers={"Content-Encoding": "gzip"})[0] == 200
        assert post(nginx.url, event(), secret="x")[0] == 401
    finally:
        nginx.end()

"""On a terminal: the output, protection from foreign bytes, Ctrl-C."""
import gzip
import json
import os
import re
import signal
import socket
import threading
import time

import pytest
from conftest import event, post, raw
from terminal import COLOURS, EVIL, Terminal, width


@pytest.fixture
def terminal(streamctl):
    opened = []

    def start(*arguments, **options):
        opened.append(Terminal(streamctl, *arguments, **options))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def evil_peer():
    """Answers each request with a status line, a header and a body that try to drive a terminal."""
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    answer = b"HTTP/1.1 500 Bad " + EVIL.encode().replace(b"\r", b"") + b"\r\nX-Evil: \x1b[31m\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    body = (EVIL + "after\n").encode() + b"\xff\xfe"

    def serve():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    received = b""
                    while b"\r\n\r\n" not in received:
                        received += connection.recv(65536)
                    connection.sendall(answer % len(body) + body)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass
                except OSError:
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def listening(shown):
    return shown.until(r"http://127\.0\.0\.1:\d+/")[0]


def evil_body():
    """Once as JSON escapes, once as raw as JSON allows."""
    escaped = json.dumps({"type": "call." + EVIL, "call_cid": "default:" + EVIL, EVIL: EVIL, "deep": [EVIL, {EVIL: [EVIL]}]})
    return escaped[:-1].encode() + b', "raw": ' + json.dumps(EVIL, ensure_ascii=False).encode() + b"}"


@pytest.mark.parametrize("arguments", [[], ["--compact"], ["-v"], ["--max-lines", "0"], ["--no-verify"]], ids=str)
def test_no_event_drives_the_terminal(terminal, arguments):
    shown = terminal("listen", "--port", "0", *arguments)
    url = listening(shown)
    for attempt in (1, 2):
        assert post(url, evil_body(), webhook_id="id\t\u009b", attempt=attempt)[0] == 200
    post(url, evil_body(), secret="another")
    post(url, b"\xff\x1b[2J")
    raw(url, b"GET /" + EVIL.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    raw(url, b"GET /?" + EVIL.encode().replace(b"\r", b"") + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    shown.process.send_signal(signal.SIGINT)
    assert shown.wait() == 0
    assert "\\u001b" in shown.text() and shown.driven_by() == []


@pytest.mark.parametrize("arguments", [[], ["-v"]], ids=str)
def test_no_answer_of_a_target_drives_the_terminal(terminal, evil_peer, arguments):
    shown = terminal("forge", "call.created", "--to", evil_peer, "--show-response", *arguments)
    assert shown.wait() == 1
    assert "after" in shown.text() and "\\u001b" in shown.text() and shown.driven_by() == []


def test_no_answer_of_a_target_drives_the_terminal_of_listen(terminal, evil_peer):
    shown = terminal("listen", "--port", "0", "--forward-to", evil_peer, "--show-response", "-v")
    assert post(listening(shown), event())[0] == 500
    shown.until("after")
    shown.process.send_signal(signal.SIGINT)
    assert shown.wait() == 0
    assert shown.driven_by() == []


def test_no_file_drives_the_terminal(streamctl, terminal, peer, tmp_path):
    record = {"kind": "event", "v": 1, "received_at": "2026-11-23T17:00:00.5Z", "transport": "webhook", "verified": True, "webhook_id": EVIL,
              "attempt": 1, "type": "call." + EVIL, "call_cid": EVIL, "remote": EVIL, "headers": {"X-A": EVIL}, "body": evil_body().decode()}
    name = "evil\x1b[2J.jsonl"
    (tmp_path / name).write_text(json.dumps(record) + "\n{" + EVIL + "\n")
    for arguments in (["inspect", name], ["replay", name, "--to", peer(500).url, "--skip-malformed"], ["verify", name, "--signature", EVIL],
                      ["forge", EVIL], [EVIL], ["listen", "--respond", EVIL], ["inspect", "none" + EVIL]):
        shown = terminal(*arguments)
        shown.wait()
        assert shown.text().strip() and shown.driven_by() == [], arguments


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_events_fit_the_terminal(terminal, columns):
    shown = terminal("listen", "--port", "0", columns=columns)
    url = listening(shown)
    long = event("call.session_participant_joined", "default:" + "long-name-" * 12, text="größe 宽字符 " * 40, nested={"list": ["x" * 300]})
    for attempt in (1, 2):
        assert post(url, long, webhook_id="w", attempt=attempt)[0] == 200
    assert post(url, long, secret="x")[0] == 401
    shown.process.send_signal(signal.SIGINT)
    assert shown.wait() == 0
    body = [line for line in shown.lines() if line.startswith("  ")]
    assert len(body) > 10 and max(width(line) for line in body) <= columns, [line for line in body if width(line) > columns]
    assert "attempt 2" in shown.text()


def test_lists_fit_the_terminal(terminal):
    for arguments in (["forge", "--list-scenarios"], ["events"], ["check", "--list"]):
        shown = terminal(*arguments)
        assert shown.wait() == 0
        assert max(width(line) for line in shown.lines()) <= 80, arguments


@pytest.mark.parametrize("columns, headings", [
    (40, "TYPE"), (60, "TYPE  GROUP"), (80, "TYPE  MEANING"), (100, "TYPE  GROUP  MEANING"), (140, "TYPE  GROUP  DELIVERED BY  MEANING")])
def test_an_event_type_is_never_cut(terminal, columns, headings):
    shown = terminal("events", columns=columns)
    assert shown.wait() == 0
    heading, *lines = shown.lines()
    assert re.sub(r" {2,}", "  ", heading) == headings
    types = {line.split()[0] for line in lines if line and not line.startswith(" ")}
    assert len(types) == 72 and "call.session_participant_count_updated" in types
    assert max(width(line) for line in lines) <= columns
    if "MEANING" in headings:
        meant = " ".join(line[heading.index("MEANING"):] for line in lines)
        assert "some time after call.recording_stopped." in meant


def test_the_summary_stands_over_the_interrupt(terminal):
    shown = terminal("listen", "--port", "0")
    listening(shown)
    shown.interrupt()
    assert shown.wait() == 0
    assert any(line.startswith("0 received") for line in shown.lines()), shown.text()


def test_colours_come_and_go_as_asked(terminal, peer):
    url = peer().url
    for arguments, environment, coloured in (
            ([], {}, True), ([], {"NO_COLOR": "1"}, False), ([], {"TERM": "dumb"}, False), (["--color", "never"], {}, False),
            (["--color", "always"], {"NO_COLOR": "1"}, True), ([], {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True)):
        shown = terminal("forge", "custom", "--to", url, *arguments, env=environment)
        assert shown.wait() == 0
        assert bool(COLOURS.search(shown.text())) == coloured, (arguments, environment)


def test_colours_in_a_pipe_only_when_forced(streamctl, peer):
    url = peer().url
    assert "\x1b" not in streamctl("forge", "custom", "--to", url, code=0).stdout
    assert "\x1b" in streamctl("forge", "custom", "--to", url, "--color", "always", code=0).stdout
    assert "\x1b" in streamctl("forge", "custom", "--to", url, env={"CLICOLOR_FORCE": "1"}, code=0).stdout
    assert "\x1b" not in streamctl("forge", "custom", "--to", url, "--color", "always", "-o", "json", code=0).stdout


def test_a_few_deliveries_are_timelines(terminal, peer):
    shown = terminal("forge", "call.created", "--to", peer(503, 503, 200).url)
    assert shown.wait() == 0
    text = "\n".join(shown.lines())
    for attempt, status in ((1, 503), (2, 503), (3, 200)):
        assert re.search(rf"attempt {attempt}\s+{status}", text)


def test_many_deliveries_are_a_progress_bar(terminal, peer):
    shown = terminal("forge", "custom", "--count", "600", "--rate", "300", "--concurrency", "8", "--to", peer().url)
    assert shown.wait() == 0
    lines = [line for line in shown.lines() if line.strip()]
    assert len(lines) < 12 and "600" in "\n".join(lines)
    drawn = [part for part in re.split(r"\r|\x1b\[[0-2]?K", COLOURS.sub("", shown.text())) if re.search(r"\d %", part)]
    assert len(drawn) > 3 and max(map(width, drawn)) <= 80
    assert shown.driven_by() == []


def bars(shown):
    """The progress lines that were drawn one over another."""
    return [part for part in re.split(r"\r|\x1b\[[0-2]?K|\n", COLOURS.sub("", shown.text())) if re.search(r"\d/s", part) and " in " not in part]


@pytest.mark.parametrize("names", [["a.jsonl"], ["a.jsonl.gz"], ["a.jsonl", "a.jsonl.gz", "a.jsonl"]], ids=" ".join)
def test_the_bar_of_a_replay_knows_its_share(streamctl, terminal, peer, names):
    text = b"".join(event(n=n) + b"\n" for n in range(480 // len(names)))
    (streamctl.folder / "a.jsonl").write_bytes(text)
    (streamctl.folder / "a.jsonl.gz").write_bytes(gzip.compress(text))
    shown = terminal("replay", *names, "--rate", "200", "--to", peer(500).url, "--no-retry")
    assert shown.wait() == 1
    drawn = [re.match(r"[█░]+ +(\d+) %  (\d+)  (?:(\d+)s left  )?[\d.,]+/s  (\d+) failed$", bar).groups() for bar in bars(shown)]
    assert len(drawn) > 8 and any(left for _, _, left, _ in drawn)
    for percent, done, left, failed in drawn:
        assert abs(int(percent) - int(done) / 4.8) < (12 if len(names) == 1 else 25)  # A compressed file has fewer bytes.
        assert failed == done
        assert left is None or int(left) <= 10
    assert shown.driven_by() == []


def test_the_bar_of_a_pipe_knows_no_share(streamctl, terminal, peer):
    read, write = os.pipe()
    shown = terminal("replay", "-", "--to", peer().url, stdin=read)
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        for n in range(60):
            pipe.write(event(n=n) + b"\n")
            pipe.flush()
            shown.until(rf"call.created" if n < 20 else r"\d/s")
    assert shown.wait() == 0
    assert bars(shown) and not any("%" in bar or "left" in bar for bar in bars(shown))


@pytest.mark.parametrize("command", [["forge", "custom", "--count", "300"], ["replay", "a.jsonl"]], ids=lambda words: words[0])
def test_where_there_is_a_bar(streamctl, terminal, peer, command):
    """With JSON in a file too; neither on a dumb terminal nor between lines of JSON, nor if asked to be quiet."""
    (streamctl.folder / "a.jsonl").write_bytes((event() + b"\n") * 300)
    line = [*command, "--to", peer().url]
    with open(streamctl.folder / "out", "w+") as out:
        shown = terminal(*line, "-o", "json", stdout=out)
        assert shown.wait() == 0 and "%" in bars(shown)[0]
        assert shown.lines() == [""]
        out.seek(0)
        assert len([json.loads(text) for text in out]) == 301
    for words, env in [(["-o", "json"], {}), (["-q"], {}), (["-v"], {}), ([], {"TERM": "dumb"}), (["-o", "json"], {"TERM": "dumb"})]:
        shown = terminal(*line, *words, env=env)
        assert shown.wait() == 0 and bars(shown) == []
        assert not re.search(r"\r(?!\n)|\x1b\[K|█", shown.text())


def test_warnings_do_not_mix_with_the_bar(streamctl, terminal, peer):
    (streamctl.folder / "a.jsonl").write_bytes(b"".join(event(n=n) + b"\n" + (b"{torn\n" if n > 80 else b"") for n in range(90)))
    shown = terminal("replay", "a.jsonl", "--rate", "100", "--to", peer().url)
    assert shown.wait() == 2 and bars(shown)
    warned = [text for text in shown.lines() if "not valid JSON" in text]
    assert warned and all(text.startswith("streamctl: warning: a.jsonl:") for text in warned)


def test_an_interrupt_says_how_far_it_came(streamctl, terminal, peer):
    (streamctl.folder / "a.jsonl").write_bytes((event() + b"\n") * 1000)
    for line, said in [(["forge", "custom", "--count", "100000"], r"(\d+) of 100,000 sent; stopped"), (["replay", "a.jsonl"], r"(\d+) \(\d %\) sent; stopped"),
                       (["replay", "a.jsonl", "--last", "900"], r"(\d+) \(\d %\) sent; stopped")]:
        shown = terminal(*line, "--rate", "50", "--to", peer().url)
        shown.until(r"\d/s")
        shown.interrupt()
        assert shown.wait() == 130
        sent = shown.until(said)[1]
        shown.until(rf"[\rK]{sent} delivered in ")
    target = peer(200, "hang")
    shown = terminal("forge", "custom", "--count", "3", "--to", target.url, "--attempt-timeout", "50s", "--total-timeout", "1m")
    shown.until("✓ delivered")
    shown.interrupt()
    assert shown.wait() == 130
    shown.until(r" of 3 sent; stopped")
    assert re.search(r"1 delivered.* in ", shown.text())


@pytest.mark.timing
def test_the_second_interrupt_stops_at_once(streamctl, peer):
    target = peer("hang")
    forge = streamctl.start("forge", "custom", "--to", target.url, "-v")
    listen = streamctl.listen("--forward-to", target.url)
    waiting = threading.Thread(target=lambda: pytest.raises(OSError, post, listen.url, event()), daemon=True)
    waiting.start()
    while len(target.requests) < 2:
        assert forge.process.poll() is None and listen.process.poll() is None
        time.sleep(0.01)
    begin = time.monotonic()
    for running in (forge, listen):
        running.process.send_signal(signal.SIGINT)
        with pytest.raises(Exception):  # What is in flight is waited for.
            running.process.wait(0.3)
        assert running.stop() == 130
    assert time.monotonic() - begin < 3

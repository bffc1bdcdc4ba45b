"""Whole screens in a terminal of several sizes, as a person sees them, and the line at the foot while a command waits."""
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios

import pytest
from conftest import ROOT, SECRET, binary, event, post
from screen import SIZES, Screen, expect_screen

TARGET_WAITS = "http://127.0.0.1:9/"


@pytest.fixture
def screen(streamctl):
    opened = []

    def start(*arguments, **options):
        opened.append(Screen(streamctl, *arguments, **options))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def forged(streamctl):
    """The bodies of forged events, the same in every run."""

    def make(*types):
        printed = streamctl("forge", *types, "--seed", "7", "--print", code=0).stdout
        return [line.encode() for line in printed.splitlines()]

    return make


def listening(shown):
    return shown.until(r"http://127\.0\.0\.1:\d+/")[0]


def ids(count):
    return [f"{number}f8b3c52-1111-4222-8333-444455556666" for number in range(count)]


@pytest.mark.parametrize("size", SIZES)
def test_listen(screen, forged, size):
    shown = screen("listen", "--port", "0", size=size)
    url = listening(shown)
    created, ended = forged("call.created", "call.ended")
    assert post(url, created, webhook_id=ids(1)[0])[0] == 200
    assert post(url, ended, secret="another", webhook_id=ids(2)[1])[0] == 401
    shown.until(r"(?s)signature.*2 received, 1 refused, last \d+ s ago")
    expect_screen(f"listen_{size}", shown.display())


@pytest.mark.parametrize("size", SIZES)
def test_listen_compact(screen, forged, size):
    shown = screen("listen", "--port", "0", "--compact", size=size)
    url = listening(shown)
    types = ["call.created", "call.session_participant_joined", "custom", "call.recording_ready", "call.rejected", "call.member_added"]
    for webhook_id, body in zip(ids(len(types)), forged(*types)):
        assert post(url, body, webhook_id=webhook_id)[0] == 200
    assert post(url, forged("custom")[0], webhook_id=ids(3)[2], attempt=2)[0] == 200
    shown.until(r"(?s)↻.*7 received, last \d+ s ago")
    expect_screen(f"listen_compact_{size}", shown.display())


def test_a_created_call_fits_with_the_next_event_below_it(screen, forged):
    shown = screen("listen", "--port", "0", size="80x24")
    url = listening(shown)
    for webhook_id, body in zip(ids(2), forged("call.created", "call.ended")):
        assert post(url, body, webhook_id=webhook_id)[0] == 200
    shown.until(r"(?s)call\.ended.*2 received, last")
    text = shown.display()
    assert re.search(r"✓ 200  call\.created  default:standup  by john  \S+ KiB  0f8b3c52\n", text)
    assert "✓ 200  call.ended" in text and "call: {…} default:standup, 2 members, by john, live" in text


@pytest.mark.parametrize("size", SIZES)
def test_watch(streamctl, screen, size):
    emulator = streamctl.start("emulator", "--port", "0", "-o", "json", env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    place = json.loads(emulator.out.next())
    environment = {"STREAM_BASE_URL": place["url"], "STREAM_API_KEY": place["api_key"], "STREAM_API_SECRET": "emulator-secret"}
    streamctl("call", "create", "default:standup", "--created-by", "john", env=environment, code=0)
    shown = screen("watch", "default:standup", "--user-id", "john", "--forward-to", TARGET_WAITS, size=size, env=environment)
    shown.until("nothing answers at")  # Before any event, so that the lines have one order.
    streamctl("emulator", "push", "call.created", "--call", "default:standup", "--at", place["url"], code=0)
    shown.until("1 received, 1 failed")
    streamctl("send-event", "default:standup", "--user-id", "john", "--custom", "render=balloons", env=environment, code=0)
    shown.until(r"(?s)balloons.*2 received, 2 failed")
    expect_screen(f"watch_{size}", shown.display())


@pytest.mark.parametrize("size", SIZES)
def test_forge(screen, peer, size):
    shown = screen("forge", "call.created", "--seed", "7", "--to", peer(503, 503, 200).url, size=size)
    assert shown.wait() == 0
    expect_screen(f"forge_{size}", shown.display())


@pytest.mark.parametrize("size", SIZES)
def test_inspect(streamctl, screen, forged, tmp_path, size):
    types = ["call.created", "call.session_started", "call.session_participant_joined", "call.session_participant_left", "call.ended"]
    with open(tmp_path / "capture.jsonl", "w") as capture:
        for number, body in enumerate(forged(*types)):
            capture.write(json.dumps({"kind": "event", "v": 1, "received_at": f"2026-11-23T17:00:0{number}.5Z", "transport": "webhook",
                                      "verified": True, "webhook_id": ids(9)[number], "attempt": 1, "type": types[number],
                                      "call_cid": "default:standup", "remote": "127.0.0.1:12345", "headers": {}, "body": body.decode()}) + "\n")
    shown = screen("inspect", "capture.jsonl", size=size)
    assert shown.wait() == 0
    expect_screen(f"inspect_{size}", shown.display())


@pytest.mark.parametrize("size", ["80x40", "40x60"])
def test_compare(streamctl, screen, tmp_path, size):
    def line(transport, n, type, **fields):
        body = {"type": type, "call_cid": "default:standup", "created_at": f"2026-11-23T17:00:0{n}.123456Z", "session_id": str(n), **fields}
        return json.dumps({"kind": "event", "v": 1, "received_at": f"2026-11-23T17:00:0{n}.{5 if transport == 'webhook' else 4}Z",
                           "transport": transport, "verified": True, "webhook_id": ids(9)[n], "attempt": 1, "type": type,
                           "call_cid": "default:standup", "body": json.dumps(body)}) + "\n"

    joined = "call.session_participant_joined"
    watched = line("websocket", 1, "call.session_started") + "".join(line("websocket", n, joined, reason="app") for n in (2, 3, 4, 6))
    hooks = line("webhook", 1, "call.session_started") + "".join(line("webhook", n, joined, reason="browser") for n in (3, 2, 6, 6))
    (tmp_path / "watched.jsonl").write_text(watched)
    (tmp_path / "hooks.jsonl").write_text(hooks + line("webhook", 5, "call.ring") + line("webhook", 7, "export.users.success"))
    shown = screen("compare", "watched.jsonl", "hooks.jsonl", size=size)
    assert shown.wait() == 1
    expect_screen(f"compare_{size}", shown.display())


@pytest.mark.parametrize("size", SIZES)
def test_emulator(streamctl, screen, size):
    shown = screen("emulator", "--port", "0", "--webhook-url", TARGET_WAITS, size=size, env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    url = shown.until(r"http://127\.0\.0\.1:\d+")[0]
    shown.until("0 requests")
    streamctl("emulator", "push", "call.created", "--call", "default:standup", "--at", url, code=0)
    shown.until(r"(?s)attempt 2.*1 delivery, 1 failed")
    expect_screen(f"emulator_{size}", shown.display())


def test_the_first_lines_of_the_emulator_in_a_narrow_terminal(screen):
    shown = screen("emulator", "--port", "0", "--webhook-url", TARGET_WAITS + "a/long/path/to/a/handler", size="40x40",
                   env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    shown.until("0 requests")
    expect_screen("emulator_start_40x40", shown.display())


@pytest.fixture
def handler():
    """Starts tests/peers/handler.py; its address."""
    started = []

    def start(*arguments):
        started.append(subprocess.Popen([sys.executable, str(ROOT / "tests/peers/handler.py"), *arguments], stdout=subprocess.PIPE, text=True))
        return started[-1].stdout.readline().strip()

    yield start
    for one in started:
        one.kill()
        one.wait()


@pytest.mark.parametrize("size", [*SIZES, "80x40", "40x40"])
def test_check(screen, handler, size):
    names = ("accepts-valid", "accepts-retry", "rejects-missing-signature", "rejects-get", "tls-trusted")
    shown = screen("check", handler(SECRET, "takes-get"), *[word for name in names for word in ("--only", name)], size=size)
    assert shown.wait() == 1
    expect_screen(f"check_{size}", shown.display())


@pytest.mark.parametrize("size", SIZES)
def test_the_diagnosis_of_check(screen, handler, size):
    shown = screen("check", handler("another-secret"), size=size)
    assert shown.wait() == 1
    expect_screen(f"check_diagnosis_{size}", shown.display())


@pytest.mark.parametrize("size", SIZES)
def test_history(streamctl, screen, forged, size):
    listen = streamctl.listen("--respond", "200,503")
    created, custom, ended = forged("call.created", "custom", "call.recording_ready")
    for number, body in enumerate((created, custom, ended)):
        assert post(listen.url, body, webhook_id=ids(3)[number])[0] == 200
    assert post(listen.url, custom, webhook_id=ids(3)[1], attempt=2)[0] == 503
    assert listen.stop() == 0
    shown = screen("history", size=size)
    assert shown.wait() == 0
    expect_screen(f"history_{size}", shown.display())


@pytest.mark.parametrize("size", ["80x24", "40x24"])
def test_verify_capture(streamctl, screen, forged, size):
    listen = streamctl.listen("--record", "capture.jsonl", "--no-verify")
    for number, body in enumerate(forged("call.created", "call.session_participant_joined", "custom")):
        assert post(listen.url, body, secret=SECRET if number < 2 else "another", webhook_id=ids(3)[number], attempt=number + 1)[0] == 200
    assert listen.stop() == 0
    shown = screen("verify", "--capture", "capture.jsonl", size=size)
    assert shown.wait() == 1
    expect_screen(f"verify_capture_{size}", shown.display())


@pytest.mark.parametrize("command", [("listen", "--port", "0"), ("forge", "call.created", "--to", TARGET_WAITS)])
def test_the_stand_in_is_named_on_whole_lines(screen, command):
    shown = screen(*command, size="40x24", env={"STREAM_API_SECRET": ""})
    shown.until(r"on this[ \r\n]+machine")
    assert shown.display().startswith("No API secret is set: using the\n  emulator's, emulator-secret, on this\n  machine alone\n"), shown.display()


# The line at the foot.


def test_the_foot_leaves_nothing_behind(screen, forged):
    shown = screen("listen", "--port", "0")
    url = listening(shown)
    assert post(url, forged("custom")[0])[0] == 200
    shown.until("1 received, last")
    shown.interrupt()
    assert shown.wait() == 0
    text = shown.display()
    assert " ago" not in text and "^C" not in text
    assert re.search(r"\n\n1 received in \S+, 1 accepted\n +1  custom\n", text), text
    assert shown.driven_by() == []


def test_the_foot_is_moved_down_by_events_and_messages(screen, forged):
    shown = screen("listen", "--port", "0", "--compact", "--forward-to", TARGET_WAITS, size="80x24")
    url = listening(shown)
    for _ in range(3):
        assert post(url, forged("custom")[0])[0] == 502
    shown.until(r"(?s)(✗ 502.*){3}3 received, 3 failed, last")
    text = shown.display()
    assert len(re.findall("received", text)) == 1 and len(re.findall("✗ 502", text)) == 3
    assert shown.cursor_row() == len(text.rstrip().split("\n")) - 1


def test_no_foot_where_it_would_be_in_the_way(streamctl, screen, forged):
    for arguments, environment in ((["-q"], {}), ([], {"TERM": "dumb"}), (["--", "sleep", "60"], {})):
        shown = screen("listen", "--port", "0", "--count", "1", *arguments, env=environment)
        if arguments != ["-q"]:
            listening(shown)
        shown.process.send_signal(signal.SIGINT)
        shown.wait()
        assert "0 received\r" not in shown.text() and "\x1b[K" not in shown.text(), arguments
    piped = streamctl.start("listen", "--port", "0", "--for", "0.1s")
    assert piped.wait() == 0 and "\x1b" not in piped.words()


def test_the_foot_is_redrawn_in_a_narrower_terminal(screen):
    shown = screen("listen", "--port", "0", size="80x24")
    url = listening(shown)
    shown.until("0 received")
    fcntl.ioctl(shown._controller, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 44, 0, 0))
    assert post(url, event("call.session_participant_joined", "default:standup"))[0] == 200
    shown.until(r"(?s)✓ 200.*1 received, last")
    heading = next(line for line in shown.lines() if "✓ 200" in line)
    assert len(heading) <= 44 and "…" in heading


def test_a_pipe_beside_a_terminal_has_no_foot(streamctl, screen):
    """`streamctl listen | cat` on a terminal: standard error is one, standard output is not."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen([binary(), "listen", "--port", "0", "--for", "0.2s"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=terminal,
                               env={**streamctl.environment, "TERM": "xterm"}, cwd=streamctl.folder)
    os.close(terminal)
    process.communicate()
    text = b""
    try:
        while chunk := os.read(controller, 65536):
            text += chunk
    except OSError:  # EIO: nobody has the terminal open any more.
        pass
    os.close(controller)
    assert b"Listening" in text and b"\x1b[K" not in text

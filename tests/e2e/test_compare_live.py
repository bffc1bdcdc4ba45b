"""`compare --call` watches and listens at once, beside an emulator."""
import json
import signal

import pytest
from conftest import binary, event, post
from public_side import free_port
from terminal import Terminal
from test_tunnel import is_running
from tunnel_programs import place, starts

KEYS = {"STREAM_API_KEY": "emulator", "STREAM_API_SECRET": "emulator-secret"}


class Both:
    """`compare --call` beside an emulator, whose hook leads to it unless `hooked` is false."""

    def __init__(self, streamctl, *arguments, hooked=True):
        self.streamctl = streamctl
        streamctl.environment.update(KEYS)
        self.emulator = streamctl.start("emulator", "--port", "0", "-o", "json")
        self.url = json.loads(self.emulator.out.next())["url"]
        streamctl.environment["STREAM_BASE_URL"] = self.url
        streamctl("call", "create", "default:standup", "--created-by", "john", code=0)
        self.compare = streamctl.start("compare", "--call", "default:standup", "--user-id", "john", "--port", "0", "-o", "json", *arguments)
        self.webhook_url = json.loads(self.compare.out.next())["url"]
        watching = json.loads(self.compare.out.next())
        assert watching == {"kind": "watching", "url": self.url, "user_id": "john", "calls": 1}
        if hooked:
            streamctl("hooks", "add", self.webhook_url, code=0)

    def send(self, *numbers):
        for n in numbers:
            self.streamctl("send-event", "default:standup", "--user-id", "john", "--custom", f"n:={n}", code=0)

    def end(self, code):
        assert self.compare.wait() == code, self.compare.words()
        return json.loads(self.compare.out.rest()[-1])


def test_both_at_once(streamctl):
    both = Both(streamctl, "--count", "3", "--timeout", "30s", "--strict", "--record", "both.jsonl")
    both.send(1, 2)
    # Events of other calls come by webhook too.
    streamctl("emulator", "push", "custom", "--call", "default:other", "--at", both.url, code=0)
    both.send(3)
    summary = both.end(0)
    assert (summary["both"], summary["only_websocket"], summary["only_webhook"], summary["retries"]) == (3, 0, 0, 0)
    again = json.loads(streamctl("compare", "both.jsonl", "-o", "json", code=0).stdout.splitlines()[-1])
    assert again["both"] == 3


def test_with_a_public_address_and_a_hook_of_its_own(streamctl, tmp_path):
    streamctl.environment.update(KEYS)
    url = json.loads(streamctl.start("emulator", "--port", "0", "-o", "json").out.next())["url"]
    streamctl.environment["STREAM_BASE_URL"] = url
    streamctl("call", "create", "default:standup", "--created-by", "john", code=0)
    path = place(tmp_path, "mine", r'''
        import os, time
        print(f"public http://localhost:{os.environ['STREAMCTL_PORT']}", flush=True)
        time.sleep(600)
        ''')
    shared = ["compare", "--call", "default:standup", "--user-id", "john", "--port", "0", "--tunnel", "mine", "--tunnel-match", r"public (\S+)", "--register"]
    shown = streamctl(*shared, "--dry-run", env={"PATH": path}, code=0).stdout
    assert shown.startswith("would add webhook hook: http://localhost:") and streamctl("hooks", code=0).stdout == ""
    compare = streamctl.start(*shared, "-o", "json", "--register-types", "custom", "--count", "2", "--timeout", "50s", env={"PATH": path})
    kinds = [json.loads(compare.out.next()) for _ in range(4)]
    assert [line["kind"] for line in kinds] == ["listening", "public_url", "registered", "watching"]
    assert kinds[2]["url"].startswith(kinds[1]["url"] + "?streamctl-listen=") and kinds[2]["event_types"] == ["custom"]
    for n in range(2):
        streamctl("send-event", "default:standup", "--user-id", "john", "--custom", f"n:={n}", code=0)
    assert compare.wait() == 0, compare.words()
    lines = [json.loads(line) for line in compare.out.all]
    assert lines[-1]["both"] == 2 and lines[4]["kind"] == "unregistered"
    assert streamctl("hooks", code=0).stdout == "" and not is_running(starts(tmp_path)[-1][0])


SENDS = """test "$STREAMCTL_WEBHOOK_URL" = "$STREAMCTL_PUBLIC_URL" && for n in 1 2 3; do
  %s send-event default:standup --user-id john --custom n:=$n; done; exit %d"""


@pytest.mark.parametrize("arguments, code", [([], 0), (["--expect", "custom:3", "--timeout", "50s"], 0), (["--expect", "custom:3", "--timeout", "50s"], 7)], ids=str)
def test_around_a_command(streamctl, arguments, code):
    streamctl.environment.update(KEYS)
    streamctl.environment["STREAM_BASE_URL"] = json.loads(streamctl.start("emulator", "--port", "0", "-o", "json").out.next())["url"]
    streamctl("call", "create", "default:standup", "--created-by", "john", code=0)
    port = free_port()
    done = streamctl("compare", "--call", "default:standup", "--user-id", "john", "--port", port, "--public-url", f"http://127.0.0.1:{port}", "--register",
                     "-o", "json", *arguments, "--", "sh", "-c", SENDS % (binary(), code), code=code)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (lines[-1]["kind"], lines[-1]["both"], lines[-1]["only_websocket"], lines[-1]["only_webhook"]) == ("summary", 3, 0, 0)
    assert streamctl("hooks", code=0).stdout == ""


def test_a_command_that_cannot_run_or_is_cut_short(streamctl):
    both = Both(streamctl, "--", "./nosuch")
    assert both.compare.wait() == 2 and "cannot run ./nosuch" in both.compare.words()
    both = Both(streamctl, "--for", "100ms", "--", "sleep", "600")
    both.end(1)  # There was no event to compare.
    both = Both(streamctl, "--", "sleep", "600")
    assert both.compare.stop(signal.SIGTERM) == 128 + signal.SIGTERM
    assert "there is no command behind --" in streamctl("compare", "--call", "default:standup", "--", code=2).stderr
    assert "captures are compared as they are" in streamctl("compare", "x.jsonl", "--", "true", code=2).stderr


def test_a_public_address_that_leads_elsewhere_ends_the_comparison(streamctl, peer):
    done = streamctl("compare", "--call", "default:standup", "--port", "0", "--public-url", peer().url, "--public-timeout", "1ms", code=3)
    assert "does not lead here" in done.stderr and done.stdout == ""


def test_nothing_leads_here(streamctl):
    both = Both(streamctl, "--for", "3s", "--grace", "100ms", hooked=False)
    both.send(1)
    summary = both.end(1)
    assert (summary["both"], summary["only_websocket"]) == (0, 1)
    assert "no webhook came at all: does a hook of the app lead to http://127.0.0.1:" in both.compare.words()


def test_a_lost_connection(streamctl):
    both = Both(streamctl)
    both.send(1)
    streamctl("emulator", "drop", "--at", both.url, code=0)
    both.send(2)
    gap = json.loads(both.compare.out.until(lambda line: '"gap"' in line))
    assert gap["from"] < gap["to"] and "may be missing by WebSocket" in both.compare.err.until(lambda line: "may be missing" in line)
    both.send(3)
    both.compare.process.send_signal(signal.SIGTERM)
    code = both.compare.wait()
    lines = [json.loads(line) for line in both.compare.out.rest()]
    summary = lines[-1]
    lost = [line for line in lines if line["kind"] == "one_way" and line["only_by"] == "webhook" and gap["from"] < line["received_at"] < gap["to"]]
    assert all(line["outside"] == "gap" for line in lost)
    assert code == (1 if summary["only_webhook"] + summary["only_websocket"] else 0)
    assert summary["only_webhook"] <= 2 and summary["both"] >= 1


def test_a_handler_that_fails_is_not_what_is_compared(streamctl):
    """Refused webhooks are counted, and do not count as received."""
    both = Both(streamctl, "--for", "3s", "--grace", "100ms", hooked=False)
    assert post(both.webhook_url, event("custom"), secret="another")[0] == 401
    assert post(both.webhook_url, event("custom"), secret=KEYS["STREAM_API_SECRET"])[0] == 200
    summary = both.end(1)
    assert (summary["events"]["webhook"], summary["only_webhook"]) == (1, 1)
    assert "1 request was refused and not compared: is it the right secret?" in both.compare.words()


def test_what_came_before_there_was_a_hook(streamctl):
    both = Both(streamctl, "--expect", "custom", "--timeout", "30s", "--grace", "300ms", hooked=False)
    both.send(1)
    streamctl("hooks", "add", both.webhook_url, code=0)
    both.send(2)
    summary = both.end(1)
    assert (summary["both"], summary["only_websocket"]) == (1, 1)


def test_expectations_that_are_not_met(streamctl):
    both = Both(streamctl, "--expect", "call.ended", "--timeout", "1s")
    both.send(1)
    both.end(1)
    assert "not all that was expected came both ways within 1s: call.ended (0 of 1)" in both.compare.words()


def test_a_live_comparison_on_a_narrow_terminal(streamctl):
    both = Both(streamctl)
    terminal = Terminal(streamctl, "compare", "--call", "default:standup", "--port", "0", "--user-id", "john", columns=40, rows=40)
    terminal.until(r"Watching 1 call")
    terminal.until(r"0 by WebSocket, 0 by")
    both.send(1)
    terminal.until(r"1 by WebSocket")
    terminal.interrupt()
    assert terminal.wait() == 1
    lines = [line for line in terminal.lines() if not line.startswith("streamctl: warning:")]
    assert max(map(len, lines)) <= 40, lines
    assert "0 of 1 event came both ways; 1 only" in terminal.text()
    terminal.close()


def test_live_errors(streamctl):
    streamctl.environment["STREAM_BASE_URL"] = "http://127.0.0.1:9"
    done = streamctl("compare", "--call", "default:standup", "--port", "0", code=3)
    assert "streamctl: error:" in done.stderr and done.stdout == ""
    for arguments, why in ((["--call", "standup"], "'standup' is no call"), ([], "there is nothing to compare"),
                           (["x.jsonl", "--port", "0"], "captures are compared as they are"), (["x.jsonl", "--for", "1s"], "captures are compared"),
                           (["x.jsonl", "--record", "y.jsonl"], "captures are compared"), (["--call", "a:b", "--fsync"], "--fsync"),
                           (["--call", "a:b", "--path", "x"], "--path"), (["--call", "a:b", "--timeout", "1s"], "there is nothing to wait for")):
        assert why in streamctl("compare", *arguments, code=2).stderr, arguments

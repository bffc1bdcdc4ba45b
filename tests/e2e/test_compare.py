"""`compare`: what came by WebSocket and what came by webhook, from captures of the real commands and from doctored ones."""
import gzip
import json
import re

import pytest
from conftest import Streamctl
from terminal import Terminal

KEYS = {"STREAM_API_KEY": "emulator", "STREAM_API_SECRET": "emulator-secret"}


def body(type="custom", n=1, cid="default:standup", **fields):
    return {"type": type, "created_at": f"2026-11-23T17:00:{n % 60:02}.{100_000_001 + 10 * n}Z", "call_cid": cid, "custom": {"n": n}, **fields}


def record(transport, event, at=0.0, webhook_id=None, attempt=1, **fields):
    moment = f"2026-11-23T17:{int(at) // 60 + 1:02}:{int(at) % 60:02}.{round(at % 1 * 1e6):06}Z"
    text = event if isinstance(event, str) else json.dumps(event)
    value = event if isinstance(event, dict) else {}
    return json.dumps({"kind": "event", "v": 1, "received_at": moment, "transport": transport, "verified": True,
                       "webhook_id": webhook_id or "", "attempt": attempt, "type": value.get("type", "custom"),
                       "call_cid": value.get("call_cid", ""), "remote": "127.0.0.1:1", "headers": {}, "body": text, **fields}) + "\n"


def by_websocket(*events, **options):
    return "".join(record("websocket", event, at=number, **options) for number, event in enumerate(events))


def by_webhook(*events, lag=0.25, **options):
    return "".join(record("webhook", event, at=number + lag, webhook_id=f"id-{number}-{event['type']}", **options)
                   for number, event in enumerate(events))


@pytest.fixture
def compared(streamctl, tmp_path):
    """The lines of --output json of two captures, by kind, and the pretty report."""

    def run(websocket, webhook, *arguments, code=0):
        (tmp_path / "ws.jsonl").write_text(websocket)
        (tmp_path / "hooks.jsonl").write_text(webhook)
        lines = [json.loads(line) for line in streamctl("compare", "ws.jsonl", "hooks.jsonl", "-o", "json", *arguments, code=code).stdout.splitlines()]
        done = streamctl("compare", "ws.jsonl", "hooks.jsonl", *arguments, code=code)
        assert lines[-1]["kind"] == "summary"
        run.text = done.stdout
        run.summary = lines[-1]
        run.of = lambda kind: [line for line in lines if line["kind"] == kind]
        return run

    return run


# Captures of the real commands.


class Emulated:
    """An emulator with a watcher and a listener, both recorded."""

    def __init__(self, streamctl: Streamctl):
        self.streamctl = streamctl
        streamctl.environment.update(KEYS)
        self.listen = streamctl.listen("--record", "hooks.jsonl")
        self.emulator = streamctl.start("emulator", "--port", "0", "-o", "json", "--webhook-url", self.listen.url)
        self.url = json.loads(self.emulator.out.next())["url"]
        streamctl.environment["STREAM_BASE_URL"] = self.url
        self.watch = streamctl.start("watch", "default:standup", "--create", "--user-id", "john", "--record", "ws.jsonl", "-o", "json")
        self.watch.out.until(lambda line: '"watching"' in line)

    def send(self, n):
        self.streamctl("send-event", "default:standup", "--user-id", "john", "--custom", f"n:={n}", code=0)

    def act(self, *arguments):
        self.streamctl("emulator", *arguments, "--at", self.url, code=0)

    @staticmethod
    def came(running, n):
        running.out.until(lambda line: f'\\"n\\":{n}' in line)

    def end(self):
        for running in (self.watch, self.listen, self.emulator):
            assert running.stop() == 0, running.words()


def test_captures_of_an_emulator_agree(streamctl):
    emulated = Emulated(streamctl)
    for n in range(5):
        emulated.send(n)
    emulated.act("push", "call.recording_ready", "--call", "default:standup")
    emulated.act("push", "export.users.success")
    emulated.came(emulated.watch, 4)
    emulated.watch.out.until(lambda line: "recording_ready" in line)
    emulated.listen.out.until(lambda line: "export.users.success" in line)
    emulated.end()
    for order in (["ws.jsonl", "hooks.jsonl"], ["hooks.jsonl", "ws.jsonl"]):
        done = streamctl("compare", *order, "--strict", "--type", "custom", "--type", "call.recording_ready", code=0)
        assert done.stdout.startswith("All 6 events came both ways\n"), done.stdout
    done = streamctl("compare", "ws.jsonl", "hooks.jsonl", code=0)
    assert "1 more by webhook alone, as expected of the type: export.users.success" in done.stdout


def test_a_lost_connection_and_a_failing_handler(streamctl):
    """The socket is dropped while an event is sent; a webhook is answered 503 first, and comes twice."""
    streamctl.environment.update(KEYS)
    emulated = Emulated(streamctl)
    emulated.send(1)
    emulated.came(emulated.watch, 1)
    emulated.act("drop")
    emulated.send(2)
    emulated.came(emulated.listen, 2)
    emulated.watch.err.until(lambda line: "may be missing" in line)
    emulated.send(3)
    emulated.came(emulated.watch, 3)
    emulated.came(emulated.listen, 3)
    emulated.end()
    done = streamctl("compare", "ws.jsonl", "hooks.jsonl", "-o", "json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    lost = [line for line in lines if line["kind"] == "one_way"]
    # The watcher may have been back before the event was sent.
    assert done.returncode == (1 if lost else 0)
    assert all(line["only_by"] == "webhook" for line in lost) and len(lost) <= 1
    assert lines[-1]["both"] + len(lost) == lines[-1]["events"]["webhook"]


def test_retries_are_one_event(streamctl):
    streamctl.environment.update(KEYS)
    listen = streamctl.listen("--record", "hooks.jsonl", "--respond", "503,200")
    for n in (1, 2):
        streamctl("forge", "custom", "--seed", n, "--to", listen.url, code=0)
    assert listen.stop() == 0
    hooks = [json.loads(line) for line in (streamctl.folder / "hooks.jsonl").read_text().splitlines()]
    assert [one["attempt"] for one in hooks] == [1, 2, 1, 2]
    (streamctl.folder / "ws.jsonl").write_text("".join(
        json.dumps({**one, "transport": "websocket", "webhook_id": ""}) + "\n" for one in hooks if one["attempt"] == 1))
    done = streamctl("compare", "ws.jsonl", "hooks.jsonl", code=0)
    assert "All 2 events came both ways\n  Webhooks received again: 2 retries\n" in done.stdout


# Doctored captures.


def test_what_came_one_way(compared):
    events = [body(n=n) for n in range(43)]
    found = compared(by_websocket(*events[:20], *events[21:]), by_webhook(*events[:10], *events[11:]), code=1)
    assert found.text.startswith("41 of 43 events came both ways; 1 only by WebSocket, 1 only by webhook\n")
    one, another = sorted(found.of("one_way"), key=lambda line: line["only_by"])
    assert (one["only_by"], one["created_at"], one["webhook_id"], one["expected"]) == ("webhook", events[20]["created_at"], "id-19-custom", False)
    assert (another["only_by"], another["created_at"]) == ("websocket", events[10]["created_at"])
    assert (found.summary["both"], found.summary["only_websocket"], found.summary["only_webhook"]) == (41, 1, 1)


def test_nothing_came_by_webhook(compared, streamctl):
    found = compared(by_websocket(*[body(n=n) for n in range(3)]), "", code=1)
    assert found.text.startswith("0 of 3 events came both ways; 3 only by WebSocket\n")
    assert "Nothing of custom came by webhook: 'streamctl hooks' shows" in found.text
    found = compared("", by_webhook(*[body(n=n) for n in range(3)]), code=1)
    assert found.text.startswith("0 of 3 events came both ways; 3 only by webhook\n")


def test_types_of_one_way_and_other_calls(compared):
    events = [body(n=n) for n in range(3)]
    found = compared(by_websocket(*events, body("app.updated", 4)),
                     by_webhook(*events, body("export.users.success", 5, cid=""), body(n=6, cid="default:other")))
    assert found.text.startswith("All 3 events came both ways\n")
    assert [(line["type"], line["expected"]) for line in found.of("one_way")] == [("app.updated", True), ("export.users.success", True)]
    assert found.summary["other_calls"] == 1 and "1 webhook not compared: the WebSocket has nothing of their calls" in found.text
    found = compared(by_websocket(*events), by_webhook(*events, body(n=6, cid="default:other")), "--call", "default:*", code=1)
    assert found.summary["only_webhook"] == 1


def test_ringing_is_explained(compared):
    found = compared(by_websocket(body(n=1), body(n=3)), by_webhook(body(n=1), body("call.ring", 2), body(n=3)), code=1)
    assert "watch as one of them" in found.text


def test_outside_of_what_the_other_side_covers(compared):
    events = [body(n=n) for n in range(6)]
    found = compared(by_websocket(*events[2:]), by_webhook(*events[:4]), code=1)
    assert [(line["only_by"], line["outside"]) for line in found.of("one_way")] == [
        ("webhook", "before"), ("webhook", "before"), ("websocket", "after"), ("websocket", "after")]
    assert "before the first by WebSocket" in found.text and "after the last by webhook" in found.text
    assert compared(by_websocket(*events[2:]), by_webhook(*events[:4]), "--overlap").summary["outside"] == 4


def test_gaps_of_watch(compared):
    """What watch --output json prints is a capture with gaps."""
    events = [body(n=n) for n in range(6)]
    gap = json.dumps({"kind": "gap", "from": "2026-11-23T17:01:02Z", "to": "2026-11-23T17:01:03Z", "reason": "closed"}) + "\n"
    watched = [record("websocket", event, at=number) for number, event in enumerate(events) if number not in (2, 4)]
    found = compared("".join(watched[:2]) + gap + "".join(watched[2:]), by_webhook(*events), code=1)
    assert [line.get("outside") for line in found.of("one_way")] == ["gap", None]
    assert "while the connection was lost" in found.text


def test_latency(compared):
    events = [body(n=n) for n in range(10)] + [body("call.recording_ready", n) for n in range(10, 20)]
    slow = by_websocket(*events[10:]), by_webhook(*events[10:], lag=3.5)
    found = compared(by_websocket(*events[:10]) + slow[0], by_webhook(*events[:10], lag=0.05) + slow[1])
    assert found.summary["lag_ms"] == {"count": 20, "min": 50, "p50": 50, "p90": 3500, "max": 3500}
    assert {line["type"]: line["p50"] for line in found.summary["lag_ms_by_type"]} == {"custom": 50, "call.recording_ready": 3500}
    assert re.search(r"p50 50ms  p90 3.5s  max 3.5s\n  call.recording_ready  p50 3.5s", found.text), found.text


def test_two_clocks(compared):
    """The webhooks were recorded on a machine whose clock is ten minutes behind."""
    events = [body(n=n) for n in range(30)]
    early = "".join(record("webhook", event, webhook_id=f"i{n}").replace("T17:01", "T16:50") for n, event in enumerate(events))
    found = compared(by_websocket(*events), early)
    assert found.summary["both"] == 30 and found.summary["since_created_ms"]["webhook"]["min"] < -500_000
    assert "The clock of the webhook capture was behind Stream's by" in found.text


def test_order(compared):
    events = [body(n=n) for n in range(4)]
    found = compared(by_websocket(*events), by_webhook(events[0], events[2], events[1], events[3]))
    order, = found.of("order")
    assert order["webhook_first"]["created_at"] == events[2]["created_at"] and order["websocket_first"]["created_at"] == events[1]["created_at"]
    assert found.summary["out_of_order"] == 1 and "In another order  1 event\n" in found.text
    compared(by_websocket(*events), by_webhook(events[0], events[2], events[1], events[3]), "--strict", code=1)


def test_differing_fields(compared):
    events = [body(n=n, user={"id": "john", "role": "user"}) for n in range(3)]
    changed = [{**event, "user": {"id": "john", "role": "admin", "invisible": False}} for event in events]
    changed[1]["extra"] = {"a": [1]}
    found = compared(by_websocket(*events), by_webhook(*changed))
    differences = {line["path"]: line for line in found.of("difference")}
    assert differences["user.role"]["count"] == 3 and not differences["user.role"]["expected"]
    assert (differences["user.role"]["websocket"], differences["user.role"]["webhook"]) == ('"user"', '"admin"')
    assert (differences["extra"]["websocket"], differences["extra"]["webhook"], differences["extra"]["count"]) == (None, '{"a":[1]}', 1)
    assert (differences["user.invisible"]["expected"], differences["user.invisible"]["reason"]) == (True, "server_only")
    assert re.search(r"Fields that differ  in 3 events\n.*user\.role  in 3 events\n    WebSocket \"user\"\n    webhook   \"admin\"\n", found.text, re.S)
    assert "user.invisible: for servers only" in found.text
    compared(by_websocket(*events), by_webhook(*changed), "--strict", code=1)


def test_both_forms_of_a_time(compared):
    websocket = {"type": "custom", "created_at": "2026-05-08T00:00:00.5Z", "call_cid": "default:standup", "custom": {}}
    webhook = {**websocket, "created_at": 1778198400500000000}
    found = compared(by_websocket(websocket), by_webhook(webhook), "--strict")
    difference, = found.of("difference")
    assert (difference["path"], difference["reason"]) == ("created_at", "time") and found.summary["differing"] == 0


def test_an_event_with_another_value_is_one_event(compared):
    found = compared(by_websocket(body(n=1), body(n=2)), by_webhook(body(n=1), {**body(n=2), "custom": {"n": 3}}))
    assert found.summary["both"] == 2 and found.of("difference")[0]["path"] == "custom.n"


def test_repeats(compared):
    event = body(n=1)
    hooks = (record("webhook", event, 0.1, "a", 1) + record("webhook", event, 0.2, "a", 2) + record("webhook", event, 0.3, "a", 2)
             + record("webhook", event, 0.4, "b", 1))
    found = compared(by_websocket(event), hooks)
    assert [(line["webhook_id"], line["attempt"], line["reason"]) for line in found.of("repeat")] == [
        ("a", 2, "retry"), ("a", 2, "duplicate"), ("b", 1, "other_id")]
    assert found.summary["lag_ms"]["max"] == 100, "of the first attempt"
    assert "Webhooks received again: 1 retry, 1 duplicate, 1 under another webhook id" in found.text


def test_one_capture_with_both(streamctl, tmp_path):
    events = [body(n=n) for n in range(3)]
    text = "".join(record("websocket", event, n) + record("sqs" if n == 2 else "webhook", event, n + 0.1, f"i{n}") for n, event in enumerate(events))
    (tmp_path / "both.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    assert streamctl("compare", "both.jsonl.gz", code=0).stdout.startswith("All 3 events came both ways\n")
    assert streamctl("compare", "-", input=text, code=0).stdout.startswith("All 3 events came both ways\n")


def test_several_of_a_side(streamctl, tmp_path):
    events = [body(n=n) for n in range(20)]
    for name, text in (("ws-1", by_websocket(*events[:10])), ("ws-2", by_websocket(*events[10:])), ("hooks.jsonl", by_webhook(*events))):
        (tmp_path / name).write_text(text)
    assert streamctl("compare", "ws-1", "ws-2", "hooks.jsonl", code=0).stdout.startswith("All 20 events")


# Errors.


def test_captures_of_one_side(streamctl, tmp_path):
    (tmp_path / "a").write_text(by_websocket(body()))
    (tmp_path / "b").write_text(by_websocket(body(n=2)))
    (tmp_path / "c").write_text(by_webhook(body()))
    (tmp_path / "empty").write_text("")
    for files, missing in ((["a"], "listen --record"), (["a", "b"], "listen --record"), (["c"], "watch --record")):
        done = streamctl("compare", *files, code=2)
        assert done.stderr.count("\n") == 2 and missing in done.stderr and done.stdout == "", done.stderr
    for other in ("a", "./a", str(tmp_path / "a")):
        assert "named twice" in streamctl("compare", "a", other, code=2).stderr
    assert "No such file" in streamctl("compare", "a", "nowhere", code=2).stderr
    assert "no event" in streamctl("compare", "empty", code=1).stderr
    assert "no event" in streamctl("compare", "a", "c", "--type", "call.ended", code=1).stderr


def test_malformed_lines(streamctl, tmp_path):
    (tmp_path / "a").write_text(by_websocket(body()) + "nonsense\n" + record("websocket", "[]"))
    (tmp_path / "b").write_text(by_webhook(body()))
    done = streamctl("compare", "a", "b", code=2)
    assert "a:2" in done.stderr and "is no JSON object" in done.stderr and "2 lines are malformed" in done.stderr
    assert done.stdout.startswith("The only event came both ways\n")


# Screens.


def test_hostile_text(compared):
    evil = "\x1b]0;owned\x07\u202eevil"
    websocket = [body(evil, n, cid=f"default:{evil}", **{evil: evil}) for n in range(3)]
    webhook = [body(evil, n, cid=f"default:{evil}", **{evil: "x" * 5000}) for n in range(1, 4)]
    found = compared(by_websocket(*websocket), by_webhook(*webhook), code=1)
    text = found.text + json.dumps(found.of("one_way"), ensure_ascii=True)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text) and "\\u001b]0;owned" in found.text
    assert max(map(len, found.text.splitlines())) < 1000


@pytest.mark.parametrize("columns", [40, 80])
def test_a_narrow_terminal(streamctl, tmp_path, columns):
    events = [body("call.session_participant_joined", n, user={"id": "john", "role": "user"}) for n in range(10)]
    changed = [{**event, "user": {"id": "john", "role": "x" * 100, "devices": []}} for event in events]
    (tmp_path / "ws.jsonl").write_text(by_websocket(*events))
    (tmp_path / "hooks.jsonl").write_text(by_webhook(*changed[1:4], *changed[5:], body("export.users.success", 20, cid=""), body("call.ring", 8)))
    terminal = Terminal(streamctl, "compare", "ws.jsonl", "hooks.jsonl", columns=columns, rows=60)
    assert terminal.wait() == 1
    lines = terminal.lines()
    terminal.close()
    assert max(map(len, lines)) <= columns, [line for line in lines if len(line) > columns]
    assert lines[0].startswith("8 of 11 events came both ways;")


def test_many_events(streamctl, tmp_path):
    """100,000 lines, in memory that does not grow with them."""
    count = 50_000
    padding = "x" * 500
    for name, transport in (("ws.jsonl", "websocket"), ("hooks.jsonl", "webhook")):
        with open(tmp_path / name, "w") as capture:
            for n in range(count):
                if n % 1000 != (3 if name == "ws.jsonl" else 7):
                    capture.write(record(transport, body(n=n, padding=padding), webhook_id=str(n)))
    running = streamctl.start("compare", "ws.jsonl", "hooks.jsonl", "-o", "json")
    lines = running.out.rest()
    assert running.wait() == 1
    summary = json.loads(lines[-1])
    assert (summary["both"], summary["only_websocket"], summary["only_webhook"]) == (count - 100, 50, 50)


def test_memory_is_bounded(streamctl, tmp_path):
    """What waits for a counterpart that never comes is given up."""
    running = streamctl.start("compare", "-", "-o", "json", stdin=-1)
    written = 0
    padding = "x" * 20_000
    running.process.stdin.write(record("webhook", body(n=0), webhook_id="first"))
    for n in range(1, 8000):
        written += running.process.stdin.write(record("websocket", body(n=n, padding=padding)))
    assert written > 150_000_000 and running.stays_below(140_000_000)
    running.process.stdin.close()
    assert running.wait() == 1
    summary = json.loads(running.out.rest()[-1])
    assert summary["only_websocket"] == 7999 and summary["early"] > 0


def test_interrupted(streamctl):
    running = streamctl.start("compare", "-", stdin=-1)
    running.process.stdin.write(by_websocket(*[body(n=n, padding="x" * 20_000) for n in range(20)]))
    running.process.stdin.flush()  # More than a pipe holds: it is being read.
    assert running.stop() == 130

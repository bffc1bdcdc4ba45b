"""The page of watch, replay and emulator."""
import json
import time

from conftest import WATCHDOG, event
from inspector import open_page

UI = ["--ui", "--ui-port", "0"]


def start_emulator(streamctl, *arguments):
    running = streamctl.start("emulator", "--port", "0", "-o", "json", *arguments,
                              env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    running.url = json.loads(running.out.next())["url"]
    return running


def test_the_emulator_is_seen_and_driven(streamctl, peer):
    target = peer(503, 200)
    running = start_emulator(streamctl, "--webhook-url", target.url, *UI)
    page = open_page(running)
    state = page.get("/api/state")
    assert state["can"] == ["replay", "forge", "send", "check", "emulator"] and state["command"] == "emulator"
    assert state["default_to"] == target.url
    with page.stream() as stream:
        events = stream.events()
        next(events)
        answer = page.post("/api/emulator/push", {"type": "call.created", "call_cid": "default:x"}, status=200)
        assert answer["events"][0]["call_cid"] == "default:x"
        lines = next(data["lines"] for _, name, data in events if name == "emulator")
        assert lines[0]["kind"] == "delivery" and lines[0]["result"] == "delivered"
    row = page.until(len)[0]
    assert row["type"] == "call.created" and row["verdict"] == "accepted" and row["targets"][0]["status"] == 200
    attempts = page.get("/api/deliveries/1")["answers"][0]["attempts"]
    assert [attempt["status"] for attempt in attempts] == [503, 200]
    assert json.loads(page.get("/api/deliveries/1")["body"])["call_cid"] == "default:x"
    state = page.get("/api/emulator/state")
    assert "default:x" in json.dumps(state)
    assert page.get("/api/emulator/log")["log"]
    page.post("/api/emulator/fail", {"count": 1, "status": 503}, status=200)
    for path, method, body, status, code in (("drop", "POST", {"code": 5}, 400, "usage"), ("drop", "GET", None, 405, "bad_method"), ("nothing", "GET", None, 404, "not_found")):
        refused = page.ask(f"/api/emulator/{path}", method, body)
        assert (refused[0], json.loads(refused[2])["error"]["code"]) == (status, code)
    assert page.ask("/api/emulator/state", token=False)[0] == 401
    page.post("/api/emulator/reset", {}, status=200)
    assert running.stop() == 0


def test_watch_shows_what_it_sees(streamctl):
    emulator = start_emulator(streamctl)
    streamctl.environment.update(STREAM_BASE_URL=emulator.url, STREAM_API_KEY="emulator", STREAM_API_SECRET="emulator-secret")
    running = streamctl.start("watch", "default:x", "--create", "-o", "json", *UI)
    page = open_page(running)
    running.out.until(lambda line: json.loads(line)["kind"] == "watching")
    streamctl("send-event", "default:x", "--custom", "n=1", code=0)
    row = page.until(lambda rows: [one for one in rows if one["type"] == "custom"])[-1]
    assert row["transport"] == "websocket"
    one = page.get(f"/api/deliveries/{row['seq']}")
    assert json.loads(one["body"])["custom"] == {"n": "1"} and one["steps"][0]["ok"] is None
    assert running.stop() == 0


def test_replay_shows_what_it_sends_while_the_page_is_open(streamctl, peer, tmp_path):
    target = peer(200)
    lines = [json.loads(event(number=number)) for number in range(3)]
    for number, line in enumerate(lines):
        line["created_at"] = f"2026-11-23T17:00:0{number}Z"
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    running = streamctl.start("replay", "events.jsonl", "--to", target.url, "--rate", "2", "-o", "json", *UI)
    page = open_page(running)
    rows = page.until(lambda rows: len(rows) == 3)
    with page.stream() as stream:
        next(stream.events())
        assert [row["verdict"] for row in rows] == ["accepted"] * 3
        assert json.loads(page.get("/api/deliveries/3")["body"])["number"] == 2
        running.out.until(lambda line: json.loads(line)["kind"] == "summary")
        assert page.get("/api/state")["command"] == "replay"
    assert running.wait() == 0


def test_replay_ends_where_no_page_is_open(streamctl, peer, tmp_path):
    (tmp_path / "one.json").write_bytes(event())
    began = time.monotonic()
    done = streamctl("replay", "one.json", "--to", peer(200).url, *UI, code=0)
    assert "Inspector at " in done.stderr and time.monotonic() - began < WATCHDOG


def test_nothing_to_show_is_refused(streamctl, tmp_path):
    (tmp_path / "one.json").write_bytes(event())
    assert "--ui: nothing is sent" in streamctl("replay", "one.json", "--print", "--ui", code=2).stderr
    for command in (["emulator"], ["watch", "default:x"], ["replay", "one.json"]):
        assert "add --ui" in streamctl(*command, "--ui-keep", "5", code=2).stderr

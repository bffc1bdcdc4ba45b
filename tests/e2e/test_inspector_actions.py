"""What the page of --ui does: replay, forge, send, and the answers of a running listener."""
import gzip
import json
import threading
import time

import pytest
from conftest import SECRET, WATCHDOG, event, post, sign
from inspector import open_page

UI = ["--ui", "--ui-port", "0"]


@pytest.fixture
def listening(streamctl):
    running = streamctl.listen(*UI)
    return running, open_page(running)


def done(page, action):
    """The reports of an action, once it has ended."""
    deadline = time.monotonic() + WATCHDOG
    while (answer := page.get(f"/api/actions/{action['action']}"))["state"] == "running":
        assert time.monotonic() < deadline
    return answer["events"]


def summary(page, action):
    return [report for report in done(page, action) if report["event"] == "summary"][0]


def test_deliveries_are_replayed(listening, peer):
    running, page = listening
    target = peer(503, 200)
    body = event(custom={"n": 1})
    post(running.url, body, webhook_id="one")
    post(running.url, event("call.ended"), {"X-Signature": "0" * 64}, webhook_id="two")
    page.until(lambda rows: len(rows) == 2)
    with page.stream() as stream:
        events = stream.events()
        next(events)
        action = page.post("/api/replay", {"seqs": [1, 2], "to": target.url})
        reports = []
        while not reports or reports[-1]["event"] != "summary":
            reports.append(next(data for _, name, data in events if name == "action"))
    assert [report["event"] for report in reports] == ["attempt", "attempt", "delivery", "attempt", "delivery", "summary"]
    assert [report["status"] for report in reports if report["event"] == "attempt"] == [503, 200, 200]
    assert reports[2]["result"] == "delivered" and reports[2]["type"] == "call.created"
    assert reports == done(page, action)
    headers, sent = target.requests[1]
    assert sent == body and headers["X-Signature"] == sign(body) and headers["X-Webhook-Id"] != "one"
    assert headers["X-Webhook-Attempt"] == "2"
    assert target.requests[2][0]["X-Signature"] == sign(target.requests[2][1]), "the refused one is signed now"
    summary(page, page.post("/api/replay", {"seqs": [1], "to": target.url, "keep_ids": True}))
    assert target.requests[3][0]["X-Webhook-Id"] == "one"
    summary(page, page.post("/api/replay", {"seqs": [2], "to": target.url, "verbatim": True}))
    assert target.requests[4][0]["X-Signature"] == "0" * 64


def test_events_are_forged_with_faults(listening, peer):
    _, page = listening
    target = peer(200)
    to = target.url.removeprefix("http://")
    common = {"type": "call.created", "to": to, "call": "default:mine", "user_id": "jane", "set": ["call.custom.room=blue", "n:=4"]}
    assert summary(page, page.post("/api/forge", {**common, "gzip": True, "duplicate": True}))["delivered"] == 2
    (first, body), (second, same) = target.requests
    assert first["X-Webhook-Id"] == second["X-Webhook-Id"] and body == same
    plain = gzip.decompress(body)
    made = json.loads(plain)
    assert made["call_cid"] == "default:mine" and made["call"]["custom"]["room"] == "blue" and made["n"] == 4
    assert first["X-Signature"] == sign(plain)
    for signature in ("missing", "wrong", "tampered"):
        summary(page, page.post("/api/forge", {**common, "signature": signature}))
        headers, body = target.requests[-1]
        assert headers.get("X-Signature") != sign(body) and ("X-Signature" in headers) == (signature != "missing")
    assert summary(page, page.post("/api/forge", {**common, "count": 5}))["deliveries"] == 5


def test_no_type_becomes_an_option_of_a_command(listening):
    running, page = listening
    post(running.url, event("--to=http://example.com/"))
    post(running.url, event())
    page.until(lambda rows: len(rows) == 2)
    assert "forge" not in page.get("/api/deliveries/1")["commands"]
    assert "forge" in page.get("/api/deliveries/2")["commands"]


def test_an_edited_event_is_sent(listening):
    running, page = listening
    text = '{"type":"call.created","call_cid":"default:a","n":1.10}'
    assert summary(page, page.post("/api/send", {"body": text, "webhook_id": "mine"}))["delivered"] == 1
    page.until(len)
    one = page.get("/api/deliveries/1")
    assert one["body"] == text and one["webhook_id"] == "mine" and one["verified"]


@pytest.mark.parametrize("path, body, words", [
    ("/api/replay", {}, "no delivery is selected"), ("/api/replay", {"seqs": [99]}, "number 99"),
    ("/api/replay", {"seqs": "1"}, "seqs is not"), ("/api/replay", {"seqs": [1] * 1001}, "more than 1000"),
    ("/api/forge", {}, "type is missing"), ("/api/forge", {"type": "call.craeted"}, "unknown event type"),
    ("/api/forge", {"type": "call.created", "call": "standup"}, "no call"), ("/api/forge", {"type": "call.created", "set": ["room"]}, "room"),
    ("/api/forge", {"type": "call.created", "signature": "bad"}, "signature"), ("/api/forge", {"type": 1}, "type is not"),
    ("/api/forge", {"type": "call.created", "count": 0}, "count"), ("/api/forge", {"type": "call.created", "to": "ftp://x"}, "ftp"),
    ("/api/send", {"body": "[]"}, "no JSON object"), ("/api/send", {"body": "{"}, "not valid JSON"),
    ("/api/respond", {"plan": "50x"}, "50x"), ("/api/respond", [], "no JSON object")])
def test_what_is_wrong_is_said(listening, path, body, words):
    _, page = listening
    assert words in page.post(path, body, status=400)["error"]["message"]


def test_nothing_is_signed_for_another_machine_without_a_secret(streamctl):
    running = streamctl.listen(*UI, env={"STREAM_API_SECRET": ""})
    page = open_page(running)
    answer = page.post("/api/forge", {"type": "call.created", "to": "http://192.0.2.1/"}, status=400)
    assert "no API secret" in answer["error"]["message"]
    assert summary(page, page.post("/api/forge", {"type": "call.created"}))["delivered"] == 1


def test_an_action_is_cancelled(listening, peer):
    _, page = listening
    target = peer("hang")
    action = page.post("/api/forge", {"type": "call.created", "to": target.url})
    assert target.asked.wait(WATCHDOG)
    page.post("/api/cancel", action)
    assert summary(page, action)["failed"] == 1
    assert page.ask("/api/cancel", "POST", {"action": "a99"})[0] == 404


def test_actions_are_limited_and_end_with_the_program(listening, peer):
    running, page = listening
    target = peer("hang")
    forging = {"type": "call.created", "to": target.url}
    for _ in range(4):
        page.post("/api/forge", forging)
    assert page.post("/api/forge", forging, status=503)["error"]["code"] == "busy"
    began = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - began < 5


def test_the_answers_of_a_running_listener(streamctl):
    running = streamctl.listen(*UI, "--respond", "418")
    page = open_page(running)
    state = page.get("/api/state")
    assert state["respond"] == "418" and {"replay", "forge", "send", "respond"} <= set(state["can"])
    assert post(running.url, event(), webhook_id="a")[0] == 418
    with page.stream() as stream:
        events = stream.events()
        next(events)
        assert page.post("/api/respond", {"plan": "503,200"}, status=200) == {"respond": "503,200"}
        assert next(data for _, name, data in events if name == "state")["respond"] == "503,200"
    assert [post(running.url, event(), webhook_id="b")[0] for _ in range(3)] == [503, 200, 200]
    page.post("/api/respond", {"plan": ""}, status=200)
    assert post(running.url, event(), webhook_id="c")[0] == 200


def test_the_secret_stays_here(listening):
    _, page = listening
    action = page.post("/api/forge", {"type": "call.created"})
    summary(page, action)
    assert SECRET.encode() not in page.ask(f"/api/actions/{action['action']}")[2]


def test_a_handler_is_checked(listening):
    _, page = listening
    reports = done(page, page.post("/api/check", {"only": ["accepts-valid", "rejects-wrong-signature"]}))
    findings = {report["name"]: report["status"] for report in reports if report["event"] == "finding"}
    assert findings == {"accepts-valid": "pass", "rejects-wrong-signature": "pass"}
    assert reports[-1]["event"] == "summary" and reports[-1]["pass"] == 2
    assert "no check is called" in page.post("/api/check", {"only": ["x"]}, status=400)["error"]["message"]


def send(running, body, answers, **options):
    """Posts in the background; the status is appended to `answers`, or None for a dropped connection."""
    def work():
        try:
            answers.append(post(running.url, body, **options)[0])
        except OSError:
            answers.append(None)
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def held(events, count):
    """The state once so many are held."""
    return next(data["held"] for _, name, data in events if name == "state" and len(data["held"]) == count)


@pytest.mark.parametrize("what, answer, sent", [
    ({"do": "release"}, 200, ["a"]), ({"do": "drop"}, None, []), ({"do": "double"}, 200, ["a", "a"]),
    ({"do": "edit", "body": '{"type":"call.ended","n":1}'}, 200, ["edited"])])
def test_a_delivery_is_held(streamctl, peer, what, answer, sent):
    target = peer(200)
    running = streamctl.listen(*UI, "--forward-to", target.url)
    page = open_page(running)
    page.post("/api/hold", {"type": "call.ended"}, status=200)
    assert post(running.url, event("call.created"))[0] == 200, "it does not match"
    del target.requests[:]
    answers, body = [], event("call.ended")
    with page.stream() as stream:
        events = stream.events()
        thread = send(running, body, answers, webhook_id="one")
        one = held(events, 1)[0]
        assert one["type"] == "call.ended" and one["body"].encode() == body and not answers
        assert page.get("/api/state")["hold"] is None, "one was asked for"
        assert page.post(f"/api/held/{one['id']}", {"do": "eat"}, status=400)
        page.post(f"/api/held/{one['id']}", what, status=200)
        held(events, 0)
    thread.join(WATCHDOG)
    assert answers == [answer]
    page.until(lambda rows: len(rows) == 2)
    deadline = time.monotonic() + WATCHDOG
    while len(target.requests) < len(sent):
        assert time.monotonic() < deadline
    edited = what.get("body", "").encode()
    assert [text for _, text in target.requests] == [edited if name == "edited" else body for name in sent]
    assert all(headers["X-Signature"] == sign(text) for headers, text in target.requests)
    assert page.ask(f"/api/held/{one['id']}", "POST", what)[0] == 404


def test_a_held_delivery_goes_on_by_itself(listening):
    running, page = listening
    page.post("/api/hold", {}, status=200)
    answers = []
    with page.stream() as stream:
        events = stream.events()
        thread = send(running, event(), answers)
        one = held(events, 1)[0]
        assert "no target" in page.post(f"/api/held/{one['id']}", {"do": "double"}, status=400)["error"]["message"]
        held(events, 0)
    thread.join(WATCHDOG)
    assert answers == [200]


def test_what_nobody_decided_about_is_held_again(streamctl, listening):
    running, page = listening
    page.post("/api/hold", {"again": True}, status=200)
    with page.stream() as stream:
        events = stream.events()
        forge = streamctl.start("forge", "call.created", "--to", running.url, "-o", "json")
        first = held(events, 1)[0]
        assert (first["attempt"], first["at_end"]) == (1, "again")
        second = next(data["held"][0] for _, name, data in events if name == "state" and data["held"] and data["held"][0]["id"] != first["id"])
        assert (second["attempt"], second["webhook_id"]) == (2, first["webhook_id"])
        page.post(f"/api/held/{second['id']}", {"do": "release"}, status=200)
    assert forge.wait() == 0
    rows = page.until(lambda rows: len(rows) == 2)
    assert [(row["attempt"], row["status"]) for row in rows] == [(1, 503), (2, 200)]
    assert "sent again" in rows[0]["reason"]


def test_held_deliveries_are_answered_at_the_end(listening):
    running, page = listening
    page.post("/api/hold", {"count": 3}, status=200)
    answers = []
    with page.stream() as stream:
        events = stream.events()
        threads = [send(running, event(), answers) for _ in range(3)]
        held(events, 3)
        began = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - began < 5
    for thread in threads:
        thread.join(WATCHDOG)
    assert answers == [200] * 3

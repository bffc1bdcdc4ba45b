"""What the page of `listen --ui` keeps of deliveries: forged ids, long texts, and those that memory has no more."""
import json
import time

import pytest
from conftest import WATCHDOG, event, post
from inspector import open_page

UI = ["--ui", "--ui-port", "0"]


@pytest.fixture
def listening(streamctl):
    running = streamctl.listen(*UI)
    return running, open_page(running)


def test_a_forged_id_does_not_stand_for_the_delivery(listening):
    running, page = listening
    post(running.url, event(good=1), webhook_id="33333333-cccc", attempt=1)
    post(running.url, event(forged=1), webhook_id="33333333-cccc", attempt=2, secret="another")
    page.until(lambda rows: len(rows) == 2)
    for key in ("33333333-cccc", "33333333", "1"):
        one = page.get(f"/api/deliveries/{key}")
        assert one["seq"] == 1 and json.loads(one["body"])["good"] == 1
        assert [attempt["seq"] for attempt in one["attempts"]] == [1]
    forged = page.get("/api/deliveries/2")
    assert json.loads(forged["body"])["forged"] == 1 and [attempt["seq"] for attempt in forged["attempts"]] == [2]
    post(running.url, event(good=1), webhook_id="33333333-cccc", attempt=2)
    page.until(lambda rows: len(rows) == 3)
    one = page.get("/api/deliveries/33333333-cccc")
    assert one["seq"] == 3 and [attempt["seq"] for attempt in one["attempts"]] == [1, 3]


def test_long_texts_do_not_make_long_rows(listening):
    running, page = listening
    long = "<b>\u202e" * 100_000
    post(running.url, event(long, long, user={"id": long}), webhook_id="9" * 2000)
    row = page.until(len)[0]
    assert len(json.dumps(row)) < 10_000 and row["type"].startswith("<b>\\u202e<b>") and row["type"].endswith("…")
    assert long in json.loads(page.get(f"/api/deliveries/{row['webhook_id']}")["body"])["type"]


def test_an_answer_with_events_is_bounded(listening):
    running, page = listening
    for number in range(30):
        post(running.url, event(custom={"text": "x" * 100_000, "number": number}))
    page.until(lambda rows: len(rows) == 30)
    read, before = [], ""
    while before is not None:
        status, _, body = page.ask(f"/api/deliveries?bodies=1{before and f'&before={before}'}")
        assert status == 200 and len(body) < 3 << 20
        answer = json.loads(body)
        read += [row["event"]["custom"]["number"] for row in answer["rows"]]
        before = answer["next"]
    assert read == list(range(29, -1, -1))


def test_memory_is_bounded_by_bytes_too(streamctl):
    running = streamctl.listen(*UI, "--no-history")
    page = open_page(running)
    body = event(custom={"text": "x" * (1 << 20)})
    for _ in range(100):
        post(running.url, body)
    state = page.get("/api/state")
    while state["total"] + state["skipped"] < 100:
        state = page.get("/api/state")
    assert state["kept"] < 64


def test_an_older_delivery_is_read_from_the_history(streamctl):
    running = streamctl.listen(*UI, "--ui-keep", "2")
    page = open_page(running)
    post(running.url, event(first=True), webhook_id="11111111-aaaa")
    for _ in range(5):
        post(running.url, event())
    page.until(lambda rows: rows and rows[-1]["seq"] == 6)
    assert page.ask("/api/deliveries/1")[0] == 404
    deadline = time.monotonic() + WATCHDOG
    while page.ask("/api/deliveries/11111111")[0] != 200 and time.monotonic() < deadline:
        pass  # The history is written a little later.
    old = page.get("/api/deliveries/11111111")
    assert old["seq"] is None and json.loads(old["body"])["first"] is True


def test_without_a_history_an_older_delivery_is_read_from_the_capture(streamctl, peer):
    target = peer(503, 200)
    running = streamctl.listen(*UI, "--ui-keep", "2", "--no-history", "--record", "capture.jsonl", "--forward-to", target.url)
    page = open_page(running)
    for attempt in (1, 2):
        post(running.url, event(first=True), webhook_id="11111111-aaaa", attempt=attempt)
    for number in range(5):
        post(running.url, event(), webhook_id=f"22222222-{number}")
    page.until(lambda rows: rows and rows[-1]["seq"] == 7)
    for key in ("11111111", "11111111-aaaa"):
        old = page.get(f"/api/deliveries/{key}")
        assert old["seq"] is None and old["status"] is None and old["verdict"] == "accepted" and json.loads(old["body"])["first"] is True
        assert [one["attempt"] for one in old["attempts"]] == [1, 2] and old["answers"][0]["attempts"][0]["status"] == 200
        assert [step["ok"] for step in old["steps"]] == [True] * 5
    assert page.ask("/api/deliveries/22222222")[0] == 409
    for key in ("22222222-0", "33333333"):
        status, _, answer = page.ask(f"/api/deliveries/{key}")
        assert (status == 200) == (key == "22222222-0"), answer


@pytest.mark.parametrize("keeps", [[], ["--no-history", "--record", "capture.jsonl"]], ids=["history", "capture"])
def test_a_list_goes_on_with_what_memory_has_no_more(streamctl, keeps):
    running = streamctl.listen(*UI, "--ui-keep", "3", *keeps)
    page = open_page(running)
    for number in range(10):
        post(running.url, event("call.created" if number % 2 else "call.ended", number=number), webhook_id=f"older-{number:03}")
    page.until(lambda rows: rows and rows[-1]["seq"] == 10)

    def read(query=""):
        found, until = [], ""
        while until is not None:
            answer = page.get(f"/api/older?limit=2{query}{until and f'&until={until}'}")
            assert len(answer["rows"]) <= 2 and all(row["seq"] is None for row in answer["rows"])
            found += [row["webhook_id"] for row in answer["rows"]]
            until = answer["next"]
        return found

    deadline = time.monotonic() + WATCHDOG
    while len(read()) < 7 and time.monotonic() < deadline:
        pass  # The history is written a little later.
    assert read() == [f"older-{number:03}" for number in range(6, -1, -1)]
    assert read("&type=call.created") == ["older-005", "older-003", "older-001"]
    assert read("&verdict=refused") == []
    assert read("&jq=.number>2%20and%20.number<5") == ["older-004", "older-003"]
    assert page.get("/api/older?jq=.number|test(%221%22)")["jq_failed"] == 7
    for query in ("jq=.(", "until=yesterday", "limit=x"):
        assert page.ask(f"/api/older?{query}")[0] == 400


def test_a_planned_failure_is_read_as_one_from_the_history(streamctl):
    running = streamctl.listen(*UI, "--ui-keep", "1", "--respond", "503,200")
    page = open_page(running)
    for attempt in (1, 2, 3):
        post(running.url, event(), webhook_id="planned-1", attempt=attempt)
    page.until(lambda rows: rows and rows[-1]["seq"] == 3)
    deadline = time.monotonic() + WATCHDOG
    while len(rows := page.get("/api/older")["rows"]) < 2:
        assert time.monotonic() < deadline, rows  # The history is written a little later.
    assert [(row["verdict"], row["status"], row["misbehaviour"], row["reason"]) for row in rows] == [("accepted", 200, "", None), ("failed", 503, "503", None)]


@pytest.mark.parametrize("keeps", [[], ["--no-history", "--record", "capture.jsonl"]], ids=["history", "capture"])
def test_an_older_delivery_without_an_id_is_named_by_its_time(streamctl, keeps):
    running = streamctl.listen(*UI, "--ui-keep", "2", *keeps)
    page = open_page(running)
    for number in range(4):
        post(running.url, event(number=number))
    for attempt in (1, 2):
        post(running.url, event(number=9), webhook_id="repeated-1", attempt=attempt)
    kept = page.until(lambda rows: rows and rows[-1]["seq"] == 6)
    deadline = time.monotonic() + WATCHDOG
    while len(older := page.get("/api/older")["rows"]) < 4:
        assert time.monotonic() < deadline, older  # The history is written a little later.
    for number, row in enumerate(reversed(older)):
        one = page.get(f"/api/deliveries/{row['at']}")
        assert json.loads(one["body"])["number"] == number and one["at"] == row["at"]
    assert page.get(f"/api/deliveries/{kept[-1]['at']}")["seq"] == 6, "memory has it"
    assert page.ask("/api/deliveries/2001-01-01T00:00:00Z")[0] == 404
    post(running.url, event())
    post(running.url, event())
    page.until(lambda rows: rows and rows[-1]["seq"] == 8)
    while page.ask(f"/api/deliveries/{kept[-2]['at']}")[0] != 200:
        assert time.monotonic() < deadline
    one = page.get(f"/api/deliveries/{kept[-2]['at']}")
    assert one["attempt"] == 1 and [attempt["attempt"] for attempt in one["attempts"]] == [1, 2]


def test_no_delivery_is_found_where_there_is_no_history(streamctl):
    page = open_page(streamctl.listen(*UI, "--no-history"))
    status, _, answer = page.ask("/api/deliveries/11111111")
    assert status == 404 and "there is no history" in json.loads(answer)["error"]["message"]

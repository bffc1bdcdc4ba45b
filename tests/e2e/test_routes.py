"""--forward-to with several targets: who gets what, and what the sender is told."""
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import quiet_http
from conftest import WATCHDOG, event, post, sign
from test_watch import of_kind, start, stream  # noqa: F401


def wait_for(condition):
    end = time.monotonic() + WATCHDOG
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def attempts_at(target):
    """What a target received, as (webhook id, attempt)."""
    fields = [{name.lower(): value for name, value in headers.items()} for headers, _ in target.requests]
    return [(one["x-webhook-id"], one["x-webhook-attempt"]) for one in fields]


def to(*targets):
    return [word for target in targets for word in ("--forward-to", target if isinstance(target, str) else target.url)]


def of_stdout(running, kind):
    return [line for line in map(json.loads, running.out.rest()) if line["kind"] == kind]


def test_every_target_gets_the_exact_event(streamctl, peer):
    one, other = peer(), peer(204)
    listen = streamctl.listen(*to(one, other), "-H", "X-Team: blue")
    body = event(pad="ü")
    assert post(listen.url, body, webhook_id="w", attempt=1)[0] in (200, 204)
    for target in (one, other):
        (headers, received), = target.requests
        headers = {name.lower(): value for name, value in headers.items()}
        assert received == body and headers["x-signature"] == sign(body)
        assert headers["x-webhook-id"] == "w" and headers["x-team"] == "blue"


@pytest.mark.parametrize("answers, told", [
    ((200, 503), 503), ((503, 200), 503), ((404, 200), 404), ((404, 503), 503), ((429, 404), 429), ((408, 422), 408),
    ((302, 200), 302), ((401, 302), 401), ((200, "reset"), 502), (("hang", 500), 504)], ids=str)
def test_the_sender_gets_the_worst_answer(streamctl, peer, answers, told):
    patience = "500ms" if "hang" in answers else "10s"
    listen = streamctl.listen(*to(*map(peer, answers)), "--attempt-timeout", patience)
    assert post(listen.url, event())[0] == told


def test_a_retry_goes_only_to_the_targets_that_failed(streamctl, peer, tmp_path):
    good, late, bad = peer(), peer(503, 200), peer(500, "reset", 200)
    listen = streamctl.listen(*to(good, late, bad), "--record", "c.jsonl")
    assert [post(listen.url, event(), webhook_id="w", attempt=attempt)[0] for attempt in (1, 2, 3)] == [503, 502, 200]
    assert attempts_at(good) == [("w", "1")]
    assert attempts_at(late) == [("w", "1"), ("w", "2")]
    assert attempts_at(bad) == [("w", "1"), ("w", "2"), ("w", "3")]
    # Another event begins anew.
    assert post(listen.url, event(), webhook_id="v", attempt=1)[0] == 200
    assert [attempts_at(target)[-1] for target in (good, late, bad)] == [("v", "1")] * 3
    assert listen.stop() == 0
    lines = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    kept = [(line["webhook_id"], line["attempt"], line["url"], line["status"]) for line in lines if line["kind"] == "forwarded"]
    answers = [("w", 1, good.url, 200), ("w", 1, late.url, 503), ("w", 1, bad.url, 500), ("w", 2, late.url, 200), ("w", 2, bad.url, None),
               ("w", 3, bad.url, 200), *(("v", 1, target.url, 200) for target in (good, late, bad))]
    assert sorted(kept, key=str) == sorted(answers, key=str)
    assert len([line for line in lines if line["kind"] == "event"]) == 4
    shown = [(line["webhook_id"], line["attempt"], line["url"], line["status"]) for line in of_stdout(listen, "forwarded")]
    assert shown == answers  # In the order of the command line, whoever answered first.


def test_a_repeat_that_no_target_failed_goes_to_all_unless_deduped(streamctl, peer):
    for arguments, times in ([], 2), (["--dedupe"], 1):
        targets = peer(), peer()
        listen = streamctl.listen(*to(*targets), *arguments)
        assert [post(listen.url, event(), webhook_id="w", attempt=attempt)[0] for attempt in (1, 2)] == [200, 200]
        assert [len(target.requests) for target in targets] == [times, times]


def test_dedupe_hides_no_retry_that_a_target_still_needs(streamctl, peer):
    good, bad = peer(), peer(503, 200)
    listen = streamctl.listen(*to(good, bad), "--dedupe")
    assert [post(listen.url, event(), webhook_id="w", attempt=attempt)[0] for attempt in (1, 2, 3)] == [503, 200, 200]
    assert (len(good.requests), len(bad.requests)) == (1, 2)


def test_an_event_goes_to_all_whose_glob_matches(streamctl, peer):
    recordings, calls, every = peer(), peer(), peer()
    listen = streamctl.listen(*to(f"call.recording_*={recordings.url}", f"call.*={calls.url}?a=b", every.url, f"custom={recordings.url}"))
    for type in ("call.recording_ready", "call.ended", "custom", "user.banned"):
        assert post(listen.url, event(type))[0] == 200
    types = [[json.loads(body)["type"] for _, body in target.requests] for target in (recordings, calls, every)]
    assert types == [["call.recording_ready", "custom"], ["call.recording_ready", "call.ended"],
                     ["call.recording_ready", "call.ended", "custom", "user.banned"]]
    assert listen.stop() == 0
    assert f"Forwarding call.recording_*, custom to {recordings.url}\n" in listen.words()


def test_what_is_for_no_target_is_accepted_and_said(streamctl, peer):
    target = peer(503)
    listen = streamctl.listen(*to(f"custom={target.url}"), "--expect", "call.created", "--count", "3", "--timeout", "50s")
    for type in ("call.created", "call.created", "call.ended"):
        assert post(listen.url, event(type))[0] == 200
    assert listen.wait() == 0 and not target.requests
    assert listen.words().count("no --forward-to is for the type call.created: ") == 1
    shown = streamctl.start("listen", "--port", "0", *to(f"custom={target.url}"))
    url = shown.err.until(lambda line: line.startswith("Listening on ")).split()[-1]
    assert post(url, event("call.created"))[0] == 200
    shown.stop()
    assert "→ no target is for this type" in "".join(shown.out.rest())


def test_a_hanging_target_holds_up_no_other(streamctl, peer):
    quick, hanging = peer(), peer("hang")
    listen = streamctl.listen(*to(hanging, quick), "--attempt-timeout", "5s")
    ids = [f"w{number}" for number in range(100)]
    with ThreadPoolExecutor(len(ids)) as senders:
        first = [senders.submit(post, listen.url, event(), webhook_id=id, attempt=1) for id in ids]
        wait_for(lambda: len(quick.requests) == len(ids))
        assert not any(sent.done() for sent in first)  # Each waits for the other target.
        assert {sent.result()[0] for sent in first} == {504}
        retries = [senders.submit(post, listen.url, event(), webhook_id=id, attempt=2) for id in ids]
        assert {sent.result()[0] for sent in retries} == {504}
    assert sorted(attempts_at(quick)) == sorted((id, "1") for id in ids)


def test_a_refusing_target_under_load(streamctl, peer):
    good, bad = peer(), peer(*[503] * 100, 200)
    listen = streamctl.listen(*to(good, bad))
    ids = [f"w{number}" for number in range(100)]
    with ThreadPoolExecutor(16) as senders:
        for attempt, told in (1, 503), (2, 200):
            answers = senders.map(lambda id: post(listen.url, event(), webhook_id=id, attempt=attempt)[0], ids)
            assert set(answers) == {told}
    assert sorted(attempts_at(good)) == sorted((id, "1") for id in ids)
    assert sorted(attempts_at(bad)) == sorted((id, str(attempt)) for id in ids for attempt in (1, 2))


class Judge:
    """A target whose answer to each delivery is `answer(type, attempt)`: a status, or an event that it awaits before 200."""

    def __init__(self, answer):
        self.received = []  # (webhook id, attempt)
        judge = self

        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                attempt = int(self.headers["X-Webhook-Attempt"])
                status = answer(json.loads(body)["type"], attempt)
                judge.received.append((self.headers["X-Webhook-Id"], attempt))
                if not isinstance(status, int):
                    status = 200 if status.wait(WATCHDOG) else 500
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = quiet_http.Server(Handler)
        self.url = f"{self._server.url}/hook"
        self.close = self._server.close


@pytest.fixture
def judges():
    made = []
    yield lambda answer: made.append(Judge(answer)) or made[-1]
    for judge in made:
        judge.close()


@pytest.mark.parametrize("arguments", [[], ["--dedupe"]], ids=str)
def test_hundreds_at_once_to_a_quick_a_slow_and_a_refusing_target(streamctl, judges, arguments, tmp_path):
    released = threading.Event()
    quick = judges(lambda type, attempt: 204)
    slow = judges(lambda type, attempt: released)
    refusing = judges(lambda type, attempt: {"call.recording_ready": 404, "call.recording_failed": 503}.get(type, 204) if attempt < 3 else 204)
    listen = streamctl.listen(*to(quick.url, f"call.ended={slow.url}", f"call.recording_*={refusing.url}"), "--attempt-timeout", "50s", "--record", "c.jsonl",
                              *arguments)
    types = ["call.created", "call.recording_ready", "call.recording_failed"]
    sent = {f"w{number}": types[number % 3] for number in range(300)}
    late = {f"l{number}": "call.ended" for number in range(60)}

    def send(item, attempt):
        return post(listen.url, event(item[1]), webhook_id=item[0], attempt=attempt)[0]

    told = {"call.created": [204, 204, 204], "call.recording_ready": [404, 404, 204], "call.recording_failed": [503, 503, 204]}
    with ThreadPoolExecutor(60) as waiting, ThreadPoolExecutor(100) as senders:
        awaited = [waiting.submit(send, item, 1) for item in late.items()]
        wait_for(lambda: len(slow.received) == len(late))
        for attempt in (1, 2, 3):  # While the slow target holds all it was sent.
            again = [item for item in sent.items() if attempt == 1 or told[item[1]][attempt - 2] != 204]
            answers = list(senders.map(lambda item: send(item, attempt), again))
            assert answers == [told[type][attempt - 1] for _, type in again]
        assert not any(one.done() for one in awaited)
        assert len([id for id, _ in quick.received if id in late]) == len(late)
        released.set()
        assert {one.result() for one in awaited} == {204}
    assert sorted(quick.received) == sorted((id, 1) for id in [*sent, *late])
    assert sorted(slow.received) == sorted((id, 1) for id in late)
    assert sorted(refusing.received) == sorted((id, attempt) for id, type in sent.items() if type != "call.created" for attempt in (1, 2, 3))
    assert listen.stop() == 0
    kept = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    received = sorted((line["webhook_id"], line["attempt"], line["url"]) for line in kept if line["kind"] == "forwarded")
    assert received == sorted([(*one, judge.url) for judge in (quick, slow, refusing) for one in judge.received])


def test_the_plan_comes_before_the_targets(streamctl, peer):
    targets = peer(), peer(503, 200)
    listen = streamctl.listen(*to(*targets), "--respond", "500,200")
    assert [post(listen.url, event(), webhook_id="w", attempt=attempt)[0] for attempt in (1, 2, 3)] == [500, 503, 200]
    assert attempts_at(targets[0]) == [("w", "2")] and attempts_at(targets[1]) == [("w", "2"), ("w", "3")]


def test_each_target_is_explained_once_and_named(streamctl, peer):
    targets = peer(401), peer(401)
    shown = streamctl.start("listen", "--port", "0", *to(*targets))
    url = shown.err.until(lambda line: line.startswith("Listening on ")).split()[-1]
    for _ in range(2):
        assert post(url, event())[0] == 401
    shown.stop()
    text = "".join(shown.out.rest())
    for target in targets:
        assert shown.words().count(f"hint: {target.url} answered 401") == 1
        assert text.count(f"→ {target.url.removeprefix('http://')}: 401 Unauthorized") == 2


@pytest.mark.parametrize("values, message", [
    (["call.*="], "there is no URL after 'call.*='"), (["call.*"], "there is no URL after the event type 'call.*'"),
    (["=3000"], "there is no event type before '='"), (["a,b=3000"], "'a,b' is not one event type or glob"),
    (["3000", "localhost:3000/"], "'http://localhost:3000' is given twice"), (["3000", "custom=3000"], "gets every event already")], ids=str)
def test_a_bad_target_is_a_usage_error(streamctl, values, message):
    for command in (["listen", "--port", "0"], ["watch", "default:a"]):
        error = streamctl(*command, *to(*values), code=2).stderr
        assert error.startswith("streamctl: error: --forward-to: ") and message in error


def test_a_glob_of_no_known_type_is_warned_about(streamctl):
    done = streamctl("listen", "--port", "0", "--for", "1ms", *to("call.recordng_*=3000"), code=0)
    assert "--forward-to: no known event type matches 'call.recordng_*'; did you mean 'call.recording_*'?" in done.stderr


def test_a_message_is_deleted_once_every_target_accepted_it(streamctl, sqs, peer):
    queue, good, bad = sqs(visibility=30), peer(), peer(503, 200)
    id, = queue.put(event())
    running = streamctl.listen("--sqs-queue-url", queue.url, *to(good, bad))
    def is_tried_again():  # As if its time were up, again and again: while the first answer is under way it is not sent to the targets.
        assert not queue.deleted
        queue.messages[0].visible_at = 0
        queue.changed.notify_all()
        return len(bad.requests) == 2

    queue.wait(lambda: bad.requests)
    queue.wait(is_tried_again)
    queue.wait(lambda: queue.deleted == [id])
    assert running.stop() == 0
    assert (len(good.requests), len(bad.requests)) == (1, 2)


def test_watch_delivers_to_each_target_under_the_policy(streamctl, stream, peer, tmp_path):  # noqa: F811
    every, custom, failing = peer(503, 200), peer(), peer(500)
    source = stream()
    running = start(streamctl, source, *to(every, f"custom={custom.url}", f"call.*={failing.url}"), "--count", "2", "--record", "c.jsonl")
    socket = source.watched(1)
    socket.event("custom")
    socket.event("call.ended")
    assert running.wait() == 1
    assert "1 delivery to the targets of --forward-to failed" in running.words()
    assert f"hint: {failing.url} answered 500" in running.words()
    deliveries = {(line["type"], line["url"]): (line["result"], len(line["attempts"])) for line in of_kind(running, "delivery")}
    assert set(deliveries) == {("custom", every.url), ("custom", custom.url), ("call.ended", every.url), ("call.ended", failing.url)}
    assert deliveries["custom", custom.url] == ("delivered", 1) and deliveries["call.ended", failing.url] == ("failed", 3)
    assert sorted(deliveries[type, every.url] for type in ("custom", "call.ended")) == [("delivered", 1), ("delivered", 2)]
    lines = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    answers = [(line["url"], line["status"]) for line in lines if line["kind"] == "forwarded"]
    assert sorted(answers) == sorted([(every.url, 503), (every.url, 200), (every.url, 200), (custom.url, 200), *[(failing.url, 500)] * 3])
    ids = {line["webhook_id"] for line in lines if line["kind"] == "event"}
    assert {id for target in (every, custom, failing) for id, _ in attempts_at(target)} == ids and len(ids) == 2


def test_watch_waits_for_no_target_with_another(streamctl, stream, peer):  # noqa: F811
    hanging, quick = peer("hang"), peer()
    source = stream()
    running = start(streamctl, source, *to(hanging, quick), "--total-timeout", "5s")
    socket = source.watched(1)
    for _ in range(30):
        socket.event("custom")
    wait_for(lambda: len(quick.requests) == 30)
    assert running.stop() == 0


def test_watch_accepts_what_is_for_no_target(streamctl, stream, peer):  # noqa: F811
    target = peer()
    source = stream()
    running = start(streamctl, source, *to(f"custom={target.url}"), "--count", "1")
    source.watched(1).event("call.ended")
    assert running.wait() == 0 and not target.requests and not of_kind(running, "delivery")

"""Every connection through a proxy that delays, drips, resets, truncates, flips bits and falls silent: what was acknowledged is there,
nothing false is called verified, and every program says what happened."""
import concurrent.futures
import http.client
import json
import threading
from datetime import datetime

import pytest
import quiet_http
from conftest import event, post, sign
from impairing import KINDS, Impairing, by_seed
from test_emulator import emulator  # noqa: F401

SENDERS = 8
BODY_KINDS = tuple("flip-body" if kind == "flip" else kind for kind in KINDS)  # A flip in a head may change a webhook id.


@pytest.fixture
def impaired():
    """Puts a proxy before a server: (url, plan) -> the proxy."""
    proxies = []

    def make(url, plan):
        proxies.append(Impairing(url, plan))
        return proxies[-1]
    yield make
    for proxy in proxies:
        proxy.end()


@pytest.fixture
def handler():
    """A handler that accepts what is signed for its very bytes: (webhook id, body) of each."""
    class Handler(quiet_http.Handler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            is_valid = self.headers.get("X-Signature") == sign(body)
            if is_valid:
                server.accepted.append((self.headers.get("X-Webhook-Id"), body))
            self.send_response(200 if is_valid else 401)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

    server = quiet_http.Server(Handler)
    server.accepted = []
    yield server
    server.close()


def status_of(url, body, **options):
    """The status of one delivery; None if no valid answer came."""
    try:
        return post(url, body, timeout=1, **options)[0]
    except (OSError, http.client.HTTPException, ValueError):
        return None


def at_once(send, numbers):
    with concurrent.futures.ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(send, numbers))


def records(path, kind="event"):
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["kind"] == kind]


def test_between_a_sender_and_listen(streamctl, impaired, tmp_path):
    listen = streamctl.listen("--record", "c.jsonl")
    proxy = impaired(listen.url, by_seed("sender", up=range(900)))
    bodies = [event(n=n, pad="x" * 400) for n in range(80)]

    def deliver(n):
        """Whether one of three attempts is acknowledged."""
        return any(status_of(proxy.url, bodies[n], webhook_id=f"n-{n}", attempt=attempt) == 200 for attempt in range(1, 4))

    acknowledged = at_once(deliver, range(len(bodies)))
    assert len(proxy.met) == len(KINDS), proxy.met
    assert post(listen.url, event(n="last"), webhook_id="last")[0] == 200
    proxy.end()
    assert listen.stop() == 0
    recorded = records(tmp_path / "c.jsonl")
    assert all(record["verified"] for record in recorded)
    stored = {record["body"].encode() for record in recorded}
    assert stored <= {*bodies, event(n="last")}, "a body that nobody sent is called verified"
    assert {body for body, is_stored in zip(bodies, acknowledged) if is_stored} <= stored and sum(acknowledged) > 40
    refused = [line for line in map(json.loads, listen.out.rest()) if line["kind"] == "refused"]
    assert any(line["status"] == 401 and line["message"] for line in refused)


def test_between_forge_and_a_handler(streamctl, impaired, handler):
    proxy = impaired(handler.url, by_seed("forge", BODY_KINDS, up=range(3000)))
    done = streamctl("forge", "call.updated", "--count", 80, "--concurrency", SENDERS, "--attempt-timeout", "500ms", "--to", proxy.url, "-o", "json", code=1)
    assert len(proxy.met) == len(KINDS), proxy.met
    *deliveries, summary = map(json.loads, done.stdout.splitlines())
    assert len(deliveries) == 80 and summary["delivered"] + summary["failed"] == 80
    accepted = {id for id, _ in handler.accepted}
    assert {one["webhook_id"] for one in deliveries if one["result"] == "delivered"} <= accepted
    attempts = [attempt for one in deliveries for attempt in one["attempts"]]
    assert {attempt["outcome"] for attempt in attempts} == {"ok", "status", "network", "timeout"}
    assert all(attempt["error"] or attempt["status"] for attempt in attempts)
    assert any(attempt["status"] == 401 for attempt in attempts), "a flipped bit is refused"


def test_between_listen_and_its_target(streamctl, impaired, handler, tmp_path):
    proxy = impaired(handler.url, by_seed("target", BODY_KINDS, up=range(900)))
    listen = streamctl.listen("--record", "c.jsonl", "--forward-to", proxy.url, "--attempt-timeout", "500ms")
    bodies = [event(n=n, pad="x" * 900) for n in range(80)]
    statuses = at_once(lambda n: post(listen.url, bodies[n], webhook_id=f"n-{n}")[0], range(len(bodies)))
    assert len(proxy.met) == len(KINDS), proxy.met
    assert listen.stop() == 0
    assert {200, 401, 502, 504} <= set(statuses), set(statuses)
    acknowledged = {f"n-{n}" for n, status in enumerate(statuses) if status == 200}
    assert {bodies[n] for n, status in enumerate(statuses) if status == 200} <= {body for _, body in handler.accepted}
    assert sorted(record["body"].encode() for record in records(tmp_path / "c.jsonl")) == sorted(bodies)
    forwarded = records(tmp_path / "c.jsonl", "forwarded")
    assert {record["webhook_id"] for record in forwarded if record["status"] == 200} == acknowledged
    assert all(record["error"] for record in forwarded if record["status"] is None)


def number_of(line):
    """The number of a custom event; -1 of any other line."""
    return json.loads(line["body"])["custom"]["n"] if line.get("type") == "custom" else -1


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_between_watch_and_the_emulator(emulator, streamctl, impaired, tmp_path):  # noqa: F811
    stream = emulator()
    stream.call()
    proxy = impaired(stream.url, by_seed("watch", ("reset", "truncate"), share=1, up=(), down=range(6000, 20000)))
    watch = streamctl.start("watch", "default:a", "--user-id", "jane", "--record", "w.jsonl", "--base-url", proxy.url, "-o", "json",
                            env={"STREAM_API_KEY": "emulator", "STREAM_API_SECRET": "emulator-secret"})
    posted = []
    enough = threading.Event()

    def keep_sending():
        while not enough.wait(0.01):
            posted.append(len(posted))
            stream.ask("POST", "/api/v2/video/call/default/a/event", {"user_id": "john", "custom": {"n": posted[-1]}}, status=201)

    watch.out.until(lambda line: '"watching"' in line)
    sending = threading.Thread(target=keep_sending, daemon=True)
    sending.start()
    for _ in range(3):
        watch.out.until(lambda line: json.loads(line)["kind"] == "gap")
    proxy.heal()
    healed = len(posted)
    watch.out.until(lambda line: number_of(json.loads(line)) >= healed)
    enough.set()
    sending.join()
    assert watch.stop() == 0
    lines = [json.loads(line) for line in watch.out.rest()]
    seen = [record for record in records(tmp_path / "w.jsonl") if record["type"] == "custom"]
    gaps = [(moment(line["from"]), moment(line["to"])) for line in lines if line["kind"] == "gap"]
    assert len(gaps) >= 3
    for before, after in zip(seen, seen[1:]):
        assert number_of(before) < number_of(after)
        if number_of(after) > number_of(before) + 1:
            begin, end = moment(before["received_at"]), moment(after["received_at"])
            assert any(start <= end and begin <= to for start, to in gaps), f"nothing says what is missing between {begin} and {end}: {gaps}"
    assert watch.words().count("warning") >= 3


def test_between_listen_and_a_queue(streamctl, sqs, impaired, tmp_path):
    queue = sqs()
    queue.hidden_most = 0.5
    proxy = impaired(queue.endpoint, by_seed("queue", [kind for kind in BODY_KINDS if kind != "half-open"], share=1, up=range(1000, 6000), down=range(200, 3000)))
    bodies = [event(n=n, pad="x" * 100) for n in range(400)]
    sent = dict(zip(queue.put(*bodies), bodies))
    words = ""
    for _ in range(30):
        listen = streamctl.start("listen", "--sqs-queue-url", queue.url, "--record", "c.jsonl", "-o", "json", env={"AWS_ENDPOINT_URL_SQS": proxy.url})
        queue.wait(lambda: not queue.messages or listen.process.poll() is not None)
        code = listen.stop() if listen.process.poll() is None else listen.wait()
        words += listen.words()
        if not queue.messages:
            break
        # A request that was changed on its way ends it, and the first one if it gets no answer.
        assert code in (1, 3) and '{"error":' in listen.words()
    assert not queue.messages and "no answer: " in words and "the queue answers again" in words
    assert sum(proxy.met.values()) >= 3, proxy.met
    assert {sent[id] for id in queue.deleted} == set(bodies) == {record["body"].encode() for record in records(tmp_path / "c.jsonl")}


def test_tls_lets_no_changed_byte_through(streamctl, certificate, impaired, tmp_path):
    chain, key = certificate
    listen = streamctl.listen("--tls-cert", chain, "--tls-key", key, "--record", "c.jsonl")
    proxy = impaired(listen.url, by_seed("tls", ("flip",), share=1, up=range(8000), down=range(3000)))
    done = streamctl("forge", "call.updated", "--count", 60, "--concurrency", SENDERS, "--attempt-timeout", "1s", "--to", proxy.url.replace("http:", "https:"),
                     "--ca-cert", chain, "-o", "json")
    assert listen.stop() == 0
    *deliveries, _ = map(json.loads, done.stdout.splitlines())
    recorded = {record["webhook_id"] for record in records(tmp_path / "c.jsonl")}
    assert {one["webhook_id"] for one in deliveries if one["result"] == "delivered"} <= recorded <= {one["webhook_id"] for one in deliveries}
    assert proxy.met["flip"] >= 10, proxy.met
    assert {attempt["outcome"] for one in deliveries for attempt in one["attempts"]} <= {"ok", "network", "timeout"}

"""listen --forward-to: the target's answer becomes ours."""
import gzip
import json
import socket
import threading

from conftest import event, post, sign
from test_watch import start, stream  # noqa: F401


def test_exact_bytes_and_headers_are_passed_on(streamctl, peer):
    target = peer()
    listen = streamctl.listen("--forward-to", target.url, "-H", "X-Team: blue")
    packed = gzip.compress(event(pad="x" * 400))
    assert post(listen.url, packed, headers={"Content-Encoding": "gzip", "Cookie": "no"}, webhook_id="w", attempt=2)[0] == 200
    headers, body = target.requests[0]
    headers = {name.lower(): value for name, value in headers.items()}
    assert body == packed and headers["content-encoding"] == "gzip" and headers["x-signature"] == sign(gzip.decompress(packed))
    assert headers["x-webhook-id"] == "w" and headers["x-webhook-attempt"] == "2" and headers["x-team"] == "blue" and "cookie" not in headers


def test_status_becomes_the_answer(streamctl, peer):
    for status in (200, 204, 404, 503):
        target = peer(status)
        assert post(streamctl.listen("--forward-to", target.url).url, event())[0] == status


def test_unreachable_is_502_and_slow_is_504(streamctl, peer):
    assert post(streamctl.listen("--forward-to", "http://127.0.0.1:1/").url, event())[0] == 502
    target = peer("hang")
    assert post(streamctl.listen("--forward-to", target.url, "--attempt-timeout", "300ms").url, event())[0] == 504


def test_a_target_that_nothing_answers_at_is_said_at_the_start(streamctl, peer, certificate):
    silent, answering = "http://127.0.0.1:1/", peer()
    running = streamctl.listen("--forward-to", f"call.*={silent}", "--forward-to", answering.url)
    said = running.err.until(lambda line: "nothing answers" in line)
    assert said == f"streamctl: warning: nothing answers at {silent} (for call.*) yet: connection refused\n"
    assert post(running.url, event("custom"))[0] == 200
    assert len(answering.requests) == 1, "the probe sends no request"
    running.stop()
    assert answering.url not in "".join(line for line in running.err.rest() if "nothing answers" in line)


def test_a_target_that_takes_one_connection_gets_the_delivery(streamctl):
    with socket.create_server(("127.0.0.1", 0)) as server:
        def answer():
            connection, _ = server.accept()
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        once = threading.Thread(target=answer, daemon=True)
        once.start()
        running = streamctl.listen("--forward-to", f"http://localhost:{server.getsockname()[1]}/x")
        assert post(running.url, event())[0] == 202
        running.stop()
        assert "nothing answers" not in running.words()


def test_a_target_whose_certificate_is_not_trusted_is_said_at_the_start(streamctl, peer, certificate):
    target = peer(tls=certificate)
    running = streamctl.listen("--forward-to", target.url)
    assert "certificate" in running.err.until(lambda line: f"warning: {target.url} can take no deliveries: " in line)
    trusting = streamctl.listen("--forward-to", target.url, "--ca-cert", certificate[0])
    assert post(trusting.url, event())[0] == 200
    trusting.stop()
    assert "warning" not in trusting.words()


def test_a_target_that_cannot_be_reached_delays_nothing(streamctl):
    """The address is one of a network that routes nowhere."""
    running = streamctl.listen("--forward-to", "http://192.0.2.1/", "--attempt-timeout", "200ms", "-q")
    assert post(running.url, event())[0] in (502, 504)
    assert running.stop() == 0 and running.words() == ""


def test_what_is_refused_or_filtered_is_not_passed_on(streamctl, peer):
    target = peer()
    listen = streamctl.listen("--forward-to", target.url, "--type", "custom")
    assert post(listen.url, event("custom"), secret="x")[0] == 401
    assert post(listen.url, event("call.created"))[0] == 200
    assert post(listen.url, event("custom"))[0] == 200
    assert [json.loads(body)["type"] for _, body in target.requests] == ["custom"]


def test_the_answer_is_shown(streamctl, peer):
    target = peer(503)
    listen = streamctl.start("listen", "--port", "0", "--forward-to", target.url, "--show-response")
    url = "http://127.0.0.1:" + listen.err.until(lambda line: "http://127.0.0.1:" in line).split("127.0.0.1:")[1].split("/")[0] + "/"
    assert post(url, event())[0] == 503
    listen.stop()
    shown = "".join(listen.out.rest())
    assert "503 Service Unavailable" in shown and "it was 503" in shown


def test_recorded_before_forwarded(streamctl, peer, tmp_path):
    target = peer("hang")
    listen = streamctl.listen("--forward-to", target.url, "--record", "c.jsonl", "--attempt-timeout", "300ms")
    assert post(listen.url, event())[0] == 504
    assert (tmp_path / "c.jsonl").read_text().startswith('{"kind":"event"')


def kinds(path):
    return [json.loads(line)["kind"] for line in path.read_text().splitlines()]


def test_a_capture_keeps_what_the_target_answered(streamctl, peer, tmp_path):
    target = peer(503, 204, "hang")
    listen = streamctl.listen("--forward-to", target.url, "--record", "c.jsonl", "--attempt-timeout", "1s")
    for attempt in (1, 2, 3):
        post(listen.url, event(), webhook_id="w", attempt=attempt)
    post(listen.url, event(), secret="x")
    assert listen.stop() == 0
    path = tmp_path / "c.jsonl"
    assert kinds(path) == ["event", "forwarded"] * 3
    answers = [json.loads(line) for line in path.read_text().splitlines()[1::2]]
    assert [list(answer) for answer in answers] == [["kind", "v", "webhook_id", "attempt", "url", "status", "duration_ms", "error"]] * 3
    assert [(answer["v"], answer["webhook_id"], answer["attempt"], answer["status"]) for answer in answers] == [
        (1, "w", 1, 503), (1, "w", 2, 204), (1, "w", 3, None)]
    assert answers[0]["error"] is None and answers[0]["duration_ms"] > 0 and answers[2]["error"]
    assert answers[0]["url"] == target.url
    census = json.loads(streamctl("inspect", "c.jsonl", "-o", "json", code=0).stdout)
    assert (census["events"], census["retries"], census["duplicates"], census["malformed"]) == (3, 2, 0, 0)
    again = peer()
    streamctl("replay", "c.jsonl", "--to", again.url, code=0)
    assert len(again.requests) == 3


def test_a_lost_answer_line_loses_no_delivery(streamctl, peer, tmp_path):
    """A line cut off by a crash is an answer's: the deliveries before it stay."""
    path = tmp_path / "c.jsonl"
    listen = streamctl.listen("--forward-to", peer().url, "--record", "c.jsonl")
    post(listen.url, event())
    listen.stop()
    path.write_bytes(path.read_bytes()[:-20])
    listen = streamctl.listen("--forward-to", peer().url, "--record", "c.jsonl")
    post(listen.url, event())
    listen.stop()
    assert kinds(path) == ["event", "event", "forwarded"]


def test_a_capture_of_watch_keeps_the_answer_to_each_attempt(streamctl, stream, peer, tmp_path):  # noqa: F811
    target = peer(503, 200, 200)
    source = stream()
    running = start(streamctl, source, "--forward-to", target.url, "--count", "2", "--record", "c.jsonl")
    socket = source.watched(1)
    socket.event()
    socket.event("call.ended")
    assert running.wait() == 0, running.words()
    lines = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    ids = {line["webhook_id"] for line in lines if line["kind"] == "event"}
    answers = [line for line in lines if line["kind"] == "forwarded"]
    assert len(ids) == 2 and {answer["webhook_id"] for answer in answers} == ids
    assert sorted((answer["attempt"], answer["status"]) for answer in answers) == [(1, 200), (1, 503), (2, 200)]
    assert {answer["url"] for answer in answers} == {target.url}

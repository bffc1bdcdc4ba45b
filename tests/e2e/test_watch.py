"""watch against an independent WebSocket server that misbehaves."""
import contextlib
import json
import signal
import socket as socket_module
import time

import pytest
from conftest import SECRET, sign
from stream_peer import BINARY, CLOSE, CONTINUATION, PING, TEXT, StreamPeer, claims_of


@pytest.fixture
def stream():
    peers = []

    def make(*welcomes):
        peers.append(StreamPeer(welcomes))
        return peers[-1]
    yield make
    for peer in peers:
        peer.end()


def start(streamctl, peer, *arguments, calls=("default:standup",), **options):
    return streamctl.start("watch", *calls, "--base-url", peer.url, "-o", "json", *arguments, **options)


def of_kind(running, kind):
    return [line for line in map(json.loads, running.out.rest()) if line["kind"] == kind]


def test_connects_watches_and_shows_what_comes(streamctl, stream):
    peer = stream()
    running = start(streamctl, peer, "--count", "2", calls=("default:standup", "livestream:main stage"))
    first = json.loads(running.out.next())
    assert first == {"kind": "watching", "url": peer.url, "user_id": "streamctl", "calls": 2}
    socket = peer.socket(1)
    assert socket.path == "/video/connect"
    assert socket.query["api_key"] == "key" and socket.query["stream-auth-type"] == "jwt"
    assert socket.query["X-Stream-Client"].startswith("stream-cpp-streamctl-")
    assert socket.authentication["products"] == ["video"]
    assert socket.authentication["user_details"] == {"id": "streamctl"}
    claims = claims_of(socket.authentication["token"], SECRET)
    assert claims["user_id"] == "streamctl" and claims["exp"] > time.time()
    watching = [(method, path, query) for method, path, query, _, _ in peer.requests]
    assert watching == [("GET", "/video/call/default/standup", {"api_key": "key", "connection_id": "connection-1"}),
                        ("GET", "/video/call/livestream/main%20stage", {"api_key": "key", "connection_id": "connection-1"})]
    for _, _, _, headers, _ in peer.requests:
        assert headers["authorization"] == socket.authentication["token"]

    text = b'{"type":"custom","call_cid":"default:standup",  "custom":{"emoji":"\xf0\x9f\x91\x8b"}}'
    socket.send(text)
    socket.event("call.ended")
    assert running.wait() == 0
    one, two = of_kind(running, "event")
    assert one["transport"] == "websocket" and one["verified"] is True
    assert one["type"] == "custom" and one["call_cid"] == "default:standup"
    assert one["body"].encode() == text
    assert two["type"] == "call.ended"
    assert socket.closed.wait(10) and socket.close_code == 1000
    shown = running.words() + "".join(running.out.rest())
    assert socket.authentication["token"] not in shown and SECRET not in shown


def test_shows_events_to_people(streamctl, stream):
    peer = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", peer.url, "--count", "1")
    peer.watched(1).event("call.session_started\x1b[2J", custom={"room": "blue"})
    assert running.wait() == 0
    shown = "".join(running.out.rest())
    assert "default:standup" in shown and '"room": "blue"' in shown
    assert "\x1b" not in shown
    assert "Watching 1 call as streamctl" in running.words()


def test_creates_calls(streamctl, stream):
    peer = stream()
    running = start(streamctl, peer, "--create", "--user-id", "ann")
    running.out.next()
    assert [request[:2] for request in peer.requests] == [("POST", "/video/call/default/standup")]
    assert peer.socket(1).authentication["user_details"] == {"id": "ann"}
    assert running.stop() == 0


def test_watches_what_a_query_finds_page_by_page(streamctl, stream):
    peer = stream()
    peer.answers["/video/calls"] = [(201, {"calls": [{}, {}], "next": "page-2"}), (201, {"calls": [{}]})]
    running = start(streamctl, peer, "--query", '{"type":"livestream"}', calls=())
    assert json.loads(running.out.next())["calls"] == 3
    first, second = (json.loads(body) for *_, body in peer.requests)
    assert first == {"watch": True, "filter_conditions": {"type": "livestream"}, "limit": 100}
    assert second == {**first, "next": "page-2"}
    assert running.stop() == 0


def test_records_and_filters(streamctl, stream, tmp_path):
    peer = stream()
    capture = tmp_path / "capture.jsonl"
    running = start(streamctl, peer, "--record", capture, "--type", "call.*", "--filter", ".custom.keep != false",
                    "--expect", "call.ended")
    socket = peer.watched(1)
    socket.event("custom")
    socket.event("call.updated", custom={"keep": False})
    socket.event("call.created")
    socket.event("call.ended")
    assert running.wait() == 0
    recorded = [json.loads(line) for line in capture.read_text().splitlines()]
    assert [record["type"] for record in recorded] == ["call.created", "call.ended"]
    assert recorded == of_kind(running, "event")
    assert recorded[0]["remote"] == peer.url.split("/")[2]
    done = streamctl("inspect", capture, "-o", "json", code=0)
    assert "call.created" in done.stdout


def test_ends_as_it_was_told(streamctl, stream, tmp_path):
    peer = stream()
    report = tmp_path / "report.xml"
    running = start(streamctl, peer, "--expect", "call.ended", "--timeout", "3s", "--junit", report)
    peer.watched(1).event("call.created")
    assert running.wait() == 1
    assert "not all that was expected came within 3s: call.ended (0 of 1)" in running.words()
    assert '<testsuite name="streamctl watch"' in report.read_text()

    running = start(streamctl, peer, "--forbid", "call.ended", "--for", "20s")
    peer.watched(2).event("call.ended")
    assert running.wait() == 1
    assert "call.ended came, which --forbid rules out" in running.words()

    running = start(streamctl, peer, "--for", "3s")
    assert running.wait() == 0
    running = start(streamctl, peer, "--count", "5")
    peer.watched(4)
    assert running.stop(signal.SIGTERM) == 143


def send_too_much(socket):
    with contextlib.suppress(OSError):  # It need not be read to its end.
        socket.send(b'"' + b"x" * 1048575 + b'"')


@pytest.mark.parametrize("end, reason", [
    (lambda socket: socket.close(1001, "going away"), "closed with 1001 (going away)"),
    (lambda socket: socket.close(1011, "\x1b[31mred"), "closed with 1011 (\\u001b[31mred)"),
    (lambda socket: socket.close(1013), "closed with 1013"),
    (lambda socket: socket.drop(), "the connection was lost"),
    (lambda socket: socket.send(b'{"type":"\xff\xfe"}'), "it sent a message that is not UTF-8"),
    (lambda socket: socket.frame(BINARY, b"x"), "it sent a binary message"),
    (lambda socket: socket.frame(3, b"x"), "it broke the WebSocket protocol"),
    (lambda socket: send_too_much(socket), "it sent a message that is too large"),
    (lambda socket: socket.error(-1, 500, "oops"), "oops (HTTP 500, code -1)"),
], ids=["1001", "1011", "1013", "dropped", "no UTF-8", "binary", "protocol", "too large", "error"])
def test_comes_back_and_reports_the_gap(streamctl, stream, end, reason):
    peer = stream()
    running = start(streamctl, peer, "--expect", "call.ended")
    socket = peer.watched(1)
    socket.event("call.created")
    end(socket)
    again = peer.watched(2)
    again.event("call.ended")
    assert running.wait() == 0, running.words()
    kinds = [line["kind"] for line in map(json.loads, running.out.rest())]
    assert kinds == ["watching", "event", "gap", "event"]
    gap, = of_kind(running, "gap")
    assert gap["reason"].startswith(reason) and gap["from"] <= gap["to"]
    words = running.words()
    assert f"the connection is lost: {reason}" in words and "may be missing" in words
    assert socket.authentication["token"] not in words


def test_a_gap_that_the_end_finds_open_is_reported_too(streamctl, stream):
    peer = stream()
    running = start(streamctl, peer)
    socket = peer.watched(1)
    peer.handshake_answer = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    socket.close(1001)
    running.err.until(lambda line: "503" in line)
    assert running.stop() == 0
    gap, = of_kind(running, "gap")
    assert gap["reason"] == "closed with 1001" and gap["from"] <= gap["to"]


def test_a_gap_is_no_event_to_look_at(streamctl, stream):
    peer = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", peer.url, "--expect", "call.ended", "--compact")
    peer.watched(1).close(1001)
    peer.watched(2).event("call.ended")
    assert running.wait() == 0
    line, = running.out.rest()
    assert "call.ended" in line and "may be missing" in running.words()


def test_takes_frames_in_any_form(streamctl, stream):
    peer = stream()
    running = start(streamctl, peer, "--count", "3")
    socket = peer.watched(1)
    whole = '{"type":"custom","call_cid":"default:standup","text":"zwölf"}'.encode()
    cut = whole.index(b"\xc3") + 1
    socket.frame(TEXT, whole[:cut], fin=False)
    socket.frame(PING, b"between")
    socket.frame(CONTINUATION, whole[cut:-1], fin=False)
    socket.frame(CONTINUATION, whole[-1:])
    large = b'{"type":"custom","text":"' + b"x" * (1048576 - 27) + b'"}'
    assert len(large) == 1048576
    socket.send(large)
    socket.send(b"no JSON at all")
    socket.event("call.ended")
    assert running.wait() == 0
    events = of_kind(running, "event")
    assert events[0]["body"].encode() == whole
    assert len(events[1]["body"]) == 1048576
    assert socket.pongs == [b"between"]


def test_close_1000_is_final(streamctl, stream):
    peer = stream()
    running = start(streamctl, peer)
    peer.watched(1).close(1000, "you are banned")
    assert running.wait() == 1
    assert json.loads(running.words().splitlines()[-1])["error"]["message"] == \
        "the server ended the session for good: close code 1000 (you are banned)"
    assert len(peer.sockets) == 1


def test_a_refusal_is_final(streamctl, stream):
    peer = stream(lambda socket, number: socket.error(43, 401, "signature is not valid"))
    running = start(streamctl, peer)
    assert running.wait() == 1
    assert "cannot connect: signature is not valid (HTTP 401, code 43)" in running.words()
    assert len(peer.sockets) == 1


def test_a_refused_handshake_is_final(streamctl, stream):
    peer = stream()
    body = b'{"code":2,"message":"api_key not found","StatusCode":401}'
    peer.handshake_answer = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    running = start(streamctl, peer)
    assert running.wait() == 1
    assert "api_key not found" in running.words()


def test_makes_another_token_when_one_is_stale(streamctl, stream):
    def stale_at_first(socket, number):
        socket.error(40, 401, "token expired") if number == 1 else socket.ok(number)
    peer = stream(stale_at_first)
    running = start(streamctl, peer, "--count", "1")
    peer.watched(2).event()
    assert running.wait() == 0
    assert len(peer.sockets) == 2


def test_a_token_that_expires_before_the_calls_are_watched_is_made_anew(streamctl, stream):
    peer = stream()
    stale = {"code": 40, "message": "token has expired", "StatusCode": 401}
    peer.answers["/video/call/default/standup"] = [(401, stale), (200, {})]
    running = start(streamctl, peer, "--count", "1")
    peer.watched(2).event()
    assert running.wait() == 0


def test_a_given_token_is_used_and_its_end_told(streamctl, stream, tmp_path):
    def stale_at_second(socket, number):
        socket.error(40, 401, "token expired") if number == 2 else socket.ok(number)
    peer = stream(stale_at_second)
    token = streamctl("token", "--user-id", "ann", code=0).stdout.strip()
    (tmp_path / "token").write_text(token + "\n")
    running = start(streamctl, peer, "--token", tmp_path / "token", env={"STREAM_API_SECRET": ""})
    socket = peer.watched(1)
    assert socket.authentication == {"token": token, "products": ["video"], "user_details": {"id": "ann"}}
    socket.close(1001)
    assert running.wait() == 1
    assert "the token has expired" in running.words()
    assert token not in running.words()


def test_a_call_that_does_not_exist_ends_it(streamctl, stream):
    peer = stream()
    peer.answers["/video/call/default/standup"] = (404, {"code": 16, "message": 'GetCall failed with error: "call not found"',
                                                        "StatusCode": 404})
    running = start(streamctl, peer)
    assert running.wait() == 1
    assert "cannot watch default:standup: GetCall failed" in running.words() and "--create" in running.words()


def test_watching_again_survives_a_server_that_is_down(streamctl, stream):
    peer = stream()
    running = start(streamctl, peer, "--count", "1")
    socket = peer.watched(1)
    running.out.next()
    peer.answers["/video/call/default/standup"] = (503, {"code": -1, "message": "down", "StatusCode": 503})
    socket.close(1001)
    peer.watched(2)
    running.err.until(lambda line: "cannot watch default:standup: down" in line)
    del peer.answers["/video/call/default/standup"]
    peer.watched(3).event()
    assert running.wait() == 0
    gap, = of_kind(running, "gap")
    assert gap["reason"] == "closed with 1001"


def test_unreachable_is_exit_3(streamctl):
    def watch(*arguments):
        return streamctl("watch", "default:standup", "--base-url", "http://127.0.0.1:1", *arguments, code=3).stderr

    assert "cannot connect to http://127.0.0.1:1: connection refused" in watch()
    assert "no connection to http://127.0.0.1:1 within 200ms: connection refused" in watch("--for", "200ms")


def test_a_server_that_lets_nobody_in_is_given_up(streamctl):
    """It takes the connection, and says nothing to a TLS client."""
    with socket_module.create_server(("127.0.0.1", 0)) as mute:
        done = streamctl("watch", "default:standup", "--base-url", f"https://127.0.0.1:{mute.getsockname()[1]}",
                         "--timeout-connect", "200ms", code=3)
    assert "no connection within 200ms" in done.stderr


@pytest.mark.timing
def test_a_slow_handshake_can_be_interrupted(streamctl, stream):
    peer = stream(lambda socket, number: None)  # Never says connection.ok.
    running = start(streamctl, peer)
    peer.wait_for(lambda: peer.sockets and peer.sockets[0].authentication)
    begun = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - begun < 5


@pytest.mark.timing
def test_silence_is_noticed(streamctl, stream):
    """35 seconds of it, and the connection's own sign of life after 25."""
    peer = stream()
    running = start(streamctl, peer, "--count", "1")
    socket = peer.watched(1)
    socket.send = lambda value: None  # Answers nothing more.
    begun = time.monotonic()
    peer.wait_for(lambda: socket.frames, "the health check")
    assert 23 < time.monotonic() - begun < 30
    check, = json.loads(socket.frames[0])
    assert check["type"] == "health.check" and check["client_id"].startswith("streamctl--")
    peer.wait_for(lambda: len(peer.sockets) == 2, "another connection")
    assert 33 < time.monotonic() - begun < 45
    peer.watched(2).event()
    assert running.wait() == 0
    gap, = of_kind(running, "gap")
    assert gap["reason"] == "nothing came for 35s"


def test_forwards_as_signed_webhooks_under_the_policy(streamctl, stream):
    listener = streamctl.listen("--respond", "503,200")
    peer = stream()
    running = start(streamctl, peer, "--forward-to", listener.url, "--count", "2")
    socket = peer.watched(1)
    body = b'{"type":"custom","call_cid":"default:standup","custom":{}}'
    socket.send(body)
    socket.event("call.ended")
    assert running.wait() == 0, running.words()
    deliveries = of_kind(running, "delivery")
    assert [delivery["result"] for delivery in deliveries] == ["delivered", "delivered"]
    assert [[attempt["status"] for attempt in delivery["attempts"]] for delivery in deliveries] == [[503, 200]] * 2
    assert listener.stop() == 0
    taken = listener.records()
    assert len(taken) == 4 and all(record["verified"] for record in taken)
    sent = next(record for record in taken if record["type"] == "custom")
    assert sent["body"].encode() == body and sent["headers"]["X-Signature"] == sign(body)
    assert sent["headers"]["X-Api-Key"] == "key"


def test_a_failed_delivery_fails_a_run_with_an_end(streamctl, stream):
    listener = streamctl.listen("--respond", "404")
    peer = stream()
    running = start(streamctl, peer, "--forward-to", listener.url, "--count", "1")
    peer.watched(1).event()
    assert running.wait() == 1
    assert "1 delivery to the target of --forward-to failed" in running.words()
    listener.stop()


@pytest.mark.parametrize("arguments, message", [
    ([], "there is no call to watch"),
    (["standup"], "'standup' is no call"),
    (["default:a", "--query", "{}"], "exclude each other"),
    (["--query", "[]"], "--query"),
    (["--query", "{}", "--create"], "--create"),
    (["default:a", "--timeout", "1s"], "--timeout"),
    (["default:a", "--fsync"], "--fsync"),
])
def test_usage_errors(streamctl, arguments, message):
    done = streamctl("watch", *arguments, code=2)
    assert message in done.stderr


def test_a_token_that_is_none_is_refused(streamctl, tmp_path):
    (tmp_path / "token").write_text("eyJ.secret-ish.x")
    done = streamctl("watch", "default:a", "--token", tmp_path / "token", code=2)
    assert "secret-ish" not in done.stderr
    (tmp_path / "server").write_text(streamctl("token", "--server", code=0).stdout)
    done = streamctl("watch", "default:a", "--token", tmp_path / "server", code=2)
    assert "it has no user_id" in done.stderr
    streamctl("watch", "default:a", code=2, env={"STREAM_API_SECRET": ""})

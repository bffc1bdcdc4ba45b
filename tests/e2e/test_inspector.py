"""The page of `listen --ui`: what it tells, and what it survives."""
import http.client
import json
import signal
import socket
import threading
import time

import pytest
from conftest import WATCHDOG, event, post
from inspector import Page, Stream, open_page

UI = ["--ui", "--ui-port", "0"]


@pytest.fixture
def listening(streamctl):
    running = streamctl.listen(*UI)
    return running, open_page(running)


def test_the_address_is_told(streamctl):
    running = streamctl.start("listen", "--port", "0", "--quiet", *UI)
    page = Page(running.err.until(lambda line: "Inspector at http://127.0.0.1:" in line).split()[-1])
    status, headers, body = page.ask("/", token=False)
    assert status == 200 and headers["Content-Type"].startswith("text/html") and b"<html" in body
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert running.stop() == 0


def test_a_delivery_appears_with_everything(listening):
    running, page = listening
    body = event("call.session_participant_joined", "default:a", participant={"user": {"id": "john"}}, extra=1)
    post(running.url, body, webhook_id="11111111-aaaa", attempt=1)
    post(running.url, body, webhook_id="11111111-aaaa", attempt=2)
    post(running.url, body, {"X-Signature": "0" * 64}, webhook_id="22222222-bbbb")
    post(running.url, b"", method="PUT")
    rows = page.until(lambda rows: len(rows) == 4)
    assert [row["verdict"] for row in rows] == ["accepted", "accepted", "refused", "refused"]
    assert [row["kind"] for row in rows] == ["delivery"] * 3 + ["request"]
    assert rows[0]["who"] == "john" and rows[0]["group"] == "session" and rows[0]["status"] == 200
    assert rows[1]["retry"] and rows[1]["attempt"] == 2
    assert rows[2]["code"] == "wrong_signature" and rows[2]["status"] == 401
    one = page.get("/api/deliveries/1")
    assert one["body"].encode() == body and ["X-Webhook-Id", "11111111-aaaa"] in one["headers"]
    assert [step["ok"] for step in one["steps"]] == [True] * 5
    assert one["fields"]["unknown"] == ["extra"] and "session_id" in one["fields"]["missing"]
    assert [attempt["seq"] for attempt in one["attempts"]] == [1, 2]
    assert one["commands"]["curl"].startswith("curl -X POST ") and "forge" in one["commands"]
    assert page.get("/api/deliveries/11111111")["seq"] == 2, "the latest attempt"
    refused = page.get("/api/deliveries/22222222-bbbb")
    assert [step["ok"] for step in refused["steps"]] == [True, True, True, False, None]
    assert page.get("/api/state")["counts"] == {"accepted": 2, "refused": 2, "failed": 0, "retries": 1}


def test_a_command_of_a_delivery_sends_it_again(streamctl, listening):
    running, page = listening
    post(running.url, event(custom={"quote": "it's"}), webhook_id="one")
    commands = page.until(len) and page.get("/api/deliveries/1")["commands"]
    import subprocess
    assert subprocess.run(["sh", "-c", commands["curl"]], capture_output=True).returncode == 0
    rows = page.until(lambda rows: len(rows) == 2)
    assert rows[1]["verdict"] == "accepted" and rows[1]["webhook_id"] == "one"


@pytest.mark.parametrize("query, found", [
    ("?type=call.*ed", [4, 3, 2, 1]), ("?type=custom", []), ("?call=default:b", [2]), ("?user=jane", [3]),
    ("?verdict=refused", [4]), ("?text=JANE", [3]), ("?text=verified", []), ("?text=signature", [4]), ("?id=id-2", [2]), ("?limit=2", [4, 3]), ("?before=3", [2, 1]),
    ("?after=2", [4, 3]), ("?jq=.number%3E1", [3, 2]), ("?jq=.number%2B%22x%22", [4]), ("?type=call.*&text=default:a", [4, 3, 1])])
def test_search(listening, query, found):
    running, page = listening
    for number, (cid, user) in enumerate([("default:a", "john"), ("default:b", "john"), ("default:a", "jane")], 1):
        post(running.url, event("call.created", cid, number=number, user={"id": user}), webhook_id=f"id-{number}")
    post(running.url, event("call.ended", "default:a"), {"X-Signature": "0" * 64}, webhook_id="wrong")
    page.until(lambda rows: len(rows) == 4)
    answer = page.get("/api/deliveries" + query)
    assert [row["seq"] for row in answer["rows"]] == found
    assert answer["more"] == (query == "?limit=2")
    assert answer["jq_failed"] == (3 if "%22x%22" in query else 0)


def test_a_search_says_what_is_wrong_with_it(listening):
    _, page = listening
    for query in ("?jq=.a%5B", "?verdict=good", "?limit=501", "?before=x", "?jq=input"):
        status, _, body = page.ask("/api/deliveries" + query)
        assert status == 400 and json.loads(body)["error"]["message"], query
        assert "--" not in json.loads(body)["error"]["message"], query


def test_a_whole_id_is_found_though_others_begin_with_it(listening):
    running, page = listening
    for id in ("order-10", "order-1", "order-11"):
        assert post(running.url, event(), webhook_id=id)[0] == 200
    page.until(lambda rows: len(rows) == 3)
    assert page.get("/api/deliveries/order-1")["seq"] == 2
    assert page.ask("/api/deliveries/order-")[0] == 409


def test_rows_with_their_events(listening):
    running, page = listening
    post(running.url, event(custom={"n": 1}))
    page.until(len)
    assert page.rows("?bodies=1")[0]["event"]["custom"] == {"n": 1}


def test_the_catalogue(listening):
    _, page = listening
    types = {one["name"]: one for one in page.get("/api/catalogue")["types"]}
    assert types["call.created"]["webhook"] and types["call.created"]["meaning"]
    one = page.get("/api/catalogue/call.created")
    assert one["example"]["type"] == "call.created" and one["fields"]["call"]["ref"] in one["schemas"]
    assert page.ask("/api/catalogue/call.craeted")[0] == 404


# Header fields that replace the usual ones, and the status of an answer to the API and to the page.
GATE = [
    ({}, 200, 200),
    ({"Host": "localhost:{port}"}, 200, 200),
    ({"Host": "evil.example:{port}"}, 403, 403),
    ({"Host": "127.0.0.1.evil.example"}, 403, 403),
    ({"Host": ""}, 403, 403),
    ({"Origin": "http://127.0.0.1:{port}"}, 200, 200),
    ({"Origin": "http://localhost:{port}"}, 403, 403),
    ({"Origin": "http://127.0.0.1:3000"}, 403, 403),
    ({"Origin": "https://127.0.0.1:{port}"}, 403, 403),
    ({"Origin": "http://evil.example"}, 403, 403),
    ({"Origin": "null"}, 403, 403),
    ({"Sec-Fetch-Site": "same-origin"}, 200, 200),
    ({"Sec-Fetch-Site": "cross-site"}, 403, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403, 403),
    ({"Sec-Fetch-Site": "none"}, 403, 200),
    ({"Authorization": None}, 401, 200),
    ({"Authorization": "Bearer "}, 401, 200),
    ({"Authorization": "Bearer x{token}"}, 401, 200),
    ({"Authorization": "Basic {token}"}, 401, 200),
    ({"Authorization": None, "Cookie": "token={token}"}, 401, 200),
    ({"Range": "bytes=0-1,0-1"}, 416, 416),
]


@pytest.mark.parametrize("fields, api, static", GATE, ids=lambda value: json.dumps(value) if isinstance(value, dict) else str(value))
def test_who_is_answered(listening, fields, api, static):
    _, page = listening
    fields = {name: value and value.format(port=page.port, token=page.token) for name, value in fields.items()}
    for path, status in (("/api/state", api), ("/api/deliveries", api), ("/", static)):
        got, headers, body = page.ask(path, headers=fields)
        assert got == status, (path, body)
        assert headers["X-Content-Type-Options"] == "nosniff" and "Access-Control-Allow-Origin" not in headers
        assert page.token.encode() not in body
    changing = {"Content-Type": "application/json", **fields}
    assert page.ask("/api/forge", "POST", {}, changing)[0] == (api if api != 200 else 400)


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/api/state?token={token}", 401), ("GET", "/api/stream", 401), ("GET", "/api/stream?token=x", 401),
    ("PUT", "/api/state", 405), ("DELETE", "/", 405), ("OPTIONS", "/api/state", 405), ("TRACE", "/", 405), ("POST", "/", 405),
    ("GET", "/../../../etc/passwd", 404), ("GET", "/..%2f..%2fetc/passwd", 404), ("GET", "/%2e%2e/x", 404), ("GET", "//", 404),
    ("GET", "/" + "a" * 2000, 414), ("GET", "/nothing", 404), ("GET", "/api/stream?token={token}&after=x", 400)])
def test_methods_and_paths(listening, method, path, status):
    _, page = listening
    got, headers, _ = page.ask(path.format(token=page.token), method, token=False)
    assert got == status
    assert ("Allow" in headers) == (status == 405)
    assert page.get("/api/state")["command"] == "listen"


def test_bodies_are_limited(listening):
    _, page = listening
    assert page.ask("/api/forge", "POST", b"{}", {"Content-Type": "text/plain"})[0] == 415
    assert page.ask("/api/forge", "POST", b"{}", {"Content-Type": None})[0] == 415
    assert page.ask("/api/forge", "POST", b"\x1f\x8b", {"Content-Encoding": "gzip"})[0] == 415
    assert page.ask("/api/forge", "POST", b"0\r\n\r\n", {"Transfer-Encoding": "chunked"})[0] == 415
    assert page.ask("/api/forge", "POST", b"", {"Content-Length": str(1 << 40)})[0] == 413


def open_raw(page, data):
    connection = socket.create_connection(("127.0.0.1", page.port), timeout=WATCHDOG)
    connection.sendall(data)
    return connection


def test_endless_requests_end(listening):
    _, page = listening
    for chunk in (b"x" * 65536, b"A: b\r\n" * 10000):
        with open_raw(page, b"GET / HTTP/1.1\r\n") as connection:
            try:
                for _ in range(100):
                    connection.sendall(chunk)
                assert not connection.recv(65536).startswith(b"HTTP/1.1 200")
            except (BrokenPipeError, ConnectionResetError):
                pass
    assert page.get("/api/state")


def test_slow_requests_hold_nothing_up(listening):
    """Connections that send nothing, or a byte from time to time, neither keep others out nor live on."""
    _, page = listening
    slow = [open_raw(page, b"G") for _ in range(50)]
    assert page.get("/api/state")
    ended = 0
    began = time.monotonic()
    while time.monotonic() - began < WATCHDOG and ended < len(slow):
        ended = 0
        for connection in slow:
            connection.settimeout(0.01)
            try:
                connection.sendall(b"E")
                ended += connection.recv(1) == b""
            except socket.timeout:
                pass
            except OSError:
                ended += 1
    assert ended == len(slow)


def test_too_many_connections_are_closed(listening):
    _, page = listening
    many = [open_raw(page, b"G") for _ in range(200)]
    for connection in many:
        connection.close()
    deadline = time.monotonic() + WATCHDOG
    while True:  # Until their threads have seen it.
        try:
            assert page.get("/api/state")
            break
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < deadline


def test_a_stream_goes_on_where_it_was(listening):
    running, page = listening
    for number in range(3):
        post(running.url, event(number=number))
    page.until(lambda rows: len(rows) == 3)
    with page.stream(headers="Last-Event-ID: 1\r\n") as stream:
        events = (each for each in stream.events() if each[1] == "rows")
        number, _, data = next(events)
        assert number == 3 and [row["seq"] for row in data["rows"]] == [2, 3]
        post(running.url, event(number=3))
        number, _, data = next(events)
        assert number == 4 and [row["seq"] for row in data["rows"]] == [4]
    with page.stream() as stream:  # Without a number: what comes from now on.
        events = stream.events()
        assert next(events)[1] == "state"
        post(running.url, event(number=4))
        assert next(each for each in events if each[1] == "rows")[0] == 5


def test_pages_are_limited(listening):
    _, page = listening
    streams = [page.stream() for _ in range(16)]
    for stream in streams:
        next(stream.events())
    assert page.ask(f"/api/stream?token={page.token}")[0] == 503
    for stream in streams:
        stream.socket.close()


def test_a_stream_that_is_not_read_does_not_count(listening):
    _, page = listening
    for _ in range(20):
        assert page.ask(f"/api/stream?token={page.token}", "HEAD")[0] == 200
    with page.stream() as stream:
        assert next(stream.events())[1] == "state"


def send_many(streamctl, running, count):
    streamctl("forge", "call.member_added", "--to", running.url, "--count", count, "--concurrency", 32, "-q", code=0)


def read_all(stream, last, found):
    """Checks that no row is missing but those that the stream says it skipped."""
    seen = 0
    for _, name, data in stream.events():
        if name == "skipped":
            assert data["first"] == seen + 1
            seen = data["last"]
        if name == "rows":
            assert [row["seq"] for row in data["rows"]] == list(range(seen + 1, seen + 1 + len(data["rows"])))
            seen = data["rows"][-1]["seq"]
            if seen >= last():
                return found.append(seen)


def test_a_page_that_does_not_read_holds_nothing_up(streamctl):
    running = streamctl.listen(*UI, "--ui-keep", "1000", "--no-history")
    page = open_page(running)
    stopped = Stream(page, 0, receive_bytes=4096)  # Never read.
    reading, found, total = [page.stream(0) for _ in range(9)], [], []
    threads = [threading.Thread(target=read_all, args=(stream, lambda: total[0] if total else 1 << 30, found)) for stream in reading]
    for thread in threads:
        thread.start()
    send_many(streamctl, running, 20000)
    state = page.get("/api/state")
    while state["total"] + state["skipped"] < 20000:
        state = page.get("/api/state")
    total.append(state["total"])
    post(running.url, event())
    for thread in threads:
        thread.join(WATCHDOG)
    assert len(found) == 9 and min(found) >= total[0]
    assert page.get("/api/state")["kept"] == 1000
    assert running.stays_below(120 << 20)
    for stream in [stopped, *reading]:
        stream.socket.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_with_pages_open(listening, number):
    running, page = listening
    reading, idle = page.stream(), open_raw(page, b"GET ")
    stopped = Stream(page, 0, receive_bytes=4096)
    events = reading.events()
    next(events)
    began = time.monotonic()
    assert running.stop(number) == 0
    assert time.monotonic() - began < 5
    assert [name for _, name, _ in events][-1] == "end"
    for connection in (reading.socket, stopped.socket, idle):
        connection.close()


def test_the_port_is_chosen(streamctl):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = streamctl.listen("--ui", "--ui-port", port)
        page = open_page(running)
        assert page.port != port and page.get("/api/state")
        assert running.stop() == 0
        assert f"port {port} is in use" in running.words()


def test_the_page_listens_on_this_machine_alone(listening):
    _, page = listening
    addresses = [line.split()[1] for line in open("/proc/net/tcp").readlines()[1:]]
    assert [address for address in addresses if address.endswith(f":{page.port:04X}")][0].startswith("0100007F:")
    with pytest.raises(OSError):
        socket.create_connection(("::1", page.port), timeout=1)


def test_the_secret_never_reaches_the_page(listening):
    from conftest import SECRET
    running, page = listening
    post(running.url, event())
    page.until(len)
    for path in ("/api/state", "/api/deliveries", "/api/deliveries/1", "/"):
        assert SECRET.encode() not in page.ask(path)[2]


def test_hostile_text_stays_text(listening):
    running, page = listening
    post(running.url, event("call.\u202ecreated<script>", "default:\u001b[31m", user={"id": "\u2066x"}))
    row = page.until(len)[0]
    for value in (row["type"], row["call_cid"], row["who"]):
        assert value.isprintable() and "\\u" in value


def test_options_of_the_page_need_the_page(streamctl):
    for option in ("--ui-port", "--ui-keep"):
        done = streamctl("listen", "--port", "0", option, "4040", code=2)
        assert option in done.stderr and "hint: add --ui" in done.stderr

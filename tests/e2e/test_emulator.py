"""The emulator, tested with Python's HTTP client and an independent WebSocket client."""
import base64
import gzip
import hashlib
import hmac
import http.client
import json
import signal
import subprocess
import time
import urllib.parse

import pytest

from conftest import binary
from websocket import PING, PONG, Closed, WebSocket

KEY, SECRET = "emulator", "emulator-secret"
MEMBERS = [{"user_id": "john", "role": "host"}, {"user_id": "jane"}]


def jwt(claims, secret=SECRET):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")
    head = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
    signed = hmac.new(secret.encode(), head, hashlib.sha256).digest()
    return (head + b"." + base64.urlsafe_b64encode(signed).rstrip(b"=")).decode()


class Emulator:
    def __init__(self, running):
        self.running = running
        self.hello = json.loads(running.out.next())
        self.url = self.hello["url"]

    def http(self, method, path, body=None, headers=None):
        """The status, the answer's header fields, and its body."""
        connection = http.client.HTTPConnection(self.url.split("//")[1], timeout=30)
        fields = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, None if body is None else json.dumps(body), {**fields, **(headers or {})})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, answer.headers, json.loads(text) if text else None

    def ask(self, method, path, body=None, user=None, status=None, connection_id=None):
        query = f"?api_key={KEY}" + (f"&connection_id={connection_id}" if connection_id else "")
        token = jwt({"user_id": user} if user else {"server": True})
        code, _, answer = self.http(method, path + query, body, {"Authorization": token})
        assert status is None or code == status, answer
        return answer

    def call(self, id="a", type="default"):
        users = {name: {"id": name, "name": name.title()} for name in ("john", "jane")}
        self.ask("POST", "/api/v2/users", {"users": users}, status=201)
        return self.ask("POST", f"/api/v2/video/call/{type}/{id}",
                        {"data": {"created_by_id": "john", "members": MEMBERS}}, status=201)

    def socket(self, user, surface="/video", token=None, key=KEY):
        opened = WebSocket(f"{self.url}{surface}/connect?api_key={key}&stream-auth-type=jwt")
        opened.send({"token": token or jwt({"user_id": user}), "products": ["video"],
                     "user_details": {"id": user}})
        return opened

    def connect(self, user, surface="/video"):
        opened = self.socket(user, surface)
        first = opened.receive()
        assert first["type"] == "connection.ok", first
        opened.id = first["connection_id"]
        return opened

    def control(self, action, body=None, method="POST"):
        status, _, answer = self.http(method, f"/_emulator/{action}", body)
        assert status == 200, answer
        return answer

    def line(self, kind):
        return json.loads(self.running.out.until(lambda line: json.loads(line)["kind"] == kind))


@pytest.fixture
def emulator(streamctl):
    # The keys are the emulator's own, whatever the harness has set.
    def start(*arguments, **options):
        return Emulator(streamctl.start("emulator", "--port", "0", "-o", "json", *arguments,
                                        env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""}, **options))
    return start


def hook_events(peer, count):
    """The webhooks a peer got, once there are so many: (header fields, event)."""
    end = time.monotonic() + 30
    while len(peer.requests) < count and time.monotonic() < end:
        peer._release.wait(0.02)
    for fields, body in peer.requests:
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        wanted = hmac.new(SECRET.encode(), plain, hashlib.sha256).hexdigest()
        assert {name.lower(): value for name, value in fields.items()}["x-signature"] == wanted
    return [(fields, json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body))
            for fields, body in peer.requests]


def test_a_call_from_its_making_to_its_end(emulator, peer):
    target = peer()
    stream = emulator("--webhook-url", target.url)
    assert stream.hello["api_key"] == KEY
    made = stream.call()
    assert made["created"] is True and isinstance(made["call"]["created_at"], int)
    jane = stream.connect("jane")
    watched = stream.ask("GET", "/video/call/default/a", user="jane", connection_id=jane.id, status=200)
    assert isinstance(watched["call"]["created_at"], str)
    stream.ask("POST", "/api/v2/video/call/default/a/event", {"user_id": "john", "custom": {"n": 1}}, status=201)
    event = jane.until("custom")
    assert event["custom"] == {"n": 1} and event["user"]["id"] == "john" and event["call_cid"] == "default:a"
    stream.ask("POST", "/video/call/default/a/mark_ended", user="john", status=201)
    assert jane.until("call.ended")["call"]["ended_at"]
    events = hook_events(target, 3)
    assert [event["type"] for _, event in events] == ["call.created", "custom", "call.ended"]
    ids = [{name.lower(): value for name, value in fields.items()}["x-webhook-id"] for fields, _ in events]
    assert len(set(ids)) == 3
    request, delivery = stream.line("request"), stream.line("delivery")
    assert request["operation"] == "UpdateUsers" and delivery["result"] == "delivered"
    assert stream.running.stop() == 0
    assert SECRET not in "".join(stream.running.out.all)


def test_webhooks_are_compressed_and_tried_again(emulator, peer):
    target = peer(503, 200)
    stream = emulator("--webhook-url", target.url, "--gzip")
    stream.call()
    events = hook_events(target, 2)
    fields = [{name.lower(): value for name, value in one.items()} for one, _ in events]
    assert [one["x-webhook-attempt"] for one in fields] == ["1", "2"]
    assert fields[0]["x-webhook-id"] == fields[1]["x-webhook-id"]
    assert fields[0]["content-encoding"] == "gzip"
    assert len(stream.line("delivery")["attempts"]) == 2


def test_webhooks_over_tls_need_trust_and_carry_fields_of_ones_own(emulator, peer, certificate):
    target = peer(tls=certificate)
    for trust, result in ([], "failed"), (["--ca-cert", certificate[0]], "delivered"), (["--insecure"], "delivered"):
        stream = emulator("--webhook-url", target.url, "-H", "X-Team: blue", *trust)
        stream.call()
        assert stream.line("delivery")["result"] == result
    assert "is not verified" in stream.running.err.next()
    assert [headers["X-Team"] for headers, _ in target.requests] == ["blue", "blue"]


def test_sockets_greet_and_answer_every_heartbeat(emulator):
    stream = emulator()
    for surface, kind in (("/video", str), ("/api/v2", int)):
        john = stream.socket("john", surface)
        first = john.receive()
        assert first["type"] == "connection.ok" and first["me"]["id"] == "john"
        assert isinstance(first["created_at"], kind)
        for beat in ([{"type": "health.check", "client_id": "x"}], {"type": "health.check"},
                     {"type": "health.check", "cid": "*"}):
            john.send(beat)
            answer = john.receive()
            assert answer["type"] == "health.check" and answer["connection_id"] == first["connection_id"]
            assert isinstance(answer["created_at"], kind) and answer["custom"] == {}
        john.send_frame(PING, b"still there?")
        assert john.frame() == (PONG, b"still there?")
        john.close()


@pytest.mark.parametrize("user, token, key, code", [
    ("john", jwt({"user_id": "john"}, "wrong"), KEY, 43),
    ("john", jwt({"user_id": "john", "exp": 1}), KEY, 40),
    ("john", jwt({"user_id": "jane"}), KEY, 5),
    ("john", jwt({"server": True}), KEY, 5),
    ("john", jwt({"user_id": "john"}), "other", 2)])
def test_a_bad_token_is_refused_for_good(emulator, user, token, key, code):
    socket = emulator().socket(user, token=token, key=key)
    error = socket.receive()
    assert error["type"] == "connection.error" and error["error"]["code"] == code
    with pytest.raises(Closed) as closed:
        socket.receive()
    assert closed.value.code == 1000


def test_watching_ends_with_its_connection(emulator):
    stream = emulator()
    stream.call()
    john = stream.connect("john")
    stream.ask("POST", "/video/calls", {"watch": True, "filter_conditions": {"cid": {"$in": ["default:a"]}}},
               user="john", connection_id=john.id, status=201)
    assert stream.control("state", method="GET")["calls"][0]["watchers"] == 1
    john.close()
    assert stream.line("socket")["event"] == "connected" and stream.line("socket")["event"] == "closed"
    assert stream.control("state", method="GET")["calls"][0]["watchers"] == 0
    gone = stream.ask("GET", "/video/call/default/a", user="john", connection_id=john.id, status=400)
    assert gone["code"] == 46


def test_everyone_who_watches_hears_it(emulator):
    stream = emulator()
    stream.call()
    sockets = []
    for number in range(100):
        socket = stream.connect(f"user-{number}")
        stream.ask("GET", "/video/call/default/a", user=f"user-{number}", connection_id=socket.id, status=200)
        sockets.append(socket)
    for number in range(5):
        stream.ask("POST", "/api/v2/video/call/default/a/event", {"user_id": "john", "custom": {"n": number}})
    for socket in sockets:
        assert [socket.until("custom")["custom"]["n"] for _ in range(5)] == list(range(5))


def test_a_recording_is_ready_a_little_later(emulator, peer):
    target = peer()
    stream = emulator("--webhook-url", target.url)
    stream.call()
    refused = stream.ask("POST", "/api/v2/video/call/default/a/start_recording", status=400)
    assert refused["message"] == 'StartRecording failed with error: "there is no active session"'
    stream.control("push", {"type": "call.session_started", "call_cid": "default:a"})
    stream.ask("POST", "/api/v2/video/call/default/a/recordings/composite/start", status=201)
    stream.ask("POST", "/api/v2/video/call/default/a/recordings/composite/stop", status=201)
    types = [event["type"] for _, event in hook_events(target, 5)]
    assert types == ["call.created", "call.session_started", "call.recording_started", "call.recording_stopped", "call.recording_ready"]


def test_hooks_are_the_apps_to_change(emulator, peer):
    first, second = peer(), peer()
    stream = emulator("--webhook-url", first.url)
    hooks = [{"hook_type": "webhook", "webhook_url": second.url, "event_types": ["call.updated"]}]
    stream.ask("PATCH", "/api/v2/app", {"event_hooks": hooks}, status=200)
    stream.call()
    stream.ask("PATCH", "/api/v2/video/call/default/a", {"custom": {"n": 1}}, status=200)
    assert [event["type"] for _, event in hook_events(second, 1)] == ["call.updated"]
    assert first.requests == []


def test_a_user_changes_itself_and_nobody_else(emulator):
    stream = emulator()
    stream.call()
    renamed = stream.ask("POST", "/video/users", {"users": {"john": {"id": "john", "name": "J"}}}, user="john", status=201)
    assert renamed["users"]["john"]["name"] == "J"
    stream.ask("PATCH", "/api/v2/users", {"users": [{"id": "john", "set": {"custom.desk": 4}}]}, user="john", status=200)
    for refused in ({"jane": {"id": "jane"}}, {"john": {"id": "john", "role": "admin"}}):
        assert stream.ask("POST", "/video/users", {"users": refused}, user="john", status=403)["code"] == 17
    stream.ask("PATCH", "/video/users", {"users": [{"id": "john", "set": {"role": "admin"}}]}, user="john", status=403)
    payload = urllib.parse.quote(json.dumps({"filter_conditions": {"id": "john"}}))
    found, = stream.http("GET", f"/video/users?api_key={KEY}&payload={payload}", None, {"Authorization": jwt({})})[2]["users"]
    assert (found["name"], found["custom"], found["role"]) == ("J", {"desk": 4}, "user")


def test_what_is_pushed_reaches_whom_it_is_for(emulator):
    stream = emulator()
    stream.call()
    john, jane = stream.connect("john"), stream.connect("jane")
    for push in ({"type": "export.users.success"}, {"type": "user.banned", "call_cid": "default:a"},
                 {"type": "health.check", "user_id": "john"}, {"type": "app.updated", "call_cid": "default:a"}):
        stream.control("push", push)
    assert [john.receive()["type"] for _ in range(3)] == ["user.banned", "health.check", "app.updated"]
    assert jane.receive()["type"] == "app.updated"


def test_failures_are_not_lost_on_telemetry(emulator):
    stream = emulator()
    stream.control("fail", {"count": 1, "status": 503})
    assert stream.http("POST", f"/video/call_client_event?api_key={KEY}", {"events": [{}]})[0] == 201
    stream.ask("GET", "/api/v2/app", status=503)
    stream.ask("GET", "/api/v2/app", status=200)


def test_pages_may_use_the_api_and_not_drive_the_emulator(emulator):
    stream = emulator()
    status, fields, _ = stream.http("OPTIONS", "/video/calls", None, {
        "Origin": "https://app.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,stream-auth-type,x-stream-client"})
    assert status == 204 and fields["Access-Control-Allow-Origin"] == "*"
    assert fields["Access-Control-Allow-Headers"] == "authorization,stream-auth-type,x-stream-client"
    status, fields, error = stream.http("GET", "/video/call/default/a?api_key=emulator", None,
                                        {"Origin": "https://app.example"})
    assert status == 401 and error["code"] == 5 and fields["Access-Control-Allow-Origin"] == "*"
    assert "X-RateLimit-Remaining" in fields["Access-Control-Expose-Headers"]
    assert int(fields["X-RateLimit-Limit"]) > int(fields["X-RateLimit-Remaining"]) > 0
    for headers in ({"Origin": "https://app.example"}, {"Origin": "null"}, {"Host": "evil.example"}, {"Host": "internal.example"},
                    {"Sec-Fetch-Site": "cross-site"}):
        status, fields, _ = stream.http("POST", "/_emulator/reset", None, headers)
        assert status == 403 and "Access-Control-Allow-Origin" not in fields, headers
    for host in ("emulator:8800", "host.docker.internal:8800", "LOCALHOST", "192.0.2.1"):
        assert stream.http("POST", "/_emulator/reset", None, {"Host": host})[0] == 200, host
    status, _, _ = stream.http("POST", "/_emulator/reset", {}, {"Content-Type": "text/plain"})
    assert status == 415
    assert stream.http("GET", "/_emulator/reset")[0] == 405


def test_the_actions_of_the_command_line(emulator, streamctl):
    stream = emulator()
    stream.call()

    def act(*arguments, code=0):
        return streamctl("emulator", *arguments, "--at", stream.url, code=code)

    john = stream.connect("john")
    stream.ask("GET", "/video/call/default/a", user="john", connection_id=john.id, status=200)
    pushed = act("push", "call.reaction_new", "--call", "default:a", "--set", "reaction.type=wave", "--data", '{"x":1}')
    assert pushed.stdout == "call.reaction_new\n"
    event = john.until("call.reaction_new")
    assert event["reaction"]["type"] == "wave" and event["x"] == 1 and event["call_cid"] == "default:a"
    act("push", "call.session_participant_joined", "--call", "default:a", "--user-id", "jane")
    assert john.until("call.session_participant_joined")["participant"]["user"]["id"] == "jane"
    state = json.loads(act("state").stdout)
    assert state["calls"][0]["call"]["session"]["participants"][0]["user"]["id"] == "jane"
    assert "did you mean 'call.created'" in act("push", "call.craeted", code=2).stderr

    assert "No request" in act("fail", "0").stderr
    act("fail", "1", "--status", "429")
    status, fields, error = stream.http("GET", "/video/edges?api_key=emulator")
    assert status == 429 and error["code"] == 9 and fields["Retry-After"] == "1"
    stream.ask("GET", "/api/v2/app", status=200)

    assert "1 socket" in act("drop", "--code", "4000", "--user-id", "john").stderr
    with pytest.raises(Closed) as closed:
        john.until("the end")
    assert closed.value.code == 4000

    token = jwt({"user_id": "john"})
    jane = stream.connect("jane")
    query = "/video/call/default/a?api_key=emulator"
    assert stream.http("GET", query, None, {"Authorization": token})[0] == 200
    act("expire-tokens")
    assert jane.until("connection.error")["error"]["code"] == 40
    assert stream.http("GET", query, None, {"Authorization": token})[2]["code"] == 40
    fresh = jwt({"user_id": "john", "iat": int(time.time()) - 1})
    assert stream.http("GET", query, None, {"Authorization": fresh})[0] == 200

    assert '"operation":"GetCall"' in act("log", "-o", "json").stdout
    assert "GetCall" in act("log").stdout
    act("reset")
    assert json.loads(act("state", "-o", "json").stdout)["calls"] == []


def test_a_silenced_socket_stays_open_and_hears_nothing(emulator, streamctl):
    stream = emulator()
    john = stream.connect("john")
    assert stream.control("silence", {"user_id": "john"})["silenced"] == 1
    john.send([{"type": "health.check"}])
    john.connection.settimeout(0.5)
    with pytest.raises(TimeoutError):
        john.receive()
    assert stream.control("drop", {"code": 1006})["dropped"] == 1
    john.connection.settimeout(30)
    with pytest.raises(Closed) as closed:
        john.receive()
    assert closed.value.code == 1006


def test_it_runs_a_command_and_ends_with_it(streamctl):
    script = 'echo "$STREAM_BASE_URL $STREAM_API_KEY $STREAM_API_SECRET"; exit 7'
    done = streamctl("emulator", "--port", "0", "-q", "--", "sh", "-c", script,
                     env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""}, code=7)
    url, key, secret = done.stdout.split()
    assert url.startswith("http://127.0.0.1:") and (key, secret) == (KEY, SECRET)
    # Emulator actions find the emulator that runs them.
    done = streamctl("emulator", "--port", "0", "-q", "--", binary(), "emulator", "push", "app.updated", code=0)
    assert done.stdout.endswith("app.updated\n")


def test_what_it_says_to_paste_works(streamctl):
    running = streamctl.start("emulator", "--port", "0", env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    line = running.err.until(lambda line: line.startswith("Shell:")).removeprefix("Shell:").strip()
    done = subprocess.run(["sh", "-c", f'{line}; exec "$0" doctor', binary()], env=streamctl.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "the API accepts them" in done.stdout and running.stop() == 0


def test_it_begins_with_a_seed(emulator, streamctl, tmp_path):
    seed = {"users": [{"id": "john", "name": "John"}],
            "calls": [{"type": "livestream", "id": "s", "members": MEMBERS, "custom": {"n": 1}}]}
    (tmp_path / "seed.json").write_text(json.dumps(seed))
    stream = emulator("--seed-file", tmp_path / "seed.json")
    call = stream.ask("GET", "/api/v2/video/call/livestream/s", status=200)
    assert call["call"]["custom"] == {"n": 1} and call["call"]["backstage"] is True and len(call["members"]) == 2
    (tmp_path / "bad.json").write_text('{"users": [{}]}')
    refused = streamctl("emulator", "--port", "0", "--seed-file", tmp_path / "bad.json", code=2)
    assert f"{tmp_path}/bad.json: users entry 1" in refused.stderr


def test_what_cannot_be(streamctl, emulator):
    assert "3030" in streamctl("emulator", "--port", "3030", code=2).stderr
    assert "--webhook-url" in streamctl("emulator", "--port", "0", "--webhook-url", "nonsense", code=2).stderr
    stream = emulator()
    port = stream.url.rsplit(":", 1)[1]
    assert "address already in use" in streamctl("emulator", "--port", port, code=3).stderr.lower()
    assert stream.running.stop(signal.SIGTERM) == 0
    assert "cannot reach the emulator" in streamctl("emulator", "reset", "--at", stream.url, code=3).stderr


def test_hostile_text_does_not_reach_the_terminal(emulator, streamctl):
    stream = emulator()
    stream.http("GET", "/video/call/%1b%5b31m/a%e2%80%ae?api_key=emulator", None,
                {"Authorization": jwt({"server": True})})
    shown = streamctl("emulator", "log", "--at", stream.url, code=0).stdout
    assert "\x1b" not in shown and "\u202e" not in shown and "\\u001b" in shown

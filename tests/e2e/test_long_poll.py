"""Long polling of the emulator, as a client without WebSockets uses it."""
import concurrent.futures
import json
import urllib.parse

from test_emulator import KEY, emulator, jwt  # noqa: F401


class Poller:
    """A client that polls, as stream-chat-js does where no WebSocket is possible."""

    def __init__(self, stream, user, surface="/video"):
        self.stream, self.path = stream, f"{surface}/longpoll?api_key={KEY}"
        self.token = jwt({"user_id": user})
        status, headers, answer = self.ask(json=json.dumps({"user_token": self.token, "user_details": {"id": user}}))
        assert status == 200 and answer["event"]["type"] == "connection.ok", answer
        assert headers["Access-Control-Allow-Origin"] == "*"
        self.id = answer["event"]["connection_id"]

    def ask(self, token=None, **query):
        path = self.path + "".join(f"&{name}={urllib.parse.quote(value)}" for name, value in query.items())
        return self.stream.http("GET", path, headers={"Authorization": token or self.token})

    def poll(self):
        status, _, answer = self.ask(connection_id=self.id)
        assert status == 200, answer
        return answer["events"]

    def refusal(self, **query):
        status, _, answer = self.ask(**{"connection_id": self.id, **query})
        return status, answer.get("code")


def test_a_client_polls_for_its_events(emulator, streamctl):
    stream = emulator()
    stream.call()
    jane, john = Poller(stream, "jane"), Poller(stream, "john", "/api/v2")
    for user, poller in (("jane", jane), ("john", john)):
        stream.ask("GET", "/video/call/default/a", user=user, connection_id=poller.id, status=200)
    for number in (1, 2):
        stream.ask("POST", "/api/v2/video/call/default/a/event", {"user_id": "john", "custom": {"n": number}},
                   status=201)
    seen = [event for event in jane.poll() if event["type"] == "custom"]
    assert [event["custom"]["n"] for event in seen] == [1, 2] and isinstance(seen[0]["created_at"], str)
    assert isinstance([event for event in john.poll() if event["type"] == "custom"][0]["created_at"], int)

    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = pool.submit(jane.poll)
        for _ in ("connect", "the first poll", "this poll"):
            stream.running.out.until(lambda line: '"VideoConnect"' in line)
        stream.ask("POST", "/video/call/default/a/reaction", {"type": "wave"}, user="john", status=201)
        assert [event["type"] for event in waiting.result(30)] == ["call.reaction_new"]

    assert jane.refusal(token=jwt({"user_id": "john"})) == (400, 46)
    assert jane.refusal(token=jwt({"user_id": "jane"}, "another")) == (401, 43)
    assert jane.refusal(connection_id="nobody") == (400, 46)
    assert jane.refusal(connection_id="", json='{"user_token": "nonsense", "user_details": {"id": "jane"}}')[0] == 401
    assert jane.refusal(connection_id="", json="[]") == (401, 5)
    assert jane.refusal(close="true") == (200, None)
    assert jane.refusal() == (400, 46)
    assert json.loads(stream.running.out.until(lambda line: '"closed"' in line))["code"] == 1000

    stream.control("expire-tokens")
    assert john.refusal() == (401, 40), "the client gets a new token and connects again"


def test_polls_are_refused_and_slowed_as_other_requests(emulator):
    stream = emulator()
    stream.call()
    jane = Poller(stream, "jane")
    stream.control("fail", {"count": 1, "status": 503, "operation": "VideoConnect"})
    assert jane.refusal()[0] == 503
    stream.control("fail", {"count": 1, "operation": "VideoConnect", "latency_ms": 20})
    stream.ask("GET", "/video/call/default/a", user="jane", connection_id=jane.id, status=200)
    stream.ask("POST", "/video/call/default/a/reaction", {"type": "wave"}, user="john", status=201)
    assert "call.reaction_new" in [event["type"] for event in jane.poll()]
    stream.control("drop", {})
    stream.ask("POST", "/video/call/default/a/reaction", {"type": "wave"}, user="john", status=201)
    assert jane.refusal() == (400, 46)


def test_a_poll_that_waits_is_answered_when_the_emulator_stops(emulator):
    stream = emulator()
    stream.call()
    jane = Poller(stream, "jane")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = pool.submit(jane.poll)
        for _ in ("connect", "this poll"):
            stream.running.out.until(lambda line: '"VideoConnect"' in line)
        assert stream.running.stop() == 0
        assert waiting.result(30) == []

"""watch --via: the operations that make a connection watch calls, at an independent server and at the emulator."""
import json

import pytest

from test_emulator import KEY, SECRET, emulator  # noqa: F401, a fixture
from test_watch import start, stream  # noqa: F401, a fixture


@pytest.mark.parametrize("arguments, create", [((), False), (("--create",), True)])
def test_watches_by_joining(streamctl, stream, arguments, create):  # noqa: F811
    peer = stream()
    running = start(streamctl, peer, "--via", "join", *arguments)
    assert json.loads(running.out.next())["calls"] == 1
    (method, path, query, _, body), = peer.requests
    assert (method, path, query["connection_id"]) == ("POST", "/video/call/default/standup/join", "connection-1")
    assert json.loads(body) == {"location": "ERR", "create": create}
    assert running.stop() == 0


def test_watches_named_calls_by_one_query(streamctl, stream):  # noqa: F811
    peer = stream()
    peer.answers["/video/calls"] = (201, {"calls": [{"call": {"cid": "default:a"}}, {"call": {"cid": "default:b"}}]})
    running = start(streamctl, peer, "--via", "query", "--create", calls=("default:a", "default:b"))
    assert json.loads(running.out.next())["calls"] == 2
    *made, (method, path, query, _, body) = peer.requests
    assert [request[:2] for request in made] == [("POST", "/video/call/default/a"), ("POST", "/video/call/default/b")]
    assert not any("connection_id" in request[2] for request in made)
    assert (method, path, query["connection_id"]) == ("POST", "/video/calls", "connection-1")
    assert json.loads(body)["filter_conditions"] == {"cid": {"$in": ["default:a", "default:b"]}}
    assert running.stop() == 0
    running = start(streamctl, peer, "--via", "query", calls=("default:a", "default:lost"))
    assert running.wait() == 1
    assert "cannot watch default:lost: QueryCalls does not find it" in running.words()


@pytest.mark.parametrize("via", ["get", "query", "join"])
def test_calls_are_watched_by_each_operation(emulator, streamctl, via):  # noqa: F811
    running = emulator()
    watching = streamctl.start("watch", "default:a", "default:b", "--create", "--via", via, "--count", "1", "--type", "custom", "-o", "json",
                               env={"STREAM_BASE_URL": running.url, "STREAM_API_KEY": KEY, "STREAM_API_SECRET": SECRET})
    assert json.loads(watching.out.next())["calls"] == 2
    participants = running.ask("GET", "/api/v2/video/call/default/b")["call"].get("session", {}).get("participants", [])
    assert [one["user"]["id"] for one in participants] == (["streamctl"] if via == "join" else [])
    running.ask("POST", "/api/v2/video/call/default/b/event", {"user_id": "streamctl", "custom": {"n": 1}}, status=201)
    assert watching.wait() == 0


def test_a_query_is_watched_by_queries_alone(streamctl):
    assert "--via" in streamctl("watch", "--query", "{}", "--via", "join", code=2).stderr
    assert "not one of get, query, join" in streamctl("watch", "default:a", "--via", "guess", code=2).stderr

"""What tests ask of the emulator: failures of some operations, slow answers, another time, saved states, times as numbers."""
import json
import select
import socket
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime

import pytest

from test_emulator import KEY, emulator, hook_events, jwt  # noqa: F401
from websocket import Closed


def statuses(stream, method, path, count):
    """The statuses of so many requests by jane."""
    made = []
    for _ in range(count):
        made.append(stream.http(method, f"{path}?api_key={KEY}", None, {"Authorization": jwt({"user_id": "jane"})})[0])
    return made


def act(streamctl, stream):
    return lambda *arguments, code=0: streamctl("emulator", *arguments, "--at", stream.url, code=code)


def test_hooks_get_times_as_numbers(emulator, peer):
    target = peer()
    stream = emulator("--webhook-url", target.url, "--timestamps", "ns")
    stream.call()
    _, event = hook_events(target, 1)[0]
    assert isinstance(event["created_at"], int) and isinstance(event["call"]["created_by"]["created_at"], int)
    jane = stream.connect("jane")
    stream.ask("GET", "/video/call/default/a", user="jane", connection_id=jane.id, status=200)
    stream.control("push", {"type": "call.ring", "call_cid": "default:a"})
    assert isinstance(jane.until("call.ring")["created_at"], str), "the socket has its own form"


def test_an_operation_fails_by_its_name(emulator, streamctl):
    stream = emulator()
    stream.call()
    run = act(streamctl, stream)
    run("fail", "2", "--operation", "GetCall", "--status", "500")
    assert statuses(stream, "GET", "/video/edges", 1) == [200]
    assert statuses(stream, "GET", "/video/call/default/a", 1) == [500]
    state = json.loads(run("state", "-o", "json").stdout)
    assert state["failures"] == [{"operation": "GetCall", "left": 1, "status": 500, "probability": 1.0,
                                  "latency_ms": 0, "seed": 1}]
    assert statuses(stream, "GET", "/video/call/default/a", 2) == [500, 200]
    refused = run("fail", "1", "--operation", "getcall", code=2).stderr
    assert "no operation is named 'getcall'" in refused and "hint: did you mean 'GetCall'?" in refused


def test_chance_repeats_with_its_seed(emulator, streamctl):
    stream = emulator()
    stream.call()
    run = act(streamctl, stream)
    runs = []
    for seed in ("7", "7", "8"):
        run("fail", "1000", "--operation", "Get*", "--probability", "0.5", "--seed", seed)
        runs.append(statuses(stream, "GET", "/video/call/default/a", 60))
    assert runs[0] == runs[1] != runs[2]
    assert 10 < runs[0].count(503) < 50
    assert "give --probability too" in run("fail", "1", "--seed", "7", code=2).stderr
    assert "--probability" in run("fail", "1", "--probability", "1.5", code=2).stderr


def test_a_slow_answer_waits_and_succeeds(emulator, streamctl):
    stream = emulator()
    stream.call()
    run = act(streamctl, stream)
    assert "after 3s" in run("fail", "1", "--operation", "UpdateCall", "--latency", "3s").stderr
    order = []

    def update():
        stream.ask("PATCH", "/api/v2/video/call/default/a", {"custom": {"n": 1}}, status=200)
        order.append("slow")

    slow = threading.Thread(target=update)
    slow.start()
    line = json.loads(stream.running.out.until(lambda line: '"UpdateCall"' in line))
    assert line["status"] == 200 and line["duration_ms"] >= 3000
    assert statuses(stream, "GET", "/video/call/default/a", 1) == [200]
    order.append("fast")
    slow.join(30)
    assert order == ["fast", "slow"]


def test_a_late_error_is_both(emulator, streamctl):
    stream = emulator()
    stream.call()
    act(streamctl, stream)("fail", "1", "--latency", "20ms", "--status", "429")
    stream.ask("GET", "/api/v2/app", status=429)
    line = json.loads(stream.running.out.until(lambda line: '"status":429' in line))
    assert line["duration_ms"] >= 20
    stream.ask("GET", "/api/v2/app", status=200)


def test_it_stops_while_an_answer_waits(emulator, streamctl):
    stream = emulator()
    act(streamctl, stream)("fail", "1", "--latency", "10m")

    def wait():
        try:
            stream.ask("GET", "/api/v2/app")
        except OSError:
            pass

    waiting = threading.Thread(target=wait)
    waiting.start()
    stream.running.out.until(lambda line: '"GetApp"' in line)
    assert stream.running.stop() == 0
    waiting.join(30)
    assert not waiting.is_alive()


def seconds_of(time):
    """Of an RFC 3339 time in UTC, to the microsecond."""
    whole, _, fraction = time.rstrip("Z").partition(".")
    moment = datetime.fromisoformat(whole + "+00:00")
    return moment.timestamp() + float("0." + (fraction or "0"))


def test_what_is_due_happens_when_the_time_is_advanced(emulator, streamctl, peer):
    target = peer()
    stream = emulator("--webhook-url", target.url)
    run = act(streamctl, stream)
    run("clock", "set", "2030-05-01T12:00:00Z")
    assert "frozen" in run("clock", "freeze").stderr
    begin = json.loads(run("clock", "-o", "json").stdout)
    assert begin["frozen"] is True and begin["pending"] == 0 and begin["now"].startswith("2030-05-01T12:0")
    call = stream.call()["call"]
    wait = call["settings"]["ring"]["missed_call_timeout_ms"] / 1000
    assert call["created_at"] == pytest.approx(seconds_of(begin["now"]) * 1e9, abs=2000)
    jane = stream.connect("jane")
    run("push", "call.session_participant_joined", "--call", "default:a", "--user-id", "john")
    stream.ask("POST", "/api/v2/video/call/default/a/ring", {}, status=201)
    stream.ask("POST", "/api/v2/video/call/default/a/start_recording", {}, status=201)
    stream.ask("POST", "/api/v2/video/call/default/a/stop_recording", {}, status=201)
    assert json.loads(run("clock", "-o", "json").stdout)["pending"] == 2
    told = run("clock", "advance", "1h").stderr
    assert "2 events and deadlines were due" in told and "2030-05-01T13:0" in told
    missed = jane.until("call.missed")
    assert seconds_of(missed["created_at"]) == pytest.approx(seconds_of(begin["now"]) + wait, abs=0.01)
    types = [event["type"] for _, event in hook_events(target, 9)]
    assert types.index("call.recording_ready") < types.index("call.missed")


def test_tokens_expire_and_sessions_end_in_their_order(emulator, streamctl):
    stream = emulator()
    stream.call()
    jane = stream.connect("jane")
    stream.ask("POST", "/video/call/default/a/join", {"location": "here"}, user="jane", connection_id=jane.id, status=201)
    jane.until("call.session_participant_joined")
    short = jwt({"user_id": "john", "exp": int(time.time()) + 3600})

    def john():
        return stream.http("GET", f"/video/call/default/a?api_key={KEY}", None, {"Authorization": short})

    assert john()[0] == 200
    connected = stream.socket("john", token=short)
    assert connected.receive()["type"] == "connection.ok"
    stream.control("clock", {"advance_ms": 7_200_000})
    assert john()[2]["code"] == 40
    assert connected.until("connection.error")["error"]["code"] == 40
    stream.control("reset")
    assert stream.control("clock", method="GET")["pending"] == 0
    assert john()[0] == 404, "the time is the machine's again, and the call is gone"


def test_a_user_on_two_devices_is_in_a_call_twice(emulator):
    stream = emulator()
    stream.call()
    john, phone, laptop, tablet = (stream.connect(user) for user in ("john", "jane", "jane", "jane"))
    stream.ask("GET", "/video/call/default/a", user="john", connection_id=john.id, status=200)

    def join(device):
        stream.ask("POST", "/video/call/default/a/join", {"location": "here"}, user="jane", connection_id=device.id, status=201)

    def participants():
        session = stream.ask("GET", "/video/call/default/a", user="john", status=200)["call"]["session"]
        return [one["user_session_id"] for one in session["participants"]]

    for device in (phone, laptop, laptop):
        join(device)
    joined = [john.until("call.session_participant_joined")["participant"]["user_session_id"] for _ in range(2)]
    assert participants() == joined and len(set(joined)) == 2
    phone.close()
    assert john.until("call.session_participant_left")["participant"]["user_session_id"] == joined[0]
    assert john.until("call.session_participant_count_updated")["participants_count_by_role"] == {"user": 1}
    assert participants() == joined[1:]
    join(tablet)
    stream.ask("POST", "/api/v2/video/call/default/a/kick", {"user_id": "jane"}, status=201)
    assert participants() == []
    left = [john.until("call.session_participant_left")["participant"]["user_session_id"] for _ in range(2)]
    assert left[0] == joined[1] and left[1] not in joined


def test_an_empty_session_ends_when_the_time_is_advanced(emulator, streamctl):
    stream = emulator()
    stream.call()
    run = act(streamctl, stream)
    john = stream.connect("john")
    stream.ask("GET", "/video/call/default/a", user="john", connection_id=john.id, status=200)
    run("clock", "freeze")
    for event in ("call.session_participant_joined", "call.session_participant_left"):
        run("push", event, "--call", "default:a", "--user-id", "jane")
    left = john.until("call.session_participant_left")
    assert run("clock", "advance", "10m").stderr.count("due") == 1
    ended = john.until("call.session_ended")
    assert 0 < seconds_of(ended["created_at"]) - seconds_of(left["created_at"]) < 600


def test_a_time_that_cannot_be(emulator, streamctl):
    stream = emulator()
    run = act(streamctl, stream)
    assert "no time of RFC 3339" in run("clock", "set", "noon", code=2).stderr
    assert "from 1970 to 2260" in run("clock", "set", "1969-12-31T23:59:59Z", code=2).stderr
    assert "bad duration" in run("clock", "advance", "-1s", code=2).stderr
    assert stream.http("DELETE", "/_emulator/clock")[0] == 405
    assert run("clock").stdout.endswith(", running\n")


@pytest.mark.parametrize("arguments, says", [
    (("drop", "--code", "1004"), "1004 is no close code"),
    (("fail", "1", "--operation", "GetCal"), "did you mean 'GetCall'?"),
    (("push", "call.ring", "--call", "nonsense"), "nonsense"),
    (("push", "call.ring", "--user-id", "john doe"), "is not a valid user id. a-z, 0-9, @, _ and - are allowed"),
    (("push", "call.ring", "--data", "[]"), "object"),
], ids=str)
def test_a_value_that_an_action_does_not_take_is_a_usage_error(emulator, streamctl, arguments, says):
    told = act(streamctl, emulator())(*arguments, code=2).stderr
    assert told.startswith("streamctl: error: ") and says in told


def test_a_push_that_would_change_nothing_is_refused(emulator, streamctl):
    run = act(streamctl, emulator())
    joined = ("push", "call.session_participant_joined", "--call", "default:a", "--user-id", "john")
    run(*joined)
    assert "john has joined default:a already" in run(*joined, code=1).stderr


def test_others_are_served_while_a_large_state_is_saved(emulator):
    stream = emulator()
    names = [f"user-{number}" for number in range(100)]
    for batch in range(20):
        users = {f"{name}-{batch}": {"id": f"{name}-{batch}", "custom": {"text": "x" * 10_000}} for name in names}
        stream.ask("POST", "/api/v2/users", {"users": users}, status=201)
    host, port = stream.url.removeprefix("http://").rsplit(":", 1)

    def serves_meanwhile():
        with socket.create_connection((host, int(port)), timeout=30) as saving:
            saving.sendall(b"GET /_emulator/save HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            time.sleep(0.02)
            # The answer to a later request comes first: 20 MB of text take much longer than it.
            stream.ask("GET", "/api/v2/app", status=200)
            ready, _, _ = select.select([saving], [], [], 0)
            answer = b"".join(iter(lambda: saving.recv(1 << 20), b""))
        assert len(json.loads(answer.partition(b"\r\n\r\n")[2])["users"]) == 2000
        return not ready

    # This process too may have to wait for a processor.
    assert any(serves_meanwhile() for _ in range(5))


def test_a_saved_state_begins_another_emulator(emulator, streamctl, tmp_path):
    first = emulator()
    first.call()
    for number in range(3):
        first.call(f"more-{number}")
    run = act(streamctl, first)
    run("push", "call.session_participant_joined", "--call", "default:a", "--user-id", "jane")
    first.ask("POST", "/api/v2/video/call/default/a/ring", {}, status=201)
    file = tmp_path / "state.json"
    assert "2 users and 4 calls" in run("save", file).stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(run("save", "-").stdout) == json.loads(file.read_text())
    before = json.loads(run("state", "-o", "json").stdout)

    second = emulator()
    run = act(streamctl, second)
    john = second.connect("john")
    assert "Loaded 2 users and 4 calls" in run("load", file).stderr
    with pytest.raises(Closed):
        john.until("the end")
    after = json.loads(run("state", "-o", "json").stdout)
    assert (after["users"], after["calls"]) == (before["users"], before["calls"])
    jane = second.connect("jane")
    got = second.ask("GET", "/video/call/default/a", user="jane", connection_id=jane.id, status=200)
    assert sorted(one["user_id"] for one in got["members"]) == ["jane", "john"]
    assert got["call"]["session"]["participants"][0]["user"]["id"] == "jane"
    run("clock", "advance", "1h")
    assert jane.until("call.missed")["call_cid"] == "default:a", "what was pending is loaded too"
    run("reset")
    assert json.loads(run("state", "-o", "json").stdout)["calls"] == []
    streamctl("emulator", "load", "-", "--at", second.url, input=file.read_text(), code=0)
    assert len(json.loads(run("state", "-o", "json").stdout)["calls"]) == 4


def test_uploaded_files_are_saved(emulator, streamctl, tmp_path):
    stream = emulator()
    run = act(streamctl, stream)
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    form = (b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            b"Content-Type: image/png\r\n\r\n" + picture + b"\r\n--B--\r\n")
    request = urllib.request.Request(
        f"{stream.url}/api/v2/uploads/image?api_key={KEY}", form,
        {"Content-Type": "multipart/form-data; boundary=B", "Authorization": jwt({"server": True})})
    with urllib.request.urlopen(request, timeout=30) as answer:
        url = json.load(answer)["file"]
    file = tmp_path / "state.json"
    run("save", file)
    run("reset")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(url, timeout=30)
    run("load", file)
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.read() == picture
        assert answer.headers["Content-Type"] == "image/png"


def test_save_replaces_only_what_it_wrote(emulator, streamctl, tmp_path):
    stream = emulator()
    run = act(streamctl, stream)
    theirs = tmp_path / "package.json"
    theirs.write_text('{"name": "app"}')
    refused = run("save", theirs, code=2).stderr
    assert "exists and is no saved state" in refused and "--force" in refused
    assert theirs.read_text() == '{"name": "app"}'
    run("save", theirs, "--force")
    stream.call()
    run("save", theirs)
    assert len(json.loads(theirs.read_text())["calls"]) == 1
    assert "streamctl: error: " in run("save", tmp_path / "nowhere" / "state.json", code=2).stderr


def test_a_damaged_state_changes_nothing(emulator, streamctl, tmp_path):
    stream = emulator()
    stream.call()
    run = act(streamctl, stream)
    good = json.loads(run("save", "-").stdout)
    before = run("state", "-o", "json").stdout
    file = tmp_path / "state.json"

    def refused(text, code):
        file.write_text(text)
        told = run("load", file, code=code).stderr
        assert run("state", "-o", "json").stdout == before
        return told

    whole = json.dumps(good)
    assert "not valid JSON" in refused(whole[:len(whole) // 2], 2)
    assert "it is no saved state" in refused('{"users": []}', 2)
    assert "another version" in refused(json.dumps({**good, "version": 99}), 2)
    assert "state.users must be an array" in refused(json.dumps({**good, "users": {}}), 2)
    good["calls"][0]["created_by"] = "\x1b[31mnobody"
    told = refused(json.dumps(good), 2)
    assert "calls.default:a.created_by is no user who exists" in told and "\x1b" not in told
    status, _, error = stream.http("POST", "/_emulator/load", {"format": "tar"})
    assert status == 400 and error["error"]["message"] == "it is no saved state"
    assert stream.http("GET", "/_emulator/load")[0] == 405


def test_the_bodies_of_requests_and_of_saved_states_are_bounded(emulator):
    stream = emulator()
    filler = "x" * 6_000_000
    assert stream.http("POST", "/_emulator/load", {"format": "tar", "filler": filler})[0] == 400
    assert stream.http("POST", f"/api/v2/users?api_key={KEY}", {"filler": filler}, {"Authorization": jwt({"server": True})})[0] == 413

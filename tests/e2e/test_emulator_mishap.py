"""What goes wrong on purpose: failures of some operations, slow answers, and the forms that hooks may take."""
import json
import threading

from test_emulator import emulator, hook_events  # noqa: F401


def statuses(stream, method, path, count):
    """The statuses of so many requests by jane."""
    from test_emulator import KEY, jwt
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
    assert event["call"]["ended_at"] is None if "ended_at" in event["call"] else True
    jane = stream.connect("jane")
    stream.ask("GET", "/video/call/default/a", user="jane", connection_id=jane.id, status=200)
    stream.control("push", {"type": "call.ring", "call_cid": "default:a"})
    assert isinstance(jane.until("call.ring")["created_at"], str), "the socket has its own form"


def test_an_operation_fails_by_its_name(emulator, streamctl):
    stream = emulator()
    stream.call()
    run = act(streamctl, stream)
    run("fail", "2", "--operation", "GetCall", "--status", "500")
    assert statuses(stream, "GET", "/video/rate_limits", 1) == [200]
    assert statuses(stream, "GET", "/video/call/default/a", 1) == [500]
    state = json.loads(run("state", "-o", "json").stdout)
    assert state["failures"] == [{"operation": "GetCall", "left": 1, "status": 500, "probability": 1.0,
                                  "latency_ms": 0, "seed": 1}]
    assert statuses(stream, "GET", "/video/call/default/a", 2) == [500, 200]
    refused = run("fail", "1", "--operation", "getcall", code=1).stderr
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

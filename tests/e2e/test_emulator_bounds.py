"""Limits on what one client, or one unresponsive hook, costs the emulator."""
import http.client
import json
import sys

import pytest
from conftest import is_sanitized
from test_emulator import KEY, emulator, jwt

MIB = 1024 * 1024
BIG = {"text": "x" * 16_000}  # As much as `custom` may hold.


def post(stream, path, body, user=None, content_type="application/json"):
    """The status and the answer of a large body, written once."""
    connection = http.client.HTTPConnection(stream.url.split("//")[1], timeout=60)
    token = jwt({"user_id": user} if user else {"server": True})
    connection.request("POST", f"{path}?api_key={KEY}", body, {"Content-Type": content_type, "Authorization": token})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text)


def test_what_waits_for_a_hook_is_bounded_in_bytes(emulator, peer):
    target = peer("hang")
    stream = emulator("--webhook-url", target.url)
    stream.call()
    for start in range(0, 100, 50):
        ids = [f"user-{number}" for number in range(start, start + 50)]
        stream.ask("POST", "/api/v2/users", {"users": {id: {"id": id} for id in ids}}, status=201)
    members = json.dumps({"update_members": [{"user_id": f"user-{number}", "custom": BIG} for number in range(100)]})
    asked = 60  # Of 1.6 MiB each: more than the 64 MiB that may wait.
    for _ in range(asked):
        assert post(stream, "/api/v2/video/call/default/a/members", members)[0] == 201
    lines = [json.loads(stream.running.out.until(lambda line: '"dropped"' in line)) for _ in range(10)]
    assert {(line["type"], line["url"], line["error"]) for line in lines} == {
        ("call.member_updated", target.url, "too much waits for this URL, or for all of them")}
    assert stream.running.stays_below(500 * MIB)
    target._release.set()


@pytest.mark.parametrize("path, field", [("/video/calls", "id"), ("/api/v2/video/call/members", "user_id")])
def test_a_query_has_so_many_conditions_at_most(emulator, path, field):
    stream = emulator()
    stream.call()
    many = [{"$or": [{field: f"call-{part}-{number}"} for number in range(1000)]} for part in range(100)]
    body = json.dumps({"type": "default", "id": "a", "filter_conditions": {"$or": many}})
    status, error = post(stream, path, body, "john")
    assert status == 400 and error["code"] == 4 and "more than 1000 conditions" in error["message"]
    assert post(stream, path, json.dumps({"type": "default", "id": "a", "filter_conditions": {"$or": many[0]["$or"][:900]}}), "john")[0] == 201


def test_a_query_has_so_much_work_at_most(emulator):
    stream = emulator()
    stream.call()
    ones = {"list": [1] * 4000}
    for number in range(10):
        stream.ask("POST", f"/api/v2/video/call/default/call-{number}", {"data": {"created_by_id": "john", "custom": ones}}, status=201)
    wanted = {"custom.list": {"$in": list(range(2, 902))}}
    for filter in (wanted, {"$or": [wanted] * 50}, {"$and": [{"type": "default"}, wanted]}):
        status, error = post(stream, "/video/calls", json.dumps({"filter_conditions": filter}), "john")
        assert status == 400 and "too much work" in error["message"] and "QueryCalls" in error["message"], error
    found = stream.ask("POST", "/video/calls", {"filter_conditions": {"custom.list": {"$in": [1, 2]}}}, user="john", status=201)
    assert len(found["calls"]) == 10


@pytest.mark.skipif(is_sanitized(), reason="a sanitizer's own memory is no measure of ours")
def test_the_store_is_bounded_in_bytes(emulator):
    stream = emulator()
    lists = {"a": [[]] * 5_400}  # Small as text, large in memory.
    status = 201
    for batch in range(30):
        users = {f"user-{batch}-{number}": {"id": f"user-{batch}-{number}", "custom": lists} for number in range(100)}
        status, error = post(stream, "/api/v2/users", json.dumps({"users": users}))
        if status != 201:
            break
    assert status == 413 and error["code"] == 22 and "256 MiB of users and calls" in error["message"], (status, error)
    stream.ask("POST", "/api/v2/video/call/default/a", {"data": {"created_by_id": "user-0-0"}}, status=413)
    assert stream.running.stays_below(1024 * MIB)
    found = stream.http("GET", f"/api/v2/users?payload=%7B%7D&api_key={KEY}", None, {"Authorization": jwt({"server": True})})[2]
    assert len(found["users"]) == 25
    stream.control("reset", {})
    stream.call()


@pytest.mark.parametrize("action", ["save", "state"])
def test_the_whole_state_costs_little_more_than_its_text(emulator, action):
    stream = emulator()
    connection = http.client.HTTPConnection(stream.url.split("//")[1], timeout=60)
    for number in range(4000):
        connection.request("POST", f"/api/v2/video/call/default/call-{number}?api_key={KEY}", '{"data": {"created_by_id": "john"}}',
                           {"Content-Type": "application/json", "Authorization": jwt({"server": True})})
        assert connection.getresponse().read()
    connection.request("GET", f"/_emulator/{action}")
    text = connection.getresponse().read()
    assert len(json.loads(text)["calls"]) == 4000
    assert stream.running.stays_below(90 * MIB)


def test_no_parameter_of_a_query_ends_it(emulator):
    stream = emulator()
    stream.call()
    stream.ask("POST", "/video/call/default/a/join", {"location": "ams"}, user="john", status=201)
    session = stream.ask("GET", "/video/call/default/a", user="john", status=200)["call"]["session"]["id"]
    token = {"Authorization": jwt({"user_id": "john"})}
    for sort in ("x", "7", "[7]", "%7B%7D"):
        path = f"/video/call/default/a/session/{session}/participant_sessions?api_key={KEY}&sort={sort}"
        status, _, answer = stream.http("GET", path, None, token)
        assert status == 200 and answer["total_participant_sessions"] == 1, answer


def test_booleans_of_a_query_as_the_sdks_for_php_and_python_write_them(emulator):
    stream = emulator()
    stream.call()
    token = {"Authorization": jwt({"user_id": "john"})}
    for ring, rings in (("0", False), ("False", False), ("1", True), ("True", True)):
        jane = stream.connect("jane")
        path = f"/video/call/default/{ring}?api_key={KEY}"
        assert stream.http("POST", path, {"data": {"members": [{"user_id": "john"}, {"user_id": "jane"}]}}, token)[0] == 201
        assert stream.http("GET", f"{path}&ring={ring}", None, token)[0] == 200
        stream.control("push", {"type": "health.check", "user_id": "jane"})
        assert jane.until("call.created")
        assert (jane.receive()["type"] == "call.ring") == rings
        jane.close()
    status, _, error = stream.http("GET", f"/video/call/default/a?api_key={KEY}&ring=yes", None, token)
    assert status == 400 and "ring must be true or false" in error["message"]


def test_an_upload_is_bounded(emulator):
    stream = emulator()

    def upload(size):
        body = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"x" * size + b"\r\n--B--\r\n"
        return post(stream, "/api/v2/uploads/file", body, content_type="multipart/form-data; boundary=B")

    status, answer = upload(5 * MIB)
    assert (status, answer["code"], answer["StatusCode"]) == (413, 22, 413)
    status, answer = upload(1000)
    assert status == 201 and answer["file"].startswith(stream.url.rstrip("/") + "/_files/")
    assert stream.control("state", method="GET")["files"][0]["bytes"] == 1000


@pytest.fixture
def deep_recursion():
    """Python's own reader of JSON recurses."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    yield
    sys.setrecursionlimit(limit)


def nested(levels):
    return '{"a":' * levels + "1" + "}" * levels


def test_json_nests_so_deeply_at_most_and_all_that_is_taken_can_be_saved(emulator, streamctl, tmp_path, deep_recursion):
    stream = emulator()
    deepest = 1000
    doors = {  # Behind each the levels that are around what is nested.
        "/api/v2/users": ('{"users":{"john":{"id":"john","custom":%s}}}', 3, 201),
        "/api/v2/video/call/default/a": ('{"data":{"created_by_id":"john","members":[{"user_id":"john","custom":%s}]}}', 4, 201),
        "/api/v2/video/call/default/b": ('{"data":{"created_by_id":"john","custom":%s}}', 2, 201),
        "/_emulator/push": ('{"type":"custom","call_cid":"default:a","data":{"custom":%s}}', 2, 200)}
    for path, (body, around, status) in doors.items():
        assert post(stream, path, body % nested(deepest - around))[0] == status, path
        refused = post(stream, path, body % nested(deepest - around + 1))
        assert refused[0] == 400 and "nested deeper than 1000 levels" in json.dumps(refused[1]), path
    watching = stream.connect("john")
    stream.ask("POST", "/video/call/default/a/join", {"location": "ams"}, user="john", status=201, connection_id=watching.id)
    assert watching.until("call.session_participant_joined")["participant"]["user"]["custom"]["a"]

    def run(*words):
        return streamctl("emulator", *words, "--at", stream.url, code=0).stdout
    data = tmp_path / "data.json"
    data.write_text('{"custom":%s}' % nested(deepest - 2))
    assert run("push", "custom", "--call", "default:a", "--data", f"@{data}") == "custom\n"
    assert nested(deepest - 3) in "".join(run("state").split())
    run("save", tmp_path / "saved.json")
    run("load", tmp_path / "saved.json")
    run("save", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text() == (tmp_path / "saved.json").read_text()

"""call, user and send-event --create against the emulator and an imitation of Stream's API."""
import json
import re

import pytest
from stream_api import error


@pytest.fixture
def stream(streamctl):
    """An emulator that this test's streamctl uses."""
    streamctl.environment.update(STREAM_API_KEY="emulator", STREAM_API_SECRET="emulator-secret")
    running = streamctl.start("emulator", "--port", "0", "-o", "json")
    streamctl.environment["STREAM_BASE_URL"] = json.loads(running.out.next())["url"]
    return running


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def state(streamctl):
    return json.loads(streamctl("emulator", "state", "--at", streamctl.environment["STREAM_BASE_URL"], code=0).stdout)


def test_the_first_event_needs_no_other_command(streamctl, stream):
    done = streamctl("send-event", "default:standup", "--custom", "a=b", "--user-id", "john", "--create", code=0)
    assert done.stderr == "Created the user john\n" and done.stdout.startswith("sent to default:standup")
    again = streamctl("send-event", "default:standup", "--user-id", "john", "--create", "--as-user", "-o", "json", code=0)
    assert again.stderr == "" and json.loads(again.stdout)["kind"] == "sent"
    many = streamctl("send-event", "default:other", "--create", "--lines", input='{"a":1}\n{"a":2}\n', code=0)
    assert many.stdout.startswith("2 sent") and many.stderr == "Created the user streamctl\n"
    refused = streamctl("send-event", "default:nope", code=1)
    assert "streamctl call create" in refused.stderr and "--create" in refused.stderr


def test_a_call_from_its_making_to_its_end(streamctl, stream):
    done = streamctl("call", "create", "default:standup", "--created-by", "john", "--member", "ann:admin", "--member", "bob",
                     "--custom", "topic=daily", "--custom", "size.x:=4", "--starts-at", "2026-12-01T09:00:00Z", "--team", "blue", code=0)
    assert done.stdout.startswith("created default:standup  no session\n") and "members     ann (admin), bob" in done.stdout
    assert done.stderr == "Created the user ann\nCreated the user bob\nCreated the user john\n"
    got, = lines(streamctl("call", "get", "default:standup", "-o", "json", code=0).stdout)
    assert (got["kind"], got["call_cid"], got["call"]["team"]) == ("call", "default:standup", "blue")
    assert got["call"]["custom"] == {"topic": "daily", "size": {"x": 4}} and got["call"]["starts_at"] == "2026-12-01T09:00:00Z"
    assert got["call"]["created_by"]["id"] == "john" and re.fullmatch(r"2\d{3}-\d\d-\d\dT[\d:.]+Z", got["call"]["created_at"])
    members = lines(streamctl("call", "members", "default:standup", "-o", "json", code=0).stdout)
    assert [(one["kind"], one["user_id"], one["role"]) for one in members] == [("member", "ann", "admin"), ("member", "bob", "user")]
    assert "ann" in streamctl("call", "members", "default:standup", code=0).stdout
    ended, = lines(streamctl("call", "end", "default:standup", "-o", "json", code=0).stdout)
    assert (ended["kind"], ended["call_cid"]) == ("call_ended", "default:standup")
    assert "default:standup  ended" in streamctl("call", "get", "default:standup", code=0).stdout
    assert streamctl("call", "end", "default:standup", code=0).stdout.startswith("ended default:standup")


def test_an_existing_call_is_found_and_kept(streamctl, stream):
    streamctl("call", "create", "default:a", "--custom", "topic=first", code=0)
    done = streamctl("call", "create", "default:a", "--custom", "topic=second", code=0)
    assert done.stdout.startswith("exists default:a") and "existed before" in done.stderr and '"topic":"first"' in done.stdout
    plain = streamctl("call", "create", "default:a", "-o", "json", code=0)
    assert plain.stderr == "" and json.loads(plain.stdout)["created"] is False


def test_users_who_exist_keep_their_data(streamctl, stream):
    done = streamctl("user", "create", "ann", "--name", "Ann", "--custom", "color=blue", "--role", "admin", code=0)
    assert done.stdout.startswith("created ann") and done.stderr == ""
    streamctl("call", "create", "default:a", "--created-by", "ann", "--member", "ann", code=0)
    streamctl("send-event", "default:a", "--user-id", "ann", "--create", code=0)
    user, = lines(streamctl("user", "get", "ann", "-o", "json", code=0).stdout)
    assert (user["kind"], user["name"], user["custom"], user["role"]) == ("user", "Ann", {"color": "blue"}, "admin")
    assert streamctl("user", "create", "ann", code=0).stdout.startswith("exists ann")
    changed, = lines(streamctl("user", "create", "ann", "--custom", "level:=4", "-o", "json", code=0).stdout)
    assert changed["custom"] == {"color": "blue", "level": 4} and changed["name"] == "Ann"
    assert "role        admin" in streamctl("user", "get", "ann", code=0).stdout


def test_all_members_are_listed_whatever_the_pages(streamctl, stream):
    many = [word for number in range(100) for word in ("--member", f"user-{number:03}")]
    streamctl("call", "create", "default:many", *many, "-q", code=0)
    assert "--member: the API takes at most 100" in streamctl("call", "create", "default:more", *many, "--member", "x", code=2).stderr
    pages = [(200, {}, {"members": [{"user_id": "a"}], "next": "x"}), (200, {}, {"members": [{"user_id": "b"}], "next": ""})]
    assert len(lines(streamctl("call", "members", "default:many", "-o", "json", code=0).stdout)) == 100
    from stream_api import StreamApi
    api = StreamApi("emulator-secret", "emulator", pages)
    done = streamctl("call", "members", "default:many", "-o", "json", "--base-url", api.url, code=0)
    api.close()
    assert [one["user_id"] for one in lines(done.stdout)] == ["a", "b"]
    assert [json.loads(request[4]).get("next") for request in api.requests] == [None, "x"]


def test_an_answer_whose_members_are_no_objects_is_refused(streamctl, stream):
    from stream_api import StreamApi
    api = StreamApi("emulator-secret", "emulator", [(200, {}, {"members": [{"user_id": "a"}, "b"], "next": ""})])
    done = streamctl("call", "members", "default:many", "-o", "json", "--base-url", api.url, code=1)
    api.close()
    assert "the API's answer has no list of members" in done.stderr and done.stdout == ""


def test_a_path_that_is_not_known_has_a_near_one(streamctl, stream):
    for path, hint in (("/video/cal/default/a", "did you mean GET /video/call/{type}/{id}?"), ("/foo", "'streamctl api --list' lists the operations")):
        assert f"hint: {hint}\n" in streamctl("api", "GET", path, code=1).stderr
    assert "'streamctl call create" in streamctl("api", "GET", "/video/call/default/none", code=1).stderr


def test_ringing_reaches_the_members(streamctl, stream):
    streamctl("call", "create", "default:r", "--member", "ann", "--ring", "--video", code=0)
    stream.out.until(lambda line: '"GetOrCreateCall"' in line and "call.ring" in line)


@pytest.mark.parametrize("arguments, said", [
    (["call", "create", "standup"], "no call"), (["call", "create", "default:a", "--member", ":x"], "--member"),
    (["call", "create", "default:a", "--member", "a:"], "--member"), (["call", "create", "default:a", "--member", "a:b:c"], "--member"),
    (["call", "create", "default:a", "--starts-at", "soon"], "--starts-at"), (["call", "create", "default:a", "--data", "[1]"], "--data"),
    (["call", "create", "default:a", "--custom", "x"], "--custom"), (["call", "create", "default:a", "--video"], "--video"),
    (["call", "create", "default:a", "--data", '{"members":[]}', "--member", "a"], "--member"), (["call", "get"], "CALL"),
    (["user", "create", "a", "--data", '{"id":"b"}'], "--data"), (["user", "create", ""], "ID"), (["user", "get", ""], "ID"),
    (["call", "end", "default:.."], "call")], ids=str)
def test_what_makes_no_sense_is_not_sent(streamctl, stream_api, arguments, said):
    done = streamctl(*arguments, code=2)
    assert said in done.stderr and done.stderr.count("\n") <= 2 and stream_api.requests == []


@pytest.mark.parametrize("arguments, words", [
    (["call", "get", "default:nope"], ["cannot get default:nope", "HTTP 404, code 16", "streamctl call create"]),
    (["call", "end", "default:nope"], ["cannot end default:nope", "streamctl call create"]),
    (["call", "members", "default:nope"], ["cannot list the members of default:nope"]),
    (["user", "get", "nobody"], ["no user nobody", "streamctl user create nobody"])], ids=str)
def test_a_refusal_is_one_line_with_a_next_step(streamctl, stream, arguments, words):
    done = streamctl(*arguments, code=1)
    assert all(word in done.stderr for word in words) and done.stdout == "" and done.stderr.count("\n") == 2
    assert json.loads(streamctl(*arguments, "-o", "json", code=1).stderr)["error"]["code"] == "refused"


def test_nobody_is_created_after_a_refusal(streamctl, stream_api):
    stream_api.script = [(403, {}, error(17, "QueryUsers failed", 403))]
    done = streamctl("call", "create", "default:a", "--member", "ann", code=1)
    assert "QueryUsers failed" in done.stderr and len(stream_api.requests) == 1
    assert streamctl("call", "get", "default:a", "--base-url", "http://127.0.0.1:1", code=3).stdout == ""

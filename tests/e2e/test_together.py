"""streamctl's commands against its emulator: each sees the effects of the others."""
import json

import pytest

CALL = "default:standup"


@pytest.fixture
def stream(streamctl):
    """An emulator with john and his call; every command below finds it in the environment."""
    (streamctl.folder / "seed.json").write_text(json.dumps({
        "users": [{"id": "john"}, {"id": "jane"}],
        "calls": [{"type": "default", "id": "standup", "created_by_id": "john", "members": [{"user_id": "john"}, {"user_id": "jane"}]}]}))
    running = streamctl.start("emulator", "--port", "0", "-o", "json", "--seed-file", "seed.json")
    running.url = json.loads(running.out.next())["url"].rstrip("/")
    streamctl.environment["STREAM_BASE_URL"] = running.url
    return running


def act(streamctl, stream, *arguments):
    return streamctl("emulator", *arguments, "--at", stream.url, code=0)


def watching(streamctl, *arguments):
    running = streamctl.start("watch", *arguments, "-o", "json")
    assert json.loads(running.out.next())["kind"] == "watching"
    return running


def customs(running):
    return [json.loads(record["body"])["custom"] for record in running.records() if record["type"] == "custom"]


def test_a_custom_event_goes_to_who_watches_and_to_the_hook(streamctl, stream):
    listen = streamctl.listen("--expect", "custom", "--respond", "503,200", "--timeout", "20s")
    added = json.loads(streamctl("hooks", "add", listen.url, "--types", "custom,call.ended", "-o", "json", code=0).stdout.splitlines()[0])
    watch = watching(streamctl, CALL, "--user-id", "jane", "--expect", "custom", "--timeout", "20s")
    streamctl("send-event", CALL, "--custom", "render-animation=balloons", "--user-id", "john", code=0)
    assert watch.wait() == 0 and customs(watch) == [{"render-animation": "balloons"}]
    assert listen.wait() == 0
    assert [(record["verified"], record["attempt"]) for record in listen.records()] == [(True, 1), (True, 2)]
    assert "custom" in json.dumps(added)


def test_hooks_are_added_listed_and_removed(streamctl, stream):
    for port in (1, 2):
        streamctl("hooks", "add", f"http://127.0.0.1:{port}/hook", code=0)
    hooks = [json.loads(line) for line in streamctl("hooks", "-o", "json", code=0).stdout.splitlines()]
    assert len(hooks) == 2
    id = hooks[0].get("id") or hooks[0]["hook"]["id"]
    streamctl("hooks", "remove", id, code=0)
    left = streamctl("hooks", "-o", "json", code=0).stdout
    assert id not in left and len(left.splitlines()) == 1


def test_lines_of_a_user_arrive_in_order(streamctl, stream):
    watch = watching(streamctl, CALL, "--user-id", "jane", "--expect", "custom:50", "--timeout", "20s")
    streamctl("send-event", CALL, "--lines", "--as-user", "--user-id", "john", input="".join(f'{{"n":{n}}}\n' for n in range(50)), code=0)
    assert watch.wait() == 0 and customs(watch) == [{"n": n} for n in range(50)]


def test_watch_comes_back_after_a_drop_and_after_its_token_expired(streamctl, stream):
    watch = watching(streamctl, "--query", '{"type":"default"}', "--user-id", "jane", "--expect", "custom:2", "--timeout", "50s")
    for action in (["drop", "--code", "1011"], ["expire-tokens"]):
        act(streamctl, stream, *action)
        gap = json.loads(watch.out.until(lambda line: '"gap"' in line))
        assert gap["kind"] == "gap"
        watch.err.until(lambda line: "again" in line)
        streamctl("send-event", CALL, "--custom", "after=" + action[0], "--user-id", "john", code=0)
    assert watch.wait() == 0 and customs(watch) == [{"after": "drop"}, {"after": "expire-tokens"}]


def test_watch_brings_webhooks_to_a_handler_without_a_public_address(streamctl, stream):
    listen = streamctl.listen("--expect", "call.ended", "--timeout", "20s")
    watch = watching(streamctl, CALL, "--forward-to", listen.url, "--expect", "call.ended", "--timeout", "20s")
    act(streamctl, stream, "push", "call.ended", "--call", CALL)
    assert watch.wait() == 0 and listen.wait() == 0
    assert listen.records()[0]["verified"] is True


def test_the_doctor_is_content(streamctl, stream):
    assert "✗" not in streamctl("doctor", code=0).stdout


@pytest.mark.parametrize("arguments, env, words", [
    (["send-event", "default:nowhere", "--user-id", "john"], {}, ["code 16", "--create"]),
    (["send-event", CALL, "--user-id", "nobody"], {}, ["the user nobody does not exist", "streamctl user create"]),
    (["send-event", CALL, "--user-id", "john"], {"STREAM_API_SECRET": "another"}, ["code 43", "secret"]),
    (["send-event", CALL, "--user-id", "john"], {"STREAM_API_KEY": "another"}, ["code 2", "key"]),
    (["watch", "default:nowhere"], {}, ["code 16", "--create"])])
def test_a_refusal_has_a_next_step(streamctl, stream, arguments, env, words):
    done = streamctl(*arguments, env=env, code=1)
    assert all(word in done.stderr for word in words), done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2

"""token, hooks and doctor against an independent imitation of Stream's API."""
import contextlib
import hashlib
import hmac
import json
import re
import time

import pytest
from conftest import SECRET
from stream_api import HOOK_ID, QUEUE_ID, SQS_SECRET, error, jwt, unb64
from terminal import COLOURS, Terminal, width
from tunnel_programs import place


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def claims_of(token, secret=SECRET):
    """Decodes a token and verifies it with Python's hmac."""
    signed, _, signature = token.strip().rpartition(".")
    assert unb64(signature) == hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    header, claims = signed.split(".")
    assert unb64(header) == b'{"alg":"HS256","typ":"JWT"}'
    return json.loads(unb64(claims))


def test_tokens(streamctl):
    assert claims_of(streamctl("token", "--server", code=0).stdout) == {"server": True}
    user = claims_of(streamctl("token", "--user-id", "jöhn", "--expires-in", "90s", code=0).stdout)
    assert list(user) == ["user_id", "iat", "exp"] and user["user_id"] == "jöhn"
    assert 1 <= time.time() - user["iat"] <= 10 and 80 <= user["exp"] - time.time() <= 90
    call = claims_of(streamctl("token", "--user-id", "john", "--call", "default:a", "--call", "livestream:b", "--role", "admin", code=0).stdout)
    assert call["call_cids"] == ["default:a", "livestream:b"] and call["role"] == "admin"
    described = json.loads(streamctl("token", "--user-id", "john", "-o", "json", code=0).stdout)
    assert described["kind"] == "token" and claims_of(described["token"])["user_id"] == described["user_id"] == "john"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", described["expires_at"])


@pytest.mark.parametrize("arguments", [
    [], ["--server", "--user-id", "john"], ["--user-id", "john", "--role", "admin"], ["--user-id", "john", "--call", "standup"],
    ["--user-id", "john", "--expires-in", "10ms"], ["--user-id", "john", "--expires-in", "soon"], ["--server", "--expires-in", "5m"], ["--user-id", "x" * 300],
    ["inspect", "nonsense"], ["inspect", "a.b.c"]], ids=str)
def test_tokens_that_make_no_sense(streamctl, arguments):
    assert streamctl("token", *arguments, code=2).stdout == ""


def test_a_token_is_looked_into(streamctl):
    now = int(time.time())
    ours = jwt({"user_id": "john", "iat": now - 5, "exp": now + 3600}, SECRET)
    shown = streamctl("token", "inspect", ours, code=0).stdout
    assert '"user_id": "john"' in shown and "valid" in shown and "ours" in shown and ours.split(".")[2] not in shown
    assert streamctl("token", "inspect", "-", input=f"Bearer {ours}\n", code=0).stdout.count("\n") == shown.count("\n")
    described = json.loads(streamctl("token", "inspect", ours, "-o", "json", code=0).stdout)
    assert described["claims"]["exp"] == now + 3600 and (described["validity"], described["signature"]) == ("valid", "ours")
    for token, env, validity, signature, code in [
            (jwt({"user_id": "john", "exp": now - 1}, SECRET), {}, "expired", "ours", 1), (ours, {"STREAM_API_SECRET": "x"}, "valid", "other", 1),
            (ours, {"STREAM_API_SECRET": ""}, "valid", "unchecked", 0), (jwt({"iat": now + 600}, SECRET), {}, "not_yet", "ours", 1),
            (jwt({"user_id": "john"}, SECRET, {"alg": "none"}), {}, "valid", "other", 1), (jwt({}, SECRET), {}, "valid", "ours", 0),
            (jwt({"exp": "soon"}, SECRET), {}, "malformed", "ours", 1), (jwt({"nbf": [1]}, SECRET), {}, "malformed", "ours", 1),
            (ours.rpartition(".")[0] + ".devtoken", {}, "valid", "development", 1), (ours.rpartition(".")[0] + ".", {}, "valid", "other", 1)]:
        described = json.loads(streamctl("token", "inspect", "-", "-o", "json", input=token, env=env, code=code).stdout)
        assert (described["validity"], described["signature"]) == (validity, signature)
    hostile = jwt({"user_id": "\x1b[2J\u202e\n\x9b"}, SECRET, {"alg": "HS256", "\x1b": 1})
    for arguments in ([], ["-o", "json"]):
        done = streamctl("token", "inspect", hostile, *arguments, code=0)
        assert not re.search("[\x1b\u202e\x9b]", done.stdout + done.stderr)


def test_hooks_are_listed_without_their_secrets(streamctl, stream_api):
    shown = streamctl("hooks", code=0).stdout
    assert HOOK_ID in shown and "https://sqs.example.com/1/q" in shown and "call.created" in shown and "all" in shown
    first, second = lines(streamctl("hooks", "-o", "json", code=0).stdout)
    assert first["kind"] == "hook" and first["id"] == HOOK_ID and first["of_the_future"] == {"kept": [1.5, None]}
    assert first["created_at"] == "2026-08-15T18:50:55.475907Z"
    assert second["sqs_secret"] == second["sqs_key"] == "***"
    for arguments in (["-v"], ["-o", "json", "-v"]):
        done = streamctl("hooks", *arguments, code=0)
        assert SQS_SECRET not in done.stdout + done.stderr and "AKIAEXAMPLEKEY" not in done.stdout + done.stderr
    stream_api.app.update(event_hooks=[], webhook_url="https://old.example.com/", webhook_events=["call.ended"])
    assert "https://old.example.com/" in streamctl("hooks", code=0).stdout
    stream_api.app.update(webhook_url="")
    done = streamctl("hooks", code=0)
    assert done.stdout == "" and "no hooks" in done.stderr


def test_a_hook_is_added_and_all_others_stay_as_they_were(streamctl, stream_api):
    before = json.dumps(stream_api.app["event_hooks"])
    done = streamctl("hooks", "add", "https://me.example.com/x", "--types", "call.created, call.ended", "--types", "my.own", code=0)
    assert json.dumps(stream_api.app["event_hooks"][:2]) == before
    new = stream_api.app["event_hooks"][2]
    assert {key: new[key] for key in ("hook_type", "enabled", "event_types", "webhook_url")} == {
        "hook_type": "webhook", "enabled": True, "event_types": ["call.created", "call.ended", "my.own"], "webhook_url": "https://me.example.com/x"}
    assert done.stdout == f"added webhook hook {new['id']}: https://me.example.com/x\n" and "unknown event type 'my.own'" in done.stderr
    assert [request[0] for request in stream_api.requests] == ["GET", "PATCH", "GET"]
    again = streamctl("hooks", "add", "https://me.example.com/x", "--types", "call.created,call.ended,my.own", "-o", "json", code=0)
    assert json.loads(again.stdout)["id"] == new["id"] and len(stream_api.app["event_hooks"]) == 3
    everything = streamctl("hooks", "add", "https://me.example.com/x", "-o", "json", code=0)
    assert json.loads(everything.stdout)["event_types"] == [] and len(stream_api.app["event_hooks"]) == 4


def test_a_hook_is_removed(streamctl, stream_api):
    kept = json.dumps(stream_api.app["event_hooks"][1])
    assert HOOK_ID in streamctl("hooks", "remove", HOOK_ID, code=0).stdout
    assert json.dumps(stream_api.app["event_hooks"]) == f"[{kept}]"
    assert "no hook" in streamctl("hooks", "remove", HOOK_ID, code=1).stderr
    assert "it is empty" in streamctl("hooks", "remove", "", code=2).stderr
    assert [request[0] for request in stream_api.requests].count("PATCH") == 1


def test_hooks_that_cannot_be_read_are_not_written(streamctl, stream_api):
    for hooks in ("nonsense", [1], {"0": {}}):
        stream_api.app["event_hooks"] = hooks
        assert streamctl("hooks", "add", "https://x.example.com", code=1).stdout == ""
    stream_api.script = [(200, {}, {"duration": "1ms"})]
    streamctl("hooks", "remove", HOOK_ID, code=1)
    stream_api.script = [(500, {}, error(-1, "GetApp failed", 500))]
    streamctl("hooks", "remove", HOOK_ID, code=1)
    assert {request[0] for request in stream_api.requests} == {"GET"}
    assert "URL" in streamctl("hooks", "add", "example.com", code=2).stderr
    assert "--types" in streamctl("hooks", "add", "https://x.example.com", "--types", "a,,b", code=2).stderr
    assert streamctl("hooks", "--base-url", "http://127.0.0.1:1", code=3).stdout == ""


def test_a_secret_the_api_hides_is_warned_of(streamctl, stream_api):
    del stream_api.app["event_hooks"][1]["sqs_secret"]
    assert QUEUE_ID in streamctl("hooks", "add", "https://x.example.com", code=0).stderr


def test_hooks_are_changed_and_nothing_else_is(streamctl, stream_api):
    stream_api.app["event_hooks"][0]["unknown"] = {"of": ["the", "future"], "n": 12345678901234567890}
    before = json.dumps(stream_api.app["event_hooks"])
    # --dry-run writes nothing, whatever the action.
    for action in (["update", HOOK_ID, "--url", "https://new.example.com/"], ["disable", HOOK_ID], ["remove", HOOK_ID], ["add", "--sns", "arn:aws:sns:eu-west-1:123456789012:t"]):
        shown = streamctl("hooks", *action, "--dry-run", code=0).stdout
        assert shown.startswith("would ") and SQS_SECRET not in shown
        change = json.loads(streamctl("hooks", *action, "--dry-run", "-o", "json", code=0).stdout)
        assert change["kind"] == "hook_change" and change["change"] == {"disable": "update"}.get(action[0], action[0])
        times = [hook[name] for hook in (change["before"], change["after"]) if hook for name in ("created_at", "updated_at") if name in hook]
        assert all(isinstance(time, str) for time in times) and (times or action[0] == "add")
        assert (change["before"] is None) == (action[0] == "add") and (change["after"] is None) == (action[0] == "remove")
    assert json.dumps(stream_api.app["event_hooks"]) == before
    streamctl("hooks", "update", HOOK_ID[:8], "--url", "https://new.example.com/x", "--types", "call.ended", code=0)
    changed = json.loads(before)
    changed[0].update(webhook_url="https://new.example.com/x", event_types=["call.ended"])
    assert stream_api.app["event_hooks"] == changed
    assert streamctl("hooks", "disable", HOOK_ID, code=0).stdout.startswith("disabled")
    assert stream_api.app["event_hooks"][0]["enabled"] is False
    assert "nothing to do" in streamctl("hooks", "disable", HOOK_ID, code=0).stderr
    streamctl("hooks", "enable", HOOK_ID, code=0)
    streamctl("hooks", "update", HOOK_ID, "--all-types", code=0)
    assert stream_api.app["event_hooks"][0]["enabled"] is True and stream_api.app["event_hooks"][0]["event_types"] == []
    assert stream_api.app["event_hooks"][1:] == json.loads(before)[1:]


def test_queues_and_topics_are_added(streamctl, stream_api):
    streamctl("hooks", "add", "--sqs", "https://sqs.eu-central-1.amazonaws.com/123456789012/events", "--types", "call.ended", code=0)
    streamctl("hooks", "add", "--sns", "arn:aws:sns:eu-west-1:123456789012:topic", "--role-arn", "arn:aws:iam::1:role/r", code=0)
    queue, topic = stream_api.app["event_hooks"][-2:]
    assert (queue["hook_type"], queue["sqs_region"], queue["sqs_auth_type"], queue["event_types"]) == ("sqs", "eu-central-1", "resource", ["call.ended"])
    assert queue["sqs_queue_url"] == "https://sqs.eu-central-1.amazonaws.com/123456789012/events" and "webhook_url" not in queue
    assert (topic["hook_type"], topic["sns_region"], topic["sns_auth_type"], topic["sns_role_arn"]) == ("sns", "eu-west-1", "role", "arn:aws:iam::1:role/r")


@pytest.mark.parametrize("arguments, says", [
    (["add"], "--sqs"), (["add", "https://a.example.com", "--sqs", "https://sqs.eu-west-1.amazonaws.com/1/q"], "one target"), (["add", "--sqs", "https://x"], "--sqs"),
    (["add", "--sns", "topic"], "--sns"), (["add", "https://a.example.com", "--region", "eu-west-1"], "--region"), (["update", HOOK_ID], "no change"),
    (["add", "https://a.example.com", "--types", "call.creatd"], "call.created"), (["update", HOOK_ID, "--types", "call.creatd"], "--force"),
    (["update", HOOK_ID, "--sns", "arn:aws:sns:eu-west-1:123456789012:t"], "webhook"), (["update", HOOK_ID, "--all-types", "--types", "call.ended"], "exclude")], ids=str)
def test_hook_changes_that_make_no_sense(streamctl, stream_api, arguments, says):
    before = json.dumps(stream_api.app["event_hooks"])
    assert says in streamctl("hooks", *arguments, code=2).stderr
    assert json.dumps(stream_api.app["event_hooks"]) == before


def test_a_hook_is_named_by_the_beginning_of_its_id(streamctl, stream_api):
    twin = dict(stream_api.app["event_hooks"][0], id=HOOK_ID[:-1] + "x")
    stream_api.app["event_hooks"].append(twin)
    assert "2 hooks" in streamctl("hooks", "disable", HOOK_ID[:8], code=1).stderr
    assert "no hook" in streamctl("hooks", "disable", HOOK_ID[:5], code=1).stderr
    streamctl("hooks", "disable", HOOK_ID, code=0)
    assert [hook["enabled"] for hook in stream_api.app["event_hooks"]] == [False, True, True]


def test_hooks_are_checked(streamctl, stream_api):
    done = streamctl("hooks", "check", code=0)
    assert "ok  sqs  https://sqs.example.com/1/q" in done.stdout
    asked = json.loads(stream_api.requests[-1][4])
    assert asked == {"sqs_url": "https://sqs.example.com/1/q", "sqs_key": "AKIAEXAMPLEKEY", "sqs_secret": SQS_SECRET}
    stream_api.queue_status = {"status": "error", "error": "no such queue \x1b[2J"}
    done = streamctl("hooks", "check", code=1)
    assert "no such queue \\u001b[2J" in done.stdout and SQS_SECRET not in done.stdout
    checks = lines(streamctl("hooks", "check", "-o", "json", code=1).stdout)
    assert [(one["hook_type"], one["status"]) for one in checks] == [("webhook", "skipped"), ("sqs", "error")]


def test_topics_are_checked(streamctl, stream_api):
    topic = "arn:aws:sns:eu-central-1:123456789012:events"
    stream_api.app["event_hooks"] = [{"id": QUEUE_ID, "hook_type": "sns", "enabled": True, "sns_topic_arn": topic, "sns_auth_type": "keys",
                                      "sns_key": "AKIAEXAMPLEKEY", "sns_secret": SQS_SECRET}]
    assert f"ok  sns  {topic}" in streamctl("hooks", "check", code=0).stdout
    method, path, *_, body = stream_api.requests[-1]
    assert (method, path) == ("POST", "/api/v2/check_sns")
    assert json.loads(body) == {"sns_topic_arn": topic, "sns_key": "AKIAEXAMPLEKEY", "sns_secret": SQS_SECRET}
    stream_api.queue_status = {"status": "error", "error": "not authorized to publish"}
    assert "not authorized to publish" in streamctl("hooks", "check", code=1).stdout


def findings(done):
    return {one["name"]: one for one in lines(done.stdout) if one["kind"] == "finding"}


def test_the_doctor_finds_nothing_wrong(streamctl, stream_api):
    done = streamctl("doctor", code=0)
    assert done.stdout.count("\n") == 8 and "fail" not in done.stdout and "Balloons" in done.stdout and SECRET not in done.stdout
    found = lines(streamctl("doctor", "-o", "json", code=0).stdout)
    assert [one["name"] for one in found[:-1]] == ["config", "api-key", "api-secret", "certificates", "reach", "clock", "credentials", "hooks"]
    assert found[-1] == {"kind": "summary", "ok": 8, "warn": 0, "fail": 0, "skip": 0}


def test_the_doctor_looks_at_the_hooks(streamctl, stream_api):
    stream_api.app["event_hooks"][0]["webhook_url"] = "http://example.com/\x1b[2J"
    stream_api.app["event_hooks"][1]["enabled"] = False
    found = lines(streamctl("doctor", "-o", "json", code=0).stdout)
    hooks = [(one["status"], one["detail"]) for one in found if one.get("name", "").startswith("hook")]
    assert hooks == [("ok", "1 sqs, 1 webhook; 1 disabled"), ("warn", "http://example.com/\\u001b[2J: unencrypted: events travel in the clear")]
    stream_api.app["event_hooks"] = "nonsense"
    assert findings(streamctl("doctor", "-o", "json", code=0))["hooks"]["status"] == "warn"


def test_the_doctor_names_the_tunnel_programs(streamctl, stream_api, tmp_path):
    programs = {"cloudflared": "print('cloudflared version 2026.8.2 (built 2026-08-20)', os.environ.get('STREAM_API_SECRET', ''))",
                "ngrok": "sys.exit('ngrok version 2.3.40')", "bore": "import time; time.sleep(60)"}
    path = [place(tmp_path, name, code) for name, code in programs.items()][0]
    done = streamctl("doctor", "-o", "json", env={"PATH": path}, code=0)
    assert findings(done)["tunnel"] == {
        "kind": "finding", "name": "tunnel", "status": "warn", "hint": "ngrok's service accepts version 3 only: ngrok update",
        "detail": "cloudflared 2026.8.2, ngrok 2.3.40, bore, which did not say its version"}
    for name in ("ngrok", "bore"):
        (tmp_path / "programs" / name).unlink()
    found = findings(streamctl("doctor", "-o", "json", env={"PATH": path}, code=0))["tunnel"]
    assert (found["status"], found["detail"]) == ("ok", "cloudflared 2026.8.2")


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_the_doctor_keeps_to_a_narrow_terminal(streamctl, stream_api, columns):
    stream_api.app["event_hooks"][0]["webhook_url"] = "http://example.com/a/rather/long/path/to/a/handler"
    with contextlib.closing(Terminal(streamctl, "doctor", columns=columns)) as terminal:
        assert terminal.wait() == 0
        text = COLOURS.sub("", terminal.text())
    lines_shown = text.replace("\r\n", "\n").splitlines()
    assert max(map(width, lines_shown)) <= columns and "travel in the clear" in " ".join(text.split())
    assert all(line[:4] in ("ok  ", "warn", "fail", "skip", "    ") for line in lines_shown)


def test_the_doctor_names_what_is_wrong(streamctl, stream_api):
    wrong = findings(streamctl("doctor", "-o", "json", env={"STREAM_API_SECRET": "wrong"}, code=1))
    assert wrong["credentials"]["status"] == "fail" and "code 43" in wrong["credentials"]["detail"] and wrong["credentials"]["hint"]
    unreachable = findings(streamctl("doctor", "-o", "json", "--base-url", "http://127.0.0.1:1", code=1))
    assert (unreachable["reach"]["status"], unreachable["clock"]["status"], unreachable["credentials"]["status"]) == ("fail", "skip", "skip")
    nothing = findings(streamctl("doctor", "-o", "json", env={"STREAM_API_SECRET": "", "STREAM_API_KEY": ""}, code=1))
    assert nothing["api-key"]["status"] == nothing["api-secret"]["status"] == "fail" and "STREAM_API_KEY" in nothing["api-key"]["hint"]
    assert nothing["reach"]["status"] == "ok" and "stream-cli" not in nothing
    quoted = findings(streamctl("doctor", "-o", "json", env={"STREAM_API_SECRET": f'"{SECRET}"'}, code=1))
    assert quoted["api-secret"]["status"] == "warn" and SECRET not in json.dumps(quoted)
    assert findings(streamctl("doctor", "-o", "json", "--base-url", "ftp://x", code=1))["reach"]["status"] == "fail"
    stream_api.script = [(200, {}, b"<html>captive portal</html>")]
    assert findings(streamctl("doctor", "-o", "json", code=1))["credentials"]["status"] == "fail"


@pytest.mark.parametrize("offset, words", [(-30, "ahead of"), (30, "behind")])
def test_the_doctor_compares_clocks(streamctl, stream_api, offset, words):
    stream_api.clock_offset = offset
    clock = findings(streamctl("doctor", "-o", "json", code=0))["clock"]
    assert clock["status"] == "warn" and words in clock["detail"] and "set the clock" in clock["hint"]


def test_the_doctor_reads_a_configuration_nobody_else_will(streamctl, stream_api):
    config = streamctl.folder / "config" / "streamctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(f'[default]\napi_key = "key"\napi_secret = "{SECRET}"\n')
    (config / "config.toml").chmod(0o644)
    environment = {"STREAM_API_SECRET": "", "STREAM_API_KEY": ""}
    done = streamctl("doctor", "-o", "json", env=environment, code=1)
    assert findings(done)["config"]["status"] == "fail" and "chmod 600" in findings(done)["config"]["hint"]
    assert stream_api.requests == []
    (config / "config.toml").chmod(0o600)
    done = streamctl("doctor", env=environment, code=0)
    assert "from profile default" in done.stdout and SECRET not in done.stdout


def test_the_doctor_finds_the_credentials_of_stream_cli(streamctl, stream_api):
    config = streamctl.folder / "config" / "stream-cli"
    config.mkdir(parents=True)
    (config / "config.yml").write_text("apps:\n    - name: prod\n      access-key: k\n      access-secret-key: s3cr3t-of-cli\n"
                                       "      chat-url: https://chat.stream-io-api.com\n    - name: empty\ndefault: prod\n")
    found = findings(streamctl("doctor", "-o", "json", env={"STREAM_API_SECRET": "", "STREAM_API_KEY": ""}, code=1))
    assert "prod" in found["stream-cli"]["detail"] and "empty" not in found["stream-cli"]["detail"] and "api_key" in found["stream-cli"]["hint"]
    assert "s3cr3t-of-cli" not in json.dumps(found)
    assert "stream-cli" not in findings(streamctl("doctor", "-o", "json", code=0))

"""listen --register: a hook in the app for as long as the listener runs; hooks prune."""
import json
import re
import signal
import socket
import threading

import pytest
from conftest import SECRET, binary
from public_side import free_port
from registering import MARK, app, register, registered, start, without_times  # noqa: F401
from stream_api import HOOK_ID, QUEUE_ID, SQS_SECRET, error

OTHERS = [{"hook_type": "webhook", "webhook_url": "http://127.0.0.1:9/x", "event_types": ["call.ended"], "of_the_future": {"kept": [1.5, None]}},
          {"hook_type": "webhook", "webhook_url": "http://127.0.0.1:9/off", "enabled": False, "event_types": None, "n": 12345678901234567890}]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_the_app_sends_here_while_it_runs(streamctl, app, end):
    app.hooks = OTHERS
    before = app.hooks
    port = free_port()
    listen = register(streamctl, port)
    hooks = app.hooks
    assert without_times(hooks[:2]) == without_times(before)
    assert hooks[2]["id"] == listen.hook["id"] and hooks[2]["webhook_url"] == listen.hook["url"] and hooks[2]["event_types"] == []
    assert hooks[2]["webhook_url"].startswith(f"http://127.0.0.1:{port}/") and MARK.search(hooks[2]["webhook_url"])[2] == str(port)
    streamctl("emulator", "push", "call.created", "--at", app.url, code=0)
    delivered = json.loads(listen.out.until(lambda line: '"call.created"' in line))
    assert delivered["verified"] is True
    assert listen.stop(end) == 0
    assert without_times(app.hooks) == without_times(before)
    words = listen.words()
    assert "Another hook of the app keeps receiving the events: webhook http://127.0.0.1:9/x\n" in words  # Not the disabled one.
    assert f"Removed the hook {listen.hook['id']} from the app" in words and SECRET not in words
    assert json.loads(listen.out.rest()[-1])["kind"] == "unregistered"


def test_it_is_removed_at_every_end(streamctl, app):  # noqa: F811
    for arguments, code in [(["--count", "1", "--timeout", "20s"], 0), (["--for", "1ms"], 0), (["--expect", "call.ended", "--timeout", "1ms"], 1),
                            (["--", "sh", "-c", f"exec {binary()} hooks -o json"], 0), (["--", "sh", "-c", "exit 7"], 7),
                            (["--", "/nonexistent/program"], 2)]:
        listen = start(streamctl, free_port(), *arguments)
        if "--count" in arguments:
            registered(listen)
            streamctl("emulator", "push", "call.created", "--at", app.url, code=0)
        assert listen.wait() == code, listen.words()
        assert app.hooks == [], arguments
        if "hooks" in arguments[-1]:  # The command finds the hook in place.
            assert "streamctl-listen=" in listen.words()


def test_what_a_killed_one_left_is_taken_out(streamctl, app):  # noqa: F811
    first = register(streamctl, free_port())
    running = register(streamctl, free_port())
    first.process.kill()
    first.wait()
    foreign = {"hook_type": "webhook", "webhook_url": "http://127.0.0.1:9/?streamctl-listen=0123456789abcdef.9"}
    app.hooks = app.hooks + [foreign]
    third = register(streamctl, free_port())
    assert [hook["id"] for hook in app.hooks][0] == running.hook["id"] and len(app.hooks) == 3
    assert third.stop() == 0 and running.stop() == 0
    assert [hook["webhook_url"] for hook in app.hooks] == [foreign["webhook_url"]]
    assert f"Removed the hook {first.hook['id']} that an earlier run left" in third.words()
    # On the same port the hook is taken over.
    port = free_port()
    killed = register(streamctl, port)
    killed.process.kill()
    killed.wait()
    again = register(streamctl, port, "--register-types", "call.ended")
    assert again.hook["id"] == killed.hook["id"] and app.hooks[-1]["event_types"] == ["call.ended"]
    assert again.stop() == 0 and len(app.hooks) == 1


def test_prune(streamctl, app):  # noqa: F811
    port = free_port()
    app.hooks = OTHERS
    others = app.hooks
    running = register(streamctl, port)
    killed = register(streamctl, free_port())
    killed.process.kill()
    killed.wait()
    foreign = f"http://127.0.0.1:9/?streamctl-listen=0123456789abcdef.9"
    lively = f"http://127.0.0.1:{port}/?streamctl-listen=0123456789abcdef.9"
    app.hooks = app.hooks + [{"hook_type": "webhook", "webhook_url": url} for url in (foreign, lively)]
    before = app.hooks
    shown = streamctl("hooks", "prune", "--dry-run", code=0)
    assert shown.stdout.startswith(f"would remove webhook hook {killed.hook['id']}: ") and "would" not in shown.stdout[10:] and app.hooks == before
    assert [json.loads(line)["change"] for line in streamctl("hooks", "prune", "--dry-run", "--all", "-o", "json", code=0).stdout.splitlines()] == ["remove"] * 2
    done = streamctl("hooks", "prune", code=0)
    assert done.stdout == f"removed webhook hook {killed.hook['id']}: {killed.hook['url']}\n"
    assert done.stderr.count("Kept hook") == 3 and f"Kept hook {running.hook['id']}" in done.stderr and "its listener runs" in done.stderr
    done = streamctl("hooks", "prune", "--all", code=0)
    assert foreign in done.stdout and done.stdout.count("\n") == 1
    assert running.stop() == 0
    assert not [line for line in running.out.all if '"refused"' in line]  # It was asked, and has nothing to report.
    assert [hook["webhook_url"] for hook in app.hooks] == [hook["webhook_url"] for hook in OTHERS] + [lively]
    assert without_times(app.hooks[:2]) == without_times(others)
    assert "No listener left a hook" in streamctl("hooks", "prune", code=0).stderr
    # Another program has the port by now.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        owner = MARK.search(running.hook["url"])[1]
        app.hooks = [{"hook_type": "webhook", "webhook_url": f"http://127.0.0.1:9/?streamctl-listen={owner}.{taken.getsockname()[1]}"}]
        refuser = threading.Thread(target=lambda: [taken.accept()[0].close() for _ in range(2)], daemon=True)
        refuser.start()
        assert "removed" in streamctl("hooks", "prune", code=0).stdout and app.hooks == []


def test_a_dry_run_shows_the_difference_and_ends(streamctl, app):  # noqa: F811
    app.hooks = OTHERS
    before = app.hooks
    port = free_port()
    shown = streamctl("listen", "--port", port, "--public-url", f"http://127.0.0.1:{port}", "--register", "--dry-run", "--", "false", code=0)
    assert re.match(rf"would add webhook hook: http://127.0.0.1:{port}/\?streamctl-listen=", shown.stdout) and app.hooks == before
    listen = start(streamctl, port, "--dry-run", "--register-types", "call.ended,call.recording_*")
    assert listen.wait() == 0 and app.hooks == before
    change = json.loads(listen.out.rest()[-1])
    assert (change["kind"], change["change"], change["before"]) == ("hook_change", "add", None)
    assert change["after"]["event_types"][:2] == ["call.ended", "call.recording_failed"]


def test_an_address_that_the_app_has_is_not_added_twice(streamctl, app):  # noqa: F811
    port = free_port()
    app.hooks = [{"hook_type": "webhook", "webhook_url": f"http://127.0.0.1:{port}"}]
    before = app.hooks
    listen = register(streamctl, port)
    assert listen.hook["id"] == before[0]["id"]
    assert listen.stop() == 0 and app.hooks == before
    assert "Nothing to register" in listen.words()


@pytest.mark.parametrize("arguments, says", [
    (["--register"], "--public-url"), (["--register-types", "call.ended"], "add --register"), (["--dry-run"], "add --register"),
    (["--public-url", "http://127.0.0.1:1", "--register", "--register-types", "call.craeted"], "call.created"),
    (["--public-url", "http://127.0.0.1:1", "--register", "--register-types", "nothing.*"], "matches no type"),
    (["--public-url", "http://127.0.0.1:1", "--register", "--register-types", "call.ended,,"], "empty part")], ids=str)
def test_options_that_make_no_sense(streamctl, arguments, says):
    refused = streamctl("listen", "--port", "0", *arguments, code=2)
    assert says in refused.stderr and refused.stdout == ""


def test_without_a_secret_nothing_is_registered(streamctl, stream_api):
    for arguments in ([], ["--no-verify"]):
        refused = streamctl("listen", "--port", "0", "--public-url", "http://127.0.0.1:1", "--register", *arguments, env={"STREAM_API_SECRET": ""}, code=2)
        assert refused.stderr.startswith("streamctl: error: --register: no API secret") and refused.stdout == ""
    assert stream_api.requests == []


def test_an_address_that_leads_elsewhere_is_not_registered(streamctl, stream_api, peer):
    refused = streamctl("listen", "--port", "0", "--public-url", peer(200).url, "--public-timeout", "1ms", "--register", code=3)
    assert "not from here" in refused.stderr and stream_api.requests == []


REFUSALS = {
    "html": ((200, {"Content-Type": "text/html"}, b"<html>captive portal</html>"), 1),
    "huge": ((200, {}, b'{"app":{"name":"' + b"x" * 9_000_000 + b'"}}'), 1),
    "no list": ((200, {}, {"app": {"event_hooks": {"a": "\x1b[2J"}}}), 1),
    "no objects": ((200, {}, {"app": {"event_hooks": ["\x1b[2J"]}}), 1),
    "no app": ((200, {}, {"app": []}), 1),
    "403": ((403, {}, error(17, "not \x1b[2J allowed", 403)), 1),
    "500": ((500, {}, b"oops"), 1),
    "302": ((302, {"Location": "https://elsewhere.example/"}, b""), 1),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_an_api_that_refuses_is_one_line(streamctl, stream_api, name):
    stream_api.script, code = [REFUSALS[name][0]] * 2, REFUSALS[name][1]
    before = json.dumps(stream_api.app["event_hooks"])
    listen = start(streamctl, free_port(), "--", "false")
    assert listen.wait() == code
    words = listen.words()
    assert '"code"' in words.splitlines()[-1] and "\x1b" not in words and SECRET not in words
    assert json.dumps(stream_api.app["event_hooks"]) == before


def test_a_rate_limit_is_waited_out(streamctl, stream_api):
    stream_api.script = [(429, {"Retry-After": "0"}, error(9, "too many", 429))]
    listen = register(streamctl, free_port())
    assert listen.stop() == 0 and len(stream_api.app["event_hooks"]) == 2
    assert "rate limit" in listen.words()


def test_hostile_hooks_drive_no_terminal(streamctl, stream_api):
    stream_api.app["event_hooks"][0]["webhook_url"] = "https://evil.example/\x1b]0;owned\x07\u202e"
    stream_api.app["event_hooks"][1]["sqs_secret"] = ""
    listen = register(streamctl, free_port())
    assert listen.stop() == 0
    words = listen.words()
    assert "https://evil.example/\\u001b]0;owned" in words and "\x1b" not in words and "\u202e" not in words and SQS_SECRET not in words
    assert f"does not show the secret of hook {QUEUE_ID}" in words


def test_a_removal_that_fails_names_the_command_that_mends_it(streamctl, stream_api):
    listen = register(streamctl, free_port())
    left = stream_api.app["event_hooks"][2]["id"]

    def refuse(handler):  # It may read, and may not write.
        handler.answer(403, error(17, "not allowed", 403)) if handler.command == "PATCH" else handler.answer(200, {"app": stream_api.app})

    stream_api.script = [refuse] * 4
    assert listen.stop() == 1
    assert f"the hook {left} may still be in the app" in listen.words() and "streamctl hooks prune" in listen.words()
    assert "removed webhook hook" in streamctl("hooks", "prune", code=0).stdout
    assert [hook["id"] for hook in stream_api.app["event_hooks"]] == [HOOK_ID, QUEUE_ID]


def test_a_removal_that_fails_by_chance_is_tried_again(streamctl, stream_api):
    listen = register(streamctl, free_port())

    def fail_to_write(handler):
        if handler.command == "PATCH":
            return handler.answer(500, b"oops")
        handler.answer(200, {"app": stream_api.app})

    stream_api.script = [(503, {}, b"oops")] * 2 + [fail_to_write] * 3
    assert listen.stop() == 0
    assert [hook["id"] for hook in stream_api.app["event_hooks"]] == [HOOK_ID, QUEUE_ID]
    assert listen.words().count("; trying again") == 1 and "may still be" not in listen.words()


def test_an_api_that_never_comes_back_is_not_waited_for_long(streamctl, stream_api):
    listen = register(streamctl, free_port())
    stream_api.script = [(503, {}, b"oops")] * 1000
    assert listen.stop() == 1
    assert "the hook may still be in the app" in listen.words() and "streamctl hooks prune" in listen.words()


def test_a_stop_while_the_api_is_silent_ends_it(streamctl, stream_api):
    arrived = threading.Event()

    def silence(handler):
        arrived.set()
        stream_api.release.wait(60)
        handler.close_connection = True

    stream_api.script = [silence]
    listen = start(streamctl, free_port())
    assert arrived.wait(30)
    assert listen.stop() == 0 and len(stream_api.app["event_hooks"]) == 2


def test_a_write_that_another_undoes_is_done_again(streamctl, stream_api):
    before = [dict(hook) for hook in stream_api.app["event_hooks"]]
    theirs = {"id": "theirs", "hook_type": "webhook", "webhook_url": "https://theirs.example/"}

    def overwrite(handler):  # Their program had read the hooks before our write.
        stream_api.app["event_hooks"] = before + [theirs]
        handler.answer(200, {"app": stream_api.app})

    stream_api.script = [None] * 4 + [overwrite]
    listen = register(streamctl, free_port())
    hooks = stream_api.app["event_hooks"]
    assert hooks[:3] == before + [theirs] and hooks[3]["id"] == listen.hook["id"]
    assert listen.stop() == 0 and stream_api.app["event_hooks"] == before + [theirs]


def test_what_a_write_overwrote_is_restored(streamctl, stream_api):
    theirs = {"id": "theirs", "hook_type": "webhook", "webhook_url": "https://theirs.example/"}
    written = threading.Event()

    def meanwhile(handler):  # Another administrator is faster than our write, which waits until the read beside it has seen that.
        if handler.command == "PATCH":
            assert written.wait(30)
            stream_api.app["event_hooks"] = [{**hook, "id": hook.get("id", "ours")} for hook in json.loads(stream_api.requests[-1][4] or stream_api.requests[-2][4])["event_hooks"]]
            return handler.answer(200, {})
        stream_api.app["event_hooks"] = stream_api.app["event_hooks"][1:] + [theirs]
        handler.answer(200, {"app": stream_api.app})
        written.set()

    stream_api.script = [None, None, meanwhile, meanwhile]
    listen = register(streamctl, free_port())
    assert {hook["id"] for hook in stream_api.app["event_hooks"]} == {QUEUE_ID, "theirs", "ours"}
    assert listen.stop() == 0
    words = listen.words()
    assert "someone else changed the hooks at the same moment" in words and "theirs.example" in words
    assert [hook["id"] for hook in stream_api.app["event_hooks"]] == [QUEUE_ID, "theirs"]


def test_a_hook_that_vanishes_is_named_and_one_that_is_taken_out_is_added_again(streamctl, stream_api):
    def vanish(handler):
        del stream_api.app["event_hooks"][1]
        handler.answer(200, {"app": stream_api.app})

    stream_api.script = [None] * 4 + [vanish]
    listen = register(streamctl, free_port())
    assert QUEUE_ID in listen.err.until(lambda line: "is gone" in line)
    stream_api.app["event_hooks"] = stream_api.app["event_hooks"][:1]
    again = registered(listen)  # The check a second later sees it.
    assert [hook["id"] for hook in stream_api.app["event_hooks"]] == [HOOK_ID, again["id"]]
    assert listen.stop() == 0 and [hook["id"] for hook in stream_api.app["event_hooks"]] == [HOOK_ID]
    assert "someone else changed the hooks" in listen.words()


def test_doctor_asks_the_hooks(streamctl, app):  # noqa: F811
    port = free_port()
    listen = register(streamctl, port)
    owner = MARK.search(listen.hook["url"])[1]
    app.hooks = app.hooks + [{"hook_type": "webhook", "webhook_url": url} for url in (f"http://127.0.0.1:9/?streamctl-listen={owner}.9", "http://127.0.0.1:9/x")]
    quiet = streamctl("doctor", code=0).stdout
    assert "a listener of yours left it" in quiet and "a listener answers" not in quiet
    asked = streamctl("doctor", "--hooks", code=0).stdout
    assert f"127.0.0.1:{port}/?streamctl-listen={owner}.{port}: a listener answers" in asked and asked.count("connection refused") == 1 and "/x: connection refused" in asked
    assert listen.stop() == 0

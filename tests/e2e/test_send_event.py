"""send-event against an independent imitation of Stream's API."""
import json
import os
import signal
import socket
import subprocess
import time

import pytest
from conftest import SECRET, WATCHDOG, binary
from stream_api import error, unb64


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_an_event_is_sent_as_streams_sdks_send_it(streamctl, stream_api):
    done = streamctl("send-event", "default:standup", "--custom", "render-animation=balloons", "--user-id", "john", code=0)
    assert done.stdout.startswith("sent to default:standup in ") and done.stderr == ""
    assert stream_api.events == [("default:standup", "john", {"render-animation": "balloons"})]
    method, path, query, headers, body = stream_api.requests[0]
    assert (method, path, query) == ("POST", "/api/v2/video/call/default/standup/event", {"api_key": "key"})
    assert json.loads(body) == {"user_id": "john", "custom": {"render-animation": "balloons"}}
    assert not headers["authorization"].startswith("Bearer") and json.loads(unb64(headers["authorization"].split(".")[1])) == {"server": True}


def test_as_user_it_goes_by_the_client_api(streamctl, stream_api):
    done = streamctl("send-event", "default:standup", "--custom", "a.b:=[1]", "--user-id", "john", "--as-user", "-o", "json", code=0)
    sent, = lines(done.stdout)
    assert sent["kind"] == "sent" and sent["call_cid"] == "default:standup" and sent["duration_ms"] > 0
    assert stream_api.events == [("default:standup", "john", {"a": {"b": [1]}})]
    assert stream_api.requests[0][1] == "/video/call/default/standup/event" and json.loads(stream_api.requests[0][4]) == {"custom": {"a": {"b": [1]}}}
    claims = json.loads(unb64(stream_api.requests[0][3]["authorization"].split(".")[1]))
    assert claims["user_id"] == "john" and 1 <= time.time() - claims["iat"] <= 10 and claims["exp"] > time.time()


def test_who_sends_it(streamctl, stream_api):
    streamctl("send-event", "default:standup", code=0)
    config = streamctl.folder / "config.toml"
    config.write_text('[default]\nuser_id = "john"\n')
    config.chmod(0o600)
    streamctl("send-event", "default:standup", "--config", config, code=0)
    streamctl("send-event", "default:standup", "--config", config, "--user-id", "streamctl", code=0)
    assert [user for _, user, _ in stream_api.events] == ["streamctl", "john", "streamctl"]


def test_the_data_comes_from_everywhere(streamctl, stream_api):
    (streamctl.folder / "data.json").write_text('{"from": "file", "n": 12345678901234567890}')
    streamctl("send-event", "default:standup", "--data", "@data.json", "--custom", "over=laid", code=0)
    streamctl("send-event", "default:standup", "--data", "-", input='{"from": "stdin", "\\u00e9": "é"}', code=0)
    streamctl("send-event", "default:standup", "--data", '{"a": {"b": 1}}', "--custom", "a.c=2", code=0)
    assert [custom for _, _, custom in stream_api.events] == [
        {"from": "file", "n": 12345678901234567890, "over": "laid"}, {"from": "stdin", "é": "é"}, {"a": {"b": 1, "c": "2"}}]


@pytest.mark.parametrize("arguments", [
    ["standup"], ["default:"], ["default:standup", "--custom", "nonsense"], ["default:standup", "--data", "[1]"], ["default:standup", "--data", "{"],
    ["default:standup", "--custom", "a:=x"], ["default:standup", "--rate", "5"], ["default:standup", "--lines", "--data", "{}"],
    ["default:standup", "--custom", "a=" + "x" * 5200], [], ["default:standup", "--data", "@nothing"], ["default:standup", "--concurrency", "2"]], ids=str)
def test_what_makes_no_sense_is_not_sent(streamctl, stream_api, arguments):
    done = streamctl("send-event", *arguments, code=2)
    assert done.stderr.startswith("streamctl: error: ") and done.stderr.count("\n") <= 2 and stream_api.requests == []


@pytest.mark.parametrize("arguments, env, words", [
    (["default:nope"], {}, ["Can't find call with id default:nope", "HTTP 404, code 16", "hint: ", "--create"]),
    (["default:standup", "--user-id", "nobody"], {}, ["don't exist: [nobody]", "hint: "]),
    (["default:standup"], {"STREAM_API_SECRET": "another-secret"}, ["code 43", "STREAM_API_SECRET"]),
    (["default:standup"], {"STREAM_API_KEY": "other"}, ["code 2", "API key"])], ids=str)
def test_a_refusal_is_one_line_with_a_next_step(streamctl, stream_api, arguments, env, words):
    done = streamctl("send-event", *arguments, env=env, code=1)
    assert all(word in done.stderr for word in words) and done.stdout == ""
    assert done.stderr.startswith("streamctl: error: cannot send the event to default:") and done.stderr.count("\n") == 2
    as_json = streamctl("send-event", *arguments, "-o", "json", env=env, code=1)
    assert json.loads(as_json.stderr)["error"]["code"] == "refused"
    assert "secret" not in (done.stderr + as_json.stderr).replace("the secret is not", "").replace("api_secret", "")


def test_a_clock_ahead_is_told_from_a_wrong_secret(streamctl, stream_api):
    stream_api.clock_offset = -3600
    done = streamctl("send-event", "default:standup", "--as-user", code=1)
    assert "code 42" in done.stderr and "doctor" in done.stderr


@pytest.mark.parametrize("fields, least", [
    ({"Retry-After": "1"}, 1), (lambda: {"X-RateLimit-Reset": str(int(time.time()) + 2), "X-RateLimit-Remaining": "0"}, 0.9)], ids=["retry", "reset"])
@pytest.mark.timing
def test_a_rate_limit_is_waited_out(streamctl, stream_api, fields, least):
    fields = fields() if callable(fields) else fields
    stream_api.script = [(429, fields, error(9, "SendCallEvent failed with error: \"Too many requests\"", 429))]
    done = streamctl("send-event", "default:standup", code=0)
    assert "rate limit" in done.stderr and "warning" in done.stderr and len(stream_api.events) == 1
    assert least <= stream_api.times[1] - stream_api.times[0] < 10


def test_a_rate_limit_that_lasts_is_an_error_at_once(streamctl, stream_api):
    stream_api.script = [(429, {"Retry-After": "3600"}, error(9, "Too many requests", 429))]
    assert "code 9" in streamctl("send-event", "default:standup", code=1, timeout=20).stderr
    stream_api.script = [(429, {"Retry-After": "0"}, error(9, "Too many requests", 429))] * 20
    assert "code 9" in streamctl("send-event", "default:standup", "-q", code=1, timeout=20).stderr
    assert len(stream_api.requests) < 10


def hang_up(handler):
    handler.connection.close()
    handler.close_connection = True


def truncate(handler):
    handler.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"dura")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def not_http(handler):
    handler.wfile.write(b"\x16\x03\x01 SSH-2.0-whatever\r\n\r\n")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


@pytest.mark.parametrize("step, code, words", [
    ((502, {"Content-Type": "text/html"}, b"<html>Bad Gateway\x1b[2J</html>"), 1, "HTTP 502"),
    ((201, {}, b"<html>hello</html>"), 1, "not with JSON"),
    ((201, {}, b"[" * 100000), 1, "not with JSON"),
    ((301, {"Location": "http://127.0.0.1:1/elsewhere\x1b"}, b""), 1, "redirects (HTTP 301) to http://127.0.0.1:1/elsewhere"),
    ((500, {}, error(-1, "SendCallEvent failed with error: \"\x1b[31m\u202e\n\"", 500)), 1, "\\u001b[31m\\u202e\\n"),
    ((403, {}, {"code": "seventeen", "message": []}), 1, "HTTP 403"),
    ((400, {}, b"\xff\xfe\x00"), 1, "HTTP 400"),
    ((201, {}, b'{"a":"' + b"x" * (9 << 20) + b'"}'), 1, "larger than 8 MiB"),
    (hang_up, 3, "cannot reach"), (truncate, 3, "cannot reach"), (not_http, 3, "cannot reach")],
    ids=["html", "html-201", "deep", "redirect", "escapes", "odd", "bytes", "huge", "hang-up", "truncated", "not-http"])
def test_strange_answers(streamctl, stream_api, step, code, words):
    stream_api.script = [step]
    done = streamctl("send-event", "default:standup", code=code)
    assert words in done.stderr and "\x1b" not in done.stderr and "\u202e" not in done.stderr
    assert len(stream_api.requests) == 1  # Nothing is sent twice that may have been done.


def test_unreachable_and_unconfigured(streamctl, stream_api):
    done = streamctl("send-event", "default:standup", "--base-url", "http://127.0.0.1:1", code=3)
    assert "http://127.0.0.1:1" in done.stderr and "refused" in done.stderr and "hint: " in done.stderr
    done = streamctl("send-event", "default:standup", env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""}, code=2)
    assert "no API key" in done.stderr and "streamctl doctor" in done.stderr
    assert "doctor" not in streamctl("send-event", "default:standup", env={"STREAM_API_SECRET": ""}, code=2).stderr
    for url in ("ftp://x", "nonsense", "http://u:p@x", "https://x?a=b"):
        assert "base URL" in streamctl("send-event", "default:standup", "--base-url", url, code=2).stderr


def test_the_base_url_may_be_that_of_the_javascript_client(streamctl, stream_api):
    for ending in ("/", "/video", "/video/"):
        streamctl("send-event", "default:standup", "--base-url", stream_api.url + ending, code=0)
    assert {path for _, path, *_ in stream_api.requests} == {"/api/v2/video/call/default/standup/event"}


def test_verbose_masks_what_is_secret(streamctl, stream_api):
    for surface in ([], ["--as-user", "--user-id", "john"]):
        done = streamctl("send-event", "default:standup", "-v", *surface, code=0)
        assert "> POST " in done.stderr and "> Authorization: ***" in done.stderr and "< 201" in done.stderr
        token = stream_api.requests[-1][3]["authorization"]
        assert token not in done.stderr and token.split(".")[2] not in done.stderr and SECRET not in done.stderr


def test_lines_are_sent_in_order_and_each_failure_is_named(streamctl, stream_api):
    stream_api.script = [None, (404, {}, error(16, "call gone", 404))]
    text = '{"n":1}\n\n[2]\n{"n":3}\r\nnonsense\n{"n":4, "x":"' + "x" * 6000 + '"}\n{"n":5}'
    done = streamctl("send-event", "default:standup", "--lines", "--custom", "shared=yes", "-o", "json", input=text, code=1)
    assert [custom for _, _, custom in stream_api.events] == [{"n": 1, "shared": "yes"}, {"n": 5, "shared": "yes"}]
    *sent, summary = lines(done.stdout)
    assert [(one["kind"], one["line"]) for one in sent] == [("sent", 1), ("sent", 7)]
    assert {key: summary[key] for key in ("kind", "sent", "failed", "malformed")} == {"kind": "summary", "sent": 2, "failed": 1, "malformed": 3}
    messages = [one["error"]["message"] for one in lines(done.stderr)]
    assert [message.split(":")[0] for message in messages] == ["line 3", "line 4", "line 5", "line 6"]
    assert "code 16" in messages[1]


def test_the_exit_code_of_lines_tells_the_worst(streamctl, stream_api):
    assert "2 sent in" in streamctl("send-event", "default:standup", "--lines", input="{}\n{}\n", code=0).stdout
    assert "1 sent, 1 malformed" in streamctl("send-event", "default:standup", "--lines", input="{}\n7\n", code=2).stdout
    assert "1 failed" in streamctl("send-event", "default:standup", "--lines", "--base-url", "http://127.0.0.1:1", input="{}\n7\n", code=3).stdout
    for text in ("", "\n \n"):
        done = streamctl("send-event", "default:standup", "--lines", input=text, code=1)
        assert done.stdout.startswith("0 sent") and "warning: there is no event in standard input\n" in done.stderr


def test_many_lines_at_once(streamctl, stream_api):
    text = "".join(json.dumps({"n": n}) + "\n" for n in range(300))
    done = streamctl("send-event", "default:standup", "--lines", "--concurrency", "8", input=text, code=0)
    assert sorted(custom["n"] for _, _, custom in stream_api.events) == list(range(300)) and "300 sent" in done.stdout


@pytest.mark.timing
def test_rate(streamctl, stream_api):
    streamctl("send-event", "default:standup", "--lines", "--rate", "20", input="{}\n" * 11, code=0)
    assert 0.4 <= stream_api.times[-1] - stream_api.times[0] <= 3


def start_lines(streamctl, *arguments):
    return subprocess.Popen([binary(), "send-event", "default:standup", "--lines", "-o", "json", *arguments], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=streamctl.environment, cwd=streamctl.folder)


def test_a_line_is_sent_as_soon_as_it_comes(streamctl, stream_api):
    process = start_lines(streamctl)
    for number in range(3):
        process.stdin.write(json.dumps({"n": number}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["line"] == number + 1
    process.stdin.close()
    assert json.loads(process.stdout.readline())["sent"] == 3 and process.wait(WATCHDOG) == 0


def test_stopping_while_waiting_for_a_line_or_an_answer(streamctl, stream_api):
    waiting = start_lines(streamctl)
    waiting.stdin.write(b"{}\n")
    waiting.stdin.flush()
    assert json.loads(waiting.stdout.readline())["kind"] == "sent"
    waiting.send_signal(signal.SIGINT)
    assert waiting.wait(WATCHDOG) == 130 and json.loads(waiting.stdout.readline())["sent"] == 1

    stream_api.script = [lambda handler: stream_api.release.wait(WATCHDOG)] * 2
    before = len(stream_api.requests)
    for arguments, code in (([], 143), (["--lines"], 143)):
        process = subprocess.Popen([binary(), "send-event", "default:standup", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=streamctl.environment)
        process.stdin.write(b"{}\n")
        process.stdin.flush()
        before += 1
        deadline = time.monotonic() + WATCHDOG
        while len(stream_api.requests) < before and time.monotonic() < deadline:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(WATCHDOG) == code


@pytest.mark.timing
def test_stopping_while_a_rate_limit_is_waited_out(streamctl, stream_api):
    stream_api.script = [(429, {"Retry-After": "60"}, error(9, "Too many requests", 429))] * 2
    for arguments in ([], ["--lines"]):
        process = subprocess.Popen([binary(), "send-event", "default:standup", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=streamctl.environment)
        process.stdin.write(b"{}\n")
        process.stdin.flush()
        assert b"going on in 1m 00s" in process.stderr.readline()
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(WATCHDOG) == 130 and time.monotonic() - begin < 20


def test_who_writes_lines_is_held_back(streamctl, stream_api):
    """A peer that does not answer: of 32 MiB little is read, and less is held."""
    stream_api.script = [lambda handler: stream_api.release.wait(WATCHDOG)]
    process = start_lines(streamctl)
    os.set_blocking(process.stdin.fileno(), False)
    block = (json.dumps({"x": "y" * 1000}) + "\n").encode() * 64
    written, quiet = 0, time.monotonic() + 2
    while written < 32 * 1024 * 1024 and time.monotonic() < quiet:
        try:
            count = os.write(process.stdin.fileno(), block)
            written, quiet = written + count, time.monotonic() + 2
        except BlockingIOError:
            pass
    assert written < 4 * 1024 * 1024
    process.kill()
    process.wait()

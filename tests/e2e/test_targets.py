"""Targets: forms of their URLs, and messages when they accept no delivery."""
import contextlib
import json
import re
import shlex
import socket

import pytest
import quiet_http
from accepting import Accepting, read_head
from conftest import event, post, sign
from public_side import free_port


def port_of(url):
    return url.split(":")[2].split("/")[0]


def hints(text):
    return [line for line in text.splitlines() if line.startswith("hint: ")]


# Forms of URLs.

WRITTEN = ["{port}/hook", ":{port}/hook", "localhost:{port}/hook", "127.0.0.1:{port}/hook", "http://127.0.0.1:{port}/hook",
           "LOCALHOST:{port}/hook", "0.0.0.0:{port}/hook", "[::ffff:127.0.0.1]:{port}/hook", " 127.0.0.1:{port}/hook\n"]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_target_of_this_machine_needs_no_scheme(streamctl, peer, written):
    target = peer()
    streamctl("forge", "call.ring", "--to", written.format(port=port_of(target.url)), code=0)
    assert len(target.requests) == 1


@pytest.mark.parametrize("command", ["forge", "environment", "profile", "replay", "check", "listen", "emulator"])
def test_everywhere(streamctl, peer, tmp_path, command):
    target = peer()
    written = f"localhost:{port_of(target.url)}/hook"
    if command == "forge":
        streamctl("forge", "call.ring", "--to", written, code=0)
    elif command == "environment":
        streamctl("forge", "call.ring", env={"STREAMCTL_WEBHOOK_URL": written}, code=0)
    elif command == "profile":
        config = tmp_path / "config.toml"
        config.write_text(f'[default]\nwebhook_url = "{written}"\n')
        config.chmod(0o600)
        streamctl("forge", "call.ring", "--config", config, code=0)
    elif command == "replay":
        (tmp_path / "e.json").write_bytes(event())
        streamctl("replay", "e.json", "--to", written, code=0)
    elif command == "check":
        streamctl("check", written, "--only", "accepts-valid", code=0)
    elif command == "listen":
        assert post(streamctl.listen("--forward-to", written).url, event())[0] == 200
    else:
        emulator = streamctl.start("emulator", "--port", "0", "--webhook-url", written, "-o", "json")
        url = json.loads(emulator.out.next())["url"]
        streamctl("emulator", "push", "call.created", "--at", url.removeprefix("http://"), code=0)
        assert target.asked.wait(30)
        where = {"STREAM_BASE_URL": url.removeprefix("http://"), "STREAM_API_KEY": "", "STREAM_API_SECRET": ""}
        assert json.loads(streamctl("emulator", "state", "-o", "json", env=where, code=0).stdout)
    assert target.requests


@pytest.mark.parametrize("written, hint", [
    ("example.com/hook", "https://example.com/hook"), ("192.0.2.7:3000/hook", "http://192.0.2.7:3000/hook"),
    ("app:3000", "http://app:3000"), ("example.com:443/x", "https://example.com:443/x"), ("http:example.com/x", "http://example.com/x"),
    ("https:/example.com/x", "https://example.com/x"), ("2001:db8::1", "http://HOST:PORT/PATH"), ("not a url", "http://HOST:PORT/PATH")])
@pytest.mark.parametrize("arguments", [["forge", "call.ring", "--to"], ["check"], ["listen", "--port", "0", "--forward-to"]], ids=lambda a: a[0])
def test_any_other_name_needs_its_scheme(streamctl, arguments, written, hint):
    done = streamctl(*arguments, written, code=2)
    assert done.stderr.splitlines()[0].startswith("streamctl: error: ") and "bad URL" in done.stderr
    assert len(hints(done.stderr)) == 1 and hint in hints(done.stderr)[0]


@pytest.mark.parametrize("written", ["70000", ":99999/x", "localhost:port"])
def test_what_is_no_port(streamctl, written):
    assert "port" in streamctl("forge", "call.ring", "--to", written, code=2).stderr


def test_a_hook_and_a_base_url_too(streamctl, stream_api):
    done = streamctl("hooks", "add", "localhost:3000/x", "--base-url", stream_api.url.removeprefix("http://"), code=0)
    assert "http://localhost:3000/x" in done.stdout
    assert "https://video.example.com" in streamctl("hooks", "--base-url", "video.example.com", code=2).stderr


# Reasons why a target accepts no delivery.

CAUSES = {400: "bad one", 401: "STREAM_API_SECRET", 403: "forbids", 404: "compare the path", 405: "export async function POST",
          413: "raise its limit", 415: "raw body", 418: "its log", 419: "CSRF", 422: "CSRF", 429: "rate", 500: "its log", 501: "knows no POST",
          502: "before the handler", 503: "not ready", 504: "before the handler", 507: "its log"}


@pytest.mark.parametrize("status, words", CAUSES.items())
def test_each_status_is_explained_once(streamctl, peer, status, words):
    target = peer(status)
    done = streamctl("forge", "call.ring", "--count", "3", "--to", target.url, code=1)
    said, = hints(done.stderr)
    assert f"{target.url} answered {status}: " in said and words in said
    assert hints(done.stdout) == []
    assert streamctl("forge", "call.ring", "--to", target.url, "-q", code=1).stderr == ""


def test_each_cause_of_one_run(streamctl, peer):
    target = peer(401, 404, 401, 200)
    done = streamctl("forge", "call.ring", "--count", "4", "--to", target.url, "-o", "json", code=1)
    assert ["answered 401" in hints(done.stderr)[0], "answered 404" in hints(done.stderr)[1], len(hints(done.stderr))] == [True, True, 2]
    assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["delivery"] * 4 + ["summary"]


def test_what_was_delivered_at_last_is_not_explained(streamctl, peer):
    assert streamctl("forge", "call.ring", "--to", peer(503, 200).url, code=0).stderr == ""


@pytest.mark.parametrize("target, words", [
    ("hang", "did not answer within"), ("reset", "see its log"), ("http://127.0.0.1:1/", "nothing listens there"),
    ("http://nowhere.invalid/", "is its name right?")])
def test_no_answer_is_explained(streamctl, peer, target, words):
    url = target if "://" in target else peer(target).url
    done = streamctl("forge", "call.ring", "--to", url, "--attempt-timeout", "200ms", "--total-timeout", "200ms", code=1)
    said, = hints(done.stderr)
    assert words in said and url in said


class Answering(Accepting):
    """Answers each request with the same bytes."""

    def __init__(self, answer):
        self.answer = answer
        super().__init__()

    def serve(self, connection):
        head, body = read_head(connection).split(b"\r\n\r\n", 1)
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += connection.recv(65536)
        with connection, contextlib.suppress(OSError):  # The answer may be refused before its end.
            connection.sendall(self.answer)


@pytest.mark.parametrize("answer, words", [
    (b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 400_000 + b"\r\n\r\n", "the answer's header is too large; let the handler"),
    (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50_000 + b"\r\n", "the answer's header is too large; let the handler"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "the answer's chunks are malformed; see what writes")],
    ids=["a long field", "many fields", "chunks"])
def test_an_answer_that_cannot_be_read_is_explained(streamctl, answer, words):
    target = Answering(answer)
    said, = hints(streamctl("forge", "call.ring", "--to", target.url, "--no-retry", code=1).stderr)
    assert f"{target.url}: {words}" in said
    checked = streamctl("check", target.url, "--only", "accepts-valid", code=1).stdout
    target.end()
    assert f"{target.url}: {words}" in " ".join(checked.split())


def test_replay_explains(streamctl, peer, tmp_path):
    (tmp_path / "e.jsonl").write_bytes(event() + b"\n" + event() + b"\n")
    said, = hints(streamctl("replay", "e.jsonl", "--to", peer(405).url, code=1).stderr)
    assert "serve POST there" in said


@pytest.mark.parametrize("kept", [["--record", "c d.jsonl"], []], ids=["record", "history"])
def test_listen_explains_and_says_how_to_send_it_again(streamctl, peer, kept):
    target = peer(401, 500, 401, 200)
    listen = streamctl.listen("--forward-to", target.url, *kept)
    for number in range(3):
        post(listen.url, event(n=number), webhook_id=f"w-{number}")
    assert listen.stop() == 0
    text = listen.words()
    assert len(hints(text)) == 2 and "answered 401" in hints(text)[0] and "answered 500" in hints(text)[1]
    again = [line.split("again: ")[1] for line in text.splitlines() if "to send it again: " in line]
    program, *arguments = shlex.split(again[1])
    assert program == "streamctl"
    streamctl(*arguments, code=0)
    assert json.loads(target.requests[-1][1])["n"] == 1 and len(target.requests) == 4


@pytest.mark.parametrize("kept", [["--record", "c.jsonl"], []], ids=["record", "history"])
def test_what_is_sent_again_is_sent_once_however_many_attempts_came(streamctl, peer, kept):
    target = peer(500, 500, 500, 200)
    listen = streamctl.listen("--forward-to", target.url, *kept)
    for attempt in (1, 2, 3):
        post(listen.url, event(n=attempt), webhook_id="w-1", attempt=attempt)
    assert listen.stop() == 0
    again, = [line.split("again: ")[1] for line in listen.words().splitlines() if "to send it again: " in line]
    streamctl(*shlex.split(again)[1:], code=0)
    assert json.loads(target.requests[-1][1])["n"] == 3 and len(target.requests) == 4


def test_listen_says_nothing_of_a_replay_that_is_not_possible(streamctl, peer):
    listen = streamctl.listen("--forward-to", peer(401).url, "--no-history")
    post(listen.url, event(), webhook_id="w")
    listen.stop()
    assert len(hints(listen.words())) == 1 and "replay" not in listen.words()
    listen = streamctl.listen("--forward-to", peer(401).url, "-q")
    post(listen.url, event(), webhook_id="w")
    listen.stop()
    assert listen.words() == ""


def test_an_id_that_came_from_the_network_is_no_part_of_a_command(streamctl, peer):
    listen = streamctl.listen("--forward-to", peer(401).url)
    post(listen.url, event(), webhook_id="x; rm -rf ~")
    listen.stop()
    assert "rm -rf" not in listen.words()


# Redirects.

class Redirecting:
    """Answers `status` to every path but "/new", with `location` where it is not None."""

    def __init__(self, status, location):
        self.taken = []
        own = self

        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_new = self.path == "/new"
                if is_new:
                    own.taken.append(body)
                self.send_response(200 if is_new else status)
                if location is not None and not is_new:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = quiet_http.Server(Handler)
        self.url = self._server.url
        self.close = self._server.close


@pytest.fixture
def redirecting():
    made = []

    def make(status=308, location="/new"):
        made.append(Redirecting(status, location))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_shows_where_it_points(streamctl, redirecting, status):
    target = redirecting(status)
    done = streamctl("forge", "call.ring", "--to", f"{target.url}/old", code=1)
    said, = hints(done.stderr)
    assert f"redirects to {target.url}/new, and redirects are not followed" in said and said.endswith(f"give this URL: {target.url}/new")
    done = streamctl("forge", "call.ring", "--to", f"{target.url}/old", "-o", "json", code=1)
    assert json.loads(done.stdout.splitlines()[0])["attempts"][0]["location"] == f"{target.url}/new"
    assert target.taken == []


def test_a_redirect_of_what_is_forwarded(streamctl, redirecting):
    target = redirecting()
    listen = streamctl.listen("--forward-to", f"{target.url}/old")
    assert post(listen.url, event(n=7), webhook_id="w")[0] == 308
    listen.stop()
    forwarded, = [json.loads(line) for line in listen.out.rest() if '"forwarded"' in line]
    assert forwarded["location"] == f"{target.url}/new" and forwarded["status"] == 308
    again, = [line.split("again: ")[1] for line in listen.words().splitlines() if "again: " in line]
    streamctl(*shlex.split(again)[1:], code=0)
    assert json.loads(target.taken[0])["n"] == 7


def test_check_shows_where_a_redirect_points(streamctl, redirecting):
    target = redirecting()
    done = streamctl("check", f"{target.url}/old", "--only", "accepts-valid", code=1)
    assert f"it redirects to {target.url}/new, and redirects are not followed, as Stream follows none" in " ".join(done.stdout.split())
    assert f"give this URL: {target.url}/new" in done.stdout and "secret" not in done.stdout
    line = json.loads(streamctl("check", f"{target.url}/old", "--only", "accepts-valid", "-o", "json", code=1).stdout.splitlines()[0])
    assert f"{target.url}/new" in line["detail"] and line["advice"].endswith(f"give this URL: {target.url}/new")


@pytest.mark.parametrize("location, words", [("https://example.com/login?next=/old", "looks like a login"), (None, "does not say where"),
                                             # Newer versions of libcurl escape them first.
                                             ("\x1b]0;x\x07//evil", r"\\u001b\]0;x\\u0007|%1b\]0;x%07")])
def test_other_redirects(streamctl, redirecting, location, words):
    said, = hints(streamctl("forge", "call.ring", "--to", f"{redirecting(302, location).url}/old", code=1).stderr)
    assert re.search(words, said) and "\x1b" not in said


# check.

def test_check_explains_what_the_target_answers_once(streamctl, peer):
    done = streamctl("check", peer(404).url, code=1)
    assert " ".join(done.stdout.split()).count("compare the path with the handler's route") == 1


class Demanding:
    """A handler that keeps Stream's contract, and wants to know the meeting and its call."""

    def __init__(self):
        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                import gzip
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(self.status_of(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body))

            def do_GET(self):
                self.answer(405)

            def status_of(self, body):
                if self.headers.get("X-Signature") != sign(body):
                    return 401
                try:
                    call = json.loads(body)
                except ValueError:
                    return 400
                known = call.get("call", {}).get("custom", {}).get("meetingId") == "m-1" and call.get("call_cid", "default:m-1") == "default:m-1"
                return 200 if known and call.get("custom", {}).get("extra") == 1 else 404

            def answer(self, status):
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = quiet_http.Server(Handler)
        self.url = self._server.url
        self.close = self._server.close


@pytest.fixture
def demanding():
    handler = Demanding()
    yield handler
    handler.close()


def test_check_gives_a_handler_the_data_it_wants(streamctl, demanding):
    done = streamctl("check", demanding.url, "--call", "default:m-1", "--set", "call.custom.meetingId=m-1", "--data", '{"custom":{"extra":1}}',
                     "-o", "json", code=0)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["name"]: line["status"] for line in lines if line["kind"] == "check" and line["status"] != "pass"} == {"tls-trusted": "skip"}
    assert streamctl("check", demanding.url, "--only", "accepts-every-type", code=1).stdout.count("--set") >= 1


def test_check_finds_a_bad_setting_before_it_sends(streamctl, peer):
    target = peer()
    assert "--set" in streamctl("check", target.url, "--set", "type.x=1", code=2).stderr
    assert "--data" in streamctl("check", target.url, "--data", "[]", code=2).stderr
    assert "--call" in streamctl("check", target.url, "--call", "nonsense", code=2).stderr or target.requests == []


# Delivery loops.

@pytest.mark.parametrize("host, target", [("127.0.0.1", "http://127.0.0.1:{port}/x"), ("127.0.0.1", "localhost:{port}"),
                                          ("0.0.0.0", "127.0.0.1:{port}"), ("localhost", "{port}"), ("0.0.0.0", "0.0.0.0:{port}")])
def test_a_listener_that_forwards_to_itself(streamctl, host, target):
    port = free_port()
    done = streamctl("listen", "--host", host, "--port", port, "--for", "5s", "--forward-to", target.format(port=port), code=2)
    assert "is this listener itself" in done.stderr and len(hints(done.stderr)) == 1


def test_listeners_in_a_ring(streamctl):
    port = free_port()
    first = streamctl.listen("--forward-to", f"127.0.0.1:{port}/", "--no-history")
    middle = streamctl.listen("--forward-to", first.url, "--no-history")
    last = streamctl.start("listen", "--port", port, "--forward-to", middle.url, "--no-history", "-o", "json")
    last.url = json.loads(last.out.next())["url"]
    assert post(first.url, event(), webhook_id="w")[0] == 508
    for one in (first, middle, last):
        one.stop()
    assert "it came back" in "".join(first.out.rest())
    assert sum(line.count('"kind":"event"') for one in (first, middle, last) for line in one.out.rest()) == 3
    assert "one --forward-to leads back to the other" in first.words()


def test_who_forwarded_is_told_to_the_target(streamctl, peer):
    target = peer()
    listen = streamctl.listen("--forward-to", target.url)
    post(listen.url, event(), headers={"Via": "1.1 proxy"})
    assert target.requests[0][0]["Via"].startswith("1.1 proxy, 1.1 streamctl-")

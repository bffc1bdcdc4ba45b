"""Answers that do not come from the handler, and truncated answers."""
import json
import socket

import pytest
import quiet_http
from accepting import Accepting
from conftest import event, post


class Answering(Accepting):
    """Reads each request whole, answers it with `bytes` and closes the connection."""

    def __init__(self, answer):
        self._answer = answer
        super().__init__()
        self.url += "/hook"

    def serve(self, connection):
        with connection, connection.makefile("rb") as stream:
            length = 0
            lines = []
            for line in iter(stream.readline, b"\r\n"):
                if not line:
                    return
                lines.append(line)
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            stream.read(length)
            self.asked.append(b"".join(lines))
            connection.sendall(self._answer)


@pytest.fixture
def answering():
    made = []

    def make(answer):
        made.append(Answering(answer))
        return made[-1]

    yield make
    for one in made:
        one.end()


def hint(done):
    said, = [line for line in done.stderr.splitlines() if line.startswith("hint: ")]
    return said


def whole(status, fields="", body=""):
    return f"HTTP/1.1 {status} No\r\n{fields}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()


CUT = "connection closed in the middle of the answer"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"],
                         ids=["first-line", "field", "interim"])
def test_an_answer_that_breaks_off_in_its_header_is_none(streamctl, answering, answer):
    target = answering(answer)
    done = streamctl("forge", "call.ring", "--to", target.url, "-o", "json", code=1)
    delivery = json.loads(done.stdout.splitlines()[0])
    assert delivery["result"] == "failed" and len(delivery["attempts"]) > 1 and len(target.asked) == len(delivery["attempts"])
    assert [(one["status"], one["outcome"], one["error"]) for one in delivery["attempts"]] == [(None, "network", CUT)] * len(delivery["attempts"])
    assert CUT in streamctl("check", target.url, "--only", "accepts-valid", code=1).stdout
    listen = streamctl.listen("--forward-to", target.url)
    assert post(listen.url, event())[0] == 502
    listen.stop()


def test_a_whole_header_without_a_body_is_an_answer(streamctl, answering):
    for answer in (b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                   b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"):
        streamctl("forge", "call.ring", "--to", answering(answer).url, code=0)


def test_a_login_is_told_from_a_refused_signature(streamctl, answering):
    target = answering(whole(401, 'WWW-Authenticate: Basic realm="staging"\r\n'))
    words = "answered 401: it wants a login (Basic); exempt the route, or send -H 'Authorization: ...'"
    assert words in hint(streamctl("forge", "call.ring", "--to", target.url, code=1))
    done = streamctl("check", target.url, "--only", "accepts-valid", code=1)
    assert words in " ".join(done.stdout.split()) and "STREAM_API_SECRET" not in done.stdout
    listen = streamctl.listen("--forward-to", target.url)
    assert post(listen.url, event())[0] == 401
    listen.stop()
    assert words in listen.words()


def test_a_redirect_to_itself_offers_no_url(streamctl):
    class Handler(quiet_http.Handler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(301)
            self.send_header("Location", self.path)
            self.end_headers()

    server = quiet_http.Server(Handler)
    said = hint(streamctl("forge", "call.ring", "--to", f"{server.url}/x", code=1))
    server.close()
    assert "it redirects to itself" in said and "give this URL" not in said


@pytest.mark.parametrize("place", ["ftp://example.com/y", "http://[::1"])
def test_a_place_that_takes_no_delivery_is_not_offered(streamctl, answering, place):
    said = hint(streamctl("forge", "call.ring", "--to", answering(whole(302, f"Location: {place}\r\n")).url, code=1))
    assert f"redirects to {place}" in said and "no delivery can go there" in said and "give this URL" not in said


def test_a_listener_passes_on_where_a_redirect_points(streamctl, answering):
    listen = streamctl.listen("--forward-to", answering(whole(308, "Location: /new\r\n")).url)
    said = hint(streamctl("forge", "call.ring", "--to", listen.url, code=1))
    listen.stop()
    assert "answered 308: it redirects to http://127.0.0.1:" in said and "/new" in said


def test_plain_http_at_a_port_of_tls(streamctl, answering):
    body = "Client sent an HTTP request to an HTTPS server.\n"
    done = streamctl("check", answering(whole(400, "", body)).url, "--only", "accepts-valid", code=1)
    assert "write https://" in " ".join(done.stdout.split())


def test_a_handshake_that_nobody_answers(streamctl):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # The kernel accepts the connection; nothing reads it.
        done = streamctl("forge", "call.ring", "--to", f"https://127.0.0.1:{silent.getsockname()[1]}/", "--attempt-timeout", "300ms",
                         "--total-timeout", "300ms", code=1)
    assert "no answer to the TLS handshake within 300ms" in hint(done) and "firewall" not in done.stderr


@pytest.mark.parametrize("status", [400, 403, 502, 504, 511])
def test_an_answer_that_may_be_the_proxys_own(streamctl, answering, status):
    between = answering(whole(status))
    done = streamctl("forge", "call.ring", "--to", "http://hook.example.com/x", code=1, env={"http_proxy": f"http://{between.address}"})
    assert f"answered {status} (by way of the proxy {between.address}): " in hint(done) and "NO_PROXY=HOST" in hint(done)

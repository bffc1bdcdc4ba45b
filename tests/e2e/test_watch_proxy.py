"""watch behind a forward proxy of Python's sockets: the WebSocket through a tunnel, the requests as libcurl sends them."""
import base64
import json
import socket
import threading

import pytest
from accepting import Accepting
from stream_peer import StreamPeer

PLACE = "http://video.example.test:8800"  # Not resolvable: only the proxy can reach it.


class Proxy(Accepting):
    """Passes everything on to one server, whatever is asked for; or answers `refusal`. `asked` has the heads as received."""

    def __init__(self, server, refusal=None):
        self._server = server.split("//")[1].rsplit(":", 1)
        self._refusal = refusal
        super().__init__()

    def serve(self, near):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += near.recv(1)
        self.asked.append(head.decode())
        if self._refusal:
            near.sendall(self._refusal)
            return near.close()
        far = socket.create_connection((self._server[0], int(self._server[1])))
        if head.startswith(b"CONNECT "):
            near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            far.sendall(head.replace(PLACE.encode(), b"", 1))
        threading.Thread(target=self._pass, args=(far, near), daemon=True).start()
        self._pass(near, far)

    @staticmethod
    def _pass(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@pytest.fixture
def behind(streamctl):
    """watch of a call at PLACE, with a proxy before Stream: (the peer, the proxy, the command)."""
    started = []

    def start(*arguments, refusal=None, credentials="", **environment):
        peer = StreamPeer()
        proxy = Proxy(peer.url, refusal)
        started.extend((peer, proxy))
        variables = {"http_proxy": f"http://{credentials}{proxy.address}", **environment}
        running = streamctl.start("watch", "default:standup", "--base-url", PLACE, "-o", "json", *arguments, env=variables)
        return peer, proxy, running

    yield start
    for one in started:
        one.end()


def test_the_websocket_goes_by_the_proxy_too(behind):
    peer, proxy, running = behind("--count", "1", credentials="ann:s%40fe@")
    peer.watched(1).event("custom")
    assert running.wait() == 0
    assert [json.loads(line)["kind"] for line in running.out.rest()] == ["watching", "event"]
    tunnel, request = proxy.asked
    assert tunnel.startswith("CONNECT video.example.test:8800 HTTP/1.1\r\n")
    assert request.startswith(f"GET {PLACE}/video/call/default/standup?")
    basic = base64.b64encode(b"ann:s@fe").decode()
    assert all(f"Proxy-Authorization: Basic {basic}" in head for head in proxy.asked)
    assert "api_key" not in tunnel and "s@fe" not in running.words()


@pytest.mark.parametrize("refusal, words", [
    (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "wants a user name and a password"),
    (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", "answered 403"),
    (b"HTTP/1.1 200 OK\r\n\r\n{}", "no answer to CONNECT"),
    (b"nonsense\r\n\r\n", "bad version")])
def test_what_the_proxy_refuses_is_told(behind, refusal, words):
    peer, proxy, running = behind(refusal=refusal)
    assert running.wait() == 3
    assert f"the proxy {proxy.address}" in running.words() and words in running.words()
    assert peer.sockets == []


@pytest.mark.parametrize("variables, words", [
    ({"no_proxy": "other, .example.test"}, "could not resolve host video.example.test"),
    ({"http_proxy": "socks5://127.0.0.1:1"}, "by proxies of http:// alone, and not by socks5://"),
    ({"http_proxy": "http://127.0.0.1:1"}, "the proxy 127.0.0.1:1: connection refused")], ids=["no_proxy", "socks5", "down"])
def test_which_proxy_is_meant(behind, variables, words):
    _, proxy, running = behind(**variables)
    assert running.wait() == 3
    assert words in running.words() and proxy.asked == []

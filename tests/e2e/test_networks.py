"""Networks: proxies that refuse, proxy exceptions, addresses of a server, and intermediaries."""
import base64
import json
import socket

import pytest
from accepting import AcceptingRequests
from conftest import event, post
from stream_peer import StreamPeer

PLACE = "https://video.example.test"  # Not resolvable: only a proxy could reach it.


class RefusingProxy(AcceptingRequests):
    """Answers every request with one status and a page."""

    def __init__(self, status):
        self._status = status
        super().__init__()

    def answer(self, connection, head):
        self.asked.append(head.decode())
        page = b"<html><title>Blocked by policy</title></html>"
        connection.sendall(b"HTTP/1.1 %d No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: %d\r\n\r\n" % (self._status, len(page)) + page)


@pytest.fixture
def proxy():
    made = []

    def make(status):
        made.append(RefusingProxy(status))
        return made[-1]

    yield make
    for one in made:
        one.end()


REFUSALS = {407: "wants a user name and a password", 403: "does not allow", 502: "could not make the connection", 503: "could not make",
            418: ""}
TO_THE_API = {"send-event": ["send-event", "default:a", "--custom", "x=1"], "hooks": ["hooks"], "doctor": ["doctor"],
              "watch": ["watch", "default:a", "--count", "1"]}


@pytest.mark.parametrize("status, words", REFUSALS.items())
@pytest.mark.parametrize("command", TO_THE_API)
def test_a_proxy_that_refuses_is_named_by_what_asks_the_api(streamctl, proxy, command, status, words):
    between = proxy(status)
    done = streamctl(*TO_THE_API[command], env={"https_proxy": f"http://{between.address}", "STREAM_BASE_URL": PLACE})
    assert done.returncode == (1 if command == "doctor" else 3)
    text = done.stdout + done.stderr
    assert f"the proxy {between.address} answered {status} to CONNECT" in text and words in text
    assert "NO_PROXY=HOST" in text
    assert between.asked[0].startswith("CONNECT video.example.test:443 HTTP/1.1")


@pytest.mark.parametrize("command", ["forge", "replay", "check", "listen"])
@pytest.mark.parametrize("status", [403, 407])
def test_a_proxy_that_refuses_is_named_by_what_delivers(streamctl, proxy, tmp_path, command, status):
    between = proxy(status)
    environment = {"https_proxy": f"http://{between.address}"}
    (tmp_path / "e.json").write_bytes(event())
    words = f"the proxy {between.address} answered {status} to CONNECT"
    if command == "listen":
        listen = streamctl.listen("--forward-to", PLACE, env=environment)
        assert post(listen.url, event())[0] == 502
        listen.stop()
        forwarded, = [json.loads(line) for line in listen.out.rest() if '"forwarded"' in line]
        assert forwarded["error"].startswith(words) and words in listen.words()
        return
    arguments = {"forge": ["forge", "call.ring", "--to", PLACE], "replay": ["replay", "e.json", "--to", PLACE],
                 "check": ["check", PLACE, "--only", "accepts-valid"]}[command]
    done = streamctl(*arguments, env=environment, code=1)
    assert words in done.stdout and "NO_PROXY" in done.stdout + done.stderr


def test_credentials_that_a_proxy_does_not_take_are_not_shown(streamctl, proxy):
    between = proxy(407)
    done = streamctl("forge", "call.ring", "--to", PLACE, env={"https_proxy": f"http://ann:hunter2@{between.address}"}, code=1)
    assert "does not take the user name and the password in its URL" in done.stdout and "hunter2" not in done.stdout + done.stderr
    assert base64.b64encode(b"ann:hunter2").decode() in between.asked[0]


def test_a_proxy_that_cannot_be_reached_is_named(streamctl):
    done = streamctl("send-event", "default:a", "--custom", "x=1", env={"https_proxy": "http://127.0.0.1:1", "STREAM_BASE_URL": PLACE}, code=3)
    assert "the proxy 127.0.0.1:1: connection refused" in done.stderr
    done = streamctl("hooks", env={"https_proxy": "http://nowhere.invalid:3128", "STREAM_BASE_URL": PLACE}, code=3)
    assert "the proxy nowhere.invalid:3128: could not resolve its host" in done.stderr


def test_without_tls_a_proxy_answers_in_the_place_of_the_server(streamctl, proxy):
    between = proxy(407)
    done = streamctl("send-event", "default:a", "--custom", "x=1", code=3,
                     env={"http_proxy": f"http://{between.address}", "STREAM_BASE_URL": "http://video.example.test"})
    assert f"the proxy {between.address} answered 407" in done.stderr
    between = proxy(403)
    done = streamctl("hooks", code=1, env={"http_proxy": f"http://{between.address}", "STREAM_BASE_URL": "http://video.example.test"})
    assert "403" in done.stderr and f"by way of the proxy {between.address}" in done.stderr
    done = streamctl("forge", "call.ring", "--to", "http://example.test/", code=1, env={"http_proxy": f"http://{proxy(407).address}"})
    assert "a proxy on the way wants a user name" in done.stderr


@pytest.mark.parametrize("no_proxy, goes_by", [
    ("*.example.test", False), (".example.test", False), ("example.test", False), ("VIDEO.example.test.", False), ("*", False),
    ("video.example.test:443", False), ("video.example.test:8443", True), ("x.video.example.test", True), ("ample.test", True), ("a, b", True)])
def test_what_goes_past_a_proxy(streamctl, proxy, no_proxy, goes_by):
    """For libcurl's connections and for our own."""
    between = proxy(403)
    environment = {"https_proxy": f"http://{between.address}", "STREAM_BASE_URL": PLACE, "NO_PROXY": no_proxy}
    for arguments in (["hooks"], ["watch", "default:a", "--count", "1"]):
        done = streamctl(*arguments, env=environment, code=3)
        assert ("could not resolve host" in done.stderr) != goes_by and ("answered 403 to CONNECT" in done.stderr) == goes_by
    assert bool(between.asked) == goes_by


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "127.1", "2130706433", "LOCALHOST"])
def test_nothing_for_this_machine_goes_by_a_proxy(streamctl, peer, proxy, host):
    between, target = proxy(403), peer()
    environment = {"http_proxy": f"http://{between.address}", "all_proxy": f"http://{between.address}"}
    streamctl("forge", "call.ring", "--to", f"http://{host}:{target.url.split(':')[2]}", env=environment, code=0)
    assert between.asked == [] and len(target.requests) == 1


@pytest.mark.parametrize("host", ["localhost.", "app.localhost"])
def test_nor_for_a_name_of_this_machine_that_may_not_be_known(streamctl, proxy, host):
    between = proxy(403)
    streamctl("forge", "call.ring", "--to", f"http://{host}:1/", env={"http_proxy": f"http://{between.address}"}, code=1)
    assert between.asked == []


# Addresses.

def own_address():
    """That of the way out, if there is one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no network")
        return probe.getsockname()[0]


@pytest.mark.parametrize("command", ["listen", "emulator"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_every_address_is_shown_with_those_that_reach_it(streamctl, command, host):
    address = own_address()
    running = streamctl.start(command, "--host", host, "--port", "0", "-o", "json")
    url = json.loads(running.out.next())["url"].rstrip("/")
    port = url.rsplit(":", 1)[1]
    line = running.err.until(lambda line: line.startswith("Bound to "))
    assert line.startswith(f"Bound to {'[::]' if host == '::' else host}:{port}, every address of this machine")
    shown = running.err.until(lambda line: f"http://{address}:{port}" in line).strip()
    running.err.until(lambda line: "network" in line)
    with socket.create_connection((address, int(port)), timeout=30):
        assert shown.startswith(f"http://{address}:{port}")
    assert url in (f"http://127.0.0.1:{port}", f"http://[::1]:{port}")
    running.stop()


def test_one_address_of_a_network_is_said_to_be_open(streamctl):
    running = streamctl.start("listen", "--host", own_address(), "--port", "0", "-o", "json")
    running.out.next()
    running.stop()
    assert "network" in running.words() and "Bound to" not in running.words()


def test_loopback_is_not(streamctl):
    for host in ("127.0.0.1", "localhost", "::1", "127.1"):
        running = streamctl.start("listen", "--host", host, "--port", "0", "-o", "json")
        running.out.next()
        running.stop()
        assert "network" not in running.words() and "Bound to" not in running.words()


@pytest.mark.parametrize("command", ["listen", "emulator"])
@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:0", "http://127.0.0.1", "[::1]:8080"])
def test_a_host_is_no_url_and_has_no_port(streamctl, command, host):
    done = streamctl(command, "--host", host, "--port", "0", code=2)
    assert done.stderr.splitlines() == [f"streamctl: error: cannot listen on '{host}': it is not a host alone",
                                        "hint: pass the address or name to --host, and the port to --port"]


@pytest.mark.parametrize("command", ["listen", "emulator"])
def test_an_asterisk_is_no_address(streamctl, command):
    done = streamctl(command, "--host", "*", "--port", "0", code=2)
    assert "'*' is not an address" in done.stderr and "hint: every address of this machine is 0.0.0.0" in done.stderr


# Intermediaries between watch and Stream.

@pytest.fixture
def stream():
    peers = []

    def make(*welcomes):
        peers.append(StreamPeer(welcomes))
        return peers[-1]

    yield make
    for one in peers:
        one.end()


PORTALS = [b"HTTP/1.1 %d No\r\nContent-Type: text/html\r\nContent-Length: 12\r\nConnection: close\r\n\r\n<p>Log in</p>" % status
           for status in (400, 403, 404, 407)]


@pytest.mark.parametrize("portal", PORTALS, ids=lambda portal: portal.split()[1].decode())
def test_a_portal_between_does_not_end_a_watch(streamctl, stream, portal):
    peer = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", peer.url, "--count", "1", "--timeout", "50s", "-o", "json")
    first = peer.watched(1)
    peer.handshake_answer = portal
    first.drop()
    running.err.until(lambda line: f"answered {portal.split()[1].decode()} to the WebSocket handshake" in line)
    peer.handshake_answer = None
    peer.watched(2).event("custom")
    assert running.wait() == 0
    assert [json.loads(line)["kind"] for line in running.out.rest()] == ["watching", "gap", "event"]


def test_nor_one_that_answers_the_request_that_watches(streamctl, stream):
    peer = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", peer.url, "--count", "1", "--timeout", "50s", "-o", "json")
    first = peer.watched(1)
    peer.answers["/video/call/default/standup"] = [(404, {"login": "here"}), (200, {"duration": "1ms", "members": []})]
    first.drop()
    peer.watched(3).event("custom")
    assert running.wait() == 0


def test_what_stream_itself_refuses_ends_it(streamctl, stream):
    peer = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", peer.url, "--timeout", "50s", "--count", "1")
    first = peer.watched(1)
    peer.answers["/video/call/default/standup"] = (404, {"code": 16, "message": "Can't find call", "StatusCode": 404})
    first.drop()
    assert running.wait() == 1
    assert "Can't find call" in running.words()


def test_a_portal_that_was_there_first_ends_it(streamctl, stream):
    peer = stream()
    peer.handshake_answer = PORTALS[2]
    done = streamctl("watch", "default:standup", "--base-url", peer.url, "--timeout", "50s", "--count", "1", code=1)
    assert "is --base-url right?" in done.stderr


BROKEN = {"masked": b"\x81\x81\0\0\0\0x", "reserved": b"\xc1\x01x", "opcode": b"\x83\x01x", "close": b"\x88\x01\0",
          "length": b"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff"}


@pytest.mark.parametrize("bytes", BROKEN.values(), ids=BROKEN)
def test_a_broken_protocol_is_noticed_though_the_connection_stays(streamctl, stream, bytes):
    """35 s of silence would end it as well, but too late for this --timeout."""
    peer = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", peer.url, "--count", "1", "--timeout", "20s", "-o", "json")
    first = peer.watched(1)
    first.connection.sendall(bytes)
    peer.watched(2).event("custom")
    assert running.wait() == 0
    assert "broke the WebSocket protocol" in running.words() or "too large" in running.words()


# Rate limits.

@pytest.mark.timing
def test_a_rate_limit_without_a_date_is_waited_for_in_words(streamctl, stream):
    peer = stream()
    peer.answers["/api/v2/app"] = [(429, {"code": 9, "message": "Too many requests", "StatusCode": 429}), (200, {"app": {"event_hooks": []}})]
    done = streamctl("hooks", "--base-url", peer.url, code=0)
    assert "did not say for how long" in done.stderr and "going on in 1s" in done.stderr

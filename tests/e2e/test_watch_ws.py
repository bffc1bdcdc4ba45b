"""watch against npm's `ws`, a server that misbehaves (tests/peers/coordinator.js)."""
import base64
import json
import os
import subprocess

import pytest
from conftest import ROOT, Lines, certificate_folder
from sdk import MODULES, installed

pytestmark = pytest.mark.skipif(not installed("ws"), reason="scripts/test found no npm registry: ws is not there")


@pytest.fixture
def coordinator():
    processes = []

    class Coordinator:
        def __init__(self, *steps, certificate=None):
            tls = dict(zip(("TLS_CERT", "TLS_KEY"), certificate or ()))
            self._process = subprocess.Popen(["node", str(ROOT / "tests/peers/coordinator.js"), str(MODULES), *steps], env={**os.environ, **tls},
                                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            processes.append(self._process)
            self._lines = Lines(self._process.stdout)
            self.url = json.loads(self._lines.next())["url"]

        def told(self, name):
            """All it told of that so far, once its watcher has gone."""
            self._process.stdin.close()
            return [line[name] for line in map(json.loads, self._lines.rest()) if name in line]

    yield Coordinator
    for process in processes:
        process.kill()
        process.wait()


def watch(streamctl, coordinator, *arguments, code=0, count=1, timeout=20, env=None):
    done = streamctl("watch", "default:standup", "-o", "json", "--count", count, "--timeout", "15s", *arguments, code=code, timeout=timeout,
                     env={"STREAM_BASE_URL": coordinator.url, **(env or {})})
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done, [json.loads(line["body"])["custom"] for line in lines if line["kind"] == "event"], [line for line in lines if line["kind"] == "gap"]


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_says_hello_as_a_user_and_watches(streamctl, coordinator):
    server = coordinator("ok")
    done, events, gaps = watch(streamctl, server, "--user-id", "john")
    assert events == [{"n": 1}] and gaps == []
    token = server.told("hello")[0]
    assert claims(token)["user_id"] == "john" and token not in done.stdout + done.stderr
    assert server.told("watch") == ["/video/call/default/standup"]


@pytest.mark.parametrize("by", ["option", "file", "folder"])
def test_over_tls_with_a_certificate_of_ones_own(streamctl, coordinator, certificate, by):
    """For the WebSocket and for the request that watches the call."""
    server = coordinator("ok", certificate=certificate)
    trusting = {"option": (["--ca-cert", certificate[0]], {}), "file": ([], {"SSL_CERT_FILE": certificate[0]}),
                "folder": ([], {"SSL_CERT_DIR": certificate_folder(certificate[0])})}
    arguments, env = trusting[by]
    assert watch(streamctl, server, *arguments, env=env)[1] == [{"n": 1}]
    assert server.told("watch") == ["/video/call/default/standup"]


@pytest.mark.parametrize("arguments", [[], ["--insecure"]], ids=str)
def test_over_tls_nobody_unknown_is_told_a_token(streamctl, coordinator, certificate, arguments):
    """--insecure is about the target of --forward-to."""
    server = coordinator("ok", certificate=certificate)
    done, events, _ = watch(streamctl, server, *arguments, code=3)
    assert events == [] and "certificate is not trusted" in done.stderr and server.told("hello") == []


def test_a_server_without_tls_is_told_from_an_untrusted_one(streamctl, coordinator):
    url = coordinator("ok").url.replace("http:", "https:")
    done = streamctl("watch", "default:standup", "--base-url", url, "--for", "3s", code=3)
    assert "the server does not speak TLS on this port" in done.stderr


def test_waits_for_a_slow_handshake(streamctl, coordinator):
    assert watch(streamctl, coordinator("slow:1500"))[1] == [{"n": 1}]


@pytest.mark.parametrize("code", [1001, 1006, 1011, 1013])
def test_connects_again_after_a_close(streamctl, coordinator, code):
    server = coordinator(f"close:{code}", "ok")
    done, events, gaps = watch(streamctl, server, count=2)
    assert events[:2] == [{"n": 1}, {"n": 1}] and len(gaps) == 1
    assert len(server.told("hello")) == 2 and len(server.told("watch")) >= 2
    assert str(code) in done.stderr or code == 1006


def test_1000_is_final(streamctl, coordinator):
    server = coordinator("close:1000", "ok")
    done, events, _ = watch(streamctl, server, count=2, code=1)
    assert events == [{"n": 1}] and "1000" in done.stderr and len(server.told("hello")) == 1


def test_a_stale_token_is_made_anew(streamctl, coordinator):
    server = coordinator("refuse:40", "ok")
    assert watch(streamctl, server)[1] == [{"n": 1}]
    assert len(server.told("hello")) == 2


def test_a_refusal_is_final(streamctl, coordinator):
    server = coordinator("refuse:43", "ok")
    done, events, _ = watch(streamctl, server, code=1)
    assert events == [] and "secret" in done.stderr and len(server.told("hello")) == 1


def test_a_token_that_is_no_secret_of_ours_is_not_made_anew(streamctl, coordinator):
    (streamctl.folder / "token").write_text(streamctl("token", "--user-id", "john", code=0).stdout)
    server = coordinator("refuse:40", "ok")
    done, events, _ = watch(streamctl, server, "--token", "token", code=1)
    assert events == [] and "expired" in done.stderr and len(server.told("hello")) == 1


def test_fragments_with_pings_between_them_are_one_event(streamctl, coordinator):
    server = coordinator("fragments")
    assert watch(streamctl, server, count=2)[1] == [{"n": 1}, {"n": 2, "word": "grüße"}]
    assert len(server.told("pong")) >= 5


def test_a_megabyte_is_taken_and_more_is_not(streamctl, coordinator):
    events = watch(streamctl, coordinator("large:1000000"), count=2)[1]
    assert [event["n"] for event in events] == [1, 2] and len(events[1]["pad"]) == 1_000_000
    server = coordinator("large:3000000", "ok")
    done, events, gaps = watch(streamctl, server, count=2)
    assert events == [{"n": 1}, {"n": 1}] and len(gaps) == 1
    assert "too large" in done.stderr


def test_what_is_no_utf8_ends_the_connection_and_not_the_watching(streamctl, coordinator):
    server = coordinator("bad-utf8", "ok")
    _, events, gaps = watch(streamctl, server, count=2)
    assert events == [{"n": 1}, {"n": 1}] and len(gaps) == 1
    assert 1007 in server.told("closed")


@pytest.mark.timing
@pytest.mark.parametrize("step", ["mute", "silent"])
def test_silence_is_noticed(streamctl, coordinator, step):
    """Without a hello after 15 s, without a sign of life after 35 s."""
    server = coordinator(step, "ok")
    done = streamctl("watch", "default:standup", "-o", "json", "--count", 1 if step == "mute" else 2, "--timeout", "55s", code=0, timeout=60,
                     env={"STREAM_BASE_URL": server.url})
    assert done.stdout.count('"kind":"gap"') == (0 if step == "mute" else 1)
    assert len(server.told("hello")) == 2

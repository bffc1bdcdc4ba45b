"""Without a secret, on this machine alone: the emulator's key and secret stand in."""
import pytest
from conftest import event, post, sign

STAND_IN = "emulator-secret"
NOTHING = {"STREAM_API_KEY": "", "STREAM_API_SECRET": ""}
SAID = "No API secret is set: using the emulator's, emulator-secret, on this machine alone\n"


def test_two_terminals_with_nothing_set(streamctl):
    listen = streamctl.listen("--expect", "call.created", "--timeout", "30s", env=NOTHING)
    done = streamctl("forge", "call.created", "--to", listen.url, env=NOTHING, code=0)
    assert listen.wait() == 0
    assert done.stderr == SAID and listen.words().count(SAID) == 1
    record, = listen.records()
    assert record["verified"] is True and record["headers"]["X-Api-Key"] == "emulator"


def test_the_signature_is_that_of_the_emulators_secret(streamctl, peer, tmp_path):
    target = peer()
    (tmp_path / "event.json").write_bytes(event())
    streamctl("replay", "event.json", "--to", target.url, env=NOTHING, code=0)
    streamctl("check", target.url, "--only", "accepts-valid", env=NOTHING, code=0)
    for headers, body in target.requests:
        assert headers["X-Signature"] == sign(body, STAND_IN) and headers["X-Api-Key"] == "emulator"


def test_a_key_of_ones_own_stays(streamctl, peer):
    target = peer()
    streamctl("forge", "call.ring", "--to", target.url, env={"STREAM_API_SECRET": ""}, code=0)
    assert target.requests[0][0]["X-Api-Key"] == "key"


def test_a_secret_that_is_set_is_used_and_nothing_is_said(streamctl, peer):
    target = peer()
    assert SAID not in streamctl("forge", "call.ring", "--to", target.url, code=0).stderr
    headers, body = target.requests[0]
    assert headers["X-Signature"] == sign(body)


def test_quiet_and_printed(streamctl):
    done = streamctl("forge", "call.ring", "--print", "-o", "curl", env=NOTHING, code=0)
    assert done.stderr == SAID and "X-Api-Key: emulator" in done.stdout
    assert streamctl("forge", "call.ring", "--print", "-o", "curl", "-q", env=NOTHING, code=0).stderr == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_every_loopback_address(streamctl, host):
    listen = streamctl.listen("--host", host, env=NOTHING)
    assert post(listen.url, event(), secret=STAND_IN)[0] == 200
    assert listen.stop() == 0


@pytest.mark.parametrize("arguments", [
    ["listen", "--port", "0", "--host", "0.0.0.0"], ["listen", "--port", "0", "--forward-to", "https://example.com/hook"],
    ["forge", "call.ring", "--to", "https://example.com/hook"], ["forge", "call.ring", "--to", "http://192.0.2.1/"],
    ["replay", "event.json", "--to", "https://example.com/hook"], ["check", "https://example.com/hook"],
    ["sign", "event.json"], ["verify", "event.json", "--signature", "00"], ["token", "--server"], ["token", "--user-id", "john"]],
    ids=lambda arguments: " ".join(arguments[:2]))
def test_never_elsewhere(streamctl, tmp_path, arguments):
    (tmp_path / "event.json").write_bytes(event())
    done = streamctl(*arguments, env=NOTHING, code=2)
    assert done.stdout == ""
    error, hint = done.stderr.splitlines()
    assert error == "streamctl: error: no API secret is set" and hint.startswith("hint: set STREAM_API_SECRET")

"""Every line of --output json has a kind and fields that docs/json-lines.md lists."""
import json
import pathlib
import re

import pytest
from conftest import ROOT, event, post


def documented():
    """kind: the fields of all its rows."""
    kinds = {}
    for kind, fields in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|", pathlib.Path(ROOT, "docs/json-lines.md").read_text(), re.M):
        kinds.setdefault(kind, set()).update(re.findall(r"`(\w+)`", fields))
    return kinds


KINDS = documented()


def check(text, *kinds):
    """The lines are documented, and their kinds are `kinds`."""
    found = set()
    for line in map(json.loads, text.splitlines()):
        found.add(line["kind"])
        assert line["kind"] in KINDS
        if line["kind"] not in ("hook", "call", "member", "user"):  # Their fields are Stream's.
            assert set(line) - {"kind"} <= KINDS[line["kind"]], line
    assert found == set(kinds)


@pytest.mark.parametrize("command, kind", [
    ("events", "event_type"), ("events show call.created", "event_type"), ("events show CallResponse", "event_schema"), ("forge --list-scenarios", "scenario"),
    ("init --list", "handler"), ("init go", "created"),
    ("check --list", "check_description"), ("token --user-id john", "token"), ("token --server", "token")])
def test_lists(streamctl, command, kind):
    check(streamctl(*command.split(), "-o", "json", code=0).stdout, kind)


def test_signatures_and_tokens(streamctl):
    signed = streamctl("sign", "-", "-o", "json", input="{}", code=0).stdout
    check(signed, "signature")
    check(streamctl("verify", "-", "--signature", json.loads(signed)["signature"], "-o", "json", input="{}").stdout, "verify")
    token = streamctl("token", "--user-id", "john", code=0).stdout
    check(streamctl("token", "inspect", "-", "-o", "json", input=token, code=0).stdout, "token")


def test_deliveries_on_both_sides(streamctl, peer):
    target = peer(503, 302, 200)
    listen = streamctl.listen("--forward-to", target.url, "--record", "c.jsonl")
    assert post(listen.url, event(), webhook_id="first")[0] == 503
    check(streamctl("forge", "call.created", "--to", listen.url, "-o", "json").stdout, "delivery", "summary")
    assert post(listen.url, event(), secret="wrong")[0] == 401
    assert post(listen.url, b"", method="GET")[0] == 405
    assert listen.stop() == 0
    check("".join(listen.out.rest()), "listening", "event", "forwarded", "refused")
    check((streamctl.folder / "c.jsonl").read_text(), "event", "forwarded")
    check(streamctl("history", "-o", "json", code=0).stdout, "event", "answered", "forwarded")
    check(streamctl("history", "path", "-o", "json", code=0).stdout, "history_path")
    check(streamctl("inspect", "c.jsonl", "-o", "json", code=0).stdout, "census")
    check(streamctl("replay", "c.jsonl", "--to", target.url, "-o", "json", code=0).stdout, "delivery", "summary")
    check(streamctl("check", target.url, "-o", "json").stdout, "check", "summary")


def test_a_comparison(streamctl, tmp_path):
    def line(transport, n, **fields):
        body = {"type": "custom", "call_cid": "default:standup", "created_at": f"2026-11-23T17:00:0{n}.123456Z", "custom": {"n": n}, **fields}
        return json.dumps({"kind": "event", "v": 1, "received_at": "2026-11-23T17:00:10Z", "transport": transport, "verified": True, "attempt": 1,
                           "webhook_id": f"id-{n}", "type": "custom", "call_cid": "default:standup", "body": json.dumps(body)}) + "\n"

    (tmp_path / "both.jsonl").write_text(
        "".join(line("websocket", n) for n in (1, 2, 3, 4, 5)) + "".join(line("webhook", n, x=None) for n in (1, 3, 2, 2, 5)))
    done = streamctl("compare", "both.jsonl", "-o", "json", code=1)
    check(done.stdout, "one_way", "order", "repeat", "difference", "summary")


def test_the_api(streamctl, stream_api):
    check(streamctl("hooks", "-o", "json", code=0).stdout, "hook")
    check(streamctl("api", "/app", "-i", "-o", "json", code=0).stdout, "answer")
    check(streamctl("api", "--list", "-o", "json", code=0).stdout, "operation")
    check(streamctl("doctor", "-o", "json").stdout, "finding", "summary")
    check(streamctl("send-event", "default:standup", "-o", "json", code=0).stdout, "sent")
    check(streamctl("send-event", "default:standup", "--lines", "-o", "json", input="{}\n{}\n", code=0).stdout, "sent", "summary")


def test_the_emulator_and_what_watches_it(streamctl, peer):
    target = peer()
    emulator = streamctl.start("emulator", "--port", "0", "-o", "json", "--webhook-url", target.url,
                               env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    environment = {"STREAM_BASE_URL": json.loads(emulator.out.next())["url"], "STREAM_API_KEY": "emulator", "STREAM_API_SECRET": "emulator-secret"}
    for command, kind in [("call create default:standup --member ann", "call"), ("call get default:standup", "call"),
                          ("call members default:standup", "member"), ("user get ann", "user"), ("call end default:standup", "call_ended")]:
        check(streamctl(*command.split(), "-o", "json", env=environment, code=0).stdout, kind)
    watch = streamctl.start("watch", "default:standup", "--create", "--count", "1", "-o", "json", env=environment)
    watch.out.until(lambda line: '"watching"' in line)
    streamctl("send-event", "default:standup", "--user-id", "streamctl", env=environment, code=0)
    assert watch.wait() == 0
    check("".join(watch.out.rest()), "watching", "event")
    emulator.out.until(lambda line: '"delivery"' in line)
    assert emulator.stop() == 0
    check("".join(emulator.out.rest()), "listening", "request", "socket", "delivery")

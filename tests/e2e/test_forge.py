"""forge, sign, verify, events: against independent peers."""
import gzip
import json
import re
import socket
import subprocess
import time

import pytest
from conftest import SECRET, certificate_folder, event, sign


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_delivery_is_as_stream_sends_it(streamctl, peer):
    target = peer()
    streamctl("forge", "call.created", "--to", target.url, code=0)
    headers, body = target.requests[0]
    headers = {name.lower(): value for name, value in headers.items()}
    assert headers["x-signature"] == sign(body)
    assert headers["x-webhook-attempt"] == "1" and headers["x-api-key"] == "key"
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", headers["x-webhook-id"])
    assert headers["content-type"] == "application/json" and "content-encoding" not in headers and "expect" not in headers
    assert json.loads(body)["type"] == "call.created"


@pytest.mark.parametrize("script, attempts, outcome", [
    ([503], 3, "status"), ([500], 3, "status"), ([429], 3, "status"), ([408], 3, "status"), ([599], 3, "status"),
    ([404], 1, "status"), ([401], 1, "status"), ([302], 1, "status"), ([400], 1, "status"),
    (["reset"], 2, "network"), (["hang"], 3, "timeout"),
    ([503, "reset"], 2, "network"), (["reset", 503, 503], 3, "status"), ([503, 404], 2, "status"), ([503, 503, 200], 3, "ok"),
    (["hang", 200], 2, "ok"), ([204], 1, "ok"),
], ids=str)
def test_retry_policy(streamctl, peer, script, attempts, outcome):
    target = peer(*script)
    patience = "1s" if "hang" in script else "20s"
    done = streamctl("forge", "call.created", "--to", target.url, "-o", "json", "--attempt-timeout", patience, "--total-timeout", "50s",
                     code=0 if outcome == "ok" else 1)
    delivery, summary = lines(done)
    assert len(target.requests) == attempts
    assert [one["attempt"] for one in delivery["attempts"]] == list(range(1, attempts + 1))
    assert delivery["attempts"][-1]["outcome"] == outcome
    assert delivery["result"] == ("delivered" if outcome == "ok" else "failed")
    assert summary["kind"] == "summary" and summary["attempts"] == attempts
    sent = [{name.lower(): value for name, value in headers.items()} for headers, _ in target.requests]
    assert len({headers["x-webhook-id"] for headers in sent}) == 1
    assert [headers["x-webhook-attempt"] for headers in sent] == [str(number + 1) for number in range(attempts)]
    assert len({body for _, body in target.requests}) == 1


@pytest.mark.timing
def test_a_target_that_never_answers_is_tried_at_0_6_and_12_seconds_and_given_up_at_15(streamctl, peer):
    target = peer("hang")
    begin = time.monotonic()
    delivery, _ = lines(streamctl("forge", "call.created", "--to", target.url, "-o", "json", code=1))
    assert time.monotonic() - begin == pytest.approx(15, abs=1.5)
    first = target.times[0]
    assert [moment - first for moment in target.times] == pytest.approx([0, 6, 12], abs=0.8)
    assert [one["duration_ms"] for one in delivery["attempts"]] == pytest.approx([6000, 6000, 3000], abs=700)


def test_refused_connections_are_tried_twice(streamctl):
    delivery, _ = lines(streamctl("forge", "custom", "--to", "http://127.0.0.1:1/", "-o", "json", code=1))
    assert [one["outcome"] for one in delivery["attempts"]] == ["network", "network"]
    assert len(lines(streamctl("forge", "custom", "--to", "http://127.0.0.1:1/", "-o", "json", "--no-retry", code=1))[0]["attempts"]) == 1


def test_the_same_seed_gives_the_same_bytes(streamctl, peer):
    target = peer()
    for _ in range(2):
        streamctl("forge", "call.created", "custom", "--seed", "7", "--count", "3", "--to", target.url, code=0)
    half = len(target.requests) // 2
    assert half == 6
    assert [body for _, body in target.requests[:half]] == [body for _, body in target.requests[half:]]
    ids = [{k.lower(): v for k, v in headers.items()}["x-webhook-id"] for headers, _ in target.requests]
    assert ids[:half] == ids[half:] and len(set(ids)) == half


def test_overrides(streamctl):
    def printed(*arguments, **options):
        return json.loads(streamctl("forge", "call.created", "--print", *arguments, code=0, **options).stdout)

    assert printed("--set", "call.custom.room=blue")["call"]["custom"]["room"] == "blue"
    assert printed("--set", "call.custom.size:=4")["call"]["custom"]["size"] == 4
    assert "custom" not in printed("--unset", "call.custom")["call"]
    idle = streamctl("forge", "call.created", "--print", "--set", "a=1", "--unset", "a", "--unset", "call.custm", code=0).stderr
    assert idle == "streamctl: warning: --unset: there is no 'call.custm' to remove\n"
    assert printed("--set", "members.0.role=guest")["members"][0]["role"] == "guest"
    merged = printed("--data", '{"call":{"custom":{"a":1}},"extra":true}')
    assert merged["extra"] is True and merged["call"]["custom"]["a"] == 1 and merged["call"]["cid"] == "default:standup"
    assert printed("--data", "-", input='{"extra":2}')["extra"] == 2
    blue = printed("--call", "audio_room:blue", "--user-id", "zoe")
    assert (blue["call_cid"], blue["call"]["cid"], blue["call"]["id"], blue["call"]["type"]) == ("audio_room:blue", "audio_room:blue", "blue", "audio_room")
    assert blue["call"]["created_by"]["id"] == "zoe"
    assert isinstance(printed("--timestamps", "ns")["created_at"], int)
    assert "call.cid is a string" in streamctl("forge", "call.created", "--print", "--set", "call.cid.x=1", code=2).stderr


def test_signatures_as_asked_for(streamctl, peer):
    target = peer()
    for kind in ("valid", "missing", "wrong", "tampered"):
        streamctl("forge", "custom", "--signature", kind, "--to", target.url, code=0)
    got = [({k.lower(): v for k, v in headers.items()}.get("x-signature"), body) for headers, body in target.requests]
    assert got[0][0] == sign(got[0][1])
    assert got[1][0] is None
    assert re.fullmatch("[0-9a-f]{64}", got[2][0]) and got[2][0] != sign(got[2][1])
    assert re.fullmatch("[0-9a-f]{64}", got[3][0]) and got[3][0] != sign(got[3][1])


def test_gzip_is_signed_over_the_uncompressed_bytes(streamctl, peer):
    target = peer()
    streamctl("forge", "call.created", "--gzip", "--to", target.url, code=0)
    headers, body = target.requests[0]
    assert headers["Content-Encoding"] == "gzip" and headers["X-Signature"] == sign(gzip.decompress(body))


def test_printed_curl_works_when_pasted(streamctl, peer):
    target = peer()
    command = streamctl("forge", "call.created", "--set", "call.custom.text=it's \"$HOME\" `x`", "--print", "--output", "curl", "--to",
                        target.url, code=0).stdout
    subprocess.run(["sh", "-c", command], check=True, capture_output=True)
    headers, body = target.requests[0]
    assert {k.lower(): v for k, v in headers.items()}["x-signature"] == sign(body)
    assert json.loads(body)["call"]["custom"]["text"] == "it's \"$HOME\" `x`"


def test_requirements_judge_a_run(streamctl, peer):
    good, bad = peer(), peer(400, 200)  # The first delivery fails.
    (streamctl.folder / "in.jsonl").write_bytes((event() + b"\n") * 25)
    for command in (["forge", "custom", "--count", "25"], ["replay", "in.jsonl"]):
        line = [*command, "--to", good.url, "--require"]
        done = streamctl(*line, "p95<1m", "--require", "p99.9 <= 1m", "--require", "failed<=0", "--require", "rate>0.01", code=0)
        assert re.search(r"✓ p95 is [\d.]+[mµ]?s, required <1m\n✓ p99.9 is .*\n✓ failed is 0 of 25, required <=0\n✓ rate is \S+/s, required >0.01\n",
                         done.stdout)
        done = streamctl(*line, "max<1us", "--require", "max>1us", code=1)
        assert re.search(r"✗ max is \S+, required <1us\n✓ max is \S+, required >1us\n", done.stdout)
        done = streamctl(*line, "p50<1us", "--require", "failed<50%", "-o", "json", code=1)
        first, second = json.loads(done.stdout.splitlines()[-1])["requirements"]
        assert (first["requirement"], first["unit"], first["met"]) == ("p50<1us", "ms", False) and first["value"] > 0.001
        assert second == {"requirement": "failed<50%", "value": 0.0, "unit": "percent", "met": True}
        assert "requirements" not in json.loads(streamctl(*command, "--to", good.url, "-o", "json", code=0).stdout.splitlines()[-1])
    line = ["forge", "custom", "--count", "25", "--to"]
    assert "✓ failed is 4.0% (1 of 25), required <5%" in streamctl(*line, bad.url, "--require", "failed<5%", code=0).stdout
    assert "✗ failed is 4.0% (1 of 25), required <4%" in streamctl(*line, peer(400, 200).url, "--require", "failed<4%", code=1).stdout
    streamctl(*line, peer(400, 200).url, "--require", "p95<1m", code=1)
    done = streamctl("forge", "custom", "--to", "http://127.0.0.1:9/", "--no-retry", "--require", "p95<1m", "--require", "failed<=1", code=1)
    assert "✗ p95 is unknown: nothing was answered, required <1m" in done.stdout


@pytest.mark.parametrize("text, said", [("p95", "there is no < or >"), ("p95=1s", "there is no < or >"), ("p95<300", "bad duration '300'"),
                                        ("median<1s", "there is no metric 'median'"), ("p100<1s", "'p100' is no percentile from p1 to p99.9"),
                                        ("failed<x", "'x' is no number"), ("rate>1%", "'1%' is no number"), ("x\x1b<1", "there is no metric 'x\\u001b'")])
def test_a_bad_requirement_names_what_is_allowed(streamctl, text, said):
    for line in (["forge", "custom"], ["replay", "-"], ["forge", "custom", "--print"]):
        done = streamctl(*line, "--require", text, input="", code=2)
        assert "error: --require: bad requirement '" in done.stderr and said in done.stderr and "hint: " in done.stderr


def test_scenarios(streamctl, peer, tmp_path):
    listed = streamctl("forge", "--list-scenarios", code=0).stdout
    for name in ("call-lifecycle", "ringing", "livestream", "recording", "transcription", "moderation"):
        assert name in listed
    target = peer()
    streamctl("forge", "--scenario", "call-lifecycle", "--speed", "1000", "--to", target.url, code=0)
    story = [json.loads(body) for _, body in target.requests]
    assert story[0]["type"] == "call.created" and story[-1]["type"] == "call.ended"
    assert len({one["call_cid"] for one in story}) == 1
    assert [one["created_at"] for one in story] == sorted(one["created_at"] for one in story)
    (tmp_path / "mine.json").write_text('{"steps":[{"type":"call.created"},{"type":"custom","user":"zoe"}]}')
    streamctl("forge", "--scenario", "mine.json", "--to", target.url, code=0)
    assert json.loads(target.requests[-1][1])["user"]["id"] == "zoe"
    assert "did you mean 'ringing" in streamctl("forge", "--scenario", "ringin", code=2).stderr
    (tmp_path / "bad.json").write_text('{"steps":[{"type":"call.creatd"}]}')
    assert "step 1" in streamctl("forge", "--scenario", "bad.json", code=2).stderr


def test_many_at_once_and_paced(streamctl, peer):
    target = peer()
    summary = lines(streamctl("forge", "custom", "--count", "500", "--concurrency", "16", "--to", target.url, "-o", "json", code=0))[-1]
    assert summary["deliveries"] == summary["delivered"] == 500 and len(target.requests) == 500
    assert set(summary) == {"kind", "deliveries", "delivered", "failed", "attempts", "duration_ms", "rate_per_s", "latency_ms"}
    assert set(summary["latency_ms"]) == {"p50", "p90", "p99", "max"}
    summary = lines(streamctl("forge", "custom", "--count", "11", "--rate", "20", "--to", target.url, "-o", "json", code=0))[-1]
    assert summary["duration_ms"] >= 480


def test_tls_targets(streamctl, peer, certificate):
    target = peer(tls=certificate)
    delivery = lines(streamctl("forge", "custom", "--to", target.url, "-o", "json", code=1))[0]
    assert delivery["attempts"][0]["outcome"] == "network" and "certificate" in delivery["attempts"][0]["error"]
    streamctl("forge", "custom", "--to", target.url, "--ca-cert", certificate[0], code=0)
    streamctl("forge", "custom", "--to", target.url, env={"SSL_CERT_FILE": certificate[0]}, code=0)
    streamctl("forge", "custom", "--to", target.url, env={"SSL_CERT_DIR": certificate_folder(certificate[0])}, code=0)
    for _ in range(2):  # Each time.
        assert "not verified" in streamctl("forge", "custom", "--to", target.url, "--insecure", code=0).stderr


def test_own_headers_and_response(streamctl, peer):
    target = peer()
    done = streamctl("forge", "custom", "-H", "X-Team: blue", "--show-response", "--to", target.url, code=0)
    assert target.requests[0][0]["X-Team"] == "blue" and "it was 200" in done.stdout


def test_errors_name_the_thing_and_the_next_step(streamctl):
    for arguments, said in ((["forge"], "forge"), (["forge", "call.craeted"], "did you mean 'call.created'?"),
                            (["forge", "custom", "--to", "ftp://x"], "--to"), (["forge", "custom", "--rate", "0"], "--rate"),
                            (["forge", "custom", "--count", "x"], "--count"), (["forge", "custom", "--output", "curl"], "--print")):
        done = streamctl(*arguments, code=2)
        assert said in done.stderr and done.stderr.startswith("streamctl: error: ") and len(done.stderr.splitlines()) <= 2
    assert "STREAM_API_SECRET" in streamctl("forge", "custom", "--to", "https://example.com/", env={"STREAM_API_SECRET": ""}, code=2).stderr


def test_a_failure_whose_cause_is_plain_has_a_hint(streamctl, peer, certificate):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        refused = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        for to, hint in ((refused, "streamctl listen"), (peer(tls=certificate).url, "--ca-cert")):
            assert hint in streamctl("forge", "custom", "--to", to, code=1).stderr
            assert streamctl("forge", "custom", "--to", to, "-q", code=1).stderr == ""
    assert "its log" in streamctl("forge", "custom", "--to", peer(500).url, code=1).stderr


def test_interrupt_ends_with_130_and_a_summary(streamctl, peer):
    target = peer()
    running = streamctl.start("forge", "custom", "--count", "1000000", "--rate", "50", "--to", target.url, "-o", "json")
    running.out.next()
    assert running.stop() == 130
    assert json.loads(running.out.rest()[-1])["kind"] == "summary"


def test_forge_and_listen_understand_each_other(streamctl):
    listen = streamctl.listen("--respond", "503,timeout,200", "--count", "2", "--timeout", "30s")
    streamctl("forge", "call.created", "--gzip", "--to", listen.url, "--attempt-timeout", "1s", code=0)
    listen.stop()
    assert [record["attempt"] for record in listen.records()][:2] == [1, 2]


def test_sign_and_verify(streamctl, tmp_path):
    body = event()
    (tmp_path / "body.json").write_bytes(body)
    (tmp_path / "body.gz").write_bytes(gzip.compress(body))
    assert streamctl("sign", "body.json", code=0).stdout.strip() == sign(body)
    assert streamctl("sign", "-", input=body.decode(), code=0).stdout.strip() == sign(body)
    streamctl("verify", "body.json", "--signature", sign(body), code=0)
    streamctl("verify", "body.gz", "--signature", sign(body), code=0)
    streamctl("verify", "body.json", "--signature", sign(body).upper(), code=1)
    streamctl("verify", "body.json", "--signature", "deadbeef", code=1)
    streamctl("verify", "none.json", "--signature", "deadbeef", code=2)


def test_examples_of_every_type_can_be_verified_by_python(streamctl, peer):
    target = peer()
    types = [line["type"] for line in lines(streamctl("events", "-o", "json", code=0)) if "webhook" in line["delivery"]]
    assert len(types) == 67
    streamctl("forge", *types, "--to", target.url, code=0)
    assert [json.loads(body)["type"] for _, body in target.requests] == types
    assert all({k.lower(): v for k, v in headers.items()}["x-signature"] == sign(body, SECRET) for headers, body in target.requests)


def test_a_type_that_no_webhook_brings_is_warned_about(streamctl, peer):
    done = streamctl("forge", "health.check", "call.created", "--to", peer(200).url, code=0)
    assert done.stderr.count("warning: Stream sends health.check by WebSocket only: no webhook brings it") == 1 and "call.created by" not in done.stderr

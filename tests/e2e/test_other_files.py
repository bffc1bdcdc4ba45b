"""Files and bodies that are nearly JSON, no JSON at all, or hold it in HTTP messages or base64."""
import base64
import gzip
import hashlib
import json
import subprocess

import pytest
from conftest import event, post, sign
from test_files import bodies, fields

ONE, TWO = event(n=1, text="größe 🎈"), event("call.ended", n=2)

BROKEN = {
    '{"type":"call.created",}': "column 24: a comma before the closing bracket", '{"type":"call.created","n":NaN}': "column 28: NaN is no JSON number",
    '{"type":"call.created","n":01}': "column 29: a number that begins with 0", '{"type":"call.crea': "column 19: it is cut short",
    '{type:"call.created"}': "column 2: a name without quotes", '{"type":"call.created"}//x': "column 24: a comment",
    '{"type":"call.created"} and more': "column 25: something follows the value", '{"type":"a\tb"}': "column 11: a control character"}


@pytest.mark.parametrize("text, words", BROKEN.items())
def test_json_that_is_not_valid_is_told_where_and_why(streamctl, peer, text, words):
    (streamctl.folder / "x").write_text(text)
    assert f"x:1: not valid JSON at {words}" in streamctl("replay", "x", "--to", peer().url, code=2).stderr
    assert f"x:1: not valid JSON at {words}" in streamctl("inspect", "x", code=2).stderr
    listen = streamctl.listen()
    status, answer = post(listen.url, text.encode())
    assert status == 400 and f"not valid JSON at {words}" in json.loads(answer)["error"]["message"]


@pytest.mark.parametrize("data, name", [(b"\x89PNG\r\n\x1a\n" + bytes(99), "an image"), (b"\0\0\0\x20ftypisom" + bytes(99), "an MP4 video"),
                                        (b"%PDF-1.7\n1 0 obj\n", "a PDF"), (b"\x01\x02abc\0\n\xff\n\0\n", "binary data")])
def test_a_binary_file_is_named_once(streamctl, peer, data, name):
    (streamctl.folder / "x").write_bytes(data)
    for line in (["replay", "x", "--to", peer().url], ["inspect", "x"]):
        said = [text for text in streamctl(*line, code=2).stderr.splitlines() if "x" in text]
        assert said == [f"streamctl: error: cannot read x: it looks like {name}; events are JSON"], said


def test_http_messages_are_read(streamctl, peer):
    """What netcat wrote to a file, and an editor's .http file."""
    target = peer()
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\nX-Webhook-Id: w1\r\nX-Signature: {sign(ONE)}\r\n".encode()
    plain = head + b"Content-Length: %d\r\n\r\n" % len(ONE) + ONE + b"\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(ONE) + ONE + b"\r\n0\r\n\r\n"
    typed = b"POST http://localhost:3000/hook\nContent-Type: application/json\n\n" + TWO + b"\n"
    (streamctl.folder / "x.http").write_bytes(plain + chunked + typed)
    assert streamctl("replay", "x.http", "--verbatim", "--to", target.url, code=0).stderr == ""
    assert bodies(target) == [ONE, ONE, TWO] and fields(target)["x-webhook-id"] == fields(target, 1)["x-webhook-id"] == "w1"
    assert fields(target)["x-signature"] == sign(ONE)
    assert json.loads(streamctl("inspect", "x.http", "-o", "json", code=0).stdout)["events"] == 3


@pytest.mark.parametrize("encode", [["base64"], ["base64", "-w", "0"], ["openssl", "base64"], ["basenc", "--base64url"]], ids=" ".join)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_base64_is_read_as_it_is_written(streamctl, peer, encode, packed):
    target = peer()
    text = subprocess.run(encode, input=gzip.compress(ONE) if packed else ONE, capture_output=True, check=True).stdout
    (streamctl.folder / "x").write_bytes(text + (b"" if text.endswith(b"\n") else b"\n") + TWO + b"\n")
    assert streamctl("replay", "x", "--to", target.url, code=0).stderr == ""
    assert bodies(target) == [ONE, TWO]


LINE = ONE.decode()
PACKED = base64.b64encode(ONE).decode()


@pytest.mark.parametrize("text", [
    {"status": "success", "data": {"resultType": "streams", "result": [{"stream": {}, "values": [["1795824000000000000", LINE]]}]}},
    {"results": [[{"field": "@timestamp", "value": "2026-11-28"}, {"field": "@message", "value": LINE}]]},
    {"outcome": "ok", "exceptions": [], "logs": [{"level": "log", "message": [LINE]}], "event": {"request": {"method": "POST", "headers": {}}}},
    {"receivedMessages": [{"ackId": "a", "message": {"data": PACKED}}]}, {"Records": [{"SequenceNumber": "1", "Data": PACKED}]},
    {"specversion": "1.0", "type": "x", "source": "s", "id": "1", "data_base64": PACKED}, {"MESSAGE": LINE, "_PID": "1"},
    {"data": [{"type": "log", "attributes": {"message": LINE, "service": "x"}}]}, {"log": LINE + "\n", "stream": "stdout"},
    json.dumps(LINE)], ids=["Loki", "CloudWatch Insights", "wrangler tail", "Pub/Sub", "Kinesis", "CloudEvents", "journalctl", "Datadog", "Docker",
                            "twice a string"])
def test_events_in_logs_and_queues_are_read_byte_for_byte(streamctl, peer, text):
    target = peer()
    (streamctl.folder / "x.json").write_text(json.dumps(text) + "\n")
    streamctl("replay", "x.json", "--to", target.url, code=0)
    assert bodies(target) == [ONE]


def test_markdown_around_events_is_no_fault(streamctl, peer):
    target = peer()
    (streamctl.folder / "x.md").write_text(f"```json\n{json.dumps(json.loads(ONE), indent=2)}\n```\n\n```\n{LINE}\n```\n")
    assert "malformed" not in streamctl("replay", "x.md", "--to", target.url, code=0).stderr and bodies(target)[1] == ONE


def test_messages_as_editors_and_nc_write_them(streamctl, peer):
    """An .http file with indented bodies, and requests as they were sent: their bodies in gzip, with newlines among their bytes."""
    target = peer()
    indented = json.dumps(json.loads(ONE), indent=2)
    (streamctl.folder / "x.http").write_text(
        f"### Created\n@host = http://localhost:3000\nPOST {{{{host}}}}/hook\nX-Webhook-Id: w1\n\n{indented}\n\n### Again\n# later\n"
        f"POST http://localhost:3000/hook HTTP/1.1\nX-Webhook-Id: w2\n\n{indented}\n")
    done = streamctl("replay", "x.http", "--keep-ids", "--to", target.url, code=0)
    assert bodies(target) == [indented.encode()] * 2 and "malformed" not in done.stderr and fields(target, -1)["x-webhook-id"] == "w2"
    pads = (hashlib.sha256(str(number).encode()).hexdigest() for number in range(1000))
    packed = next(body for body in (gzip.compress(event(pad=pad), mtime=0) for pad in pads) if b"\n" in body[20:-8])
    message = b"POST /hook HTTP/1.1\r\nX-Webhook-Id: w3\r\nContent-Encoding: gzip\r\n\r\n" + packed
    (streamctl.folder / "x.raw").write_bytes(message + message + b"\r\n")
    streamctl("replay", "x.raw", "--keep-ids", "--to", target.url, code=0)
    assert bodies(target)[2:] == [gzip.decompress(packed)] * 2 and fields(target, -1)["x-webhook-id"] == "w3"
    assert json.loads(streamctl("inspect", "x.raw", "-o", "json", code=0).stdout)["events"] == 2

"""Files and bodies that are nearly JSON, no JSON at all, or hold it in HTTP messages or base64."""
import gzip
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

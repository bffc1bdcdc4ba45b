"""Files as the rest of the world writes them: compressed, in other encodings, exported by other tools."""
import bz2
import gzip
import io
import json
import lzma
import shutil
import subprocess
import zipfile

import pytest
from conftest import event, is_sanitized, post, sign

ONE, TWO = event(n=1, text="größe 🎈"), event("call.ended", n=2)


def bodies(target):
    return [body for _, body in target.requests]


def fields(target, at=0):
    return {name.lower(): value for name, value in target.requests[at][0].items()}


def customs(api):
    return [json.loads(body)["custom"] for _, path, _, _, body in api.requests if path.endswith("/event")]


def by_gzip(data, *options):
    return subprocess.run(["gzip", "-c", *options], input=data, capture_output=True, check=True).stdout


def by_node(data):
    if shutil.which("node") is None:
        pytest.skip("node is not here")
    script = "process.stdout.write(require('zlib').gzipSync(require('fs').readFileSync(0)))"
    return subprocess.run(["node", "-e", script], input=data, capture_output=True, check=True).stdout


def by_python(data, name=""):
    """With a name, a time and a member for each few bytes."""
    out = io.BytesIO()
    for at in range(0, len(data), 50):
        with gzip.GzipFile(name, "wb", fileobj=out, mtime=1775658216) as file:
            file.write(data[at:at + 50])
    return out.getvalue()


def by_gzip_from_a_file(data, folder):
    """gzip(1) writes the file's name into its header."""
    path = folder / "named.jsonl"
    path.write_bytes(data)
    subprocess.run(["gzip", "-9", "-N", path], check=True)
    return (folder / "named.jsonl.gz").read_bytes()


LINES = ONE + b"\n" + TWO + b"\n"
PACKED = {
    "gzip": lambda folder: by_gzip(LINES), "gzip of a file": lambda folder: by_gzip_from_a_file(LINES, folder),
    "python": lambda folder: by_python(LINES, "capture.jsonl"), "node": lambda folder: by_node(LINES),
    "cat a.gz b.gz": lambda folder: by_gzip(ONE + b"\n") + by_node(b"") + by_python(TWO),
    "padded with zeros, as on a tape": lambda folder: by_gzip(LINES) + bytes(1024)}


@pytest.mark.parametrize("form", PACKED)
def test_compressed_events_are_read(streamctl, peer, form):
    target = peer()
    packed = PACKED[form](streamctl.folder)
    assert gzip.decompress(packed) == LINES.rstrip() + (b"" if form == "cat a.gz b.gz" else b"\n")
    (streamctl.folder / "x.jsonl.gz").write_bytes(packed)
    streamctl("replay", "x.jsonl.gz", "--to", target.url, code=0)
    streamctl("replay", "-", "--to", target.url, input=packed, code=0)
    assert bodies(target) == [ONE, TWO] * 2
    census = json.loads(streamctl("inspect", "x.jsonl.gz", "-o", "json", code=0).stdout)
    assert census["events"] == 2 and census["malformed"] == 0 and census["first"] is None


def test_a_compressed_capture_is_read_as_the_capture(streamctl, peer):
    listen = streamctl.listen("--record", "capture.jsonl")
    for n in range(3):
        assert post(listen.url, event(n=n), webhook_id=f"id-{n}", attempt=1)[0] == 200
    listen.stop()
    plain = streamctl("inspect", "capture.jsonl", "-o", "json", code=0).stdout
    subprocess.run(["gzip", "-k", "capture.jsonl"], cwd=streamctl.folder, check=True)
    assert streamctl("inspect", "capture.jsonl.gz", "-o", "json", code=0).stdout == plain
    target = peer()
    streamctl("replay", "capture.jsonl.gz", "--verbatim", "--to", target.url, code=0)
    assert bodies(target) == [event(n=n) for n in range(3)] and fields(target, 2)["x-webhook-id"] == "id-2"
    assert fields(target)["x-signature"] == sign(event(n=0))


@pytest.mark.parametrize("damage", ["cut", "changed", "something behind it"])
def test_damaged_gzip_gives_what_is_whole_and_says_so(streamctl, peer, damage):
    target = peer()
    packed = by_gzip(LINES)
    spoilt = {"cut": packed[:-6], "changed": packed[:-8] + b"\0\0\0\0" + packed[-4:], "something behind it": packed + b"<html>"}[damage]
    (streamctl.folder / "x.gz").write_bytes(spoilt)
    done = streamctl("replay", "x.gz", "--skip-malformed", "--to", target.url, code=2)
    why = "there are bytes behind its gzip that are not gzip" if damage == "something behind it" else "its gzip is damaged or cut short"
    assert f"cannot read x.gz: {why}" in done.stderr and bodies(target) == [ONE, TWO]
    assert "malformed" not in done.stderr
    assert why in streamctl("inspect", "x.gz", code=2).stderr


def test_every_command_reads_compressed_files(streamctl, stream_api):
    (streamctl.folder / "data.gz").write_bytes(by_python(b'{"custom": {"room": "blue", "size": 4}}'))
    told = streamctl("forge", "call.created", "--data", "@data.gz", "--print", code=0).stdout
    assert json.loads(told)["custom"] == {"room": "blue", "size": 4}
    streamctl("send-event", "default:standup", "--data", "@data.gz", code=0)
    streamctl("send-event", "default:standup", "--data", "-", input=by_gzip(b'{"n":0}'), code=0)
    streamctl("send-event", "default:standup", "--lines", input=by_node(b'{"n":1}\n{"n":2}\n'), code=0)
    assert customs(stream_api) == [{"custom": {"room": "blue", "size": 4}}, {"n": 0}, {"n": 1}, {"n": 2}]
    (streamctl.folder / "story.gz").write_bytes(by_gzip(b'{"steps": [{"type": "call.created"}, {"type": "call.ended"}]}'))
    told = streamctl("forge", "--scenario", "story.gz", "--print", code=0).stdout
    assert [json.loads(line)["type"] for line in told.splitlines()] == ["call.created", "call.ended"]
    (streamctl.folder / "body.gz").write_bytes(by_python(ONE))
    assert streamctl("sign", "body.gz", code=0).stdout.strip() == sign(ONE)
    assert streamctl("verify", "body.gz", "--signature", sign(ONE), code=0).stdout == "valid\n"


def test_a_delivery_of_several_members_is_one_body(streamctl):
    listen = streamctl.listen()
    whole = by_gzip(ONE[:40]) + by_node(b"") + by_python(ONE[40:]) + bytes(16)
    assert post(listen.url, whole, {"X-Signature": sign(ONE)})[0] == 200
    for spoilt in (by_gzip(ONE) + b"x", by_gzip(ONE)[:-1]):
        assert post(listen.url, spoilt, {"X-Signature": sign(ONE)}, secret=None)[0] == 400
    many = by_gzip(bytes(1 << 20)) * 6
    assert post(listen.url, many, {"X-Signature": "0"}, secret=None)[0] == 413, "the limit is for all members together"
    listen.stop()
    assert [one["body"] for one in listen.records() if one["verified"]] == [ONE.decode()]


WIDE = ["UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"]


@pytest.mark.parametrize("encoding", WIDE)
def test_text_in_another_encoding_is_named_with_the_command_that_mends_it(streamctl, peer, encoding):
    target = peer()
    for name, data in (("x.jsonl", LINES), ("data.json", b'{"custom":{"a":1}}')):
        done = subprocess.run(["iconv", "-f", "UTF-8", "-t", encoding], input=data, capture_output=True, check=True)
        (streamctl.folder / name).write_bytes(done.stdout)
    for command in (["replay", "x.jsonl", "--to", target.url, "--skip-malformed"], ["inspect", "x.jsonl"],
                    ["forge", "call.created", "--data", "@data.json", "--print"], ["forge", "--scenario", "data.json", "--print"],
                    ["send-event", "default:a", "--data", "@data.json"]):
        words = streamctl(*command, code=2).stderr
        assert f"looks like {encoding[:6]} text" in words and "malformed" not in words, words
        assert words.count("looks like") == 1
    wide = (streamctl.folder / "x.jsonl").read_bytes()
    words = streamctl("send-event", "default:a", "--lines", input=wide, code=2).stderr.decode()
    assert f"looks like {encoding[:6]} text" in words
    assert f"{encoding[:6]} text" in streamctl("sign", "x.jsonl", code=0).stderr
    mend = streamctl("replay", "x.jsonl", "--to", target.url, code=2).stderr.split("with '")[1].split("'")[0]
    subprocess.run(f"{mend} <x.jsonl >mended.jsonl", shell=True, cwd=streamctl.folder, check=True)
    streamctl("replay", "mended.jsonl", "--to", target.url, code=0)
    assert bodies(target) == [ONE, TWO]


def test_latin_1_is_named_where_it_stands(streamctl, peer):
    target = peer()
    lines = event(name="x") + b"\n" + '{"type":"call.ended","name":"Jürgen"}\n'.encode("latin-1")
    (streamctl.folder / "x.jsonl").write_bytes(lines)
    for command in (["replay", "x.jsonl", "--to", target.url], ["inspect", "x.jsonl"]):
        words = streamctl(*command, code=2).stderr
        assert "x.jsonl:2: looks like Latin-1 or Windows-1252 text; convert it with 'iconv -f WINDOWS-1252 -t UTF-8'" in words
    assert "Latin-1" in streamctl("forge", "call.created", "--data", "@x.jsonl", "--print", code=2).stderr


def test_a_byte_order_mark_is_no_part_of_a_file(streamctl, peer, stream_api):
    mark = b"\xef\xbb\xbf"
    target = peer()
    (streamctl.folder / "x.jsonl").write_bytes(mark + ONE + b"\r\n" + mark + TWO + b"\r\n")
    streamctl("replay", "x.jsonl", "--to", target.url, code=0)
    assert bodies(target) == [ONE, TWO]
    assert json.loads(streamctl("inspect", "x.jsonl", "-o", "json", code=0).stdout)["events"] == 2
    (streamctl.folder / "data.json").write_bytes(mark + b'{"a":1}')
    assert json.loads(streamctl("forge", "custom", "--data", "@data.json", "--print", code=0).stdout)["a"] == 1
    streamctl("send-event", "default:standup", "--lines", input=mark + b'{"a":1}\n', code=0)
    (streamctl.folder / "story.json").write_bytes(mark + b'{"steps":[{"type":"call.created"}]}')
    streamctl("forge", "--scenario", "story.json", "--print", code=0)


def test_a_delivery_in_another_form_is_refused_by_name(streamctl):
    """As JSON.parse of node refuses them."""
    listen = streamctl.listen()
    text = ONE.decode()
    for body, words in ((b"\xef\xbb\xbf" + ONE, b"byte order mark"), (text.encode("utf-16"), b"UTF-16"),
                        (text.encode("utf-16-le"), b"UTF-16"), (text.encode("utf-32"), b"UTF-32"), (bz2.compress(ONE), b"bzip2"),
                        ('{"type":"Jürgen"}'.encode("latin-1"), b"Latin-1"), (b"<html></html>", b"a web page")):
        status, answer = post(listen.url, body)
        assert status == 400 and words in answer, answer
    status, answer = post(listen.url, b"\xef\xbb\xbf" + ONE, {"X-Signature": sign(ONE)})
    assert status == 401 and b"byte order mark" in answer


def by_zip(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.json", data)
    return out.getvalue()


@pytest.mark.parametrize("pack, name", [(bz2.compress, "bzip2"), (lzma.compress, "xz"), (by_zip, "a zip archive"),
                                        (lambda data: b"\x28\xb5\x2f\xfd\x04\x58" + data, "zstd")])
def test_other_compression_is_named(streamctl, peer, pack, name):
    target = peer()
    (streamctl.folder / "x").write_bytes(pack(LINES))
    for command in (["replay", "x", "--to", target.url], ["inspect", "x"], ["forge", "custom", "--data", "@x", "--print"]):
        words = streamctl(*command, code=2).stderr
        assert f"it looks like {name}" in words and "unpack it with" in words


def test_several_values_on_a_line(streamctl, peer, stream_api):
    target = peer()
    lines = ONE + TWO + b"\n" + ONE + b" " + TWO + b"\n[" + ONE + b"," + TWO + b"]\n"
    (streamctl.folder / "x.jsonl").write_bytes(lines)
    streamctl("replay", "x.jsonl", "--to", target.url, code=0)
    assert bodies(target) == [ONE, TWO] * 3
    (streamctl.folder / "arrays.json").write_bytes(b"[" + ONE + b"]\n[" + TWO + b"]" + ONE)
    streamctl("replay", "arrays.json", "--to", target.url, code=0)
    assert bodies(target)[6:] == [ONE, TWO, ONE]
    assert json.loads(streamctl("inspect", "x.jsonl", "-o", "json", code=0).stdout)["events"] == 6
    streamctl("send-event", "default:standup", "--lines", input='{"n":1}{"n":2} {"n":3}\n[{"n":4}]\n', code=0)
    assert [one["n"] for one in customs(stream_api)] == [1, 2, 3, 4]


def exported(body):
    """An export of each tool, its delivery being w1's second attempt."""
    import base64
    text, packed = body.decode(), base64.b64encode(body).decode()
    head = {"X-Webhook-Id": "w1", "X-Webhook-Attempt": "2", "X-Signature": sign(body)}
    lists = {name: [value] for name, value in head.items()}
    raw = b"POST /hook HTTP/1.1\r\nX-Webhook-Id: w1\r\n\r\n" + body
    return {
        "har": {"log": {"version": "1.2", "entries": [
            {"startedDateTime": "2026-04-08T14:23:36.000Z", "request": {"method": "GET", "url": "https://x/", "headers": []}},
            {"startedDateTime": "2026-04-08T14:23:36.000Z",
             "request": {"method": "POST", "headers": [{"name": name, "value": value} for name, value in head.items()],
                         "postData": {"mimeType": "application/json", "text": text}}}]}},
        "ngrok": {"uri": "/api/requests/http", "requests": [
            {"uri": "/api/requests/http/airt_1", "id": "airt_1", "tunnel_name": "t", "start": "2026-04-08T14:23:36Z",
             "request": {"method": "POST", "headers": lists, "raw": base64.b64encode(raw).decode()}, "response": {}}]},
        "webhook.site": {"data": [{"uuid": "u", "type": "web", "token_id": "t", "method": "POST", "content": text, "headers": lists,
                                   "created_at": "2026-04-08 14:23:36"}], "total": 1},
        "API Gateway v1": {"httpMethod": "POST", "headers": head, "body": text, "isBase64Encoded": False,
                           "requestContext": {"requestTimeEpoch": 1775658216000}},
        "API Gateway v2": {"version": "2.0", "headers": head, "body": packed, "isBase64Encoded": True,
                           "requestContext": {"timeEpoch": 1775658216000, "http": {"method": "POST"}}},
        "Svix Play": {"iterator": None, "data": [{"id": "m", "created_at": "2026-04-08T14:23:36Z", "body": packed, "headers": head}]}}


@pytest.mark.parametrize("tool", exported(ONE))
@pytest.mark.parametrize("indent", [None, 2])
def test_exports_of_other_tools_are_read(streamctl, peer, tool, indent):
    target = peer()
    (streamctl.folder / "x.json").write_text(json.dumps(exported(ONE)[tool], indent=indent))
    streamctl("replay", "x.json", "--verbatim", "--to", target.url, code=0)
    assert bodies(target) == [ONE], "byte for byte"
    assert fields(target)["x-webhook-id"] == "w1" and fields(target)["x-signature"] == sign(ONE)
    census = json.loads(streamctl("inspect", "x.json", "-o", "json", code=0).stdout)
    assert census["events"] == 1 and census["retries"] == 1 and census["first"] == "2026-04-08T14:23:36.000000Z"


def test_a_body_that_was_parsed_is_used_and_marked(streamctl, peer):
    target = peer()
    message = {"host": "smee.io", "x-signature": sign(ONE), "x-webhook-id": "w1", "body": json.loads(ONE), "query": {},
               "timestamp": 1775658216000}
    (streamctl.folder / "smee.json").write_text(json.dumps(message))
    done = streamctl("replay", "smee.json", "--keep-ids", "--to", target.url, code=0)
    assert json.loads(bodies(target)[0]) == json.loads(ONE) and fields(target)["x-webhook-id"] == "w1"
    assert "1 event was kept as parsed JSON" in done.stderr
    assert fields(target)["x-signature"] == sign(bodies(target)[0])


@pytest.mark.parametrize("text, words", [
    ("uuid,type,content,created_at\n1,web,,2026\n", "looks like CSV"), ("<!DOCTYPE html>\n<html>\n", "looks like a web page"),
    ("type: call.created\n", "looks like YAML"), ('"{""type"":""call.created""}"\n', "looks like a field of CSV"),
    ('{\\"type\\":\\"call.created\\"}\n', "looks like JSON with a backslash before each quote"),
    ("{'type': 'call.created'}\n", "looks like a Python or JavaScript literal"),
    ("POST /hook HTTP/1.1\nHost: x\n", "looks like an HTTP message; its body alone is the event"),
    ("INFO got {\"type\":\"call.created\"}\n", "looks like a log line"),
    (json.dumps({"log": {"entries": []}}), "a HAR file without the body of a request"),
    ("eyJ0eXBlIjoiY2FsbC5lbmRlZCIs\nImEiOjF9\n", "looks like base64; decode it with 'base64 -d'")])
def test_what_cannot_be_read_is_named(streamctl, peer, text, words):
    target = peer()
    (streamctl.folder / "x").write_text(text)
    assert words in streamctl("replay", "x", "--to", target.url, code=2).stderr and target.requests == []
    assert words in streamctl("inspect", "x", code=2).stderr


def test_skipping_takes_no_memory(streamctl, peer):
    """Of 200 MB all but the last event are skipped."""
    target = peer("hang")
    line = json.dumps({"kind": "event", "v": 1, "received_at": "2026-11-23T17:00:00Z", "transport": "webhook", "verified": True,
                       "webhook_id": "w", "attempt": 1, "type": "custom", "call_cid": "", "remote": "", "headers": {},
                       "body": event("custom", pad="x" * 10_000).decode()}) + "\n"
    count = 2_000 if is_sanitized() else 20_000
    with (streamctl.folder / "x.jsonl").open("w") as file:
        for _ in range(count):
            file.write(line)
    running = streamctl.start("replay", "x.jsonl", "--skip", count - 1, "--to", target.url)
    assert target.asked.wait(60) and running.stays_below(60e6)
    running.stop()
    assert len(target.requests) == 1
    last = peer()
    streamctl("replay", "x.jsonl", "--skip", count - 3, "--limit", 2, "--to", last.url, code=0)
    streamctl("replay", "x.jsonl", "--last", 4, "--skip", 1, "--to", last.url, code=0)
    assert len(last.requests) == 5


def test_a_large_compressed_capture_takes_no_memory(streamctl, peer):
    """Also where it inflates a thousandfold."""
    target = peer("hang")
    with gzip.open(streamctl.folder / "x.gz", "wb", compresslevel=1) as file:
        blank = b"\n" * (1 << 20)
        for _ in range(20 if is_sanitized() else 400):
            file.write(blank)
        file.write(ONE + b"\n")
    running = streamctl.start("replay", "x.gz", "--to", target.url)
    assert target.asked.wait(60) and running.stays_below(60e6)
    running.stop()


def test_ten_malformed_pieces_are_told_and_the_rest_counted(streamctl, peer):
    target = peer()
    (streamctl.folder / "x.jsonl").write_bytes(b"{torn\n" * 1000 + ONE + b"\n")
    done = streamctl("replay", "x.jsonl", "--to", target.url, code=2)
    assert done.stderr.count("not valid JSON") == 10 and "1,000 malformed lines were skipped" in done.stderr
    assert "further malformed lines are only counted" in done.stderr and bodies(target) == [ONE]
    (streamctl.folder / "numbers.json").write_text(json.dumps(list(range(1000))))
    done = streamctl("replay", "numbers.json", "--to", target.url, code=2)
    assert done.stderr.count("a number, not an event") == 10 and "base64" not in done.stderr


def test_nothing_to_send_is_a_warning_and_no_success(streamctl, peer):
    target = peer()
    (streamctl.folder / "x.jsonl").write_bytes(LINES)
    (streamctl.folder / "empty").write_bytes(b"")
    for arguments, words in ((["x.jsonl", "--type", "call.creatd"], "none of the 2 events in x.jsonl is wanted"),
                             (["x.jsonl", "--filter", ".n > 5"], "none of the 2 events in x.jsonl is wanted"),
                             (["x.jsonl", "--skip", "2"], "--skip"), (["empty"], "there is no event in empty"),
                             (["-"], "there is no event in standard input")):
        done = streamctl("replay", *arguments, "--to", target.url, input="", code=1)
        assert "warning: " in done.stderr and words in done.stderr
    assert target.requests == []
    for name, words in (("empty", "empty"), ("/dev/null", "/dev/null"), ("-", "standard input")):
        done = streamctl("inspect", name, "-o", "json", input="", code=1)
        assert json.loads(done.stdout)["events"] == 0 and f"there is no event in {words}" in done.stderr
    assert "warning" not in streamctl("inspect", "empty", "x.jsonl", code=0).stderr
    for command in (["forge", "custom", "--print"], ["send-event", "default:a"]):
        assert "empty is empty" in streamctl(*command, "--data", "@empty", code=2).stderr


def test_a_long_wait_for_the_recorded_pace_is_told(streamctl, peer):
    target = peer()
    record = {"kind": "event", "v": 1, "received_at": "2026-11-23T17:00:00Z", "type": "call.created", "body": ONE.decode()}
    lines = [record, {**record, "received_at": "2200-12-31T23:59:59Z"}]
    (streamctl.folder / "x.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    running = streamctl.start("replay", "x.jsonl", "--speed", "1000000", "--to", target.url)
    words = running.err.until(lambda line: "--speed waits" in line)
    assert "waits 1h 31m for the next event, received 2200-12-31 23:59:59" in words
    running.out.until(lambda line: "delivered" in line)
    assert running.stop() == 130 and len(target.requests) == 1


def test_an_event_of_another_product_is_forged_from_its_data(streamctl, peer):
    target = peer()
    data = '{"message":{"text":"hi"},"channel_id":"m-1"}'
    streamctl("forge", "message.new", "--data", data, "--to", target.url, code=0)
    sent = json.loads(bodies(target)[0])
    assert sent["type"] == "message.new" and sent["message"] == {"text": "hi"} and sent["channel_id"] == "m-1"
    assert set(sent) == {"type", "created_at", "message", "channel_id"}, "no more than is known"
    assert fields(target)["x-signature"] == sign(bodies(target)[0])
    told = streamctl("forge", "channel.created", "--data", "{}", "--call", "default:a", "--user-id", "john", "--print", code=0).stdout
    assert {**json.loads(told), "created_at": 0} == {"type": "channel.created", "created_at": 0, "call_cid": "default:a",
                                                     "user": {"id": "john"}}
    done = streamctl("forge", "message.new", "--print", code=2)
    assert "unknown event type 'message.new'" in done.stderr and "--data" in done.stderr
    done = streamctl("forge", "call.creatd", "--data", data, "--print", code=2)
    assert "did you mean 'call.created'?" in done.stderr
    streamctl("forge", "call.creatd", "--data", '{"type":"call.creatd"}', "--print", code=0)

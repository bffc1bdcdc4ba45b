"""verify --capture and verify --explain: signatures and serialisations are made by other programs."""
import base64
import gzip
import hashlib
import hmac
import json
import shutil
import subprocess

import pytest
from conftest import SECRET, event, post, sign

BODY = ('{"type":"custom", "text":"grüß <b>&amp;</b> a/b 🎈 it\'s + 1", "n":[1, 1.0, 2.50, 1e3, -7],'
        ' "z":true, "a":{}, "e":[], "call":{"custom":{}, "id":null}}').encode()


def of(message, key=SECRET, hash="sha256"):
    return hmac.new(key if isinstance(key, bytes) else key.encode(), message, hash).hexdigest()


def made_by(*command):
    return subprocess.run(command, input=BODY, capture_output=True, check=True).stdout


def node(expression):
    return made_by("node", "-e", f"const v = JSON.parse(require('fs').readFileSync(0)); process.stdout.write({expression})")


def php(flags="", decoded="true"):
    return made_by("php", "-r", f"echo json_encode(json_decode(file_get_contents('php://stdin'), {decoded}){flags});")


def ruby(expression):
    return made_by("ruby", "-rjson", "-e", f"v = JSON.parse(STDIN.read.force_encoding('UTF-8')); STDOUT.write({expression})")


@pytest.fixture
def explained(streamctl, tmp_path):
    (tmp_path / "body").write_bytes(BODY)

    def explain(signature, *options, env=None):
        done = streamctl("verify", "body", "--explain", "--got", signature, "-o", "json", *options, env=env or {}, code=1)
        line = json.loads(done.stdout)
        assert line["valid"] is False and line["expected"] == of(BODY)
        return line["note"]

    return explain


VALUE = json.loads(BODY)
PYTHON = {
    "as Python's json.dumps writes it)": json.dumps(VALUE),
    "writes it without ensure_ascii)": json.dumps(VALUE, ensure_ascii=False),
    "with compact separators)": json.dumps(VALUE, separators=(",", ":")),
    "as Python's json.dumps writes it with sort_keys)": json.dumps(VALUE, sort_keys=True),
    "with sort_keys, without ensure_ascii)": json.dumps(VALUE, sort_keys=True, ensure_ascii=False),
    "with sort_keys and compact separators)": json.dumps(VALUE, sort_keys=True, separators=(",", ":")),
    "indented by two spaces, as Python's json.dumps writes it)": json.dumps(VALUE, indent=2),
    "indented by four spaces, as Python's json.dumps writes it)": json.dumps(VALUE, indent=4),
    "indented by four spaces, as Python's json.dumps writes it with sort_keys)": json.dumps(VALUE, indent=4, sort_keys=True),
    "(with its keys sorted)": json.dumps(VALUE, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
    "Python's text for the parsed body, str(payload)": str(VALUE),
}


def test_python(explained):
    for words, text in PYTHON.items():
        assert words in explained(of(text.encode())), words


def test_node(explained):
    for expression, words in {"JSON.stringify(v)": "as JSON.stringify writes it)", "JSON.stringify(v, null, 2)": "(indented by two spaces)",
                              "JSON.stringify(v, null, 4)": "(indented by four spaces)", "JSON.stringify(v, null, '\\t')": "(indented by tabs)",
                              "JSON.stringify(v) + '\\n'": "as JSON.stringify writes it, and a newline at its end)",
                              "String(v)": "it signs '[object Object]', as JavaScript writes a parsed body",
                              "JSON.stringify({})": "it signs '{}', as JSON.stringify writes a body that no parser has read",
                              }.items():
        assert words in explained(of(node(expression))), expression


@pytest.mark.skipif(not shutil.which("php"), reason="PHP is not installed")
def test_php(explained):
    for (flags, decoded), words in {
            ("", "false"): "(as PHP's json_encode writes it)", ("", "true"): "(as PHP's json_encode writes arrays, with {} as [])",
            (", JSON_UNESCAPED_UNICODE", "false"): "(as PHP's json_encode writes it with JSON_UNESCAPED_UNICODE)",
            (", JSON_UNESCAPED_SLASHES", "true"): "writes arrays with JSON_UNESCAPED_SLASHES, with {} as [])",
            (", JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE", "true"): "JSON_UNESCAPED_SLASHES and JSON_UNESCAPED_UNICODE, with {} as [])",
            (", JSON_PRETTY_PRINT", "false"): "(as PHP's json_encode writes it with JSON_PRETTY_PRINT)"}.items():
        assert words in explained(of(php(flags, decoded))), flags


@pytest.mark.skipif(not shutil.which("ruby"), reason="Ruby is not installed")
def test_ruby(explained):
    assert "(as Ruby's JSON.generate writes it)" in explained(of(ruby("JSON.generate(v)")))
    assert "JSON.pretty_generate writes it)" in explained(of(ruby("JSON.pretty_generate(v)")))


@pytest.mark.skipif(not shutil.which("go"), reason="Go is not installed")
def test_go(explained, tmp_path):
    (tmp_path / "main.go").write_text("""package main
import ("encoding/json"; "os")
func main() {
    var value any
    json.NewDecoder(os.Stdin).Decode(&value)
    text, _ := json.Marshal(value)
    if len(os.Args) > 1 { text, _ = json.MarshalIndent(value, "", "  ") }
    os.Stdout.Write(text)
}
""")
    environment = {"PATH": "/usr/bin:/bin:/usr/local/go/bin", "HOME": str(tmp_path), "GOCACHE": str(tmp_path / "cache"), "GOFLAGS": "-mod=mod"}
    subprocess.run([shutil.which("go"), "build", "-o", "remarshal", "main.go"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert "as Go's encoding/json writes a map, with its keys sorted)" in explained(of(made_by(tmp_path / "remarshal")))
    assert "as Go's json.MarshalIndent writes a map)" in explained(of(made_by(tmp_path / "remarshal", "indent")))


TEXT = BODY.decode()
LATIN = '{"type":"custom","text":"grüß"}'
BYTES = {
    "it signs the body with a newline at its end": BODY + b"\n", "a newline at its end; sign": BODY + b"\r\n", "behind a byte order mark": b"\xef\xbb\xbf" + BODY,
    "an empty body": b"", "the base64 of the body": base64.b64encode(BODY), "in UTF-16 (little-endian)": TEXT.encode("utf-16-le"),
    "in UTF-16 (little-endian, with a byte order mark)": b"\xff\xfe" + TEXT.encode("utf-16-le"), "in UTF-16 (big-endian)": TEXT.encode("utf-16-be"),
    "read as Latin-1 and written as UTF-8": BODY.decode("latin-1").encode(), "with question marks in place of the rest": b"".join(
        b"?" if byte > 127 else bytes([byte]) for byte in BODY), "with U+FFFD in place of the rest": BODY.decode("ascii", "replace").encode(),
    "Python's text for bytes": str(BODY).encode(), "the SHA-256 of the body": hashlib.sha256(BODY).hexdigest().encode(),
    "as hexadecimal digits": BODY.hex().encode(), "as a JSON string": json.dumps(TEXT, ensure_ascii=False).encode(), "it signs 'undefined'": b"undefined", "it signs 'null'": b"null",
}


def test_other_bytes(explained, streamctl, tmp_path):
    for words, text in BYTES.items():
        assert words in explained(of(text)), words
    (tmp_path / "latin").write_text(LATIN)
    done = streamctl("verify", "latin", "--explain", "--got", of(LATIN.encode("latin-1")), code=1)
    assert "it signs the body in Latin-1" in done.stdout
    (tmp_path / "windows").write_bytes(LATIN.encode("latin-1"))
    warned = streamctl("sign", "windows", code=0).stderr
    assert warned == "streamctl: warning: windows looks like Latin-1 or Windows-1252 text; Stream signs JSON in UTF-8\n"
    packed = gzip.compress(BODY)
    (tmp_path / "packed").write_bytes(packed)
    assert "it signs the compressed bytes" in streamctl("verify", "packed", "--explain", "--got", of(packed), code=1).stdout
    for end in ("\n", "\r\n"):
        (tmp_path / "ended").write_bytes(BODY + end.encode())
        assert "without the white space at its end" in streamctl("verify", "ended", "--explain", "--got", of(BODY), code=1).stdout


def test_other_keys(explained, tmp_path):
    config = tmp_path / "config" / "streamctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[staging]\napi_secret = "staged-s3cret"\n')
    (config / "config.toml").chmod(0o600)
    for key, words in {"key": "made with the API key, not the secret", SECRET + "\n": "the secret with a newline at its end",
                       SECRET + "\r\n": "a carriage return and a newline", f'"{SECRET}"': "in double quotes", f"'{SECRET}'": "in single quotes",
                       SECRET + " ": "with a space at its end", "": "an empty secret", "staged-s3cret": "the secret of profile staging",
                       SECRET[:-1]: "without its last character", SECRET.upper(): "in upper case"}.items():
        assert words in explained(of(BODY, key)), words


@pytest.mark.parametrize("secret, key, words", [
    (base64.b64encode(b"sixteen bytes it").decode(), b"sixteen bytes it", "decoded from base64"),
    ("sixteen bytes it", base64.b64encode(b"sixteen bytes it"), "the secret encoded in base64"),
    ("sixteen bytes it", base64.b64encode(b"sixteen bytes it\n"), "the secret and a newline encoded in base64"),
    ("sixteen bytes it", b"sixteen bytes it".hex().encode(), "the secret encoded in hexadecimal"),
    ("00ff10a5" * 8, bytes.fromhex("00ff10a5" * 8), "decoded from hexadecimal")])
def test_a_decoded_secret(streamctl, tmp_path, secret, key, words):
    (tmp_path / "body").write_bytes(BODY)
    done = streamctl("verify", "body", "--explain", "--got", of(BODY, key), env={"STREAM_API_SECRET": secret}, code=1)
    assert words in done.stdout and f"expected: {of(BODY, secret)}\n" in done.stdout and secret not in done.stdout


def test_other_functions(explained):
    secret = SECRET.encode()
    for signature, words in {
            of(BODY, hash="sha1"): "it is made with HMAC-SHA-1", of(BODY, hash="sha512"): "HMAC-SHA-512", of(BODY, hash="md5"): "HMAC-MD5",
            hashlib.sha256(BODY).hexdigest(): "it is the SHA-256 of the body, made without the secret",
            hashlib.sha256(secret + BODY).hexdigest(): "the SHA-256 of the secret and the body, not an HMAC",
            hashlib.sha256(BODY + secret).hexdigest(): "the SHA-256 of the body and the secret, not an HMAC",
            hashlib.md5(BODY).hexdigest(): "the MD5 of the body", hashlib.sha1(BODY).hexdigest(): "the SHA-1 of the body",
            of(secret, BODY): "with the body as the key", of(BODY).upper(): "upper-case digits",
            base64.b64encode(bytes.fromhex(of(BODY))).decode(): "its form (base64)"}.items():
        assert words in explained(signature), words
    openssl = subprocess.run(["openssl", "dgst", "-sha512", "-hmac", SECRET], input=BODY, capture_output=True, check=True).stdout.decode().split()[-1]
    assert "HMAC-SHA-512" in explained(openssl)


def test_two_mistakes_together(explained):
    note = explained(of(json.dumps(VALUE).encode(), "key"))
    assert "as Python's json.dumps writes it)" in note and note.endswith("It is also made with the API key, not the secret")
    note = explained(of(BODY + b"\n", SECRET + "\n"))
    assert "it signs the body with a newline at its end" in note and "It is also made with the secret with a newline at its end" in note
    note = explained(of(json.dumps(VALUE).encode(), hash="sha1"))
    assert "json.dumps" in note and "It is also made with HMAC-SHA-1, not with HMAC-SHA-256" in note


def test_nothing_is_made_up(explained, streamctl):
    for signature in ("a" * 64, of(BODY, "another secret")):
        assert explained(signature).startswith("no known mistake explains it")
    for signature, words in (("nonsense", "it is neither hexadecimal nor base64 of a hash"), ("a" * 63, "it has 63 hexadecimal digits"),
                             (of(BODY)[:20], "it is cut short: 20 of 64 digits"), (of(BODY)[20:], "its beginning is cut off: 44 of 64 digits"),
                             (f"{of(BODY)[:20]} {of(BODY)[20:]}", "right but for what stands among its digits: a space"),
                             (f"sha256%3D{of(BODY)}", "URL-encoded")):
        assert words in explained(signature), signature
    done = streamctl("verify", "body", "--got", "a" * 64, code=1)
    assert f"expected: {of(BODY)}\n" in done.stdout
    assert streamctl("verify", "body", "--explain", "--got", of(BODY), code=0).stdout == "valid\n"


def recorded(streamctl, *deliveries):
    listen = streamctl.listen("--record", "capture.jsonl")
    for body, fields, secret in deliveries:
        post(listen.url, body, fields, secret=secret)
    listen.stop()


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_deep_body_is_sought_in_part(streamctl, tmp_path):
    (tmp_path / "deep").write_text('{"type":"call.created","a":' + "[" * 1000 + "0" + ",0" * 100_000 + "]" * 1000 + "}")
    done = streamctl("verify", "deep", "--explain", "--got", "0" * 64, code=1)
    assert "not all were tried" in done.stdout


def test_a_capture(streamctl, tmp_path):
    recorded(streamctl, (event(), {"X-Webhook-Id": "aaaaaaaa-1"}, SECRET), (event("call.ended"), {"X-Webhook-Id": "aaaaaaaa-2"}, SECRET))
    done = streamctl("verify", "--capture", "capture.jsonl", code=0)
    assert done.stdout == "✓ valid     aaaaaaaa-1  call.created\n✓ valid     aaaaaaaa-2  call.ended\n2 valid\n"
    done = streamctl("verify", "--capture", "capture.jsonl", "-o", "json", env={"STREAM_API_SECRET": "another"}, code=1)
    lines = rows(done)
    assert [(line["webhook_id"], line["type"], line["valid"]) for line in lines[:2]] == [("aaaaaaaa-1", "call.created", False), ("aaaaaaaa-2", "call.ended", False)]
    assert lines[2] == {"kind": "summary", "valid": 0, "wrong": 2, "unsigned": 0, "malformed": 0} and "X-Signature does not match" in lines[0]["reason"]
    text = (tmp_path / "capture.jsonl").read_bytes()
    (tmp_path / "capture.jsonl.gz").write_bytes(gzip.compress(text))
    assert rows(streamctl("verify", "--capture", "capture.jsonl.gz", "-o", "json", code=0))[-1]["valid"] == 2
    assert "2 valid" in streamctl("verify", "--capture", "-", input=text.decode(), code=0).stdout


def test_ids_of_a_capture(streamctl):
    recorded(streamctl, (event(), {"X-Webhook-Id": "aaaaaaaa-1"}, SECRET), (event("call.ended"), {"X-Webhook-Id": "aaaaaabb-2"}, SECRET))
    for id in ("aaaaaaaa-1", "aaaaaaa"):
        assert [line["webhook_id"] for line in rows(streamctl("verify", "--capture", "capture.jsonl", "--id", id, "-o", "json", code=0))[:-1]] == ["aaaaaaaa-1"]
    done = streamctl("verify", "--capture", "capture.jsonl", "--id", "aaaaaa", code=2)
    assert "aaaaaaaa-1 and aaaaaabb-2 both begin with aaaaaa" in done.stderr and done.stdout == ""
    assert "no delivery in capture.jsonl has the webhook id aaaa; the beginning of one needs 6 characters" in streamctl(
        "verify", "--capture", "capture.jsonl", "--id", "aaaa", code=1).stderr
    done = streamctl("verify", "--capture", "capture.jsonl", "--id", "aaaaaaaa", "--explain", "--got", of(event(), "key"), code=1)
    assert "made with the API key, not the secret" in done.stdout
    assert "name one of them with --id" in streamctl("verify", "--capture", "capture.jsonl", "--got", "a" * 64, code=2).stderr


def test_what_is_not_signed_is_neither_valid_nor_wrong(streamctl, tmp_path):
    record = {"kind": "event", "v": 1, "received_at": "2026-11-23T17:00:00Z", "transport": "websocket", "verified": False, "webhook_id": "", "attempt": 1,
              "type": "custom", "call_cid": "", "remote": "", "headers": {}, "body": '{"type":"custom"}'}
    signed = {**record, "transport": "webhook", "webhook_id": "w", "headers": {"X-Signature": sign(record["body"].encode())}}
    bare = {**record, "transport": "webhook", "webhook_id": "b"}
    (tmp_path / "ws.jsonl").write_text(json.dumps(record) + "\n")
    done = streamctl("verify", "--capture", "ws.jsonl", code=1)
    assert done.stdout == "- unsigned  (no id)  custom  it came by WebSocket\n0 valid, 1 unsigned\n" and "nothing in ws.jsonl is signed" in done.stderr
    (tmp_path / "all.jsonl").write_text("".join(json.dumps(one) + "\n" for one in (record, signed, bare)) + "nonsense\n")
    lines = rows(streamctl("verify", "--capture", "all.jsonl", "-o", "json", code=1))
    assert [line.get("valid") for line in lines] == [None, True, False, 1] and lines[-1]["malformed"] == 1 and "no X-Signature" in lines[2]["reason"]
    (tmp_path / "one.jsonl").write_text(json.dumps(signed) + "\nnonsense\n")
    assert "1 line is malformed" in streamctl("verify", "--capture", "one.jsonl", code=2).stderr
    (tmp_path / "none.jsonl").write_text("")
    assert "there is no event in none.jsonl" in streamctl("verify", "--capture", "none.jsonl", code=1).stderr


@pytest.mark.parametrize("arguments, words", [
    (["body"], "--signature is required"), ([], "there is nothing to verify"), (["body", "--id", "x", "--signature", "a"], "--id: it needs --capture"),
    (["body", "--capture", "c"], "--capture: it takes the place of FILE"), (["--capture", "c", "--signature", "a"], "--signature: a capture has the signatures"),
    (["body", "--signature", "a", "--got", "b"], "--got: ")])
def test_contradictions(streamctl, arguments, words):
    assert words in streamctl("verify", *arguments, code=2).stderr

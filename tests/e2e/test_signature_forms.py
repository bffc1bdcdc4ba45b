"""A signature in another form than Stream's, of other bytes or by another key: refused, and named, by listen and verify.

Signatures are made by Python, openssl and node.
"""
import base64
import gzip
import hashlib
import hmac
import json
import os
import shlex
import signal
import subprocess

import pytest
from conftest import SECRET, binary, event, post, raw, sign

BODY = '{"type":"custom","created_at":"2026-11-23T17:00:00.5Z","text":"grüß <b>a/b</b>","n":[1, 2]}'.encode()
VALUE = json.loads(BODY)
RIGHT = hmac.new(SECRET.encode(), BODY, hashlib.sha256).digest()
HEX, B64 = RIGHT.hex(), base64.b64encode(RIGHT).decode()


def of(message, secret=SECRET, hash="sha256"):
    return hmac.new(secret.encode(), message, hash).hexdigest()


def openssl():
    return subprocess.run(["openssl", "dgst", "-sha256", "-hmac", SECRET], input=BODY, capture_output=True, check=True).stdout.decode().strip()


def node(expression):
    script = f"const c = require('crypto'), b = require('fs').readFileSync(0); console.log({expression})"
    return subprocess.run(["node", "-e", script, SECRET], input=BODY, capture_output=True, check=True).stdout.decode().strip()


def jwt_alphabet():
    return base64.urlsafe_b64encode(RIGHT).decode().rstrip("=")


FORMS = {
    "upper case": (HEX.upper(), "upper-case digits"), "sha256=": ("sha256=" + HEX, "the prefix 'sha256='"),
    "sha256:": ("sha256:" + HEX, "the prefix 'sha256:'"), "v1=": ("v1=" + HEX, "the prefix 'v1='"),
    "stripe's": (f"t=1,v1={HEX}", "the prefix 't=1,v1='"), "base64": (B64, "base64"), "base64url": (jwt_alphabet(), "base64"),
    "prefix and base64": ("sha256=" + B64, "the prefix 'sha256=', base64"), "quotes": (f'"{HEX}"', "quotes around it"),
    "Bearer": ("Bearer " + HEX, "the prefix 'Bearer '"), "0x": ("0x" + HEX, "the prefix '0x'"),
    "base64 of hex": (base64.b64encode(HEX.encode()).decode(), "base64 of the hexadecimal digits"),
}
OTHERS = {
    "a newline more": (of(BODY + b"\n"), "with a newline at its end"), "nothing": (of(b""), "it signs an empty body"),
    "json.dumps": (of(json.dumps(VALUE).encode()), "written anew (as Python's json.dumps writes it)"),
    "indented": (of(json.dumps(VALUE, indent=2, ensure_ascii=False).encode()), "written anew (indented by two spaces)"),
    "sorted": (of(json.dumps(VALUE, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()), "with its keys sorted"),
    "base64 of it": (of(base64.b64encode(BODY)), "the base64 of the body"), "SHA-512": (of(BODY, hash="sha512"), "HMAC-SHA-512"),
    "SHA-1": (of(BODY, hash="sha1"), "HMAC-SHA-1"), "the API key": (of(BODY, "key"), "made with the API key, not the secret"),
    "a quoted secret": (of(BODY, f'"{SECRET}"'), "the secret in double quotes"), "a newline": (of(BODY, SECRET + "\n"), "the secret with a newline"),
    "a profile": (of(BODY, "staged-s3cret"), "made with the secret of profile staging"), "no secret": (of(BODY, ""), "made with an empty secret"),
    "the emulator": (of(BODY, "emulator-secret"), "made with the emulator's secret"), "cut": (HEX[:40], "cut short: 40 of 64 digits"),
}


@pytest.fixture
def profiles(tmp_path):
    config = tmp_path / "config" / "streamctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[staging]\napi_secret = "staged-s3cret"\n')
    (config / "config.toml").chmod(0o600)


def refused(listen, body, fields):
    """The answer of listen to a delivery, and its output line."""
    status, answer = post(listen.url, body, fields, secret=None)
    line = json.loads(listen.out.until(lambda line: json.loads(line)["kind"] == "refused"))
    return status, json.loads(answer)["error"]["message"], line


def test_each_form_is_refused_with_its_own_words(streamctl, profiles, tmp_path):
    listen = streamctl.listen()
    (tmp_path / "body").write_bytes(BODY)
    for name, (signature, words) in {**FORMS, **OTHERS}.items():
        status, message, line = refused(listen, BODY, {"X-Signature": signature})
        assert status == 401 and words in message and words in line["note"], (name, message)
        assert ("right but for its form" in message) == (name in FORMS), name
        done = streamctl("verify", "body", "--signature", signature, code=1)
        assert words in done.stdout and "staged-s3cret" not in done.stdout, name
        assert words in json.loads(streamctl("verify", "body", "--signature", signature, "-o", "json", code=1).stdout)["note"]
    assert post(listen.url, BODY, {"X-Signature": HEX}, secret=None)[0] == 200
    for signature in (HEX[:-1] + ("0" if HEX[-1] != "0" else "1"), "a" * 64, "sha256=" + "a" * 64, "nonsense"):
        assert "note" not in refused(listen, BODY, {"X-Signature": signature})[2]


def test_what_openssl_and_node_print(streamctl, profiles):
    listen = streamctl.listen()
    for signature, words in [
            (openssl(), "right but for its form (the prefix '"),
            (node("'sha256=' + c.createHmac('sha256', process.argv[1]).update(b).digest('hex')"), "the prefix 'sha256='"),
            (node("c.createHmac('sha256', process.argv[1]).update(b).digest('base64')"), "base64"),
            (node("c.createHmac('sha256', process.argv[1]).update(b).digest('base64url')"), "base64"),
            (node("c.createHmac('sha256', process.argv[1]).update(JSON.stringify(JSON.parse(b))).digest('hex')"), "written anew (as JSON.stringify writes it)"),
            (node("c.createHmac('sha256', process.argv[1]).update(JSON.stringify(JSON.parse(b), null, 2)).digest('hex')"), "indented by two spaces"),
            (node("c.createHmac('sha256', Buffer.from(process.argv[1] + '\\n')).update(b).digest('hex')"), "a newline at its end")]:
        status, message, _ = refused(listen, BODY, {"X-Signature": signature})
        assert status == 401 and words in message, (signature, message)


def test_the_terminal_says_it_too(streamctl):
    listen = streamctl.start("listen", "--port", "0", "--compact")
    url = listen.err.until(lambda line: "Listening on" in line).split()[2]
    assert post(url, BODY, {"X-Signature": "sha256=" + HEX}, secret=None)[0] == 401
    assert "wrong signature: it is right but for its form (the prefix 'sha256=')" in listen.out.next()
    listen.stop()


def test_compressed_bytes(streamctl):
    listen = streamctl.listen()
    packed = gzip.compress(BODY)
    assert "it signs the compressed bytes" in refused(listen, packed, {"X-Signature": of(packed), "Content-Encoding": "gzip"})[1]


@pytest.mark.parametrize("wrap", [base64.b64encode, base64.encodebytes, lambda body: base64.urlsafe_b64encode(body).rstrip(b"="),
                                  lambda body: b'"' + base64.b64encode(body) + b'"', lambda body: base64.b64encode(gzip.compress(body))])
def test_a_base64_body_is_named(streamctl, tmp_path, wrap):
    listen = streamctl.listen()
    status, message, line = refused(listen, wrap(BODY), {"X-Signature": HEX})
    assert status == 401 and "the body is base64 of what was signed" in message and "base64" in line["note"]
    (tmp_path / "body").write_bytes(wrap(BODY))
    assert "the body is base64" in streamctl("verify", "body", "--signature", HEX, code=1).stdout
    status, message, _ = refused(listen, wrap(BODY), {"X-Signature": of(wrap(BODY))})  # The base64 text itself was signed.
    assert status == 400 and "the body is base64 of an event" in message


def test_an_empty_body_is_named(streamctl, tmp_path):
    listen = streamctl.listen()
    for signature, wanted in ((of(b""), 400), (HEX, 401)):
        status, message, line = refused(listen, b"", {"X-Signature": signature})
        assert status == wanted and "the body is empty" in message and "the body is empty" in line["note"]
    (tmp_path / "body").write_bytes(b"")
    assert "the body is empty" in streamctl("verify", "body", "--signature", HEX, code=1).stdout
    assert "the body is empty" in streamctl("verify", "body", "--signature", of(b""), code=0).stdout
    unverified = streamctl.listen("--no-verify")
    assert "the body is empty" in refused(unverified, b"", {})[1]


def test_an_event_wrapped_in_json_is_named(streamctl):
    listen = streamctl.listen()
    twice = json.dumps(BODY.decode()).encode()
    assert "written as JSON twice" in refused(listen, twice, {"X-Signature": HEX})[1]
    gateway = json.dumps({"version": "2.0", "body": base64.b64encode(BODY).decode(), "isBase64Encoded": True}).encode()
    assert "what was signed is its 'body'" in refused(listen, gateway, {"X-Signature": HEX})[1]


def test_two_signatures_are_none(streamctl):
    listen = streamctl.listen()
    for second in (HEX, "0" * 64):
        answer = raw(listen.url, b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Signature: %s\r\nx-signature: %s\r\nContent-Length: %d\r\n\r\n%s"
                     % (HEX.encode(), second.encode(), len(BODY), BODY))
        assert answer.startswith(b"HTTP/1.1 401 ") and b"there are 2 X-Signature fields" in answer
        assert "2 X-Signature fields" in json.loads(listen.out.next())["note"]


def test_another_services_signature_is_named(streamctl):
    listen = streamctl.listen()
    message = refused(listen, BODY, {"X-Hub-Signature-256": "sha256=" + HEX})[1]
    assert "no x-signature header, but x-hub-signature-256" in message.lower()


# The API key.

def test_a_key_is_always_sent(streamctl, peer, tmp_path):
    env = {"STREAM_API_KEY": ""}
    target = peer(200)
    (tmp_path / "event.json").write_bytes(event())
    streamctl("forge", "call.created", "--to", target.url, env=env, code=0)
    streamctl("replay", "event.json", "--to", target.url, env=env, code=0)
    streamctl("check", target.url, "--only", "accepts-valid", env=env, code=0)
    streamctl("forge", "call.created", "--to", target.url, code=0)
    assert [headers["X-Api-Key"] for headers, _ in target.requests] == ["emulator"] * 3 + ["key"]
    assert "X-Api-Key: emulator" in streamctl("forge", "custom", "--print", "-o", "curl", env=env, code=0).stdout
    listen = streamctl.listen("--forward-to", target.url, env=env)  # A delivery without a key is forwarded without one.
    assert post(listen.url, BODY, {"X-Signature": HEX}, secret=None)[0] == 200
    assert "X-Api-Key" not in target.requests[-1][0]


# Sources of the secret.

STRAY = {"\r": "ends with a carriage return", "\n": "ends with a newline", " ": "ends with a space", "\t": "ends with a tab",
         "\ufeff": "begins with a byte order mark", '"': "stands in quotes", "'": "stands in quotes"}


def spoilt(stray):
    return stray + "s3cret" + stray if stray in "\"'" else stray + "s3cret" if stray == "\ufeff" else "s3cret" + stray


@pytest.mark.parametrize("stray", STRAY)
def test_a_stray_byte_in_a_secret_is_trimmed_or_warned_about(streamctl, peer, tmp_path, stray):
    (tmp_path / "event.json").write_bytes(event())
    target = peer(200)
    value, words = spoilt(stray), STRAY[stray]
    for arguments in (["sign", "event.json"], ["verify", "event.json", "--signature", "0" * 64], ["forge", "custom", "--to", target.url],
                      ["replay", "event.json", "--to", target.url], ["check", target.url, "--only", "accepts-valid"], ["token", "--server"],
                      ["token", "inspect", "eyJhbGciOiJIUzI1NiJ9.e30.x"], ["listen", "--port", "0", "--for", "1ms"],
                      ["send-event", "default:a", "--base-url", "http://127.0.0.1:9"], ["hooks", "--base-url", "http://127.0.0.1:9"],
                      ["watch", "default:a", "--base-url", "http://127.0.0.1:9", "--timeout", "1ms", "--count", "1"],
                      ["emulator", "--port", "0", "--", "true"]):
        said = streamctl(*arguments, env={"STREAM_API_SECRET": value})
        assert said.stderr.count("warning: the API secret of STREAM_API_SECRET " + words) == 1, (arguments, said.stderr)
        assert "s3cret" not in said.stderr
    assert f"it {words}" in streamctl("doctor", "--base-url", "http://127.0.0.1:9", env={"STREAM_API_SECRET": value}).stdout
    for arguments in (["events"], ["forge", "custom", "--print"], ["listen", "--no-verify", "--port", "0", "--for", "1ms"]):
        assert "API secret" not in streamctl(*arguments, env={"STREAM_API_SECRET": value}, code=0).stderr
    assert streamctl("sign", "event.json", "-q", env={"STREAM_API_SECRET": value}, code=0).stderr == ""
    (tmp_path / "secret").write_text(value + "\r\n", newline="")
    (tmp_path / "secret").chmod(0o600)
    done = streamctl("sign", "event.json", "--api-secret-file", "secret", code=0)
    assert done.stdout.strip() == sign(event(), "s3cret") and done.stderr == ""


def test_a_stray_byte_in_a_profile_is_warned_about(streamctl, tmp_path):
    (tmp_path / "c.toml").write_text('[default]\napi_secret = "s3cret "\n[staging]\napi_secret = "\\"s3cret\\""\n')
    (tmp_path / "c.toml").chmod(0o600)
    for profile, words in (("default", "ends with a space"), ("staging", "stands in quotes")):
        done = streamctl("token", "--server", "--config", "c.toml", "--profile", profile, env={"STREAM_API_SECRET": ""}, code=0)
        assert f"warning: the API secret of profile {profile} {words}" in done.stderr


def test_a_dotenv_file_with_windows_line_ends(streamctl, peer, tmp_path):
    """Sourced by a shell, as in WSL: each value ends with a carriage return."""
    (tmp_path / ".env").write_bytes(b"STREAM_API_KEY=k3y\r\nSTREAM_API_SECRET=s3cret\r\n")
    target = peer(200)
    done = subprocess.run(["sh", "-c", f". ./.env; export STREAM_API_KEY STREAM_API_SECRET; exec {shlex.quote(binary())} forge custom --to {target.url}"],
                          cwd=tmp_path, env=streamctl.environment, capture_output=True, text=True)
    assert done.returncode == 0 and "ends with a carriage return" in done.stderr and "s3cret" not in done.stderr
    (headers, body), = target.requests
    assert headers["X-Api-Key"] == "k3y"
    listen = streamctl.listen(env={"STREAM_API_SECRET": "s3cret\r"})
    assert "made with the secret without what stands around it" in refused(listen, BODY, {"X-Signature": of(BODY, "s3cret")})[1]


def test_a_secret_file_is_one_line_of_ones_own(streamctl, tmp_path):
    (tmp_path / "event.json").write_bytes(event())
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    secret.chmod(0o644)
    done = streamctl("sign", "event.json", "--api-secret-file", "secret", code=0)
    assert done.stderr.count("warning: --api-secret-file: secret can be read by others; chmod 600 secret") == 1
    secret.chmod(0o444)  # As containers mount one.
    assert streamctl("sign", "event.json", "--api-secret-file", "secret", code=0).stderr == ""
    secret.chmod(0o600)
    secret.write_text("s3cret\nanother\n")
    done = streamctl("sign", "event.json", "--api-secret-file", "secret", code=2)
    assert "secret has 2 lines, and a secret is one" in done.stderr and "s3cret" not in done.stderr
    secret.write_bytes("s3cret\r\n".encode("utf-16"))
    assert "is it UTF-16?" in streamctl("sign", "event.json", "--api-secret-file", "secret", code=2).stderr
    assert streamctl("sign", "event.json", "--api-secret-file", "-", input="s3cret\r\n", code=0).stdout.strip() == sign(event(), "s3cret")


def test_a_secret_in_place_of_its_file_is_not_repeated(streamctl):
    for arguments in ([], ["-o", "json"]):
        done = streamctl("forge", "custom", "--api-secret-file", "THESECRET", *arguments, code=2)
        assert "THESECRET" not in done.stderr + done.stdout and "STREAM_API_SECRET" in done.stderr
    assert "/tmp/no-such-file" in streamctl("forge", "custom", "--api-secret-file", "/tmp/no-such-file", code=2).stderr


# Header fields of the user.

@pytest.mark.parametrize("name", ["X-Signature", "x-api-key", "X-Webhook-Id", "X-WEBHOOK-ATTEMPT", "Content-Encoding", "Content-Length",
                                  "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "Expect", "Proxy-Connection"])
def test_a_field_of_ours_is_not_the_users(streamctl, peer, tmp_path, name):
    (tmp_path / "event.json").write_bytes(event())
    target = peer(200)
    for arguments in (["forge", "custom", "--to", target.url], ["replay", "event.json", "--to", target.url], ["check", target.url],
                      ["listen", "--port", "0", "--forward-to", target.url], ["emulator", "--port", "0", "--webhook-url", target.url],
                      ["watch", "default:a", "--forward-to", target.url]):
        done = streamctl(*arguments, "-H", f"{name}: x", code=2)
        assert f"--header: {name}".lower() in done.stderr.lower()
    assert target.requests == []


def test_a_field_that_is_the_users_replaces_ours(streamctl, peer):
    target = peer(200)
    streamctl("forge", "custom", "--to", target.url, "-H", "Host: app.test", "-H", "Content-Type: application/json; charset=utf-8",
              "-H", "User-Agent: mine", "-H", "Authorization: Basic eA==", code=0)
    (headers, _), = target.requests
    assert (headers["Host"], headers["User-Agent"], headers["Authorization"]) == ("app.test", "mine", "Basic eA==")
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_credentials_are_masked(streamctl, peer):
    target = peer(200)
    names = ["X-Api-Token", "X-Auth-Token", "Authorization", "Cookie", "X-Functions-Key", "CF-Access-Client-Secret", "Proxy-Authorization"]
    fields = [word for name in names for word in ("-H", f"{name}: hush")]
    said = streamctl("forge", "custom", "--to", target.url, "-v", *fields, "-H", "X-Team: blue", code=0).stderr
    assert "hush" not in said and said.count(": ***") == len(names) and "X-Team: blue" in said and "X-Api-Key: key" in said


def test_credentials_are_not_recorded(streamctl, tmp_path):
    listen = streamctl.listen("--record", "capture.jsonl")
    fields = {name: "hush" for name in ("X-Amz-Security-Token", "Authorization", "Cookie", "X-Auth-Token", "Proxy-Authorization")}
    assert post(listen.url, BODY, {**fields, "X-Signature": HEX, "X-Api-Key": "key"}, secret=None)[0] == 200
    listen.stop()
    assert "hush" not in (tmp_path / "capture.jsonl").read_text()
    assert json.loads((tmp_path / "capture.jsonl").read_text())["headers"]["X-Api-Key"] == "key"


def test_an_api_that_repeats_our_token_is_not_repeated(streamctl):
    """As a debugging proxy does, in its words, in a header field, in a redirect."""
    import quiet_http

    class Handler(quiet_http.Handler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            token = self.headers["Authorization"]
            seen.append(token)
            form = forms[len(seen) - 1]
            body = form[1].replace("TOKEN", token).encode()
            self.send_response(form[0])
            self.send_header("X-Echo", token)
            self.send_header("Location", f"http://elsewhere/?jwt={token}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    forms = [(401, '{"code":43,"message":"bad token TOKEN"}'), (502, "<p>TOKEN</p>"), (302, "")]
    seen = []
    server = quiet_http.Server(Handler)
    try:
        for _ in forms:
            done = streamctl("hooks", "--base-url", server.url, "-v", code=1)
            assert seen[-1].split(".")[2] not in done.stdout + done.stderr and seen[-1].split(".")[1] not in done.stderr
            assert "(a token)" in done.stderr
    finally:
        server.close()


def test_no_core_file_has_the_secret(streamctl, tmp_path):
    """Killed by a fault, with core files allowed: none is written of us, though one is of another program."""
    import resource
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY:
        pytest.skip("core files are not allowed here")

    def dumps_core(*command):
        process = os.fork()
        if process == 0:
            os.chdir(tmp_path)
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            os.dup2(writes, 1)
            os.execve(command[0], command, streamctl.environment)
        os.read(reads, 1)
        os.kill(process, signal.SIGSEGV)
        return os.WCOREDUMP(os.waitpid(process, 0)[1])

    reads, writes = os.pipe()
    if not dumps_core("/bin/sh", "-c", "echo; exec sleep 60"):
        pytest.skip("no core files are written here")
    assert not dumps_core(binary(), "listen", "--port", "0", "-o", "json")

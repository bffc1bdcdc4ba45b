"""One verdict on a token, wherever it is judged: token inspect, the emulator's API and socket, watch --token.

The tokens are made by Python's hmac and by node's jsonwebtoken, never by us.
"""
import base64
import hashlib
import hmac
import http.client
import json
import subprocess
import time

import pytest
from conftest import SECRET
from sdk import MODULES, installed
from websocket import WebSocket

NOW = int(time.time())
HEADER = {"alg": "HS256", "typ": "JWT"}


def part(bytes):
    return base64.urlsafe_b64encode(bytes).rstrip(b"=").decode()


def token(claims, header=HEADER, secret=SECRET, hash="sha256", signature=None):
    text = ".".join(part((value if isinstance(value, str) else json.dumps(value)).encode()) for value in (header, claims))
    return text + "." + (part(hmac.new(secret.encode(), text.encode(), hash).digest()) if signature is None else signature)


JOHN = {"user_id": "john"}
TAKEN = {
    "user": token(JOHN),
    "with times": token({**JOHN, "iat": NOW - 5, "nbf": NOW - 5, "exp": NOW + 3600}),
    "with fractions": token({**JOHN, "iat": NOW - 5.5, "exp": NOW + 3600.5}),
    "iat before 1970": token({**JOHN, "iat": -1}),
    "exp in the year 9999": token({**JOHN, "exp": 253402300799}),
    "without typ": token(JOHN, {"alg": "HS256"}),
    "another typ": token(JOHN, {"alg": "HS256", "typ": "at+jwt"}),
    "for calls": token({**JOHN, "call_cids": ["default:a"], "role": "admin"}),
}
SERVERS = {"server": token({"server": True}), "no claims": token({}), "server with times": token({"server": True, "iat": NOW - 5})}
REFUSED = {
    "iat in milliseconds": (token({**JOHN, "iat": NOW * 1000}), 42, f"iat is {NOW * 1000}: milliseconds?"),
    "iat in microseconds": (token({**JOHN, "iat": NOW * 1000000}), 42, "microseconds?"),
    "iat ahead": (token({**JOHN, "iat": NOW + 86400}), 42, "iat is"),
    "iat null": (token({**JOHN, "iat": None}), 5, "iat is null, which is no number"),
    "iat text": (token({**JOHN, "iat": str(NOW)}), 5, "iat is text, which is no number"),
    "iat huge": (token('{"user_id":"john","iat":1e300}'), 42, "no time in seconds"),
    "iat beyond a double": (token('{"user_id":"john","iat":1e400}'), 42, "iat is 1e400, which is no time in seconds"),
    "exp below a double": (token('{"user_id":"john","exp":-1e400}'), 40, "exp is -1e400"),
    "nbf in milliseconds": (token({**JOHN, "nbf": NOW * 1000}), 41, "milliseconds?"),
    "nbf false": (token({**JOHN, "nbf": False}), 5, "nbf is false, which is no number"),
    "exp in milliseconds": (token({**JOHN, "iat": NOW, "exp": (NOW + 60) * 1000}), 5, "milliseconds?"),
    "exp null": (token({**JOHN, "exp": None}), 5, "exp is null, which is no number"),
    "exp text": (token({**JOHN, "exp": "1h"}), 5, "exp is text, which is no number"),
    "exp negative": (token({**JOHN, "exp": -1}), 40, "exp is -1"),
    "exp past": (token({**JOHN, "exp": NOW - 60}), 40, "token has expired"),
    "exp huge": (token('{"user_id":"john","exp":1e300}'), 5, "no time in seconds"),
    "user_id a number": (token({"user_id": 1068811}), 5, "it names no user: user_id is the number 1068811, and must be text"),
    "user_id null": (token({"user_id": None}), 5, "it names no user: user_id is null"),
    "user_id empty": (token({"user_id": ""}), 5, "it names no user: user_id is empty"),
    "sub": (token({"sub": "john"}), 5, "it names no user: it has sub, and no user_id (text)"),
    "userId": (token({"userId": "john"}), 5, "it names no user: it has userId, and no user_id (text)"),
    "id": (token({"id": "john", "iat": NOW - 5}), 5, "it names no user: it has id"),
    "email": (token({"email": "j@x.test", "iat": NOW - 5}), 5, "it has email, and no user_id (text)"),
    "server false": (token({"server": False}), 5, "server is false, not true"),
    "call_cids of nobody": (token({"call_cids": ["default:a"]}), 5, "it names no user"),
    "call_cids numbers": (token({**JOHN, "call_cids": [1]}), 5, "call_cids holds 1"),
    "call_cids empty": (token({**JOHN, "call_cids": []}), 5, "call_cids is empty"),
    "call_cids null": (token({**JOHN, "call_cids": None}), 5, "call_cids is null"),
    "call_cids text": (token({**JOHN, "call_cids": "default:a"}), 5, "call_cids is text"),
    "HS512, the right secret": (token(JOHN, {**HEADER, "alg": "HS512"}, hash="sha512"), 43,
                                "Stream accepts HS256 only; this is HS512, made with the right secret"),
    "HS384, the right secret": (token(JOHN, {**HEADER, "alg": "HS384"}, hash="sha384"), 43, "this is HS384, made with the right secret"),
    "HS512, another secret": (token(JOHN, {**HEADER, "alg": "HS512"}, "other", "sha512"), 43, "and not made with the API secret"),
    "none": (token(JOHN, {**HEADER, "alg": "none"}, signature=""), 43, "Stream accepts HS256 only; this is none"),
    "RS256": (token(JOHN, {**HEADER, "alg": "RS256"}), 43, "Stream accepts HS256 only; this is RS256"),
    "no algorithm": (token(JOHN, {"typ": "JWT"}), 43, "names no algorithm"),
    "another secret": (token(JOHN, secret="other"), 43, "not made with the API secret"),
    "a newline behind the secret": (token(JOHN, secret=SECRET + "\n"), 43, "the secret with a newline at its end"),
    "development": (token(JOHN, signature="devtoken"), 43, "a development token"),
    "unsigned": (token(JOHN, signature=""), 43, "it is not signed"),
    "signature in hexadecimal": (token(JOHN, signature=hmac.new(SECRET.encode(), token(JOHN).rpartition(".")[0].encode(),
                                                                hashlib.sha256).hexdigest()), 43, "right but for its form"),
}


class Emulator:
    def __init__(self, streamctl):
        running = streamctl.start("emulator", "--port", "0", "-o", "json")
        self.url = json.loads(running.out.next())["url"].rstrip("/")

    def rest(self, token):
        """The status and Stream's code of a look at a call that is not there."""
        connection = http.client.HTTPConnection(self.url.split("//")[1], timeout=30)
        connection.request("GET", "/video/call/default/nowhere?api_key=key", headers={"Authorization": token, "stream-auth-type": "jwt"})
        answer = connection.getresponse()
        said = json.loads(answer.read())
        connection.close()
        return answer.status, said["code"], said["message"]

    def greeting(self, token):
        socket = WebSocket(f"{self.url}/video/connect?api_key=key&stream-auth-type=jwt")
        socket.send({"token": token, "products": ["video"], "user_details": {"id": "john"}})
        return socket.receive()


@pytest.fixture
def emulator(streamctl):
    return Emulator(streamctl)


def inspected(streamctl, token, code):
    pretty = streamctl("token", "inspect", "-", input=token, code=code).stdout
    return pretty, json.loads(streamctl("token", "inspect", "-", "-o", "json", input=token, code=code).stdout)


def watched(streamctl, emulator, token, code):
    return streamctl("watch", "default:a", "--create", "--base-url", emulator.url, "--token", "-", input=token, code=code)


def watches(streamctl, emulator, token):
    (streamctl.folder / "token").write_text(token)
    running = streamctl.start("watch", "default:a", "--create", "--base-url", emulator.url, "--token", "token", "-o", "json")
    assert json.loads(running.out.next())["kind"] == "watching"
    running.stop()


def test_what_stream_takes_is_taken_everywhere(streamctl, emulator):
    for name, made in {**TAKEN, **SERVERS}.items():
        pretty, described = inspected(streamctl, made, 0)
        assert described["valid"] and described["faults"] == [] and "verdict    Stream accepts it\n" in pretty, name
        assert described["acts_for"] == ("server" if name in SERVERS else "user"), name
        wanted = (404, 16) if "call_cids" not in described["claims"] else (403, 17)  # It is for another call.
        assert emulator.rest(made)[:2] == wanted, name
    for name, made in TAKEN.items():
        assert emulator.greeting(made)["type"] == "connection.ok", name
        watches(streamctl, emulator, made)
    for made in SERVERS.values():
        assert "it is no user's token" in watched(streamctl, emulator, made, 2).stderr


def test_what_stream_refuses_is_refused_everywhere_for_one_reason(streamctl, emulator):
    for name, (made, code, words) in REFUSED.items():
        pretty, described = inspected(streamctl, made, 1)
        assert not described["valid"] and described["faults"][0]["code"] == code, (name, described)
        reason = described["faults"][0]["reason"]
        assert words in reason and f"Stream refuses it (code {code}): {reason}" in pretty, (name, reason)
        status, answered, message = emulator.rest(made)
        assert (status, answered) == (401, code) and reason in message, (name, message)
        greeting = emulator.greeting(made)
        assert greeting["type"] == "connection.error" and greeting["error"]["code"] == code, name
        assert reason in greeting["error"]["message"], name
        said = watched(streamctl, emulator, made, 1).stderr
        assert words in said and f"code {code})" in said and made not in said, (name, said)


def test_the_times_are_said_to_be_what_they_are(streamctl):
    for name, validity in [("iat in milliseconds", "not_yet"), ("nbf in milliseconds", "not_yet"), ("exp in milliseconds", "malformed"),
                           ("exp null", "malformed"), ("exp negative", "expired"), ("sub", "valid")]:
        pretty, described = inspected(streamctl, REFUSED[name][0], 1)
        assert described["validity"] == validity, name
        assert "milliseconds" not in name or "milliseconds?" in pretty
    assert "validity   not valid yet\n" in inspected(streamctl, REFUSED["iat in milliseconds"][0], 1)[0]


def test_what_is_shown_agrees_with_the_verdict(streamctl):
    digest = hmac.new(SECRET.encode(), token(JOHN).rpartition(".")[0].encode(), hashlib.sha256).digest()
    for signature in (digest.hex(), base64.b64encode(digest).decode()):
        pretty, described = inspected(streamctl, token(JOHN, signature=signature), 1)
        assert "right but for its form" in pretty and "not ours" not in pretty and described["signature"] == "other"
        assert "signature  made with the API secret that is set, and written in another form\n" in pretty
    assert "not ours" in inspected(streamctl, REFUSED["another secret"][0], 1)[0]
    assert "expires    its exp is no number\n" in inspected(streamctl, REFUSED["exp null"][0], 1)[0]
    assert "expires    not from 1970 to 2261\n" in inspected(streamctl, REFUSED["exp negative"][0], 1)[0]


def test_every_fault_is_told(streamctl):
    made = token({"sub": "john", "iat": NOW * 1000, "exp": -1}, {**HEADER, "alg": "HS512"}, hash="sha512")
    assert [fault["code"] for fault in inspected(streamctl, made, 1)[1]["faults"]] == [43, 40, 42, 5]


def test_without_a_secret_all_but_the_signature_is_judged(streamctl):
    env = {"STREAM_API_SECRET": ""}
    for name, (made, code, words) in REFUSED.items():
        done = streamctl("token", "inspect", made, "-o", "json", env=env)
        described = json.loads(done.stdout)
        assert described["signature"] in ("unchecked", "development")
        if code != 43:
            assert done.returncode == 1 and words in described["faults"][0]["reason"], name
    for name in ("HS512, the right secret", "RS256", "none", "no algorithm", "unsigned"):
        assert "right secret" not in streamctl("token", "inspect", REFUSED[name][0], env=env, code=1).stdout, name
    shown = streamctl("token", "inspect", TAKEN["user"], env=env, code=0).stdout
    assert "Stream accepts it if its secret made it" in shown


def test_another_profiles_secret_and_the_api_key_are_named(streamctl, tmp_path):
    config = tmp_path / "config" / "streamctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[staging]\napi_secret = "staged-s3cret"\n')
    (config / "config.toml").chmod(0o600)
    for secret, words in [("staged-s3cret", "made with the secret of profile staging"), ("key", "made with the API key, not the secret"),
                          ("emulator-secret", "made with the emulator's secret"), ("", "made with an empty secret")]:
        pretty, described = inspected(streamctl, token(JOHN, secret=secret), 1)
        assert words in described["faults"][0]["reason"] and words in pretty
        assert "staged-s3cret" not in pretty


def test_what_is_no_token_is_an_error_that_says_why(streamctl, emulator):
    good = TAKEN["user"]
    for text, words in [(good + ".x", "three parts but 4"), (good + ".x.y", "but five, as an encrypted one (JWE) has"), ("abc", "three parts"),
                        (good.replace(".", "=.", 1), "it has +, / or = of plain base64"),
                        (good[:9] + " " + good[9:], "there is white space in it; was a long line broken?"),
                        (json.dumps({"token": good}), "there is other text around the token"), (good.replace(".", "%2E"), "it is URL-encoded"),
                        (part(b'{"alg":"HS256"}') + "." + part(b'{"a":') + ".x", "payload is not a JSON object: not valid JSON")]:
        done = streamctl("token", "inspect", "-", input=text, code=2)
        assert words in done.stderr and done.stdout == ""
        assert words in json.loads(streamctl("token", "inspect", "-", "-o", "json", input=text, code=2).stderr)["error"]["message"]
        status, code, message = emulator.rest(text)
        assert (status, code) == (401, 5) and words in message.replace("\\", "")
        assert words in watched(streamctl, emulator, text, 2).stderr
    assert "send it bare" in emulator.rest(f"Bearer {good}")[2]
    assert inspected(streamctl, "Bearer\t" + good, 0)[1]["faults"] == []
    for text in ("", "\n", '""'):
        assert "the token is empty" in streamctl("token", "inspect", "-", input=text, code=2).stderr
        assert "--token: the token is empty" in watched(streamctl, emulator, text, 2).stderr


def test_a_token_is_taken_out_of_what_stands_around_it(streamctl, emulator):
    for text in (f"Bearer {TAKEN['user']}\n", f"Authorization: Bearer {TAKEN['user']}\r\n", f'"{TAKEN["user"]}"\r\n', f"\ufeff{TAKEN['user']}\n"):
        inspected(streamctl, text, 0)
        watches(streamctl, emulator, text)


def test_a_token_in_place_of_its_file_is_not_repeated(streamctl):
    done = streamctl("watch", "default:a", "--token", TAKEN["user"], code=2)
    assert "it takes the name of a file" in done.stderr and TAKEN["user"].split(".")[1] not in done.stderr


def test_a_clock_that_differs_is_stream_s_to_judge(streamctl, emulator):
    """What another clock would make good is sent, with a warning: Stream's own answer counts."""
    said = watched(streamctl, emulator, REFUSED["exp past"][0], 1).stderr
    assert "warning: --token: token has expired" in said and "code 40" in said.split("error:")[1]


@pytest.mark.skipif(not installed("jsonwebtoken"), reason="npm's jsonwebtoken is not there")
def test_tokens_of_jsonwebtoken(streamctl, emulator):
    script = """
const jwt = require('jsonwebtoken'), secret = process.argv[1], out = {};
out.good = jwt.sign({user_id: 'john'}, secret, {expiresIn: '1h'});
out.HS384 = jwt.sign({user_id: 'john'}, secret, {algorithm: 'HS384'});
out.HS512 = jwt.sign({user_id: 'john'}, secret, {algorithm: 'HS512'});
out.none = jwt.sign({user_id: 'john'}, '', {algorithm: 'none'});
out.subject = jwt.sign({}, secret, {subject: 'john'});
out.dateNow = jwt.sign({user_id: 'john', iat: Date.now()}, secret);
out.dateNowExpiry = jwt.sign({user_id: 'john', exp: Date.now() + 3600e3}, secret);
out.decoded = jwt.sign({user_id: 'john'}, Buffer.from(secret + '\\n'));
console.log(JSON.stringify(out));
"""
    made = json.loads(subprocess.run(["node", "-e", script, SECRET], capture_output=True, text=True, check=True,
                                     env={"PATH": "/usr/bin:/bin", "NODE_PATH": str(MODULES / "node_modules")}).stdout)
    assert emulator.rest(made["good"])[:2] == (404, 16) and inspected(streamctl, made["good"], 0)[1]["valid"]
    for name, code, words in [("HS384", 43, "made with the right secret"), ("HS512", 43, "made with the right secret"), ("none", 43, "this is none"),
                              ("subject", 5, "it has sub"), ("dateNow", 42, "milliseconds?"), ("dateNowExpiry", 5, "milliseconds?"),
                              ("decoded", 43, "a newline at its end")]:
        described = inspected(streamctl, made[name], 1)[1]
        assert described["faults"][0]["code"] == code and words in described["faults"][0]["reason"], name
        assert emulator.rest(made[name])[:2] == (401, code), name

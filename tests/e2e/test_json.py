"""All valid JSON is accepted and unchanged; edits keep the digits. Python and node are the reference."""
import concurrent.futures
import http.client
import json
import re
import threading

import json_texts
import pytest
import quiet_http
from conftest import event, post, sign

BIG = "123456789012345678901234567890"
NUMBERS = [BIG, "18446744073709551616", "-9223372036854775809", "1e400", "-1E+400", "1E-400", "-0", "1.10", "0.1000000000000000055"]


def deliver(url, texts, connections=4):
    """Posts texts signed, over connections that are kept; the statuses in order."""
    address = url.split("/")[2]

    def some(first):
        connection = http.client.HTTPConnection(address, timeout=60)
        statuses = []
        for number in range(first, len(texts), connections):
            connection.request("POST", "/", texts[number], {"X-Signature": sign(texts[number]), "X-Webhook-Id": f"id-{number}", "X-Webhook-Attempt": "1"})
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
        connection.close()
        return statuses

    with concurrent.futures.ThreadPoolExecutor(connections) as pool:
        parts = list(pool.map(some, range(connections)))
    return [parts[n % connections][n // connections] for n in range(len(texts))]


class Target:
    """Keeps what is posted to it by its id, and checks each signature."""

    def __init__(self):
        self.bodies = {}
        self.unsigned = 0
        lock = threading.Lock()
        target = self

        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    target.unsigned += self.headers["X-Signature"] != sign(body)
                    target.bodies.setdefault(self.headers["X-Webhook-Id"], []).append(body)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = quiet_http.Server(Handler)
        self.url = self.server.url


@pytest.fixture
def target():
    one = Target()
    yield one
    one.server.shutdown()
    one.server.server_close()


def test_any_object_that_python_and_node_read_is_taken_recorded_and_replayed(streamctl, target):
    writer = json_texts.Writer(10)
    texts = [writer.event() for _ in range(10_000)]
    values = [json_texts.python_reads(text) for text in texts]
    assert all(value is not None for value in values) and all(json_texts.node_reads(texts))

    listen = streamctl.listen("--record", "capture.jsonl", "--no-history")
    assert set(deliver(listen.url, texts)) == {200}
    assert listen.stop() == 0
    with open(streamctl.folder / "capture.jsonl", encoding="utf-8") as file:
        records = {record["webhook_id"]: record for record in map(json.loads, file)}
    assert len(records) == len(texts)
    for number, (text, value) in enumerate(zip(texts, values)):
        record = records[f"id-{number}"]
        assert record["verified"] and record["body"].encode() == text
        type = value["type"] if isinstance(value["type"], str) else ""
        assert record["type"] == re.sub("[\ud800-\udfff]", "\ufffd", type), text

    streamctl("replay", "capture.jsonl", "--keep-ids", "--to", target.url, "--concurrency", "4", "-o", "json", code=0)
    assert target.unsigned == 0 and target.bodies == {f"id-{number}": [text] for number, text in enumerate(texts)}
    assert json.loads(streamctl("inspect", "capture.jsonl", "-o", "json", code=0).stdout)["events"] == len(texts)


def test_events_in_a_file_are_replayed_as_they_are(streamctl, target):
    writer = json_texts.Writer(11)
    texts = [writer.event() for _ in range(2_000)]
    lines = [text for text in texts if isinstance(json_texts.python_reads(text)["type"], str) and json_texts.python_reads(text)["type"] and
             b"\n" not in text and b"\r" not in text.strip() and b'"kind"' not in text]
    assert len(lines) > 100
    (streamctl.folder / "events.jsonl").write_bytes(b"\n".join(lines))
    (streamctl.folder / "events.json").write_bytes(b"[" + b",\n".join(lines) + b"]")
    for name in "events.jsonl", "events.json":
        streamctl("replay", name, "--to", target.url, code=0)
        assert target.unsigned == 0
        assert sorted(body.strip() for bodies in target.bodies.values() for body in bodies) == sorted(line.strip() for line in lines)
        target.bodies.clear()


def test_what_python_and_node_agree_on_is_the_verdict(streamctl):
    writer = json_texts.Writer(12)
    texts = [text for text in (writer.spoilt() for _ in range(4_000)) if text]
    pairs = list(zip(texts, json_texts.node_reads(texts)))
    judged = [(text, good) for text, good in pairs if (json_texts.python_reads(text) is not None) == good]
    assert sum(good for _, good in judged) > 200 and sum(not good for _, good in judged) > 1_000
    listen = streamctl.listen("--no-history")
    statuses = deliver(listen.url, [text for text, _ in judged])
    wrong = [(text, status) for (text, good), status in zip(judged, statuses) if status != (200 if good else 400)]
    assert wrong == []
    assert listen.stop() == 0


@pytest.mark.parametrize("body", [
    b'{"type":"custom","call_cid":"default:a","custom":{"n":18446744073709551616}}', b'{"type":"custom","custom":{"n":1e400}}',
    b'{"type":"custom","custom":"\\ud800"}', b'{"type":"custom","custom":' + b"[" * 2_000 + b"]" * 2_000 + b"}",
    b'{"type":"custom","custom":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
    b'{"type":"custom","custom":{' + b",".join(b'"%d":%d' % (n, n) for n in range(100_000)) + b"}}"],
    ids=["65-bits", "1e400", "lone-surrogate", "2000-deep", "100000-deep", "100000-keys"])
def test_one_body_gets_one_verdict_everywhere(streamctl, target, body):
    (streamctl.folder / "body.json").write_bytes(body)
    done = streamctl("verify", "body.json", "--signature", streamctl("sign", "body.json", code=0).stdout.strip(), code=0)
    assert done.stdout == "valid\n"
    listen = streamctl.listen("--record", "capture.jsonl", "--expect", "custom")
    assert post(listen.url, body, webhook_id="one")[0] == 200
    assert listen.wait() == 0
    assert [record["body"].encode() for record in listen.records()] == [body]
    for name in "body.json", "capture.jsonl":
        streamctl("replay", name, "--to", target.url, code=0)
    assert [one for bodies in target.bodies.values() for one in bodies] == [body, body] and target.unsigned == 0
    shown = streamctl.start("listen", "--port", "0", "--expect", "custom", "--max-lines", "20")
    url = shown.err.until(lambda line: "http://" in line)
    assert post(re.search(r"http://[\d.:]+/", url)[0], body)[0] == 200
    assert shown.wait() == 0
    assert "custom" in "".join(shown.out.all)


def test_digits_are_shown_as_they_came(streamctl):
    listen = streamctl.start("listen", "--port", "0", "--expect", "custom", "--full" if "--full" in streamctl("listen", "--help").stdout else "--max-lines=0")
    url = re.search(r"http://[\d.:]+/", listen.err.until(lambda line: "http://" in line))[0]
    body = '{"type":"custom","custom":{"n":[%s],"s":"\\ud800 \\u009b"}}' % ",".join(NUMBERS)
    assert post(url, body.encode())[0] == 200
    assert listen.wait() == 0
    shown = "".join(listen.out.all)
    for number in NUMBERS:
        assert re.search(rf"^\s*{re.escape(number)},?$", shown, re.M), number
    assert '"\\ud800 \\u009b"' in shown


@pytest.mark.parametrize("number", NUMBERS)
def test_edited_numbers_keep_their_digits(streamctl, number):
    wanted = '"n":' + number
    for arguments in (["--set", f"custom.n:={number}"], ["--data", '{"custom":{"n":%s}}' % number]):
        for output in (), ("-o", "curl"):
            assert wanted + "}" in streamctl("forge", "custom", "--print", "--seed", "1", *arguments, *output, code=0).stdout
    scenario = '{"steps":[{"type":"custom","set":{"custom.n":%s}},{"type":"custom","data":{"custom":{"n":%s}}}]}' % (number, number)
    (streamctl.folder / "story.json").write_text(scenario)
    assert streamctl("forge", "--scenario", "story.json", "--print", code=0).stdout.count(wanted + "}") == 2


def test_sent_numbers_keep_their_digits(streamctl, stream_api):
    streamctl("send-event", "default:standup", "--custom", f"n:={BIG}", "--custom", "list[0].x:=1e400", code=0)
    streamctl("send-event", "default:standup", "--data", '{"n":1.10}', code=0)
    streamctl("send-event", "default:standup", "--lines", input='{"n":%s}\n' % BIG, code=0)
    sent = [body.decode() if isinstance(body, bytes) else body for _, _, _, _, body in stream_api.requests]
    assert ['{"n":%s,"list":[{"x":1e400}]}' % BIG in sent[0], '{"n":1.10}' in sent[1], '{"n":%s}' % BIG in sent[2]] == [True] * 3


def test_the_emulator_hands_numbers_on_as_they_came(streamctl, peer):
    hook = peer()
    keys = {"STREAM_API_KEY": "emulator", "STREAM_API_SECRET": "emulator-secret"}
    (streamctl.folder / "seed.json").write_text('{"users":[{"id":"john"}],"calls":[{"type":"default","id":"standup","custom":{"seed":%s}}]}' % BIG)
    emulator = streamctl.start("emulator", "--port", "0", "-o", "json", "--webhook-url", hook.url, "--seed-file", "seed.json", env=keys)
    url = json.loads(emulator.out.next())["url"]
    streamctl("send-event", "default:standup", "--custom", f"n:={BIG}", "--custom", "m:=1e400", "--custom", 's:="\\ud800"',
              "--user-id", "john", "--base-url", url, env=keys, code=0)
    emulator.out.until(lambda line: '"custom"' in line and '"delivery"' in line)
    bodies = [body.decode() for _, body in hook.requests]
    assert any('{"n":%s,"m":1e400,"s":"\\ud800"}' % BIG in body for body in bodies), bodies
    assert '"seed":' + BIG in streamctl("emulator", "state", "--at", url, env=keys, code=0).stdout.replace(" ", "")


PATHS = [("members[0].user_id", "members.0.user_id"), (".members[0].user_id", "members.0.user_id"), ("members[0][user_id]", "members.0.user_id"),
         ("members[-1].user_id", "members.1.user_id"), ('.members[0]["user_id"]', "members.0.user_id"), ("$.members[0].user_id", "members.0.user_id"),
         ('call.custom["a.b"]', "call.custom.a\\.b"), ('call.custom."a.b"', "call.custom.a\\.b"), ("call.custom['a.b']", "call.custom.a\\.b"),
         ('call.custom["a=b"]', "call.custom.a\\=b")]


@pytest.mark.parametrize("written, plain", PATHS, ids=[one for one, _ in PATHS])
def test_paths_are_read_as_jq_and_curl_write_them(streamctl, written, plain):
    forge = ["forge", "call.created", "--print", "--seed", "1"]
    made = streamctl(*forge, "--set", f"{written}=zed", code=0).stdout
    assert made == streamctl(*forge, "--set", f"{plain}=zed", code=0).stdout
    assert made != streamctl(*forge, code=0).stdout and json.loads(made).keys() == json.loads(streamctl(*forge, code=0).stdout).keys()


@pytest.mark.parametrize("path", ["members[].user_id", "members[*].user_id", "members[0:1].user_id", "members[0", "members[0]user_id", "members.*.role",
                                  "/members/0/user_id", "a]", 'a["b', "..a", "a..b", "a.", "x" + ".a" * 60_000, "x" + "[0]" * 40_000, "[" * 60_000],
                         ids=lambda path: path[:30])
def test_a_path_that_is_not_understood_is_refused(streamctl, path):
    done = streamctl("forge", "call.created", "--print", "--set", f"{path}=1", code=2)
    assert done.stdout == "" and done.stderr.startswith("streamctl: error: --set") and len(done.stderr) < 1_000
    assert len(done.stderr.splitlines()) <= 2
    done = streamctl("listen", "--port", "0", "--match", f"call.created:{path}=1", code=2)
    assert done.stdout == "" and done.stderr.startswith("streamctl: error: --match") and len(done.stderr) < 1_000


@pytest.mark.parametrize("path", ["members[9].user_id", "members[-9].user_id", "call[0]", "call[0].x", "members.x"])
def test_a_path_that_leads_nowhere_is_refused(streamctl, path):
    done = streamctl("forge", "call.created", "--print", "--set", f"{path}=1", code=2)
    assert done.stdout == "" and f"cannot set {path}: " in done.stderr


def test_a_match_reads_paths_and_numbers_as_they_are_meant(streamctl):
    matches = ["custom:custom.list[-1].n:=1.50", f"custom:custom.big:={BIG}", 'custom:custom["a.b"]=x', "custom:custom.m:=10e399"]
    listen = streamctl.listen(*[word for match in matches for word in ("--match", match)])
    body = '{"type":"custom","custom":{"list":[{"n":1},{"n":1.5}],"big":%s,"a.b":"x","m":1e400,"o":{}}}' % BIG
    assert post(listen.url, body.encode())[0] == 200
    assert listen.wait() == 0


HOSTILE = "\u009b31m\u0090\u007f\u202e\u2066\u2028\u2029\u001b"


def is_tame(text):
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)


def test_json_lines_are_safe_to_show(streamctl):
    evil_answer = HOSTILE.replace("\x1b", "").encode()

    class Handler(quiet_http.Handler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500)
            self.send_header("Content-Length", str(len(evil_answer)))
            self.end_headers()
            self.wfile.write(evil_answer)

    evil = quiet_http.Server(Handler)
    name = json.dumps(HOSTILE)
    (streamctl.folder / "evil.jsonl").write_text('{"type":%s,"call_cid":%s}\n' % (name, name))
    listen = streamctl.listen("--record", "evil-capture.jsonl", "--forward-to", evil.url, "--show-response")
    assert post(listen.url, ('{"type":%s,"call_cid":%s}' % (name, name)).encode(), webhook_id="one")[0] == 500
    listen.stop()
    outputs = {
        "listen": "".join(listen.out.all),
        "replay": streamctl("replay", "evil.jsonl", "--to", evil.url, "--no-retry", "--show-response", "-o", "json", code=1).stdout,
        "forge": streamctl("forge", "custom", "--set", "custom.x=" + HOSTILE.replace("\x00", ""), "--to", evil.url, "--no-retry", "--show-response", "-o", "json", code=1).stdout,
        "print": streamctl("forge", "custom", "--set", "custom.x=" + HOSTILE, "--print", code=0).stdout,
        "inspect": streamctl("inspect", "evil-capture.jsonl", "-o", "json", code=0).stdout,
        "error": streamctl("forge", HOSTILE, "--print", "-o", "json", code=2).stderr}
    evil.shutdown()
    evil.server_close()
    for command, text in outputs.items():
        assert is_tame(text), (command, text)
        for line in text.splitlines():
            json.loads(line)
    assert json.loads(outputs["replay"].splitlines()[0])["type"] == HOSTILE
    assert json.loads(outputs["print"])["custom"]["x"] == HOSTILE
    assert HOSTILE.replace("\x1b", "") in outputs["forge"].encode().decode("unicode_escape", "ignore") or "\\u009b31m" in outputs["forge"]

"""`streamctl api` against the emulator, an imitation of Stream's API, and servers that misbehave."""
import json
import os
import pty
import re
import signal
import socket
import subprocess
import threading

import pytest
from conftest import ROOT, WATCHDOG, binary
from stream_api import error

KEYS = {"STREAM_API_KEY": "emulator", "STREAM_API_SECRET": "emulator-secret"}
CALL = "/video/call/default/standup"


@pytest.fixture
def stream(streamctl):
    """An emulator that this test's streamctl uses, with users, a call and a member in it."""
    streamctl.environment.update(KEYS)
    running = streamctl.start("emulator", "--port", "0", "-o", "json")
    streamctl.environment["STREAM_BASE_URL"] = json.loads(running.out.next())["url"]
    streamctl("call", "create", "default:standup", "--created-by", "john", "--member", "ann", code=0)
    return running


@pytest.fixture
def path(streamctl, tmp_path):
    """A PATH on which `streamctl` is the binary under test."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "streamctl").symlink_to(os.path.realpath(binary()))
    return f"{tmp_path / 'bin'}:{streamctl.environment['PATH']}"


@pytest.fixture
def raw_server(streamctl):
    """Starts a server that answers each connection with the bytes given, then waits or closes; returns a semaphore of its requests."""
    sockets = []
    ended = threading.Event()
    asked = threading.Semaphore(0)

    def start(*pieces, then="close"):
        listener = socket.create_server(("127.0.0.1", 0))
        sockets.append(listener)

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.recv(65536)
                asked.release()
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                    if then == "wait":
                        ended.wait(WATCHDOG)
                except OSError:
                    pass
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        streamctl.environment["STREAM_BASE_URL"] = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return asked

    yield start
    ended.set()
    for one in sockets:
        one.close()


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def answer(body, fields="", status="200 OK"):
    return f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


# What a route of the emulator needs besides its path: arguments, and "user" where only an app may send it. Absent: none.
NEEDS = {
    "QueryCalls": ["-f", "limit:=1"], "QueryCallMembers": ["-f", "type=default", "-f", "id=standup"],
    "ReportClientCallEvent": "user", "GetOrCreateCall": ["-f", "data.created_by_id=john"], "UpdateCall": ["-f", "custom.a:=1"],
    "JoinCall": "user", "UpdateCallMembers": ["-f", 'update_members:=[{"user_id":"john"}]'],
    "SendCallEvent": ["-f", "user_id=john", "-f", "custom.a=b"], "SendVideoReaction": "user", "RequestPermission": "user",
    "SendClosedCaption": ["-f", "speaker_id=john", "-f", "text=hello"], "CollectUserFeedback": "user", "AcceptCall": "ringing", "RejectCall": "ringing",
    "RingCall": ["--as-user", "john"], "BlockUser": ["-f", "user_id=ann"], "UnblockUser": ["-f", "user_id=ann"], "KickUser": ["-f", "user_id=ann"],
    "MuteUsers": ["--as-user", "john", "-f", "mute_all_users:=true", "-f", "audio:=true"],
    "UpdateUserPermissions": ["-f", "user_id=ann", "-f", 'grant_permissions:=["send-audio"]'],
    "StartRTMPBroadcasts": ["-f", 'broadcasts:=[{"name":"a","stream_url":"rtmp://x.example/","stream_key":"k"}]'],
    "UpdateUsers": ["-f", "users.bob.id=bob"], "UpdateUsersPartial": ["-f", 'users:=[{"id":"ann","set":{"name":"Ann"}}]'],
    "QueryUsers": ["-f", "payload.filter_conditions.id=ann"], "CreateGuest": ["-f", "user.id=guest"],
    "CreateDevice": ["-f", "id=d", "-f", "push_provider=firebase", "-f", "user_id=ann"], "ListDevices": ["-q", "user_id=ann"],
    "DeleteDevice": ["-q", "user_id=ann", "-q", "id=d"], "CheckSQS": ["-f", "sqs_url=https://sqs.example/q"],
    "CheckSNS": ["-f", "sns_topic_arn=arn:aws:sns:eu-central-1:123456789012:x"],
}


def routes():
    table = json.loads((ROOT / "lib/emulator/specification/operations.json").read_text())
    # LongPoll is VideoConnect below /video, where clients send it.
    found = [(row["method"], row["path"], name, row["who"]) for name, row in table.items()
             if row.get("support") in ("real", "simplified") and name != "LongPoll"]
    assert len(found) > 100
    return found


@pytest.mark.parametrize("method, pattern, name, who", routes(), ids=lambda value: value)
def test_every_operation_of_the_emulator_is_reached(streamctl, stream, path, method, pattern, name, who):
    """By api, and by the curl command that api prints: the emulator sees the same request and answers with the same status."""
    target = pattern.replace("{type}", "default").replace("{id}", "standup").replace("{recording_type}", "composite")
    target = re.sub(r"\{\w+\}", "a", target)
    needs = NEEDS.get(name, "user" if who == "client" else [])
    arguments = ["--as-user", "john"] if needs == "user" else ["--as-user", "ann"] if needs == "ringing" else needs
    if needs == "ringing":
        streamctl("call", "create", "default:standup", "--ring", code=0)
    if name == "SendVideoReaction":
        arguments = [*arguments, "-f", "type=wave"]
    if name == "RequestPermission":
        arguments = [*arguments, "-f", 'permissions:=["send-audio"]']
    if name == "CollectUserFeedback":
        arguments = [*arguments, "-f", "rating:=5"]
    printed = streamctl("api", method, target, *arguments, "--print", "curl", code=0)
    assert "eyJ" not in printed.stdout and "emulator-secret" not in printed.stdout
    requests = []
    done = streamctl("api", method, target, *arguments, "-i", "-o", "json")
    head = lines(done.stdout)[0]
    requests.append(json.loads(stream.out.until(lambda line: '"request"' in line and f'"{name}"' in line)))
    pasted = subprocess.run(["bash", "-c", printed.stdout.replace("curl -sS", "curl -sS -o /dev/null -w '%{http_code}'")], capture_output=True, text=True,
                            env={**streamctl.environment, "PATH": path}, timeout=WATCHDOG)
    assert pasted.returncode == 0, pasted.stderr
    requests.append(json.loads(stream.out.until(lambda line: '"request"' in line and f'"{name}"' in line)))
    first, second = requests
    assert (first["method"], first["path"], first["operation"], first["user_id"]) == (
        second["method"], second["path"], second["operation"], second["user_id"])
    # Most operations are accepted; of the others the emulator tells why, and the exit code does.
    assert done.returncode == (0 if 200 <= head["status"] < 300 else 1) and first["status"] == head["status"]
    assert head["status"] in (200, 201) or name in MAY_BE_REFUSED or name not in NEEDS and head["status"] < 500, done.stdout
    is_repeatable = name not in CHANGES_STATE and (name in NEEDS or method == "GET")
    assert head["status"] >= 400 or not is_repeatable or int(pasted.stdout) == head["status"]


# Those that need a state that one request does not make, such as a running broadcast.
MAY_BE_REFUSED = {"CollectUserFeedback", "ReportClientCallEvent", "StartRTMPBroadcasts", "StopRTMPBroadcast", "StopAllRTMPBroadcasts", "StopHLSBroadcasting", "StopRecording", "StopTranscription", "StopClosedCaptions",
                  "StopFrameRecording", "DeleteDevice", "SendClosedCaption", "StopLive", "RejectCall", "AcceptCall", "GetCallRingState", "UnblockUser", "JoinCall"}
# Those that can be sent once.
CHANGES_STATE = {"DeleteCall", "DeleteDevice", "StartRecording", "StartTranscription", "StartClosedCaptions", "StartFrameRecording", "StartHLSBroadcasting",
                 "StartRTMPBroadcasts", "AcceptCall", "RejectCall", "GoLive"}


def test_the_emulator_names_no_path_unknown_to_the_table_but_these():
    table = {(row["method"], row["path"]) for row in json.loads((ROOT / "lib/stream/operations.json").read_text())}
    assert {name for method, pattern, name, _ in routes() if (method, pattern) not in table} == {"GetCallRingState", "GetCallStats"}


def test_all_calls_page_by_page(streamctl, stream):
    for number in range(7):
        streamctl("call", "create", f"default:{number}", code=0)
    done = streamctl("api", "POST", "/video/calls", "-f", "limit:=3", "--paginate", "--jq", ".calls[].call.cid", code=0)
    assert sorted(done.stdout.split()) == sorted([f"default:{number}" for number in range(7)] + ["default:standup"])
    assert len(lines(streamctl("api", "POST", "/video/calls", "-f", "limit:=3", "--paginate", "-o", "json", code=0).stdout)) == 3
    members = streamctl("api", "POST", "/video/call/members", "-d", '{"type":"default","id":"standup"}', "--jq", ".members[].user_id", code=0)
    assert members.stdout == "ann\n"


def test_jq_shows_strings_raw_as_gh_does(streamctl, stream_api):
    body = {"s": "a\tb\nc", "n": None, "o": {"k": [1.5, "x"]}, "e": "\x1b[2J\u202e", "big": 12}
    stream_api.script = [(200, {}, body)] * 3
    done = streamctl("api", "/app", "--jq", ".s, .n, .o, .e, .big, (.o.k[] | tostring)", code=0)
    assert done.stdout == 'a\tb\nc\n\n{"k":[1.5,"x"]}\n\\u001b[2J\\u202e\n12\n1.5\nx\n'
    done = streamctl("api", "/app", "--jq", ".s, .n, .o.k", "-o", "json", code=0)
    assert lines(done.stdout) == ["a\tb\nc", None, [1.5, "x"]]
    failed = streamctl("api", "/app", "--jq", ".s, .s.x", code=1)
    assert failed.stdout == "a\tb\nc\n" and "error: --jq: Cannot index string" in failed.stderr
    sent = len(stream_api.requests)
    wrong = streamctl("api", "/app", "--jq", ".a |", code=2)
    assert "error: --jq: syntax error" in wrong.stderr and "^" in wrong.stderr and len(stream_api.requests) == sent
    refused = streamctl("api", "/nothing", "--jq", ".message", code=1)
    assert json.loads(refused.stdout)["code"] == 16


def test_a_jq_program_that_never_ends_is_stopped(streamctl, stream_api):
    stream_api.script = [(200, {}, {})]
    running = streamctl.start("api", "/app", "--jq", "range(infinite)")
    running.out.until(lambda line: line == "1000\n")
    assert running.stop() == 130
    stream_api.script = [(200, {}, {})]
    done = subprocess.run(["bash", "-c", f"{binary()} api /app --jq 'range(infinite)' | head -1"], capture_output=True, text=True,
                          env=streamctl.environment, timeout=WATCHDOG)
    assert done.stdout == "0\n" and done.stderr == ""
    stream_api.script = [(200, {}, {})]
    running = streamctl.start("api", "/app", "--jq", '"x", last(range(infinite))')
    running.out.until(lambda line: line == "x\n")
    assert running.stop(signal.SIGTERM) == 143


def test_a_rate_limit_is_waited_out(streamctl, stream_api):
    limited = (429, {"Retry-After": "0"}, error(9, "Too many requests", 429))
    stream_api.script = [limited, limited]
    done = streamctl("api", "/app", "--jq", ".app.name", code=0)
    assert done.stdout == "Balloons\n" and done.stderr.count("rate limit is reached") == 2 and len(stream_api.requests) == 3
    stream_api.script = [(429, {"Retry-After": "3600"}, error(9, "Too many requests", 429))]
    done = streamctl("api", "/app", code=1)
    assert "code 9" in done.stderr and json.loads(done.stdout)["code"] == 9


def test_a_refusal_shows_its_body_and_unreachable_is_3(streamctl, stream_api):
    done = streamctl("api", "/nothing", code=1)
    assert json.loads(done.stdout)["more_info"] and "HTTP 404, code 16" in done.stderr
    as_json = streamctl("api", "/nothing", "-o", "json", code=1)
    assert lines(as_json.stdout)[0]["code"] == 16 and json.loads(as_json.stderr.splitlines()[-1])["error"]["code"] == "refused"
    assert streamctl("api", "/app", "--base-url", "http://127.0.0.1:1", code=3).stdout == ""
    missing = streamctl("api", "/app", env={"STREAM_API_SECRET": ""}, code=2)
    assert "secret" in missing.stderr


def test_no_token_is_shown(streamctl, stream_api):
    def echo(handler):
        handler.answer(400, {"code": 4, "message": "bad " + handler.headers["Authorization"], "echo": handler.headers["Authorization"]},
                       {"X-Echo": handler.headers["Authorization"]})

    for arguments in ([], ["-v"], ["-i"], ["-i", "-o", "json"], ["-o", "json"]):
        stream_api.script = [echo]
        done = streamctl("api", "/app", *arguments, code=1)
        token = stream_api.requests[-1][3]["authorization"]
        assert token.rpartition(".")[2] not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [[], ["-i"], ["-o", "json"], ["-v"], ["-i", "-o", "json"], ["--jq", "."]], ids=str)
@pytest.mark.parametrize("status", ["200 OK", "500 Oh"])
def test_no_answer_drives_the_terminal(streamctl, raw_server, arguments, status):
    for body in (b'{"a":"\\u001b[2J\x7f\xc2\x9b\xe2\x80\xae"}', b"\x1b]0;owned\x07 text\xc2\x9b", b'"\xe2\x80\xae"', b"\xff\x1b[2J\x00"):
        raw_server(answer(body, "X-Evil: \x1b[31m\r\nContent-Type: a/\x1bb\r\n", status))
        done = streamctl("api", "/app", *arguments, input=b"")
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2\x9b|\xe2\x80\xae|\xff", done.stdout + done.stderr)
        assert done.returncode in (0, 1)


def test_answers_that_end_never_or_too_early(streamctl, raw_server):
    asked = raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    done = streamctl("api", "/app", code=3)
    assert done.stdout == "" and done.stderr.startswith("streamctl: error: cannot reach")
    assert asked.acquire(timeout=WATCHDOG)
    asked = raw_server(b"\x16\x03nonsense\r\n\r\n")
    assert streamctl("api", "/app", code=3).stdout == ""
    assert asked.acquire(timeout=WATCHDOG)
    raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", then="wait")
    running = streamctl.start("api", "/app")
    assert asked.acquire(timeout=WATCHDOG)
    assert running.stop() == 130


def test_a_huge_answer_is_refused_in_bounded_memory(streamctl, raw_server):
    piece = b"x" * (1024 * 1024)
    raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (64 * len(piece)), *[piece] * 64)
    done = streamctl("api", "/app", code=1)
    assert "is larger than 16 MiB" in done.stderr and done.stdout == ""
    many = b"[" + b"{}," * 1_000_000 + b"{}]"
    raw_server(answer(many))
    assert streamctl("api", "/app", "-o", "json", code=0).stdout.count("{}") == 1_000_001
    raw_server(answer(b"[" * 100_000))
    assert streamctl("api", "/app").returncode == 0  # Shown as text: it is no JSON.


def test_a_redirect_is_not_followed(streamctl, raw_server):
    raw_server(answer(b"{}", "Location: http://127.0.0.1:1/secret\r\n", "302 Found"))
    done = streamctl("api", "/app", code=1)
    assert "redirects (HTTP 302) to http://127.0.0.1:1/secret" in done.stderr


def test_raw_bytes_reach_a_file_and_no_terminal(streamctl, raw_server):
    body = bytes(range(256))
    raw_server(answer(body, "Content-Type: image/png\r\n"))
    assert streamctl("api", "/app", "--raw", input=b"").stdout == body
    done = streamctl("api", "/app", code=1)
    assert "no text (256 B, image/png)" in done.stderr and "--raw > FILE" in done.stderr
    shown = in_terminal(streamctl, "api", "/app", "--raw")
    assert "standard output is a terminal" in shown


def in_terminal(streamctl, *arguments, columns="80"):
    ours, theirs = pty.openpty()
    process = subprocess.Popen([binary(), *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                               env={**streamctl.environment, "TERM": "xterm", "COLUMNS": columns}, cwd=streamctl.folder)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass
    process.wait(WATCHDOG)
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def test_in_a_terminal_it_is_coloured_and_whole(streamctl, stream_api):
    stream_api.script = [(200, {}, {"name": "x" * 200, "n": 1})]
    shown = in_terminal(streamctl, "api", "/app")
    assert "x" * 200 in shown and "\x1b[" in shown and shown.startswith("{\n")
    listed = in_terminal(streamctl, "api", "--list", columns="40")
    plain = re.sub(r"\x1b\[[\d;]*m", "", listed)
    assert "/video/call/{type}/{id}\n       Read a call and its members\n" in plain


def test_the_printed_command_keeps_the_credentials_of_the_line(streamctl, stream, path):
    (streamctl.folder / "the secret").write_text("emulator-secret\n")
    (streamctl.folder / "the secret").chmod(0o600)
    printed = streamctl("api", "GET", CALL, "--api-secret-file", "the secret", "--print", "curl", env={"STREAM_API_SECRET": "", "PATH": path}, code=0).stdout
    assert "$(streamctl token --server --api-secret-file 'the secret')" in printed
    pasted = subprocess.run(["bash", "-c", printed], capture_output=True, text=True, cwd=streamctl.folder,
                            env={**streamctl.environment, "PATH": path, "STREAM_API_SECRET": ""}, timeout=WATCHDOG)
    assert json.loads(pasted.stdout)["call"]["cid"] == "default:standup"
    assert "standard input" in streamctl("api", "/app", "--api-secret-file", "-", "--print", "curl", input="x", code=2).stderr


def test_bodies_survive_the_shell(streamctl, stream, path):
    value = "it's $HOME `x` \"q\" \\ \n é 🎈 !"
    printed = streamctl("api", "PATCH", CALL, "-f", f"custom.text={value}", "--print", "curl", code=0).stdout
    pasted = subprocess.run(["bash", "-c", printed], capture_output=True, text=True, env={**streamctl.environment, "PATH": path}, timeout=WATCHDOG)
    assert json.loads(pasted.stdout)["call"]["custom"]["text"] == value
    large = streamctl.folder / "large.json"
    large.write_text(json.dumps({"custom": {"text": "x" * 200_000}}))
    printed = streamctl("api", "PATCH", CALL, "-d", "@large.json", "--print", "curl", code=0).stdout
    assert "--data-binary @large.json" in printed
    assert "--data @FILE" in streamctl("api", "PATCH", CALL, "-d", "-", "--print", "curl", input=large.read_text(), code=2).stderr


def test_paths_are_completed_in_bash(streamctl):
    script = (streamctl.folder / "c.bash")
    script.write_text(streamctl("completion", "bash", code=0).stdout)
    program = f'''. {script}
streamctl() {{ {binary()} "$@"; }}
COMP_WORDS=({binary()} api POST /video/call/default/standup/rea); COMP_CWORD=3; _streamctl; printf '%s\\n' "${{COMPREPLY[@]}}"
COMP_WORDS=({binary()} api GE); COMP_CWORD=2; _streamctl; printf '%s\\n' "${{COMPREPLY[@]}}"'''
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, env=streamctl.environment)
    assert done.stdout.split() == ["/video/call/default/standup/reaction", "GET"]

"""Output that cannot be written: a full disk, a limit, a closed descriptor, a reader that has gone or takes nothing."""
import contextlib
import json
import os
import re
import resource
import select
import signal
import subprocess

import pytest
from conftest import SECRET, WATCHDOG, binary, event, post, sign
from stream_api import jwt

UNWRITABLE = "cannot write standard output"
BODY = event()
COMMANDS = {
    "help": ["--help"],
    "help of a command": ["help", "forge"],
    "version": ["--version"],
    "events": ["events"],
    "events json": ["events", "-o", "json"],
    "events show": ["events", "show", "call.created"],
    "events example": ["events", "example", "call.created"],
    "completion": ["completion", "bash"],
    "words of a completion": ["__complete", "types"],
    "forge print": ["forge", "call.created", "--print"],
    "forge print many": ["forge", "call.created", "--print", "--count", "200"],
    "forge print curl": ["forge", "call.created", "--print", "-o", "curl"],
    "forge": ["forge", "call.created", "--to", "PEER"],
    "forge json": ["forge", "call.created", "--to", "PEER", "-o", "json"],
    "scenarios": ["forge", "--list-scenarios"],
    "replay": ["replay", "capture.jsonl", "--to", "PEER"],
    "replay json": ["replay", "capture.jsonl", "--to", "PEER", "-o", "json"],
    "check": ["check", "PEER", "--only", "accepts-valid"],
    "check list": ["check", "--list"],
    "inspect": ["inspect", "capture.jsonl"],
    "inspect json": ["inspect", "capture.jsonl", "-o", "json"],
    "sign": ["sign", "body.json"],
    "verify": ["verify", "body.json", "--signature", sign(BODY)],
    "token": ["token", "--user-id", "john"],
    "token inspect": ["token", "inspect", jwt({"user_id": "john"}, SECRET)],
    "hooks": ["hooks"],
    "doctor": ["doctor"],
    "send-event": ["send-event", "default:standup"],
    "listen json": ["listen", "--port", "0", "--for", "1ms", "-o", "json"],
}


@pytest.fixture
def run(streamctl, stream_api, peer):
    """Runs a command of the table, its streams as given."""
    (streamctl.folder / "body.json").write_bytes(BODY)
    (streamctl.folder / "capture.jsonl").write_bytes(BODY + b"\n" + BODY + b"\n")
    target = peer(200).url

    def go(arguments, **options):
        words = [target if word == "PEER" else word for word in arguments]
        return subprocess.run([binary(), *words], **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}, stdin=subprocess.DEVNULL,
                              text=True, env=streamctl.environment, cwd=streamctl.folder, timeout=WATCHDOG)
    return go


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (3, 3))


def no_stdout():
    os.close(1)


def check(done, why, is_json):
    assert done.returncode == 1, done
    told = [line for line in done.stderr.splitlines() if UNWRITABLE in line]
    assert len(told) == 1, done.stderr
    message = json.loads(told[0])["error"]["message"] if is_json else told[0].removeprefix("streamctl: error: ")
    assert message == f"{UNWRITABLE}: {why}"


@pytest.mark.parametrize("name", COMMANDS)
def test_is_one_line_and_1(run, name, tmp_path):
    arguments = COMMANDS[name]
    is_json = "json" in arguments
    with open("/dev/full", "w") as full:
        check(run(arguments, stdout=full), "No space left on device", is_json)
    check(run(arguments, stdout=None, preexec_fn=no_stdout), "Bad file descriptor", is_json)
    with (tmp_path / "limited").open("w") as limited:
        check(run(arguments, stdout=limited, preexec_fn=small_files), "File too large", is_json)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_has_gone_is_no_error(run, name):
    reader, writer = os.pipe()
    os.close(reader)
    done = run(COMMANDS[name], stdout=writer)
    os.close(writer)
    assert done.returncode == -signal.SIGPIPE and UNWRITABLE not in done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_words_that_cannot_be_written_change_nothing(run, name):
    usual = run(COMMANDS[name])
    with open("/dev/full", "w") as full:
        full = run(COMMANDS[name], stderr=full)
    closed = run(COMMANDS[name], stderr=None, preexec_fn=lambda: os.close(2))
    assert usual.returncode == full.returncode == closed.returncode == 0
    assert len(usual.stdout) > 0 and len(full.stdout.splitlines()) == len(closed.stdout.splitlines()) == len(usual.stdout.splitlines())


def test_numbers_of_closed_streams_go_to_nothing_else(streamctl, tmp_path):
    def close_all():
        for number in (0, 1, 2):
            os.close(number)

    process = subprocess.Popen([binary(), "listen", "--port", "0", "--record", "c.jsonl", "--for", "30s", "--", "/usr/bin/python3", "-c",
                                "import os; open('seen', 'w').write(repr([os.readlink(f'/proc/self/fd/{n}') for n in (0, 1, 2)]))"],
                               env=streamctl.environment, cwd=tmp_path, preexec_fn=close_all)
    process.wait(WATCHDOG)
    assert (tmp_path / "seen").read_text() == repr(["/dev/null"] * 3)
    assert (tmp_path / "c.jsonl").read_bytes() == b""


@pytest.mark.parametrize("command", [["emulator", "--port", "0", "-o", "json"], ["listen", "--port", "0", "-o", "json", "--record", "c.jsonl"]])
def test_a_server_goes_on_says_it_once_and_ends_with_1(streamctl, tmp_path, command):
    with open("/dev/full", "w") as full:
        process = subprocess.Popen([binary(), *command], stdout=full, stderr=subprocess.PIPE, text=True, env=streamctl.environment, cwd=tmp_path)
    words = []
    url = None
    for line in process.stderr:
        words.append(line)
        url = url or next((word.rstrip("/.,") for word in line.split() if word.startswith("http://127.0.0.1:")), None)
        if UNWRITABLE in line:
            break
    assert url
    for number in range(3):
        status, _ = post(url + "/", event(), webhook_id=str(number))
        assert status == (200 if "listen" in command else 404)
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    assert process.wait(WATCHDOG) == 1
    assert UNWRITABLE + ": No space left on device" in words[-1] and "".join(words).count(UNWRITABLE) + rest.count(UNWRITABLE) == 1
    if "listen" in command:
        assert "3 received" in rest
        assert len((tmp_path / "c.jsonl").read_text().splitlines()) == 3


def test_printing_goes_on_when_the_disk_has_room_again(streamctl, tmp_path):
    log = tmp_path / "log"
    with log.open("w") as file:
        process = subprocess.Popen([binary(), "listen", "--port", "0", "-o", "json", "--no-history"], stdout=file, stderr=subprocess.PIPE, text=True,
                                   env=streamctl.environment, cwd=tmp_path,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY)))
    line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
    url = "http://127.0.0.1:" + line.split("127.0.0.1:")[1].split("/")[0] + "/"
    for number in range(4):
        assert post(url, event(pad="x" * 2000), webhook_id=f"full-{number}")[0] == 200
        while number == 0 and '"event"' not in log.read_text():  # Printed together with the next, it would be counted as lost too.
            assert process.poll() is None
    next(line for line in process.stderr if UNWRITABLE + ": File too large" in line)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert post(url, event(), webhook_id="after")[0] == 200
    process.send_signal(signal.SIGINT)
    assert UNWRITABLE not in process.stderr.read()
    assert process.wait(WATCHDOG) == 1
    lines = []
    for line in log.read_text().splitlines():
        with contextlib.suppress(json.JSONDecodeError):  # The one that was cut.
            lines.append(json.loads(line))
    # How many wait for the printer while the disk is full is a matter of timing; each event is printed or counted.
    kinds = [line["kind"] for line in lines]
    assert kinds[:3] == ["listening", "event", "skipped"] and set(kinds[3:]) == {"event"}
    assert kinds.count("event") + lines[2]["count"] == 5 and lines[-1]["webhook_id"] == "after"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", [["listen", "--port", "0", "-o", "json"], ["forge", "call.created", "--print", "--count", "1000000"]])
def test_one_signal_ends_what_nobody_reads(streamctl, number, command):
    reader, writer = os.pipe()
    process = subprocess.Popen([binary(), *command], stdout=writer, stderr=subprocess.PIPE, text=True, env=streamctl.environment)
    if command[0] == "listen":
        line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
        url = "http://127.0.0.1:" + line.split("127.0.0.1:")[1].split("/")[0] + "/"
        for _ in range(4):  # More than the pipe holds.
            assert post(url, event(pad="x" * 100_000))[0] == 200
    while select.select([], [writer], [], 0)[1]:
        assert process.poll() is None
    os.close(writer)
    process.send_signal(number)
    assert process.wait(WATCHDOG) == (1 if command[0] == "listen" else 128 + number)
    assert UNWRITABLE + ": nobody reads it" in process.stderr.read()
    os.close(reader)


def test_files_that_cannot_be_written_are_one_line(streamctl, peer):
    target = peer(400).url
    (streamctl.folder / "events.jsonl").write_bytes(BODY + b"\n")
    for arguments in (["replay", "events.jsonl", "--to", target, "--no-retry", "--failed", "/dev/full"],
                      ["listen", "--port", "0", "--for", "1ms", "--junit", "/nowhere/junit.xml"]):
        done = streamctl(*arguments)
        errors = [line for line in done.stderr.splitlines() if line.startswith("streamctl: error: ")]
        assert done.returncode in (1, 2) and len(errors) == 1 and arguments[-1] in errors[0], done


def test_verbose_exchanges_and_malformed_lines_are_not_mixed_up(streamctl, peer):
    """Two threads write standard error: the one that reads the source, and the one that delivers."""
    lines = b"".join(BODY + b"\nnot json\n" for _ in range(300))
    done = streamctl("replay", "-", "--verbose", "--skip-malformed", "--concurrency", "64", "--to", peer(200).url, input=lines, code=0)
    told = [line for line in done.stderr.decode().splitlines() if line and line[0] not in "<>"]
    malformed = [line for line in told if "standard input" in line]
    assert len(malformed) >= 10
    assert all(re.fullmatch(r"streamctl: warning: standard input:\d+: not valid JSON; skipped", line) for line in malformed), malformed
    assert done.stderr.decode().count("> POST ") == 300 and sum(line.startswith("> POST ") for line in done.stderr.decode().splitlines()) == 300


@pytest.mark.parametrize("line", [["inspect", "a\nb"], ["listen", "--port", "0", "--junit", "no/a\nb"], ["--config", "a\nb", "config"],
                                  ["listen", "--sqs-queue-url", "a\nb"]], ids=lambda line: " ".join(line[:2]).replace("\n", " "))
def test_a_message_is_one_line_whatever_the_name_holds(streamctl, line):
    said = streamctl(*line, code=2).stderr
    said = said if isinstance(said, str) else said.decode()
    assert [text.split(":")[0] for text in said.splitlines()] in (["streamctl"], ["streamctl", "hint"]) and "a\\nb" in said

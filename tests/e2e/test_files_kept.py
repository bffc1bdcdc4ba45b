"""No file of the user's is lost: not to a name mixed up, a link, a device, nor to two writers."""
import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import stat
import subprocess
import threading

import pytest
from conftest import WATCHDOG, binary, check_junit, event, is_sanitized, post

FOREIGN = {
    "event": b'{"type":"call.created"}',
    "package": b'{"name":"app","version":"1.0"}',
    "lines": b'{"a":1}\n{"b":2}',
    "events": b'{"type":"call.created"}\n{"type":"call.ended"}\n',
    "manifest": b'{"kind":"Service","apiVersion":"v1"}\n',
    "text": b"dear diary",
    "large": b'{"text":"' + b"x" * 70_000_000 + b'"}',
    "gzip": b"\x1f\x8b\x08\x00 and on",
}


def record(streamctl, name="capture.jsonl", count=1):
    """A capture that listen made."""
    path = streamctl.folder / name
    running = streamctl.listen("--record", path)
    for number in range(count):
        assert post(running.url, event(), webhook_id=f"{name}-{number}")[0] == 200
    assert running.stop() == 0
    return path


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_foreign_file_is_recorded_to(streamctl, kind):
    path = streamctl.folder / "precious"
    path.write_bytes(FOREIGN[kind])
    done = streamctl("listen", "--port", 0, "--for", "50ms", "--record", path, code=2)
    assert f"--record: {path} is not a capture file" in done.stderr and "\nhint: " in done.stderr
    capture = record(streamctl)
    done = streamctl("replay", capture, "--to", "http://127.0.0.1:9/", "--no-retry", "--failed", path, code=2)
    assert f"--failed: {path} is not a capture file" in done.stderr
    assert path.read_bytes() == FOREIGN[kind]


def test_watch_leaves_a_foreign_file_alone(streamctl):
    path = streamctl.folder / "foreign.jsonl"
    path.write_bytes(FOREIGN["lines"])
    done = streamctl("watch", "default:a", "--record", path, env={"STREAM_BASE_URL": "http://127.0.0.1:9"}, code=2)
    assert "is not a capture file" in done.stderr
    assert path.read_bytes() == FOREIGN["lines"]


def test_only_a_torn_record_is_cut_off_and_said(streamctl):
    path = record(streamctl)
    whole = path.read_bytes()
    for tail, kept, words in [(whole[:-1], whole, ""), (b'{"b":2}', b'{"b":2}\n', ""), (whole[:60], b"", "cut off, 60 bytes"),
                              (b"\0" * 7, b"", "cut off, 7 bytes")]:
        path.write_bytes(whole + tail)
        done = streamctl("listen", "--port", 0, "--for", "50ms", "--record", path, code=0)
        assert path.read_bytes() == whole + kept
        assert words in done.stderr and ("cut off" in done.stderr) == bool(words)
    failed = streamctl.folder / "failed.jsonl"
    failed.write_bytes(whole + whole[:60])
    done = streamctl("replay", path, "--to", "http://127.0.0.1:9/", "--no-retry", "--failed", failed, code=1)
    assert f"{failed}: a half-written last line was cut off, 60 bytes" in done.stderr
    assert [json.loads(line)["webhook_id"] for line in failed.read_text().splitlines()] == ["capture.jsonl-0"] * 2


def test_links_to_a_capture_stay(streamctl):
    path = record(streamctl)
    soft, hard = streamctl.folder / "soft", streamctl.folder / "hard"
    soft.symlink_to("capture.jsonl")
    os.link(path, hard)
    for link in [soft, hard]:
        running = streamctl.listen("--record", link)
        assert post(running.url, event())[0] == 200
        assert running.stop() == 0
    assert soft.is_symlink() and path.stat().st_ino == hard.stat().st_ino
    assert len(path.read_text().splitlines()) == 3


def test_what_is_replayed_is_not_written_to(streamctl):
    path = record(streamctl)
    before = path.read_bytes()
    (streamctl.folder / "link").symlink_to(path)
    arguments = ["--to", "http://127.0.0.1:9/", "--no-retry", "--failed"]
    for words in [[path, *arguments, path], [path, *arguments, streamctl.folder / "link"]]:
        assert "is what is replayed" in streamctl("replay", *words, code=2).stderr
    with path.open() as stdin:
        done = subprocess.run([binary(), "replay", "-", *arguments, path], stdin=stdin, capture_output=True, text=True,
                              env=streamctl.environment, timeout=WATCHDOG)
    assert done.returncode == 2 and "is what is replayed" in done.stderr
    assert path.read_bytes() == before


def test_a_dash_is_no_file_to_write(streamctl):
    capture = record(streamctl)
    commands = [["listen", "--port", 0, "--for", "50ms", "--record", "-"], ["listen", "--port", 0, "--for", "50ms", "--junit", "-"],
                ["watch", "default:a", "--record", "-"], ["replay", capture, "--failed", "-"],
                ["check", "http://127.0.0.1:9/", "--junit", "-"]]
    for command in commands:
        done = streamctl(*command, env={"STREAM_BASE_URL": "http://127.0.0.1:9"}, code=2)
        assert f"{command[-2]}: " in done.stderr and "and - is none\nhint: " in done.stderr, command
    assert not (streamctl.folder / "-").exists()


def report_to(streamctl, path, *more):
    return streamctl("listen", "--port", 0, "--for", "50ms", "--junit", path, *more)


def test_a_report_goes_into_a_fifo(streamctl):
    path = streamctl.folder / "fifo"
    os.mkfifo(path)
    came = []
    reader = threading.Thread(target=lambda: came.append(path.read_text()), daemon=True)
    reader.start()
    assert report_to(streamctl, path).returncode == 0
    reader.join(WATCHDOG)
    assert came[0].startswith("<?xml") and stat.S_ISFIFO(path.stat().st_mode)


def test_a_report_that_nobody_reads_does_not_outlast_a_signal(streamctl):
    os.mkfifo(streamctl.folder / "fifo")
    listen = streamctl.listen("--for", "1ms", "--junit", "fifo")
    listen.err.until(lambda line: "received" in line)
    assert listen.stop(signal.SIGTERM) == 143


def test_a_named_pipe_without_a_reader_is_waited_for_with_a_word(streamctl):
    path = streamctl.folder / "fifo"
    os.mkfifo(path)
    listen = streamctl.start("listen", "--port", "0", "-o", "json", "--record", "fifo", "--count", "1")
    assert listen.err.next() == "Recording into the named pipe fifo, as soon as something reads it\n"
    with open(path, encoding="utf-8") as records:
        url = json.loads(listen.out.next())["url"]
        assert post(url, event())[0] == 200
        assert json.loads(records.readline())["type"] == "call.created"
    assert listen.wait() == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_a_full_disk_is_a_failure_and_not_a_mistake_of_the_user(streamctl):
    (streamctl.folder / "full").symlink_to("/dev/full")
    emulator = streamctl.start("emulator", "--port", "0", "-o", "json", env={"STREAM_API_KEY": "", "STREAM_API_SECRET": ""})
    url = json.loads(emulator.out.next())["url"]
    for arguments in (["emulator", "save", "full", "--at", url], ["listen", "--port", "0", "--for", "1ms", "--junit", "full"]):
        assert "full: No space left on device" in streamctl(*arguments, code=1).stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_report_goes_into_a_device(streamctl):
    path = streamctl.folder / "null"
    os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    try:
        descriptor = os.open(path, os.O_WRONLY)
        os.close(descriptor)
    except OSError:
        pytest.skip("devices do not work in this folder")
    assert report_to(streamctl, path).returncode == 0
    assert stat.S_ISCHR(path.stat().st_mode)
    full = streamctl.folder / "full"
    os.mknod(full, 0o666 | stat.S_IFCHR, os.makedev(1, 7))
    done = report_to(streamctl, full)
    assert done.returncode == 1 and "--junit: cannot write" in done.stderr and "No space left" in done.stderr
    assert stat.S_ISCHR(full.stat().st_mode)


def test_a_report_goes_to_standard_output_wherever_that_leads(streamctl):
    path = streamctl.folder / "out"
    for redirect in [">", ">>", "| cat >"]:
        path.unlink(missing_ok=True)
        subprocess.run(["sh", "-c", f'"$0" listen --port 0 -o json --for 50ms --junit /dev/stdout {redirect} out', binary()],
                       cwd=streamctl.folder, env=streamctl.environment, check=True, timeout=WATCHDOG, capture_output=True)
        first, *report = path.read_text().splitlines(keepends=True)
        assert json.loads(first)["kind"] == "listening", redirect
        (streamctl.folder / "report.xml").write_text("".join(report))
        check_junit(streamctl.folder / "report.xml")


def test_a_report_follows_links_and_keeps_the_mode(streamctl):
    target = streamctl.folder / "target.xml"
    target.write_text("<testsuites/>")
    target.chmod(0o640)
    hard = streamctl.folder / "hard.xml"
    os.link(target, hard)
    for name, leads_to in [("soft.xml", "target.xml"), ("dangling.xml", "made.xml")]:
        link = streamctl.folder / name
        link.symlink_to(leads_to)
        assert report_to(streamctl, link).returncode == 0
        assert link.is_symlink()
        check_junit(streamctl.folder / leads_to)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640 and target.stat().st_ino == hard.stat().st_ino
    assert report_to(streamctl, streamctl.folder / "new.xml").returncode == 0
    assert not [path for path in streamctl.folder.iterdir() if ".xml." in path.name]


def test_a_report_replaces_no_capture_and_no_json(streamctl):
    capture = record(streamctl)
    before = capture.read_bytes()
    package = streamctl.folder / "package.json"
    package.write_text('\n{"name":"app"}')
    for path in [capture, package]:
        done = report_to(streamctl, path)
        assert done.returncode == 2 and "is not a JUnit report" in done.stderr
    new = streamctl.folder / "new"
    done = report_to(streamctl, new, "--record", f"{streamctl.folder}/./new")
    assert done.returncode == 2 and "is what is recorded to" in done.stderr
    assert capture.read_bytes() == before and package.read_text() == '\n{"name":"app"}' and not new.exists()


@pytest.mark.parametrize("content", [
    b"\x1f\x8b\x08\x00 and on", b"-----BEGIN PRIVATE KEY-----\n", b"a,b\n1,2\n", b"#!/bin/sh\n", b"\xef\xbb\xbf{}", b"\x7fELF", b"a: b\n", b"\n",
    b'<?xml version="1.0"?>\n<!-- <testsuites> -->\n<project/>', b"<testsuitesque/>", b"<!-- <testsuites>", b"<testsuite"], ids=repr)
def test_a_report_replaces_no_other_file(streamctl, peer, content):
    target = peer()
    path = streamctl.folder / "precious"
    path.write_bytes(content)
    for done in [report_to(streamctl, path, "--", "touch", "ran"), streamctl("check", target.url, "--junit", path)]:
        assert done.returncode == 2 and f"--junit: {path} is not a JUnit report\nhint: " in done.stderr
    assert path.read_bytes() == content and target.requests == [] and not (streamctl.folder / "ran").exists()


@pytest.mark.parametrize("content", [
    b"", b"<testsuites/>", b'<testsuite name="a">\n</testsuite>', b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n<testsuites>\r\n</testsuites>',
    b'\n<?xml version="1.0"?><?xml-stylesheet href="a"?>\n<!-- made by x -->\n<!-- <a> -->\n<testsuite\n  name="a"/>'], ids=repr)
def test_a_report_replaces_a_report(streamctl, content):
    path = streamctl.folder / "report.xml"
    path.write_bytes(content)
    for _ in range(2):  # Its own, the second time.
        assert report_to(streamctl, path).returncode == 0
        check_junit(path)


def test_a_report_is_no_capture_by_a_link_to_a_file_still_to_be_made(streamctl):
    link, made = streamctl.folder / "link", streamctl.folder / "made"
    link.symlink_to("other")
    (streamctl.folder / "other").symlink_to("made")
    for report, capture in [(link, made), (made, link), (link, link)]:
        done = report_to(streamctl, report, "--record", capture)
        assert done.returncode == 2 and "is what is recorded to" in done.stderr
    assert not made.exists()


def test_a_report_that_cannot_be_written_is_found_before_anything_is_done(streamctl, peer, stream_api):
    target = peer()
    for path in ["missing/report.xml", ".", "capture.jsonl/below"]:
        record(streamctl)
        for command in [["check", target.url], ["listen", "--port=0", "--for", "50ms", "--", "touch", "ran"],
                        ["watch", "default:a"]]:
            done = streamctl(*command[:2], "--junit", path, *command[2:])
            assert done.returncode == 2 and f"--junit: cannot write {path}" in done.stderr, command
    assert target.requests == [] and stream_api.requests == []
    assert not (streamctl.folder / "ran").exists()


def history(streamctl):
    return pathlib.Path(streamctl.environment["XDG_STATE_HOME"]) / "streamctl"


def test_the_history_trusts_no_link_and_no_open_folder(streamctl):
    state = history(streamctl)
    state.mkdir(parents=True, mode=0o700)
    diary = streamctl.folder / "diary"
    diary.write_text("a line\nand one without its end")
    path = state / "history.db"
    path.symlink_to(diary)
    done = streamctl("listen", "--port", 0, "--for", "50ms", code=0)
    assert f"no history is kept: {path} is no regular file" in done.stderr
    path.unlink()
    os.mkfifo(path)
    done = streamctl("listen", "--port", 0, "--for", "50ms", code=0)
    assert f"no history is kept: {path} is no regular file" in done.stderr
    assert "there is no history" in streamctl("replay", "--last", 1, code=2).stderr
    path.unlink()
    state.chmod(0o777)
    done = streamctl("listen", "--port", 0, "--for", "50ms", code=0)
    assert f"no history is kept: others can write to {state}; chmod 700 {state}" in done.stderr
    assert diary.read_text() == "a line\nand one without its end"


def test_a_history_open_to_others_is_closed(streamctl):
    state = history(streamctl)
    state.mkdir(parents=True, mode=0o700)
    (state / "history.db").touch()
    (state / "history.db").chmod(0o666)
    running = streamctl.listen()
    assert post(running.url, event())[0] == 200
    assert running.stop() == 0
    assert stat.S_IMODE((state / "history.db").stat().st_mode) == 0o600


def test_what_the_history_misses_is_counted(streamctl):
    running = streamctl.listen()
    with contextlib.closing(sqlite3.connect(history(streamctl) / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(3):
            assert post(running.url, event(), webhook_id=str(number))[0] == 200
        assert running.stop() == 0
    assert "the history misses 3 deliveries" in running.words()


SPY = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
int fdatasync(int fd) {
  int out = open(getenv("SPY_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  write(out, "x", 1);
  close(out);
  if (getenv("SPY_FAILS")) { errno = EIO; return -1; }
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
"""


@pytest.mark.skipif(is_sanitized(), reason="a sanitizer's runtime wants to be loaded first")
def test_fsync_syncs_before_the_answer(streamctl):
    source = streamctl.folder / "spy.c"
    source.write_text(SPY)
    library = streamctl.folder / "spy.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", library, source, "-ldl"], check=True, timeout=WATCHDOG)
    log = streamctl.folder / "log"
    spied = {"LD_PRELOAD": str(library), "SPY_LOG": str(log)}
    for options, env, status, synced in [([], {}, 200, 0), (["--fsync"], {}, 200, 1), (["--fsync"], {"SPY_FAILS": "1"}, 503, 1),
                                         ([], {"SPY_FAILS": "1"}, 200, 0)]:
        log.unlink(missing_ok=True)
        running = streamctl.listen("--record", "synced.jsonl", *options, env={**spied, **env})
        assert post(running.url, event())[0] == status, options
        assert (log.stat().st_size if log.exists() else 0) == synced, options  # By the time it is answered.
        running.stop()
    assert len((streamctl.folder / "synced.jsonl").read_text().splitlines()) == 3

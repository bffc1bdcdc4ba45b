"""Acknowledged events survive killed processes, torn lines and full disks."""
import json
import os
import random
import resource
import signal
import subprocess
import threading

import pytest
from conftest import ROOT, event, is_sanitized, post


def load(url, acknowledged, stop, worker):
    """Posts until stopped or the listener exits; keeps the acknowledged ids."""
    number = 0
    while not stop.is_set():
        name = f"{worker}-{number}"
        try:
            if post(url, event(pad="x" * random.randrange(3000)), webhook_id=name, timeout=5)[0] == 200:
                acknowledged.append(name)
        except OSError:
            return
        number += 1


@pytest.mark.parametrize("durability", [[], ["--fsync"]], ids=["write", "fsync"])
def test_kill_9_under_load_loses_nothing_acknowledged(streamctl, tmp_path, durability):
    path = tmp_path / "capture.jsonl"
    acknowledged = []
    for round in range(8):
        listen = streamctl.listen("--record", "capture.jsonl", *durability)
        stop = threading.Event()
        workers = [threading.Thread(target=load, args=(listen.url, acknowledged, stop, f"{round}-{n}")) for n in range(6)]
        for worker in workers:
            worker.start()
        goal = len(acknowledged) + random.randrange(20, 120)
        while len(acknowledged) < goal:
            listen.out.next()
        listen.process.send_signal(signal.SIGKILL)
        stop.set()
        for worker in workers:
            worker.join()
        listen.process.wait()
    # The killed process may have left half a line: the next append repairs it.
    listen = streamctl.listen("--record", "capture.jsonl")
    assert post(listen.url, event(), webhook_id="last")[0] == 200
    assert listen.stop() == 0
    data = path.read_bytes()
    assert data.endswith(b"\n")
    stored = [json.loads(line)["webhook_id"] for line in data.splitlines()]
    assert set(acknowledged) <= set(stored)
    assert stored[-1] == "last" and len(acknowledged) > 100


@pytest.fixture
def counted(streamctl, tmp_path):
    """Makes this test's streamctl count its calls of fdatasync; returns the count so far, and the file that makes them fail."""
    if is_sanitized():
        pytest.skip("a sanitizer has to be the first library that is loaded")
    library, log, fails = tmp_path / "counted.so", tmp_path / "syncs", tmp_path / "fails"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, ROOT / "tests/e2e/counted_syncs.c"], check=True)
    streamctl.environment.update(LD_PRELOAD=str(library), SYNC_LOG=str(log), SYNC_FAILS=str(fails),
                                 SYNC_FOLDERS=str(tmp_path / "folders"))
    return (lambda: log.stat().st_size if log.exists() else 0), fails


def test_fsync_syncs_before_each_answer(streamctl, counted):
    count, _ = counted
    listen = streamctl.listen("--record", "c.jsonl", "--fsync")
    before = count()
    for number in range(1, 4):
        assert post(listen.url, event(), webhook_id=str(number))[0] == 200
        assert count() - before >= number
    assert listen.stop() == 0


@pytest.mark.parametrize("name", ["captures/c.jsonl", "link.jsonl"])
def test_fsync_syncs_the_folder_of_a_new_file(streamctl, counted, tmp_path, name):
    folders = tmp_path / "folders"
    (tmp_path / "captures").mkdir()
    (tmp_path / "link.jsonl").symlink_to("captures/c.jsonl")
    listen = streamctl.listen("--record", name, "--fsync")
    assert folders.read_text() == f"{tmp_path}/captures\n"
    (tmp_path / "captures/c.jsonl").rename(tmp_path / "captures/c.jsonl.1")
    assert post(listen.url, event())[0] == 200
    assert folders.read_text() == f"{tmp_path}/captures\n" * 2
    assert listen.stop() == 0


def test_without_fsync_nothing_is_synced(streamctl, counted, tmp_path):
    count, _ = counted
    listen = streamctl.listen("--record", "c.jsonl")
    assert post(listen.url, event())[0] == 200
    assert listen.stop() == 0
    assert count() == 0 and not (tmp_path / "folders").exists()


def test_a_delivery_that_could_not_be_synced_is_503_and_not_in_the_file(streamctl, counted, tmp_path):
    _, fails = counted
    listen = streamctl.listen("--record", "c.jsonl", "--fsync")
    assert post(listen.url, event(), webhook_id="before")[0] == 200
    fails.touch()
    assert post(listen.url, event(), webhook_id="lost")[0] == 503
    fails.unlink()
    assert post(listen.url, event(), webhook_id="after")[0] == 200
    assert listen.stop() == 0
    stored = [json.loads(line)["webhook_id"] for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    assert stored == ["before", "after"]
    assert "cannot sync c.jsonl" in listen.words()


def test_a_torn_last_line_is_cut_and_said(streamctl, tmp_path):
    listen = streamctl.listen("--record", "c.jsonl")
    post(listen.url, event(n=1))
    listen.stop()
    path = tmp_path / "c.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    listen = streamctl.listen("--record", "c.jsonl")
    post(listen.url, event(n=2))
    listen.stop()
    assert str(len(whole) // 2) in listen.words()
    assert [json.loads(json.loads(line)["body"])["n"] for line in path.read_text().splitlines()] == [1, 2]


def test_two_listeners_do_not_share_a_file(streamctl):
    streamctl.listen("--record", "c.jsonl")
    assert "c.jsonl" in streamctl("listen", "--port", "0", "--record", "c.jsonl", code=2).stderr


def test_an_unwritable_file_is_an_error_at_the_start(streamctl, tmp_path):
    assert "nowhere" in streamctl("listen", "--port", "0", "--record", "nowhere/c.jsonl", code=2).stderr


def test_a_file_that_may_not_grow_is_503_and_nothing_half_written(streamctl, tmp_path):
    limit = 20_000
    listen = streamctl.listen("--record", "c.jsonl",
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    answers = [post(listen.url, event(pad="x" * 2000), webhook_id=str(n))[0] for n in range(15)]
    assert listen.stop() == 0
    assert answers[0] == 200 and answers[-1] == 503 and set(answers) == {200, 503}
    stored = [json.loads(line)["webhook_id"] for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    assert stored == [str(n) for n, answer in enumerate(answers) if answer == 200]
    assert "c.jsonl" in listen.words()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk_is_503_until_there_is_room_again(streamctl, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        listen = streamctl.listen("--record", str(disk / "c.jsonl"))
        filler = disk / "filler"
        assert post(listen.url, event(), webhook_id="before")[0] == 200
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 1024)
            except OSError:
                pass
        answers = [post(listen.url, event(pad="x" * 5000), webhook_id=f"full-{n}")[0] for n in range(3)]
        assert 503 in answers
        filler.unlink()
        assert post(listen.url, event(), webhook_id="after")[0] == 200
        assert listen.stop() == 0
        stored = [json.loads(line)["webhook_id"] for line in (disk / "c.jsonl").read_text().splitlines()]
        assert stored[0] == "before" and stored[-1] == "after"
        assert "No space left" in listen.words() or "no space left" in listen.words()
    finally:
        subprocess.run(["umount", "-l", str(disk)])

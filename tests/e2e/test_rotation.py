"""A capture that is moved, replaced or removed under a running listener: what is acknowledged is in a file with a name."""
import json
import pathlib
import shutil
import threading

from conftest import SECRET, event, post


def ids(*paths):
    return [json.loads(line)["webhook_id"] for path in paths if path.exists() for line in path.read_text().splitlines()]


def send(running, name):
    return post(running.url, event(), webhook_id=name)[0]


def test_a_removed_capture_is_made_anew_and_said_once(streamctl):
    path = streamctl.folder / "capture.jsonl"
    running = streamctl.listen("--record", path)
    assert send(running, "a") == 200
    path.unlink()
    assert [send(running, name) for name in "bcd"] == [200] * 3
    assert ids(path) == ["b", "c", "d"]
    assert running.stop() == 0
    assert running.words().count("was removed: recording goes on in the file that has its name now") == 1


def test_a_rotated_capture_goes_on_in_a_new_file(streamctl):
    path, rotated = streamctl.folder / "capture.jsonl", streamctl.folder / "capture.1.jsonl"
    running = streamctl.listen("--record", path)
    assert send(running, "a") == 200
    path.rename(rotated)
    assert send(running, "b") == 200
    assert ids(rotated) == ["a"] and ids(path) == ["b"]
    path.rename(rotated)
    path.touch()  # logrotate's `create`
    assert send(running, "c") == 200
    assert ids(path) == ["c"]
    shutil.copy(path, rotated)
    path.write_text("")  # and its `copytruncate`
    assert send(running, "d") == 200
    assert ids(rotated) == ["c"] and ids(path) == ["d"]
    other = streamctl("listen", "--port", 0, "--for", "50ms", "--record", path, code=2)
    assert "is being written by another streamctl" in other.stderr
    assert running.stop() == 0
    assert running.words().count("was moved or replaced: recording goes on") == 2


def test_a_line_that_another_program_left_incomplete_costs_no_delivery(streamctl):
    path = streamctl.folder / "capture.jsonl"
    running = streamctl.listen("--record", path)
    assert send(running, "a") == 200
    with path.open("r+") as file:
        file.truncate(50)
    assert send(running, "b") == 200
    with path.open("a") as file:
        file.write('{"a":')
    assert [send(running, name) for name in "cd"] == [200] * 2
    assert running.stop() == 0
    lines = path.read_text().splitlines()
    assert [json.loads(lines[at])["webhook_id"] for at in (1, 3, 4)] == ["b", "c", "d"] and lines[2] == '{"a":'
    assert running.words().count("was changed by another program, which left its last line incomplete") == 2


def test_nothing_is_acknowledged_while_it_cannot_be_made_anew(streamctl):
    folder = streamctl.folder / "deep"
    folder.mkdir()
    path = folder / "capture.jsonl"
    running = streamctl.listen("--record", path)
    assert send(running, "a") == 200
    shutil.rmtree(folder)
    assert send(running, "b") == 503
    folder.mkdir()
    path.write_text("dear diary")
    assert send(running, "b") == 503
    assert path.read_text() == "dear diary"
    path.unlink()
    assert send(running, "b") == 200
    assert ids(path) == ["b"]
    assert running.stop() == 0
    assert running.words().count("cannot record: ") == 1 and running.words().count("recording works again") == 1


def test_a_busy_rotation_loses_nothing(streamctl):
    """Four senders, and a file that is moved away under them again and again."""
    path = streamctl.folder / "capture.jsonl"
    running = streamctl.listen("--record", path)
    accepted, done = [], threading.Event()

    def sender(number):
        for count in range(100):
            name = f"{number}-{count}"
            if send(running, name) == 200:
                accepted.append(name)

    senders = [threading.Thread(target=sender, args=(number,)) for number in range(4)]
    rotated = []

    def rotate():
        while not done.is_set():
            to = pathlib.Path(f"{path}.{len(rotated)}")
            try:
                path.rename(to)
                rotated.append(to)
            except FileNotFoundError:
                pass
            done.wait(0.002)

    rotator = threading.Thread(target=rotate)
    for thread in [*senders, rotator]:
        thread.start()
    for thread in senders:
        thread.join()
    done.set()
    rotator.join()
    assert running.stop() == 0
    assert len(accepted) == 400 and len(rotated) > 2
    kept = ids(path, *rotated)
    assert sorted(kept) == sorted(accepted)


def test_watch_follows_its_capture_too(streamctl):
    emulator = streamctl.start("emulator", "--port", "0", "-o", "json", env={"STREAM_API_KEY": "key", "STREAM_API_SECRET": SECRET})
    url = json.loads(emulator.out.next())["url"]
    path = streamctl.folder / "capture.jsonl"
    env = {"STREAM_BASE_URL": url}
    running = streamctl.start("watch", "default:a", "--create", "--record", path, "-o", "json", "--type", "call.*", env=env)
    running.out.until(lambda line: '"watching"' in line)
    for moved in [False, True]:
        if moved:
            path.rename(streamctl.folder / "old.jsonl")
        streamctl("emulator", "push", "call.ring", "--call", "default:a", "--at", url, code=0)
        running.out.until(lambda line: '"call.ring"' in line)
    assert '"call.ring"' in path.read_text() and '"call.ring"' in (streamctl.folder / "old.jsonl").read_text()
    assert running.stop() == 0
    assert "was moved or replaced" in running.words()

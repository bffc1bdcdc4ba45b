"""The history of deliveries: a database that several listeners share."""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import stat
import subprocess

import pytest
from conftest import binary, event, post
from terminal import Terminal, width

BOUND = 64 * 1024 * 1024


def folder(streamctl):
    return pathlib.Path(streamctl.environment["XDG_STATE_HOME"]) / "streamctl"


def database(streamctl):
    return contextlib.closing(sqlite3.connect(folder(streamctl) / "history.db", timeout=30))


def rows(streamctl, what="count(*)"):
    with database(streamctl) as connection:
        return connection.execute(f"SELECT {what} FROM delivery ORDER BY id").fetchall()


def replayed(streamctl, peer, *arguments, code=0):
    target = peer()
    streamctl("replay", *arguments, "--to", target.url, code=code)
    return [json.loads(body) for _, body in target.requests]


def test_an_empty_file_is_no_history(streamctl):
    """As listen leaves it where the disk is full."""
    path = pathlib.Path(streamctl("history", "path", code=0).stdout.strip())
    path.parent.mkdir(parents=True, mode=0o700)
    path.touch(mode=0o600)
    for arguments in (["history"], ["replay", "--last", "1"]):
        assert "streamctl: error: there is no history\n" in streamctl(*arguments, code=2).stderr
    listen = streamctl.listen()
    assert post(listen.url, event())[0] == 200 and listen.stop() == 0
    assert "call.created" in streamctl("history", code=0).stdout


def test_it_is_a_sound_database_of_its_owner(streamctl):
    listen = streamctl.listen()
    for number in range(3):
        post(listen.url, event(), webhook_id=f"id-{number}")
    listen.stop()
    with database(streamctl) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert rows(streamctl, "webhook_id, status") == [("id-0", 200), ("id-1", 200), ("id-2", 200)]
    assert stat.S_IMODE(folder(streamctl).stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder(streamctl).iterdir())


def test_four_listeners_and_readers_at_once(streamctl, peer):
    listeners = [streamctl.listen() for _ in range(4)]
    each = 50

    def send(listen, number):
        return post(listen.url, event(n=number), webhook_id=f"{listen.url}{number}")[0]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(send, listen, number) for number in range(each) for listen in listeners]
        for _ in range(5):
            streamctl("replay", "--last", 3, "--to", peer().url)
        assert {one.result() for one in sent} == {200}
    for listen in listeners:
        assert listen.stop() == 0
        assert "misses" not in listen.words()
    assert rows(streamctl) == [(4 * each,)]
    assert len({id for id, in rows(streamctl, "webhook_id")}) == 4 * each


def test_a_killed_listener_loses_nothing_that_it_recorded(streamctl, peer, tmp_path):
    listen = streamctl.listen("--record", "c.jsonl")
    acknowledged = []

    def send(number):
        with contextlib.suppress(OSError):
            if post(listen.url, event(n=number), webhook_id=f"id-{number}")[0] == 200:
                acknowledged.append(f"id-{number}")
            if len(acknowledged) == 100:
                listen.process.send_signal(signal.SIGKILL)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(300)))
    assert listen.wait() == -signal.SIGKILL
    recorded = [json.loads(line)["webhook_id"] for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    assert len(acknowledged) >= 100 and set(acknowledged) <= set(recorded)
    again = streamctl.listen()
    post(again.url, event(n="after"))
    assert again.stop() == 0
    with database(streamctl) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert replayed(streamctl, peer, "--last", 1)[0]["n"] == "after"


def test_the_last_is_what_was_seen_last(streamctl, peer, tmp_path):
    """Also where a capture has it, of which the history keeps the place only."""
    for number, record in enumerate(([], ["--record", "c.jsonl"], ["--record", "c.jsonl"], [])):
        listen = streamctl.listen(*record)
        post(listen.url, event(n=number, pad="x" * 100), webhook_id=f"id-number-{number}")
        listen.stop()
        assert replayed(streamctl, peer, "--last", 1)[0]["n"] == number
    assert [one["n"] for one in replayed(streamctl, peer, "--last", 3)] == [1, 2, 3]
    assert [bool(line) for line, in rows(streamctl, "line")] == [True, False, False, True]
    assert replayed(streamctl, peer, "--id", "id-number-2")[0]["n"] == 2
    (tmp_path / "c.jsonl").write_text("")
    done = streamctl("replay", "--last", 2, "--to", peer().url, code=2)
    assert f"{tmp_path / 'c.jsonl'} no longer has this delivery: id-number-2; skipped" in done.stderr


def test_ids_are_taken_short(streamctl, peer):
    listen = streamctl.listen()
    for id in ("abcdef-1", "abcdef-2", "fedcba-1"):
        post(listen.url, event(id=id), webhook_id=id)
    listen.stop()
    assert replayed(streamctl, peer, "--id", "fedcba")[0]["id"] == "fedcba-1"
    assert [one["id"] for one in replayed(streamctl, peer, "--id", "abcdef-2", "--id", "fedcba-")] == ["abcdef-2", "fedcba-1"]
    done = streamctl("replay", "--id", "abcdef", code=1)
    assert "several webhook ids begin with abcdef: abcdef-1, abcdef-2" in done.stderr
    assert "no delivery in the history has the webhook id fedcb\n" in streamctl("replay", "--id", "fedcb", code=1).stderr


def test_it_stays_within_its_bound(streamctl, peer):
    listen = streamctl.listen()
    body = event(pad="x" * 1_000_000)
    with database(streamctl) as connection:
        for number in range(90):
            assert post(listen.url, body, webhook_id=f"id-{number}")[0] == 200
            while connection.execute("SELECT count(*) FROM delivery WHERE webhook_id = ?", (f"id-{number}",)).fetchone() == (0,):
                assert listen.process.poll() is None
    assert post(listen.url, event(n="last"))[0] == 200
    listen.stop()
    assert sum(path.stat().st_size for path in folder(streamctl).iterdir()) <= BOUND
    kept = rows(streamctl, "webhook_id")
    assert 40 < len(kept) < 65 and kept[-2] == ("id-89",)
    assert replayed(streamctl, peer, "--last", 1)[0]["n"] == "last"


def test_an_older_history_is_taken_over_once(streamctl, peer):
    def line(number):
        return json.dumps({"kind": "event", "v": 1, "received_at": f"2026-11-23T17:00:0{number}Z", "transport": "webhook", "verified": True,
                           "webhook_id": f"id-{number}", "attempt": 1, "type": "call.created", "call_cid": "", "remote": "", "headers": {},
                           "body": event(n=number).decode()}) + "\n"
    folder(streamctl).mkdir(parents=True, mode=0o700)
    (folder(streamctl) / "history.1.jsonl").write_text(line(0) + line(1))
    (folder(streamctl) / "history.jsonl").write_text(line(2))
    listen = streamctl.listen()
    post(listen.url, event(n=3))
    listen.stop()
    assert "took over 3 deliveries of an older history" in listen.words()
    assert [one["n"] for one in replayed(streamctl, peer, "--last", 9)] == [0, 1, 2, 3]
    assert (folder(streamctl) / "history.jsonl.taken-over").read_text() == line(2)
    (folder(streamctl) / "history.jsonl").write_text(line(4))
    target = peer()
    assert "took over 1 delivery" in streamctl("replay", "--last", 1, "--to", target.url, code=0).stderr
    again = streamctl.listen()
    again.stop()
    assert "took over" not in again.words() and rows(streamctl) == [(5,)]


def test_a_damaged_file_is_kept_and_a_new_one_begun(streamctl, peer):
    folder(streamctl).mkdir(parents=True, mode=0o700)
    text = "notes of mine, and no database\n" * 100
    (folder(streamctl) / "history.db").write_text(text)
    assert "cannot use" in streamctl("replay", "--last", 1, code=2).stderr
    listen = streamctl.listen()
    post(listen.url, event(n=1))
    listen.stop()
    assert "the history was damaged: it is kept as" in listen.words()
    assert (folder(streamctl) / "history.db.damaged").read_text() == text
    assert replayed(streamctl, peer, "--last", 1)[0]["n"] == 1


def test_the_file_of_another_program_is_left_alone(streamctl):
    folder(streamctl).mkdir(parents=True, mode=0o700)
    path = folder(streamctl) / "history.db"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE visits(url TEXT)")
        other.commit()
    before = path.read_bytes()
    listen = streamctl.listen()
    assert post(listen.url, event())[0] == 200
    assert listen.stop() == 0
    assert f"no history is kept: {path} is no history of streamctl; move it away" in listen.words()
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_stops_no_listener(streamctl):
    state = folder(streamctl).parent
    state.mkdir()
    (state / "streamctl").write_text("in the way")
    listen = streamctl.listen()
    assert post(listen.url, event())[0] == 200
    assert listen.stop() == 0
    assert "no history is kept" in listen.words()


def test_a_full_disk_stops_no_listener(streamctl, tmp_path):
    """The disk is a small file system in memory, in a namespace of its own."""
    mounted = tmp_path / "small"
    mounted.mkdir()
    command = f"mount -t tmpfs -o size=256k tmpfs {mounted} && exec {binary()} listen --port 0 -o json"
    probe = subprocess.run(["unshare", "-rm", "sh", "-c", f"mount -t tmpfs tmpfs {mounted}"], capture_output=True)
    if probe.returncode != 0:
        pytest.skip("no namespaces here")
    process = subprocess.Popen(["unshare", "-rm", "sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**streamctl.environment, "XDG_STATE_HOME": str(mounted)}, cwd=tmp_path)
    try:
        url = json.loads(process.stdout.readline())["url"]
        for number in range(40):
            assert post(url, event(pad="x" * 20_000), webhook_id=str(number))[0] == 200
    finally:
        os.kill(process.pid, signal.SIGINT)
        words = process.communicate(timeout=60)[1]
    assert process.returncode == 0
    assert "the history misses deliveries: database or disk is full" in words or "the history misses deliveries: disk I/O error" in words
    assert "the history misses" in words.splitlines()[-2] or "40 received" in words


def test_the_list_shows_what_came_and_what_was_answered(streamctl, peer):
    listen = streamctl.listen("--forward-to", peer(503, 200).url)
    for attempt in (1, 2):
        post(listen.url, event(), webhook_id="0123456789abcdef", attempt=attempt)
    listen.stop()
    listen = streamctl.listen("--respond", "404")
    post(listen.url, event("call.ended", cid=""), webhook_id="fedcba9876543210")
    listen.stop()
    lines = streamctl("history", code=0).stdout.splitlines()
    assert lines[0].split() == ["TIME", "ID", "TYPE", "CALL", "ANSWER"]
    assert [line.split()[2:] for line in lines[1:]] == [
        ["01234567", "call.created", "default:standup", "✗", "503", "→", "503"],
        ["01234567", "call.created", "default:standup", "✓", "200", "↻", "2", "→", "200"],
        ["fedcba98", "call.ended", "✗", "404"]]
    shown = streamctl("history", "show", "012345", code=0).stdout
    assert "0123456789abcdef" in shown and "attempt 1  ✗ 503" in shown and "→ 503 Service Unavailable in" in shown
    assert "X-Signature: " in shown and '"call_cid": "default:standup"' in shown
    assert "--respond 404" in streamctl("history", "show", "fedcba9876543210", code=0).stdout
    done = streamctl("history", "show", "000000", code=1)
    assert "no delivery in the history has the webhook id 000000" in done.stderr and "hint: 'streamctl history'" in done.stderr


def ids(streamctl, *arguments, code=0):
    done = streamctl("history", "-o", "json", *arguments, code=code)
    return [json.loads(line)["webhook_id"] for line in done.stdout.splitlines() if '"kind":"event"' in line]


def test_the_list_is_selected(streamctl, peer):
    listen = streamctl.listen("--forward-to", peer(200, 500, 200, 200).url)
    for number, (type, cid, topic) in enumerate((("call.created", "default:a", "Daily standup"), ("call.ended", "default:a", "x"),
                                                 ("custom", "livestream:b", "Jürgen's \u001b[31m"), ("call.created", "default:c", "standards"))):
        post(listen.url, event(type, cid, topic=topic), webhook_id=f"number-{number}")
    listen.stop()
    every = [f"number-{number}" for number in range(4)]
    assert ids(streamctl) == every
    assert ids(streamctl, "--last", 2) == every[2:]
    assert ids(streamctl, "--failed") == [every[1]]
    assert ids(streamctl, "--type", "call.*", "--last", 2) == [every[1], every[3]]
    assert ids(streamctl, "--call", "livestream:*") == [every[2]]
    assert ids(streamctl, "--filter", '.topic == "x"') == [every[1]]
    assert ids(streamctl, "--search", "daily STANDUP") == [every[0]]
    assert ids(streamctl, "--search", "jurgen") == [every[2]]
    assert ids(streamctl, "--search", "stand", "--failed", code=1) == []
    assert ids(streamctl, "--search", "stand") == [every[0], every[3]]
    assert ids(streamctl, "--since", "1h") == every and ids(streamctl, "--until", "1h", code=1) == []
    assert ids(streamctl, "--since", "2020-01-01") == every
    assert ids(streamctl, "--since", "2020-01-01T00:00:00+02:00", "--until", "2020-01-02 10:00", code=1) == []
    assert "\x1b[31m" not in streamctl("history", "show", every[2], code=0).stdout
    for bad in ("soon", "25:00", "2026-13-01", "-1h"):
        assert "--since" in streamctl("history", f"--since={bad}", code=2).stderr
    assert "--search: '...' holds no word" in streamctl("history", "--search", "...", code=2).stderr


def test_json_is_a_capture(streamctl, peer, tmp_path):
    listen = streamctl.listen("--forward-to", peer(200, 500).url, "--record", "c.jsonl")
    for number in range(2):
        post(listen.url, event(n=number), webhook_id=f"id-{number}")
    listen.stop()
    recorded = (tmp_path / "c.jsonl").read_text().splitlines()
    lines = streamctl("history", "-o", "json", code=0).stdout.splitlines()
    assert [line for line in lines if json.loads(line)["kind"] != "answered"] == recorded
    assert [json.loads(line) for line in lines if '"answered"' in line] == [
        {"kind": "answered", "webhook_id": f"id-{number}", "attempt": 1, "status": status, "note": None} for number, status in ((0, 200), (1, 500))]
    assert streamctl("history", "show", "id-1", "-o", "json", code=0).stdout.splitlines() == lines[3:]
    (tmp_path / "h.jsonl").write_text("\n".join(lines))
    assert [one["n"] for one in replayed(streamctl, peer, "h.jsonl")] == [0, 1]
    (tmp_path / "c.jsonl").unlink()
    assert "no longer has this delivery" in streamctl("history", "show", "id-1", code=1).stderr
    assert "id-0" in streamctl("history", code=0).stdout


def test_its_path(streamctl):
    assert streamctl("history", "path", code=0).stdout == f"{folder(streamctl) / 'history.db'}\n"
    done = streamctl("history", code=2)
    assert "there is no history" in done.stderr and "listen" in done.stderr
    assert not folder(streamctl).exists()


def test_replay_selects_by_time(streamctl, peer, tmp_path):
    listen = streamctl.listen("--record", "c.jsonl")
    for number in range(3):
        post(listen.url, event(n=number), webhook_id=f"id-{number}")
    listen.stop()
    middle = json.loads((tmp_path / "c.jsonl").read_text().splitlines()[1])["received_at"]
    for source in ([], ["c.jsonl"]):
        def numbers(*arguments, code=0):
            return [one["n"] for one in replayed(streamctl, peer, *source, *arguments, code=code)]
        assert numbers("--since", middle) == [1, 2]
        assert numbers("--until", middle) == [0, 1]
        assert numbers("--since", middle, "--until", middle) == [1]
        assert numbers("--since", "1h", "--last", 2) == [1, 2]
        assert numbers("--since", "1h", "--limit", 1) == [0]
        assert numbers("--since", "2020-01-01", "--id", "id-2") == [2]
        assert numbers("--until", "1h", code=1) == []
    assert "--until" in streamctl("replay", "--until", "soon", code=2).stderr


def test_replay_selects_what_a_target_refused(streamctl, peer, tmp_path):
    listen = streamctl.listen("--forward-to", peer(500, 200, 500, 500, 200).url, "--record", "c.jsonl")
    for id, attempt in (("later", 1), ("later", 2), ("never", 1), ("never", 2), ("taken", 1)):
        post(listen.url, event(id=id), webhook_id=id, attempt=attempt)
    listen.stop()
    quiet = streamctl.listen()
    post(quiet.url, event(id="not forwarded"), webhook_id="alone")
    quiet.stop()
    for source in ([], ["c.jsonl"]):
        assert [one["id"] for one in replayed(streamctl, peer, *source, "--failed-forward")] == ["never"]
        assert replayed(streamctl, peer, *source, "--failed-forward", "--id", "later", code=1) == []
    done = streamctl("replay", "-", "--failed-forward", code=2)
    assert "--failed-forward: the input can be read only once" in done.stderr
    again = streamctl.listen("--forward-to", peer().url, "--record", "d.jsonl")
    post(again.url, event())
    again.stop()
    assert "refused by a target" in streamctl("replay", "d.jsonl", "--failed-forward", code=1).stderr


def test_ids_of_files_are_taken_short(streamctl, peer, tmp_path):
    listen = streamctl.listen("--record", "c.jsonl")
    for id in ("abcdef-1", "abcdef-2", "fedcba-1", "fedcba-1", "fedcba-12"):
        post(listen.url, event(id=id), webhook_id=id)
    listen.stop()

    def sent(*named, code=0):
        return [one["id"] for one in replayed(streamctl, peer, "c.jsonl", *(word for id in named for word in ("--id", id)), code=code)]
    assert sent("abcdef-1") == ["abcdef-1"]
    assert sent("fedcba-12", "abcdef-2") == ["abcdef-2", "fedcba-12"]
    assert sent("fedcba-1") == ["fedcba-1"] * 2
    assert sent("abcde", code=1) == []
    done = streamctl("replay", "c.jsonl", "--id", "abcdef", code=1)
    assert "several webhook ids begin with abcdef: abcdef-1, abcdef-2" in done.stderr and "hint: give more of the one you mean" in done.stderr
    assert "no event has the webhook id zzzzzz" in streamctl("replay", "c.jsonl", "--id", "zzzzzz", code=1).stderr


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_the_list_fits_the_terminal(streamctl, columns):
    listen = streamctl.listen("--forward-to", "http://127.0.0.1:1/")
    for attempt in (1, 2):
        post(listen.url, event("call.session_participant_count_updated", f"livestream:{'long' * 20}"), webhook_id="0123456789" * 3, attempt=attempt)
    listen.stop()
    for command in (["history"], ["history", "show", "012345"]):
        screen = Terminal(streamctl, *command, columns=columns)
        assert screen.wait() == 0
        lines = screen.lines()
        screen.close()
        assert max(map(width, lines)) <= columns and any("01234567" in line for line in lines), lines

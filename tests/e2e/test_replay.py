"""replay and inspect: captures made by listen, and whatever else holds events."""
import base64
import json
import os
import re
import shlex
import signal
import subprocess
import threading

import pytest
from conftest import binary, event, is_sanitized, post, sign


def bodies(target):
    return [body for _, body in target.requests]


def capture(streamctl, count=5, **fields):
    listen = streamctl.listen("--record", "capture.jsonl")
    sent = [event(n=n, text="größe 🎈", **fields) for n in range(count)]
    for number, body in enumerate(sent):
        assert post(listen.url, body, webhook_id=f"id-{number}", attempt=1)[0] == 200
    listen.stop()
    return sent


def test_a_capture_goes_out_byte_for_byte_and_signed_anew(streamctl, peer):
    sent, target = capture(streamctl), peer()
    streamctl("replay", "capture.jsonl", "--to", target.url, code=0)
    assert bodies(target) == sent
    headers = [{k.lower(): v for k, v in headers.items()} for headers, _ in target.requests]
    assert [one["x-signature"] for one in headers] == [sign(body) for body in sent]
    assert not {one["x-webhook-id"] for one in headers} & {f"id-{n}" for n in range(5)}
    streamctl("replay", "capture.jsonl", "--keep-ids", "--to", target.url, code=0)
    assert [{k.lower(): v for k, v in h.items()}["x-webhook-id"] for h, _ in target.requests[5:]] == [f"id-{n}" for n in range(5)]


def test_verbatim_needs_no_secret(streamctl, peer):
    sent, target = capture(streamctl, 1), peer()
    streamctl("replay", "capture.jsonl", "--verbatim", "--to", target.url, env={"STREAM_API_SECRET": ""}, code=0)
    headers = {k.lower(): v for k, v in target.requests[0][0].items()}
    assert headers["x-signature"] == sign(sent[0]) and headers["x-webhook-id"] == "id-0" and bodies(target) == sent


def test_every_form_of_input(streamctl, peer):
    one = event()
    forms = [one, b"[" + one + b"," + one + b"]", one + b"\n" + one + b"\n", base64.b64encode(one),
             json.dumps({"Type": "Notification", "MessageId": "m", "TopicArn": "a", "Message": base64.b64encode(one).decode()}).encode(),
             json.dumps({"Messages": [{"MessageId": "m", "Body": one.decode()}]}, indent=1).encode()]
    for form, count in zip(forms, (1, 2, 2, 1, 1, 1)):
        target = peer()
        (streamctl.folder / "input.json").write_bytes(form)
        streamctl("replay", "input.json", "--to", target.url, code=0)
        streamctl("replay", "-", "--to", target.url, input=form.decode(), code=0)
        assert bodies(target) == [one] * (2 * count), form


def test_malformed_lines_are_named_and_skipped(streamctl, peer):
    target = peer()
    (streamctl.folder / "x.jsonl").write_bytes(event(n=1) + b"\n{torn\n" + event(n=2) + b"\n")
    done = streamctl("replay", "x.jsonl", "--to", target.url, code=2)
    assert "x.jsonl:2: " in done.stderr and len(target.requests) == 2
    streamctl("replay", "x.jsonl", "--skip-malformed", "--to", target.url, code=0)


@pytest.mark.parametrize("source", ["-", "mix.jsonl"])
def test_verbose_and_warnings_do_not_mix_their_lines(streamctl, peer, source):
    """One thread reads and warns, another sends and prints exchanges: every line on standard error is whole."""
    count = 1500
    mix = "".join(event(n=n).decode() + "\n{torn\n" for n in range(count))
    (streamctl.folder / "mix.jsonl").write_text(mix)
    target = peer()
    done = streamctl("replay", source, "--verbose", "--skip-malformed", "--concurrency", "8", "--to", target.url, input=mix, code=0)
    name = "standard input" if source == "-" else source
    whole = re.compile(rf"> POST {target.url}|[<>] [\w-]+: .*|> \(\d+ B\)|< 200 after [\d.]+[mµ]?s|"
                       rf"streamctl: warning: ({name}:\d+: not valid JSON at column 2: a name without quotes; skipped|further malformed lines are only counted)")
    lines = done.stderr.splitlines()
    assert [line for line in lines if not whole.fullmatch(line)] == []
    assert lines.count(f"> POST {target.url}") == count == len(target.requests)
    assert sum("not valid JSON" in line for line in lines) == 10


def test_what_cannot_be_read_is_no_malformed_line(streamctl, peer):
    capture(streamctl, 1)
    target = peer()
    for command in ("replay", "inspect"):
        unreadable = "Permission denied" if os.geteuid() else "Input/output error"  # Our memory is open to root alone.
        for path, why in ((".", "Is a directory"), ("/proc/self/mem", unreadable)):
            done = streamctl(command, path, *(["--skip-malformed", "--to", target.url] if command == "replay" else []), code=2)
            assert why in done.stderr and "malformed" not in done.stderr
    streamctl("replay", "capture.jsonl", "none.jsonl", "--to", target.url, code=2)
    assert target.requests == [], "found before anything was sent"


def test_an_id_that_is_not_there(streamctl, peer):
    capture(streamctl, 3)
    target = peer()
    done = streamctl("replay", "capture.jsonl", "--id", "id-1", "--id", "id-9", "--to", target.url, code=1)
    assert "no event has the webhook id id-9" in done.stderr and "id-1" not in done.stderr and len(target.requests) == 1
    assert "0 delivered" in streamctl("replay", "capture.jsonl", "--type", "none", "--to", target.url, code=1).stdout


@pytest.mark.parametrize("options", [["--last", "1", "--id", "id-9"], ["--limit", "1", "--id", "id-9"], ["--last", "1", "--call", "a:b"]])
def test_nothing_left_is_said_however_it_is_chosen(streamctl, peer, options):
    capture(streamctl, 3)
    for more in (["--to", peer().url], ["--print"], ["--print", "-o", "curl"]):
        done = streamctl("replay", "capture.jsonl", *options, *more, code=1)
        assert "none of the 3 events in capture.jsonl is wanted" in done.stderr


def test_failed_is_not_the_file_that_is_read(streamctl, peer):
    """It would be read again as it grows."""
    capture(streamctl, 3)
    target = peer(404)
    done = streamctl("replay", "capture.jsonl", "--failed", "./capture.jsonl", "--to", target.url, code=2)
    assert "--failed" in done.stderr and target.requests == []


def test_failed_round_trips(streamctl, peer):
    sent, target = capture(streamctl), peer(200, 404, 200, 404, 200)
    streamctl("replay", "capture.jsonl", "--failed", "failed.jsonl", "--to", target.url, code=1)
    again = peer()
    streamctl("replay", "failed.jsonl", "--to", again.url, code=0)
    assert bodies(again) == [sent[1], sent[3]]


def test_chaos_is_reproducible(streamctl, peer):
    sent = capture(streamctl, 30)
    runs = []
    for _ in range(2):
        target = peer()
        done = streamctl("replay", "capture.jsonl", "--duplicate", "0.3", "--shuffle", "4", "--seed", "7", "--to", target.url, code=0)
        runs.append(bodies(target))
    assert runs[0] == runs[1] and set(runs[0]) == set(sent) and len(runs[0]) > 30 and runs[0] != sent
    order = [json.loads(body)["n"] for body in dict.fromkeys(runs[0])]
    assert max(abs(place - n) for place, n in enumerate(order)) <= 4
    assert "seed 7" in done.stderr


def test_filters_limit_and_skip(streamctl, peer):
    listen = streamctl.listen("--record", "capture.jsonl")
    for n in range(6):
        post(listen.url, event("custom" if n % 2 else "call.created", n=n, room="blue" if n < 3 else "red"))
    listen.stop()
    def numbers(*arguments):
        target = peer()
        streamctl("replay", "capture.jsonl", *arguments, "--to", target.url, code=0)
        return [json.loads(body)["n"] for body in bodies(target)]
    assert numbers("--type", "cust*") == [1, 3, 5]
    assert numbers("--filter", '.room == "blue"') == [0, 1, 2]
    assert numbers("--skip", "2", "--limit", "2") == [2, 3]
    assert numbers("--last", "2") == [4, 5]


def test_history(streamctl, peer):
    listen = streamctl.listen()
    for n in range(3):
        post(listen.url, event(n=n), webhook_id=f"id-{n}")
    listen.stop()
    target = peer()
    streamctl("replay", "--last", "2", "--to", target.url, code=0)
    streamctl("replay", "--id", "id-0", "--to", target.url, code=0)
    assert [json.loads(body)["n"] for body in bodies(target)] == [1, 2, 0]
    assert "FILE" in streamctl("replay", code=2).stderr


def paced(n):
    """A record received `n` twentieths of a second after the first."""
    return json.dumps({"kind": "event", "v": 1, "received_at": f"2026-11-23T17:00:00.{n * 50:03d}Z", "transport": "webhook",
                       "verified": True, "webhook_id": str(n), "attempt": 1, "type": "call.created", "call_cid": "", "remote": "",
                       "headers": {}, "body": event(n=n).decode()}) + "\n"


@pytest.mark.timing
@pytest.mark.parametrize("speed", ["1", "2"])
def test_the_recorded_pace_is_kept(streamctl, peer, speed):
    """Each event within 5 ms of its time after the first, in one of several runs: a machine busy with other things is late now and then."""
    (streamctl.folder / "paced.jsonl").write_text("".join(paced(n) for n in range(6)))
    planned = [0.05 * n / float(speed) for n in range(6)]
    off = [1.0] * 6
    for _ in range(10):
        target = peer()
        streamctl("replay", "paced.jsonl", "--speed", speed, "--to", target.url, code=0)
        times = [time - target.times[0] for time in target.times]
        assert len(times) == 6 and times[-1] > planned[-1] / 2, "as fast as answered"
        off = [min(known, abs(time - wanted)) for known, time, wanted in zip(off, times, planned)]
        if max(off) < 0.005:
            return
    pytest.fail(f"off by {off} seconds")


def test_being_late_is_said(streamctl, peer):
    (streamctl.folder / "paced.jsonl").write_text("".join(paced(n) for n in range(3)))
    target = peer(("wait", 0.2, 200))
    assert "behind the recorded pace" in streamctl("replay", "paced.jsonl", "--speed", "1", "--to", target.url, code=0).stderr


def test_memory_does_not_grow_with_the_file(streamctl, peer):
    """Ten gigabytes of records through a pipe, of which two are sent."""
    target = peer()
    line = json.dumps({"kind": "event", "v": 1, "received_at": "2026-11-23T17:00:00Z", "transport": "webhook", "verified": True,
                       "webhook_id": "w", "attempt": 1, "type": "custom", "call_cid": "", "remote": "", "headers": {},
                       "body": event("custom", pad="x" * 100_000).decode()}) + "\n"
    wanted = line.replace('"custom"', '"call.ended"', 1).encode()
    chunk = (line * 100).encode()
    process = subprocess.Popen([binary(), "replay", "-", "--type", "call.ended", "--to", target.url], stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, env=streamctl.environment)
    process.stdin.write(wanted)
    for _ in range((200_000_000 if is_sanitized() else 10_000_000_000) // len(chunk)):
        process.stdin.write(chunk)
    process.stdin.write(wanted)
    process.stdin.flush()
    peak = int(open(f"/proc/{process.pid}/status").read().split("VmHWM:")[1].split()[0]) * 1024
    process.stdin.close()
    assert process.wait(60) == 0 and len(target.requests) == 2
    assert peak < 60e6 or is_sanitized()


@pytest.mark.parametrize("concurrency", [1, 4, 64])
def test_what_is_still_being_written_goes_out_as_it_comes(streamctl, peer, concurrency):
    target = peer()
    running = streamctl.start("replay", "-", "--to", target.url, "--concurrency", concurrency, stdin=subprocess.PIPE)
    for n in range(2):
        running.process.stdin.write(event(n=n).decode() + "\n")
        running.process.stdin.flush()
        running.out.until(lambda line: "✓ delivered" in line)
        assert len(target.requests) == n + 1
    running.process.stdin.close()
    assert running.wait() == 0
    assert running.out.all[-1].startswith("2 delivered in ")


def test_interrupt_prints_how_to_go_on(streamctl, peer):
    capture(streamctl, 40)
    target = peer()
    running = streamctl.start("replay", "capture.jsonl", "--rate", "20", "--to", target.url, "-o", "json")
    for _ in range(3):
        running.out.next()
    assert running.stop() == 130
    words = running.words()
    skip = int(words.split("--skip ")[1].split()[0])
    assert skip == len(target.requests) and "streamctl replay capture.jsonl" in words
    streamctl("replay", "capture.jsonl", "--skip", skip, "--to", target.url, code=0)
    assert [json.loads(body)["n"] for body in bodies(target)] == list(range(40))


def test_the_command_that_goes_on_is_complete(streamctl, peer):
    """What was asked for stays asked for, in words that a shell takes; credentials are not shown."""
    capture(streamctl, 40)
    (streamctl.folder / "capture.jsonl").rename(streamctl.folder / "it's mine.jsonl")
    target = peer()
    running = streamctl.start("replay", "it's mine.jsonl", "--rate", "20", "--to", target.url, "--filter", ".n > 3", "--skip=2",
                              "--type", "call.*", "--type", "custom", "-H", "X-Env: a b", "-H", "Authorization: hush", "--no-retry",
                              "--limit", "30", "-o", "json")
    for _ in range(3):
        running.out.next()
    assert running.stop() == 130
    words, sent = running.words(), len(target.requests)
    assert "hush" not in words
    on = shlex.split(next(line for line in words.splitlines() if line.startswith("  streamctl replay")))[1:]
    assert on[-4:] == ["--skip", str(2 + sent), "--limit", str(30 - sent)] and on.count("--skip") == 1
    streamctl(*on, code=0)
    assert [json.loads(body)["n"] for body in bodies(target)] == list(range(6, 36))
    assert all(headers["X-Env"] == "a b" for headers, _ in target.requests)


def test_an_interrupt_counts_every_event_of_one_webhook_id(streamctl, peer):
    listen = streamctl.listen("--record", "capture.jsonl")
    for n in range(40):
        post(listen.url, event(n=n), webhook_id="same", attempt=n + 1)
    listen.stop()
    target = peer()
    running = streamctl.start("replay", "capture.jsonl", "--keep-ids", "--concurrency", "4", "--rate", "40", "--to", target.url, "-o", "json")
    for _ in range(10):
        running.out.next()
    assert running.stop() == 130
    assert int(running.words().split("--skip ")[1].split()[0]) == len(target.requests) >= 10


@pytest.mark.parametrize("concurrency", [1, 8])
def test_what_an_interrupt_cuts_short_is_sent_again(streamctl, peer, concurrency):
    """It is not done, so it is in the way on; therefore it is not in --failed, too."""
    sent, target = [event(n=n) for n in range(9)], peer(*([200] if concurrency == 1 else []), "hang")
    (streamctl.folder / "events.jsonl").write_bytes(b"\n".join(sent) + b"\n")
    running = streamctl.start("replay", "events.jsonl", "--concurrency", str(concurrency), "--failed", "failed.jsonl", "--attempt-timeout", "50s",
                              "--total-timeout", "55s", "--to", target.url, "-o", "json")
    done = 1 if concurrency == 1 else 0
    reached = threading.Event()
    while len(target.requests) < done + concurrency:
        assert running.process.poll() is None
        reached.wait(0.01)
    assert running.stop(signal.SIGTERM) == 143
    words = running.words()
    assert f"{done} of 9 sent; stopped\ngo on with\n" in words
    summary = json.loads(running.out.all[-1])
    assert (summary["deliveries"], summary["delivered"], summary["failed"]) == (done, done, 0)
    assert '"body"' not in (streamctl.folder / "failed.jsonl").read_text()
    again = peer()
    on = shlex.split(next(line for line in words.splitlines() if line.startswith("  streamctl replay")))[1:]
    assert on[on.index("--skip") + 1] == str(done)
    on[on.index("--to") + 1], on[on.index("--concurrency") + 1] = again.url, "1"
    streamctl(*on, code=0)
    assert bodies(again) == sent[done:]


@pytest.mark.parametrize("command", [["replay", "-"], ["inspect", "-"]])
def test_an_interrupt_ends_waiting_for_input(streamctl, peer, command):
    process = subprocess.Popen([binary(), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=streamctl.environment, cwd=streamctl.folder)
    process.stdin.write(b"\n" * 100_000)  # More than a pipe holds: it has begun to read.
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    process.communicate()


@pytest.mark.timing
def test_recorded_under_load_and_replayed_to_the_same_set(streamctl):
    first = streamctl.listen("--record", "first.jsonl")
    streamctl("forge", "call.reaction_new", "custom", "--count", "50000", "--concurrency", "32", "--to", first.url, code=0)
    first.stop()
    second = streamctl.listen("--record", "second.jsonl")
    streamctl("replay", "first.jsonl", "--concurrency", "32", "--to", second.url, code=0)
    second.stop()
    sets = [sorted(json.loads(line)["body"] for line in (streamctl.folder / name).open()) for name in ("first.jsonl", "second.jsonl")]
    assert len(sets[0]) == 100_000 and sets[0] == sets[1]


def test_inspect(streamctl):
    capture(streamctl, 5)
    census = json.loads(streamctl("inspect", "capture.jsonl", "-o", "json", code=0).stdout)
    assert census["events"] == 5 and census["types"] == [{"name": "call.created", "count": 5}] and census["malformed"] == 0
    shown = streamctl("inspect", "capture.jsonl", code=0).stdout
    assert "5 events" in shown and "call.created" in shown and "█" in shown
    with (streamctl.folder / "capture.jsonl").open("a") as file:
        file.write("{torn\n")
    done = streamctl("inspect", "capture.jsonl", code=2)
    assert "capture.jsonl:6: " in done.stderr and "1 malformed line" in done.stdout
    streamctl("inspect", "none.jsonl", code=2)

"""--filter can do no harm: filters that crash, never end, eat memory or reach outside, and a helper that is killed."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import select
import signal

import pytest
from conftest import SECRET, WATCHDOG, event, is_sanitized, post, sign
from stream_peer import StreamPeer

ENDLESS = "def f: f; f"

# Each ended a libjq 1.6 that ran in our process, at the first event or at the second.
CRASHERS = ["paths", "paths(scalars)", "first(paths)", "isempty(paths)", "getpath(paths)", "limit(1;paths)", "paths|select(length>0)",
            "foreach paths as $p (0;.+1)", "path(..)|select(length>0)", ".n|todate", '.n|strftime("%Y")', '.n|strflocaltime("%Z")',
            ".a[.n]=1"]
HOGS = ["[range(1e9)]", '"x"*(1e9+(.type|length))', ".type|until(false; .+.)", "def f: [., f]; f"]
OUTSIDE = [".type|debug", "debug", "input", "inputs", "first(inputs)", "[limit(3;inputs)]", ".type|stderr", "input_filename",
           "input_line_number", "$ENV.HOME", "$ENV", "env.HOME", "env|length > 0", 'import "a" as a; .', 'include "a"; .',
           '"a"|modulemeta', "get_search_list", "halt", "halt_error", '"x"|halt_error(3)', r'"\(input)"', "{a: input}"]


def helpers(pid):
    """The processes that `pid` runs for its filter."""
    found = []
    for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            if "__filter" in pathlib.Path(f"/proc/{child}/cmdline").read_text():
                found.append(int(child))
    return found


def helper(running):
    one, = helpers(running.process.pid)
    return one


def await_end(descriptor):
    """Of a process that is not ours, named by a pidfd."""
    ready, _, _ = select.select([descriptor], [], [], WATCHDOG)
    assert ready, "the process lives on"
    os.close(descriptor)


def no_bare_words(words):
    for alien in ("Assertion", "jq: error", "core dumped", "terminate called"):
        assert alien not in words


def write_events(path, *events):
    path.write_text("".join(json.dumps(one) + "\n" for one in events))
    return path


@pytest.fixture
def events(tmp_path):
    return write_events(tmp_path / "events.jsonl", {"type": "a", "x": 1}, {"type": "b", "n": 1e300, "a": []},
                        {"type": "c", "n": 1000000000, "a": []}, {"type": "d", "n": 5, "a": []})


@pytest.fixture
def stream():
    peers = []

    def make():
        peers.append(StreamPeer())
        return peers[-1]
    yield make
    for one in peers:
        one.end()


@pytest.mark.parametrize("command", ["replay", "listen", "watch"])
@pytest.mark.parametrize("expression", OUTSIDE)
def test_what_reaches_outside_is_refused_with_a_caret(streamctl, events, command, expression):
    rest = {"replay": [events, "--to", "http://127.0.0.1:9/", "--no-retry"], "listen": ["--port", "0"], "watch": ["default:a"]}
    done = streamctl(command, *rest[command], "--filter", expression, code=2)
    what, hint, caret = done.stderr.splitlines()
    assert what.startswith("streamctl: error: --filter: '") and "' is refused: " in what
    name = what.split("'")[1]
    assert hint == f"hint: {expression}"
    assert hint[caret.index("^"):].startswith(name)


def test_a_mistake_has_its_caret(streamctl, events):
    done = streamctl("replay", events, "--filter", ".a == ", code=2)
    assert done.stderr.splitlines()[1:] == ["hint: .a == ", "            ^"]


@pytest.mark.parametrize("expression", [" ", "#c", " # a\n#b "])
def test_an_expression_without_a_word_is_refused(streamctl, events, expression):
    assert "the jq expression is empty" in streamctl("replay", events, "--filter", expression, code=2).stderr


def test_names_that_only_sound_like_it_are_taken(streamctl, events, peer):
    target = peer()
    filters = [".env != 1", "{input: 1}", '"debug"', "def input: .type; input", "true # halt"]
    for expression in filters:
        streamctl("replay", events, "--to", target.url, "--filter", expression, "-q", code=0)
    assert len(target.requests) == 4 * len(filters)


@pytest.mark.parametrize("expression", CRASHERS)
def test_replay_outlives_a_filter_that_crashes(streamctl, events, peer, expression):
    target = peer()
    done = streamctl("replay", events, "--to", target.url, "--no-retry", "--filter", expression)
    assert done.returncode in (0, 1)
    no_bare_words(done.stderr)
    if "paths" in expression or "path(" in expression:
        assert len(target.requests) == (0 if "isempty" in expression else 4)
        assert "--filter failed" not in done.stderr
    else:
        assert "--filter failed on an event (" in done.stderr
        assert re.search(r"--filter failed on \d events?: ", done.stderr)


def test_listen_outlives_filters_that_crash(streamctl, tmp_path):
    for number, expression in enumerate(CRASHERS):
        capture = tmp_path / f"{number}.jsonl"
        running = streamctl.listen("--filter", f"(.type == \"good\") or (({expression})|true)", "--record", capture)
        for body in (event("good"), event("bad", n=1e300, a=[]), event("bad", n=1000000000, a=[]), event("good")):
            assert post(running.url, body)[0] == 200, expression
        assert running.stop() == 0
        no_bare_words(running.words())
        assert len(capture.read_text().splitlines()) == 4, "what the filter failed on is recorded too"
        assert [record["type"] for record in running.records()].count("good") == 2


def test_watch_outlives_a_filter_that_crashes(streamctl, stream, tmp_path):
    api = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", api.url, "-o", "json", "--record", "capture.jsonl",
                              "--filter", '(.type == "good") or (.n|todate|false)', "--count", "2")
    socket = api.watched(1)
    socket.event("good")
    socket.event("bad", n=1e300)
    socket.event("unwanted", n=1)
    socket.event("good")
    assert running.wait() == 0
    assert [record["type"] for record in running.records()] == ["good", "good"]
    recorded = [json.loads(line)["type"] for line in (tmp_path / "capture.jsonl").read_text().splitlines()]
    assert recorded == ["good", "bad", "good"]
    assert "--filter failed on an event (bad), which is recorded and otherwise left out" in running.words()
    assert "--filter failed on 1 event: 1 " in running.words()


@pytest.mark.parametrize("expression", HOGS)
def test_memory_is_bounded(streamctl, expression):
    if is_sanitized():
        pytest.skip("a sanitizer's shadow memory has no bound")
    running = streamctl.listen("--filter", f'if .type == "hog" then {expression}|true else true end', "--filter-timeout", "10s")
    assert post(running.url, event("good"))[0] == 200
    process = helper(running)
    limit = pathlib.Path(f"/proc/{process}/limits").read_text().split("Max address space")[1].split()[0]
    assert int(limit) < 1024 * 1024 * 1024
    descriptor = os.pidfd_open(process)
    assert post(running.url, event("hog"))[0] == 200
    await_end(descriptor)
    assert post(running.url, event("good"))[0] == 200
    assert helper(running) != process
    assert running.stays_below(64 * 1024 * 1024)
    assert running.stop() == 0
    assert [record["type"] for record in running.records()] == ["good", "good"]
    assert re.search("more than 256 MiB of memory|crashed jq|took too long", running.words())


def test_an_endless_filter_is_given_up_and_replaced(streamctl, tmp_path):
    running = streamctl.listen("--filter", f'if .type == "bad" then {ENDLESS} else true end', "--filter-timeout", "1s",
                               "--record", "capture.jsonl")
    for type in ("good", "bad", "good", "bad", "good"):
        assert post(running.url, event(type))[0] == 200
    assert running.stop() == 0
    assert [record["type"] for record in running.records()] == ["good", "good", "good"]
    assert len((tmp_path / "capture.jsonl").read_text().splitlines()) == 5
    assert "it took longer than 1s" in running.words()
    assert "--filter failed on 2 events: 2 took too long" in running.words()


def test_one_bad_event_does_not_spoil_those_behind_it(streamctl):
    running = streamctl.listen("--filter", f'if .type == "bad" then {ENDLESS} else true end', "--filter-timeout", "2s")
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        bad = pool.submit(post, running.url, event("bad"))
        good = [pool.submit(post, running.url, event("good", n=n)) for n in range(19)]
        assert {answer.result()[0] for answer in [bad, *good]} == {200}
    assert running.stop() == 0
    assert len(running.records()) == 19


def test_good_events_behind_a_burst_of_bad_ones_pass_or_come_again(streamctl, tmp_path, peer):
    target = peer()
    running = streamctl.listen("--filter", f'if .type == "bad" then {ENDLESS} else true end', "--record", "capture.jsonl",
                               "--forward-to", target.url)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        bad = [pool.submit(post, running.url, event("bad", n=n), webhook_id=f"bad-{n}") for n in range(8)]
        good = {f"good-{n}": pool.submit(post, running.url, event("good", n=n), webhook_id=f"good-{n}") for n in range(8)}
        assert {answer.result()[0] for answer in bad} <= {200, 503}
        statuses = {name: answer.result()[0] for name, answer in good.items()}
    assert post(running.url, event("good"), webhook_id="good-8")[0] == 200
    statuses["good-8"] = 200
    assert running.stop() == 0
    assert set(statuses.values()) <= {200, 503}
    recorded = {json.loads(line)["webhook_id"] for line in (tmp_path / "capture.jsonl").read_text().splitlines()}
    forwarded = [json.loads(request[1])["type"] for request in target.requests]
    taken = {name for name, status in statuses.items() if status == 200}
    assert {name for name in recorded if name.startswith("good")} == taken
    assert forwarded == ["good"] * len(taken), "what is answered 200 is forwarded"


def test_a_slow_filter_loses_nothing_that_it_takes(streamctl, peer):
    target = peer()
    running = streamctl.listen("--filter", "([range(200000)]|length)>0", "--filter-timeout", "2s", "--forward-to", target.url)
    with concurrent.futures.ThreadPoolExecutor(48) as pool:
        statuses = [answer[0] for answer in pool.map(lambda n: post(running.url, event("good", n=n)), range(48))]
    assert running.stop() == 0
    assert set(statuses) <= {200, 503}
    assert 200 in statuses
    assert len(target.requests) == statuses.count(200), "what is answered 200 is forwarded"
    assert "took too long" not in running.words()


def test_what_the_filter_need_not_judge_does_not_wait_for_it(streamctl):
    running = streamctl.listen("--filter", ENDLESS, "--filter-timeout", "1h", "--type", "call.*")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        stuck = pool.submit(post, running.url, event("call.created"))
        for _ in range(10):
            assert post(running.url, event("other"))[0] == 200
        assert post(running.url, b"no JSON")[0] == 400
        assert not stuck.done()
        assert running.stop(signal.SIGTERM) == 0
        assert stuck.result()[0] == 503, "it is not said to be taken, so it comes again"
    assert "--filter failed on an event (call.created), which is answered 503: the end came first" in running.words()


def test_kill_9_of_the_helper_among_10_000_events_loses_none(streamctl, tmp_path):
    running = streamctl.listen("--filter", ".n % 2 == 0", "--record", "capture.jsonl")
    host = running.url.split("/")[2]

    def send(first):
        connection = http.client.HTTPConnection(host, timeout=WATCHDOG)
        statuses = []
        for n in range(first, 10_000, 8):
            body = event(n=n)
            connection.request("POST", "/", body, {"X-Signature": sign(body, SECRET), "X-Webhook-Id": str(n)})
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
            if n % 1000 == 500 + first:
                for process in helpers(running.process.pid):
                    os.kill(process, signal.SIGKILL)
        return statuses

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = [status for some in pool.map(send, range(8)) for status in some]
    assert statuses == [200] * 10_000
    assert running.stop() == 0
    recorded = {json.loads(line)["webhook_id"] for line in (tmp_path / "capture.jsonl").read_text().splitlines()}
    assert {str(n) for n in range(0, 10_000, 2)} <= recorded
    failed = recorded - {str(n) for n in range(0, 10_000, 2)}
    assert len(failed) <= 80, "only what was in the hands of a helper killed twice may fail"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_a_replay_whose_filter_thinks(streamctl, events, number):
    running = streamctl.start("replay", events, "--to", "http://127.0.0.1:9/", "--filter",
                              f'if .type == "a" then error else {ENDLESS} end', "--filter-timeout", "1h")
    running.err.until(lambda line: "--filter failed on an event (a)" in line)
    descriptor = os.pidfd_open(helper(running))
    assert running.stop(number) == 128 + number
    await_end(descriptor)
    assert "0 sent; stopped" in running.words()


def test_signals_end_a_replay_of_a_pipe_whose_filter_thinks(streamctl):
    running = streamctl.start("replay", "-", "--to", "http://127.0.0.1:9/", "--filter", f'if .type == "a" then error else {ENDLESS} end',
                              "--filter-timeout", "1h", stdin=-1)
    running.process.stdin.write('{"type":"a"}\n{"type":"b"}\n')
    running.process.stdin.flush()
    running.err.until(lambda line: "--filter failed on an event (a)" in line)
    assert running.stop(signal.SIGTERM) == 128 + signal.SIGTERM
    running.process.stdin.close()


def test_sigterm_ends_a_watch_whose_filter_thinks(streamctl, stream):
    api = stream()
    running = streamctl.start("watch", "default:standup", "--base-url", api.url, "-o", "json", "--filter", ENDLESS,
                              "--filter-timeout", "1h")
    api.watched(1).event("call.created")
    running.out.next()
    descriptor = os.pidfd_open(helper(running))
    assert running.stop(signal.SIGTERM) == 0
    await_end(descriptor)


@pytest.mark.parametrize("expression", ["true", ENDLESS])
def test_the_helper_dies_with_its_parent(streamctl, expression):
    running = streamctl.listen("--filter", f'if .type == "good" then true else {expression} end', "--filter-timeout", "1h")
    assert post(running.url, event("good"))[0] == 200
    descriptor = os.pidfd_open(helper(running))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(post, running.url, event("bad"))
        if expression == "true":
            answer.result()
        running.process.kill()
        await_end(descriptor)
        if expression != "true":
            with pytest.raises(OSError):
                answer.result()


def test_the_helper_has_no_secret_and_no_files(streamctl):
    running = streamctl.listen("--filter", "true", "--record", "capture.jsonl")
    assert post(running.url, event())[0] == 200
    proc = pathlib.Path(f"/proc/{helper(running)}")
    assert (proc / "environ").read_bytes().split(b"\0") == [b"TZ=UTC", b""]
    assert SECRET.encode() not in (proc / "cmdline").read_bytes()
    if not is_sanitized():
        assert sorted(os.listdir(proc / "fd"), key=int) == ["0", "1", "2"]
    assert os.readlink(proc / "fd/2") == "/dev/null"
    limits = (proc / "limits").read_text()
    assert limits.split("Max core file size")[1].split()[0] == "0"


def test_ctrl_c_and_its_kin_do_not_reach_the_helper(streamctl):
    running = streamctl.listen("--filter", "true")
    assert post(running.url, event())[0] == 200
    process = helper(running)
    assert os.getpgid(process) == process
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(process, number)
    assert post(running.url, event())[0] == 200
    assert helper(running) == process
    assert running.stop() == 0
    assert "failed" not in running.words()


def test_an_error_is_said_once_and_counted(streamctl, tmp_path):
    running = streamctl.listen("--filter", ".call.custom", "--record", "capture.jsonl", "--count", "1")
    for n in range(3):
        assert post(running.url, event(call=3), webhook_id=f"id-{n}")[0] == 200
    assert post(running.url, event(call={"custom": 1}), webhook_id="good")[0] == 200
    assert running.wait() == 0
    assert [record["webhook_id"] for record in running.records()] == ["good"]
    assert len((tmp_path / "capture.jsonl").read_text().splitlines()) == 4
    words = running.words()
    assert words.count("Cannot index number with") == 1
    assert "--filter failed on an event (call.created, webhook id id-0), which is recorded and otherwise left out" in words
    assert "--filter failed on 3 events: 3 gave an error" in words
    assert "4 recorded" in words


def test_a_failure_is_kept_in_the_history_too(streamctl, peer):
    running = streamctl.listen("--filter", ".call.custom")
    assert post(running.url, event(call=3))[0] == 200
    running.stop()
    target = peer()
    streamctl("replay", "--last", "1", "--to", target.url, code=0)
    assert json.loads(target.requests[0][1])["call"] == 3


def test_local_times_are_the_users(streamctl, events, peer):
    target = peer()
    streamctl("replay", events, "--to", target.url, "--filter", '0|strflocaltime("%H") == "01"', env={"TZ": "XXX-1"}, code=0)
    assert len(target.requests) == 4


@pytest.mark.parametrize("command", ["replay", "listen", "watch"])
def test_bad_timeouts_are_usage_errors(streamctl, events, command):
    rest = {"replay": [events], "listen": ["--port", "0"], "watch": ["default:a"]}[command]
    for value in ("0s", "-1s", "1", "soon", ""):
        assert "--filter-timeout" in streamctl(command, *rest, "--filter", "true", f"--filter-timeout={value}", code=2).stderr
    assert "--filter-timeout: there is no filter" in streamctl(command, *rest, "--filter-timeout", "1s", code=2).stderr


def test_the_helper_is_no_command(streamctl):
    assert "unknown command '__filter'" in streamctl("__filter", input="", code=2).stderr

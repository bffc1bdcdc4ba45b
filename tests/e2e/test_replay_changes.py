"""replay --set, --unset, --data, --edit: captured events changed before they are sent; --print: not sent at all."""
import gzip
import json
import os
import re
import signal
import stat
import subprocess

import pytest
from conftest import event, post, sign
from terminal import EVIL, Terminal

BODIES = [b'{ "type":"call.created", "call_cid":"default:a", "n":1.10, "big":123456789012345678901234567890 }',
          b'{"type":"call.ended","call_cid":"default:a","n":2,"call":{"custom":{"room":"red","seat":7}}}',
          b'{"type":"custom","call_cid":"default:b","n":3,"text":"gr\xc3\xb6\xc3\x9fe"}']


@pytest.fixture
def captured(streamctl):
    listen = streamctl.listen("--record", "capture.jsonl")
    for number, body in enumerate(BODIES):
        assert post(listen.url, body, webhook_id=f"id-{number}", attempt=1)[0] == 200
    listen.stop()
    return streamctl


def editor(streamctl, script):
    """An editor that runs Python on the file `path`."""
    file = streamctl.folder / "editor.py"
    file.write_text(f"import os, re, sys\npath = sys.argv[-1]\ntext = open(path).read()\n{script}\n")
    return {"EDITOR": f"python3 '{file}' --wait"}


def fields(headers):
    return {name.lower(): value for name, value in headers.items()}


def test_changed_events_are_signed_anew_and_others_are_exact(captured, peer):
    target = peer()
    captured("replay", "capture.jsonl", "--unset", "call.custom.seat", "--unset", "nothing.there", "--to", target.url, code=0)
    assert [body for _, body in target.requests] == [BODIES[0], BODIES[1].replace(b',"seat":7', b""), BODIES[2]]
    assert all(fields(headers)["x-signature"] == sign(body) for headers, body in target.requests)


def test_changes_are_those_of_forge_and_numbers_keep_their_digits(captured, peer):
    target = peer()
    (captured.folder / "more.json").write_text('{"call":{"custom":{"room":"green","extra":1.50}}}')
    captured("replay", "capture.jsonl", "--data", "@more.json", "--set", "call.custom.room=blue", "--set", "members[0].n:=1e2",
             "--unset", "call.custom.seat", "--keep-ids", "--to", target.url, code=0)
    first, second, _ = (body for _, body in target.requests)
    assert first == (b'{"type":"call.created","call_cid":"default:a","n":1.10,"big":123456789012345678901234567890,'
                     b'"call":{"custom":{"room":"blue","extra":1.50}},"members":[{"n":1e2}]}')
    assert json.loads(second)["call"]["custom"] == {"room": "blue", "extra": 1.5}
    assert [fields(headers)["x-webhook-id"] for headers, _ in target.requests] == ["id-0", "id-1", "id-2"]
    assert captured("replay", "capture.jsonl", "--print", "--data", "-", input='{"n":9}', code=0).stdout.count('"n":9') == 3


def test_filters_see_the_recorded_event_and_reports_the_changed_one(captured, peer):
    target = peer(400)
    done = captured("replay", "capture.jsonl", "--type", "call.ended", "--set", "type=call.invented", "--set", "call_cid=default:z", "-o", "json",
                    "--failed", "failed.jsonl", "--to", target.url, code=1)
    assert json.loads(done.stdout.splitlines()[0])["type"] == "call.invented"
    kept = json.loads((captured.folder / "failed.jsonl").read_text())
    assert (kept["type"], kept["call_cid"], kept["verified"]) == ("call.invented", "default:z", False)
    assert "X-Signature" not in kept["headers"] and json.loads(kept["body"])["type"] == "call.invented"


def test_what_cannot_be_changed_ends_the_replay(captured, peer):
    target = peer()
    for words, said in [(["--set", "n.x=1"], "event id-0 (call.created): cannot set n.x: n is a number"), (["--set", "a"], "--set: bad setting 'a'"),
                        (["--unset", "a..b"], "--unset: bad path 'a..b'"), (["--data", "[1]"], "--data: not a JSON object"),
                        (["--data", "{1"], "--data: not valid JSON"), (["--set", "a=1", "--verbatim"], "--set: the signature that --verbatim sends"),
                        (["--data", "{}", "--verbatim"], "--data: "), (["--unset", "a", "--verbatim"], "--unset: "),
                        (["--edit", "--verbatim"], "--edit: ")]:
        assert said in captured("replay", "capture.jsonl", *words, "--to", target.url, code=2).stderr
    assert "FILE and --data both read standard input" in captured("replay", "-", "--data", "-", input="{}", code=2).stderr
    for body, fault in [("no object", "not valid JSON at column 1"), ("[1]", "no JSON object"), ("[" * 1025 + "]" * 1025, "nested deeper than 1024 levels")]:
        (captured.folder / "list.json").write_text(json.dumps({"kind": "event", "v": 1, "type": "x", "body": body}) + "\n")
        assert f"event (x): it is {fault}, so nothing" in captured("replay", "list.json", "--set", "a=1", "--to", target.url, code=2).stderr
    assert target.requests == []


def test_changes_without_an_effect_are_warned_of(captured, peer):
    done = captured("replay", "capture.jsonl", "--unset", "call.custm", "--to", peer().url, code=0)
    assert "warning: --set, --data and --unset changed nothing in the events" in done.stderr


def test_edited_events_are_sent(captured, peer):
    target = peer()
    env = editor(captured, "open(path, 'w').write(text.replace('\"red\"', '\"blue\"').replace('1.10', '1.100'))\n"
                           "open('seen', 'w').write(path + oct(os.stat(path).st_mode) + oct(os.stat(os.path.dirname(path)).st_mode) + text)")
    captured("replay", "capture.jsonl", "--edit", "--keep-ids", "--set", "extra=1", "--type", "call.*", "--to", target.url, env=env, code=0)
    assert [json.loads(body)["extra"] for _, body in target.requests] == ["1", "1"]
    assert b'"n":1.100,"big":123456789012345678901234567890' in target.requests[0][1]
    assert json.loads(target.requests[1][1])["call"]["custom"]["room"] == "blue"
    assert all(fields(headers)["x-signature"] == sign(body) for headers, body in target.requests)
    assert [fields(headers)["x-webhook-id"] for headers, _ in target.requests] == ["id-0", "id-1"]
    path, file_mode, folder_mode, text = re.fullmatch(r"(.*)0o100(\d+)0o40(\d+)(.*)", (captured.folder / "seen").read_text(), re.S).groups()
    assert (file_mode, folder_mode) == ("600", "700") and len(json.loads(text)) == 2
    assert not os.path.exists(os.path.dirname(path))


def test_an_event_that_was_not_edited_is_exact_and_others_may_go_and_come(captured, peer):
    target = peer()
    env = editor(captured, "import json\nevents = json.loads(text)\nevents[1]['n'] = 9\n"
                           "open(path, 'w').write('\\n'.join(json.dumps(e) for e in [events[2], events[1], {'type': 'custom'}]))")
    captured("replay", "capture.jsonl", "--edit", "--keep-ids", "--to", target.url, env=env, code=0)
    assert target.requests[0][1] == BODIES[2] and fields(target.requests[0][0])["x-webhook-id"] == "id-2"
    assert [json.loads(body)["type"] for _, body in target.requests] == ["custom", "call.ended", "custom"]


@pytest.mark.parametrize("script, code, said", [
    ("", 1, "warning: --edit: the events were not changed, so none is sent"),
    ("open(path, 'w').write(' \\n')", 1, "warning: --edit: the file was emptied, so nothing is sent"),
    ("open(path, 'w').write('[]')", 1, "warning: --edit: no event was left, so nothing is sent"),
    ("os.remove(path)", 2, "error: --edit: cannot open "),
    ("sys.exit(3)", 1, "ended with exit code 3, so nothing was sent"),
], ids=["unchanged", "emptied", "no event", "removed", "failed"])
def test_an_edit_without_events_sends_nothing(captured, peer, script, code, said):
    target = peer()
    temporary = captured.folder / "tmp"
    temporary.mkdir()
    done = captured("replay", "capture.jsonl", "--edit", "--to", target.url, env={**editor(captured, script), "TMPDIR": str(temporary)}, code=code)
    assert said in done.stderr and target.requests == [] and list(temporary.iterdir()) == []


def test_there_is_no_editor_without_a_terminal(captured, peer):
    target = peer()
    running = captured.start("replay", "capture.jsonl", "--edit", "--to", target.url, start_new_session=True)
    assert running.wait() == 2 and "--edit: there is no terminal for the editor" in running.words()
    assert target.requests == []


def test_a_broken_edit_is_kept(captured, peer):
    target = peer()
    done = captured("replay", "capture.jsonl", "--edit", "--limit", "1", "--to", target.url,
                    env=editor(captured, "open(path, 'w').write(text.replace('1.10', ''))"), code=2)
    assert "--edit: not valid JSON at line 4, column 8: a value is missing; nothing was sent" in done.stderr and target.requests == []
    path = done.stderr.split("streamctl replay ")[1].strip()
    with open(path) as file:
        text = file.read()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, "w") as file:
        file.write(text.replace('"n": ', '"n": 5'))
    captured("replay", path, "--to", target.url, code=0)
    assert json.loads(target.requests[0][1])["n"] == 5
    os.remove(path)
    os.rmdir(os.path.dirname(path))


def test_which_editor_and_how_many_events(captured, peer):
    env = {**editor(captured, "open(path, 'w').write(text.replace('call.', 'x.'))"), "VISUAL": "no-such-editor"}
    assert "--edit: cannot run the editor 'no-such-editor'" in captured("replay", "capture.jsonl", "--edit", env=env, code=2).stderr
    done = captured("replay", "capture.jsonl", "--edit", "--print", env={**env, "VISUAL": ""}, code=0)
    assert [json.loads(line)["type"] for line in done.stdout.splitlines()] == ["x.created", "x.ended", "custom"]
    many = (event() + b"\n") * 101
    done = captured("replay", "-", "--edit", input=many.decode(), env=env, code=2)
    assert "--edit: there are more than 100 events" in done.stderr and "hint: choose some: --limit" in done.stderr
    assert "no event in standard input" in captured("replay", "-", "--edit", "--to", peer().url, input="", env=env, code=1).stderr


def test_the_editor_has_the_terminal_and_its_interrupts(captured, peer):
    """Also if the events come through a pipe; Ctrl-C is a key of the editor's."""
    target = peer()
    env = editor(captured, "import signal\ncaught = []\nsignal.signal(signal.SIGINT, lambda *_: caught.append(1))\n"
                           "print('ready', flush=True)\nline = sys.stdin.readline()\n"
                           "open(path, 'w').write(text.replace('\"n\": 2', '\"n\": \"%s %d\"' % (line.strip(), len(caught))))")
    shown = Terminal(captured, "replay", "capture.jsonl", "--edit", "--type", "call.ended", "--to", target.url, env=env)
    try:
        shown.until("ready")
        for _ in range(3):
            shown.process.send_signal(signal.SIGINT)
        shown.type("typed\n")
        assert shown.wait() == 0
    finally:
        shown.close()
    assert json.loads(target.requests[0][1])["n"] == "typed 0"


WRITE = "open(path, 'w').write(text.replace('1.10', '1.100'))\n"


@pytest.mark.parametrize("then, code", [("sys.exit(3)", 1), ("", 1)], ids=["the editor fails", "nothing listens"])
def test_what_the_user_wrote_is_kept_until_it_is_delivered(captured, then, code):
    done = captured("replay", "capture.jsonl", "--edit", "--to", "http://127.0.0.1:9/", env=editor(captured, WRITE + then), code=code)
    path = done.stderr.split(": streamctl replay ")[1].split()[0]
    with open(path) as file:
        assert "1.100" in file.read()
    os.remove(path)
    os.rmdir(os.path.dirname(path))


def test_a_stop_keeps_what_the_editor_has_saved(captured, peer):
    running = captured.start("replay", "capture.jsonl", "--edit", "--to", peer().url,
                             env={**editor(captured, WRITE + "import time\nprint(path, flush=True)\ntime.sleep(600)")})
    path = running.err.next().strip()
    assert running.stop(signal.SIGTERM) == 143
    with open(path) as file:
        assert "1.100" in file.read()
    assert f"streamctl replay {path}" in running.words()
    os.remove(path)
    os.rmdir(os.path.dirname(path))


def test_a_stop_ends_the_editor(captured, peer):
    running = captured.start("replay", "capture.jsonl", "--edit", "--to", peer().url,
                             env={**editor(captured, "import time\nprint(path, flush=True)\ntime.sleep(600)")})
    path = running.err.next().strip()  # The editor's words stay off our data.
    assert running.stop(signal.SIGTERM) == 143
    assert not os.path.exists(os.path.dirname(path)) and running.out.all == []


def test_print_sends_nothing_and_is_exact(captured, peer):
    target = peer()
    done = captured("replay", "capture.jsonl", "--print", env={"STREAM_API_SECRET": ""}, code=0)
    assert done.stdout.encode() == b"".join(body + b"\n" for body in BODIES) and done.stderr == ""
    done = captured("replay", "capture.jsonl", "--print", "--type", "custom", "--set", "n:=4", code=0)
    assert json.loads(done.stdout)["n"] == 4
    assert captured("replay", "capture.jsonl", "--print", "--type", "call.ring", code=1).stdout == ""
    assert target.requests == []


def test_printed_curl_commands_send_the_same(captured, peer):
    target = peer()
    done = captured("replay", "capture.jsonl", "--print", "--output", "curl", "--keep-ids", "-H", "X-More: it's", "--to", target.url, code=0)
    assert target.requests == []
    subprocess.run(["sh", "-c", done.stdout], check=True, capture_output=True)
    assert [body for _, body in target.requests] == BODIES
    for number, (headers, body) in enumerate(target.requests):
        got = fields(headers)
        assert got["x-signature"] == sign(body) and got["x-webhook-id"] == f"id-{number}" and got["x-more"] == "it's"


def test_printed_curl_commands_are_verbatim_where_asked(streamctl, peer):
    """gzip, bytes that are not UTF-8 and header fields as they were received; nothing that drives a terminal."""
    target = peer()
    listen = streamctl.listen("--record", "capture.jsonl", "--no-verify")
    plain = [event(text="it's $HOME `x` %s \\n"), json.dumps({"type": "call." + EVIL, "raw": EVIL}, ensure_ascii=False).encode(),
             event(n=1)]
    for body, encoding in [(plain[0], None), (plain[1], None), (plain[2], "gzip")]:
        extra = {"X-Note": "50% it's \u00e9"} | ({"Content-Encoding": encoding} if encoding else {})
        post(listen.url, gzip.compress(body) if encoding else body, webhook_id="same", headers=extra)
    listen.stop()
    done = streamctl("replay", "capture.jsonl", "--verbatim", "--print", "-o", "curl", "--to", target.url, env={"STREAM_API_SECRET": ""}, code=0)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", done.stdout)
    subprocess.run(["sh", "-c", done.stdout], check=True, capture_output=True)
    for body, (headers, sent) in zip(plain, target.requests, strict=True):
        got = fields(headers)
        assert (gzip.decompress(sent) if got.get("content-encoding") == "gzip" else sent) == body
        assert got["x-signature"] == sign(body) and got["x-webhook-id"] == "same"
    streamctl("replay", "capture.jsonl", "--verbatim", "--print", code=0)


def test_print_never_drives_the_terminal(streamctl):
    (streamctl.folder / "evil.json").write_text('{"type":"x",\n "raw":"\x9b31m\u202e\u200b"}\n', encoding="utf-8")
    for words in [[], ["-o", "curl"]]:
        shown = Terminal(streamctl, "replay", "evil.json", "--print", *words)
        assert shown.wait() == 0
        assert shown.driven_by() == []
        shown.close()

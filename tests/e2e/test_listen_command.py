"""listen -- COMMAND, and what is under way when a listen ends."""
import json
import signal
import threading

import pytest

from conftest import event, post

SEND = ('import os,sys,time,signal,hmac,hashlib,urllib.request as u\n'
        'def send(type):\n'
        '  b=b\'{"type":"%s"}\'%type.encode()\n'
        '  s=hmac.new(os.environ["STREAM_API_SECRET"].encode(),b,hashlib.sha256).hexdigest()\n'
        '  u.urlopen(u.Request(os.environ["STREAMCTL_WEBHOOK_URL"],b,{"X-Signature":s}))\n')


def command(code):
    return ("--", "/usr/bin/python3", "-c", SEND + code)


@pytest.mark.timing
def test_a_timeout_ends_no_command_whose_events_have_come(streamctl):
    done = streamctl("listen", "--port", "0", "--expect", "call.created", "--timeout", "1s",
                     *command('send("call.created"); time.sleep(2); sys.exit(7)'))
    assert done.returncode == 7


def test_a_command_that_fails_does_not_hide_what_is_missing(streamctl):
    done = streamctl("listen", "--port", "0", "--expect", "call.created", "--expect", "call.ended",
                     *command('send("call.created"); sys.exit(7)'), code=7)
    assert done.stderr.endswith("streamctl: error: not all that was expected came before the command ended with 7: call.ended (0 of 1)\n")
    assert "error" not in streamctl("listen", "--port", "0", "--expect", "call.created", *command('send("call.created"); sys.exit(7)'), code=7).stderr


def test_json_lines_stay_json_whatever_the_command_prints(streamctl):
    noisy = "echo noise; echo words >&2; exit 3"
    for arguments in (["listen", "--port", "0", "--no-history"], ["emulator", "--port", "0"]):
        done = streamctl(*arguments, "-o", "json", "--", "sh", "-c", noisy, code=3)
        assert [json.loads(line)["kind"] for line in done.stdout.splitlines()][0] == "listening"
        assert "noise" in done.stderr and "words" in done.stderr
        assert "noise" in streamctl(*arguments, "--", "sh", "-c", noisy, code=3).stdout


@pytest.mark.timing
def test_a_command_that_does_not_end_when_told_is_killed(streamctl):
    done = streamctl("listen", "--port", "0", "--expect", "call.created", "--timeout", "1s",
                     *command('signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(50)'), timeout=30)
    assert done.returncode == 1
    assert "call.created (0 of 1)" in done.stderr


def test_what_a_command_sends_while_it_ends_is_answered(streamctl):
    # It says that its handler stands by an event of its own.
    dying = ('def end(*_):\n  send("call.ended"); sys.exit(0)\n'
             'signal.signal(signal.SIGTERM, end); send("call.created")\nwhile True: time.sleep(0.1)\n')
    listen = streamctl.start("listen", "--port", "0", "--output", "json", "--no-history", *command(dying))
    listen.out.until(lambda line: '"type":"call.created"' in line)
    assert listen.stop(signal.SIGTERM) == 143
    assert any('"type":"call.ended"' in line for line in listen.out.rest())


@pytest.mark.timing
def test_a_late_answer_is_still_given_after_the_stop(streamctl):
    # Later than what a stop waits for where nothing was asked for.
    listen = streamctl.listen("--respond", "slow:7s")
    answers = []
    sender = threading.Thread(target=lambda: answers.append(post(listen.url, event())[0]))
    sender.start()
    listen.out.until(lambda line: '"type":"call.created"' in line)
    assert listen.stop() == 0
    sender.join()
    assert answers == [200]


def test_verbose_shows_each_exchange_and_no_credentials(streamctl):
    listen = streamctl.listen("--verbose")
    post(listen.url + "hook", event(), headers={"Authorization": "Bearer hush"})
    assert listen.stop() == 0
    words = listen.words()
    assert "< POST /hook from 127.0.0.1:" in words and "\n> 200\n" in words
    assert "< Authorization: ***" in words and "hush" not in words

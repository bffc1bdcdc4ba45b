"""The commands of docs/scaling.md, as they are written, against an imitation of SQS."""
import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT, event
from test_ci import blocks, installed

PAGE = "docs/scaling.md"


@pytest.fixture
def handler(streamctl):
    process = subprocess.Popen([sys.executable, str(ROOT / "tests/peers/handler.py"), streamctl.environment["STREAM_API_SECRET"]],
                               stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip()
    process.kill()
    process.wait()


def script(words, handler, shorter=("", "")):
    """The block of the page that holds `words`, with the handler's address in place of the page's."""
    found, = [text for kind, text in blocks(PAGE) if kind == "sh" and words in text]
    text = found.replace("http://127.0.0.1:3000/webhooks/stream", handler)
    assert text != found and shorter[0] in text
    return text.replace(*shorter)


def run(streamctl, text, **urls):
    # Several listeners share the pipe, where long writes mix.
    return subprocess.run(["sh", "-eu", "-c", text], cwd=streamctl.folder, env={**installed(streamctl), **urls}, capture_output=True, text=True,
                          errors="replace", timeout=60)


def events_in(streamctl, pattern):
    lines = (json.loads(line) for file in streamctl.folder.glob(pattern) for line in file.read_text().splitlines())
    return [line for line in lines if line["kind"] == "event"]


def test_the_listener_of_the_page_works_as_written(streamctl, sqs, handler):
    queue = sqs()
    queue.put(*(event(n=n) for n in range(15)))
    running = subprocess.Popen(["sh", "-eu", "-c", "exec " + script("--record events.jsonl", handler)], cwd=streamctl.folder, stdout=subprocess.DEVNULL,
                               env={**installed(streamctl), "QUEUE_URL": queue.url})
    try:
        queue.wait(lambda: len(queue.deleted) == 15)
        running.terminate()
        assert running.wait(20) == 0 and len(events_in(streamctl, "events.jsonl")) == 15
    finally:
        running.kill()
        running.wait()


def test_the_rehearsal_of_the_page_works_as_written(streamctl, sqs, handler):
    queue = sqs()
    done = run(streamctl, script("--count 2000", handler), QUEUE_URL=queue.url)
    assert done.returncode == 0, done.stderr
    assert not queue.messages and len(queue.deleted) == 2000 == len({record["webhook_id"] for record in events_in(streamctl, "events-*.jsonl")})
    assert len([file for file in streamctl.folder.glob("events-*.jsonl") if file.stat().st_size]) == 4 and "call.updated" in done.stdout


def test_dead_letters_are_taken_and_replayed_as_written(streamctl, sqs, handler):
    queue = sqs(redrive=False)
    queue.put(*(event(n=n) for n in range(3)))
    poison, = queue.put("no event")
    done = run(streamctl, script("$DEAD_LETTER_URL", handler, ("--for 30s", "--for 2s")), DEAD_LETTER_URL=queue.url)
    assert done.returncode == 0, done.stderr
    assert [message.id for message in queue.messages] == [poison]
    assert len(events_in(streamctl, "dead.jsonl")) == 3 and "3 delivered" in done.stdout + done.stderr


def test_the_redrive_policy_of_the_page_is_one():
    policy, = [json.loads(text) for kind, text in blocks(PAGE) if kind == "json"]
    assert set(policy) == {"deadLetterTargetArn", "maxReceiveCount"} and re.fullmatch(r"arn:aws:sqs:[\w-]+:\d{12}:[\w-]+", policy["deadLetterTargetArn"])


def test_what_the_page_counts_is_so(streamctl, sqs):
    """3,000 events that wait: receives and deletions of ten, and hardly one more."""
    queue = sqs()
    queue.put(*(event(n=n) for n in range(3000)))
    running = streamctl.listen("--sqs-queue-url", queue.url)
    queue.wait(lambda: len(queue.deleted) == 3000)
    assert running.stop() == 0
    counts = {action: len([1 for asked, _ in queue.requests if asked == action]) for action in ("ReceiveMessage", "DeleteMessageBatch")}
    assert counts["ReceiveMessage"] <= 320 and counts["DeleteMessageBatch"] <= 330, counts

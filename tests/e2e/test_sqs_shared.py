"""A real server of SQS's protocol (fauxqs) between forge and listeners that share its queue."""
import base64
import collections
import gzip
import json
import random
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
import urllib.request

import pytest
from conftest import ROOT, WATCHDOG, event, sign
from sqs_peer import KEYS

MODULES = ROOT / "build" / "peers" / "node_modules"
VISIBILITY = 10
HELD_MAX = 160  # Messages that one listener may have in hand: 40 for each of 4 receivers.

pytestmark = pytest.mark.skipif(not (MODULES / "fauxqs" / "package.json").exists() or not shutil.which("node"),
                                reason="fauxqs is not installed: scripts/test installs it where npm is")


class Queue:
    def __init__(self, process):
        self.process = process
        self.told = json.loads(process.stdout.readline())
        self.url, self.endpoint = self.told["url"], self.told["endpoint"]

    def ask(self, action, **body):
        """By Python's own client; this server checks no signature."""
        request = urllib.request.Request(self.endpoint + "/", data=json.dumps({"QueueUrl": self.url, **body}).encode(), headers={
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AmazonSQS.{action}",
            "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        return json.loads(opener.open(request, timeout=10).read())

    def left(self):
        """Visible and invisible messages."""
        said = self.ask("GetQueueAttributes", AttributeNames=["All"])["Attributes"]
        return int(said["ApproximateNumberOfMessages"]), int(said["ApproximateNumberOfMessagesNotVisible"])

    def publish(self, message):
        form = urllib.parse.urlencode({"Action": "Publish", "TopicArn": self.told["topic"], "Message": message}).encode()
        request = urllib.request.Request(self.endpoint + "/", data=form, headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0"})
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).read()


@pytest.fixture
def queue(streamctl):
    process = subprocess.Popen(["node", str(ROOT / "tests/peers/queue.mjs"), str(MODULES), str(VISIBILITY)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    queue = Queue(process)
    streamctl.environment.update(KEYS, AWS_ENDPOINT_URL=queue.endpoint, AWS_EC2_METADATA_DISABLED="true")
    yield queue
    process.kill()
    process.wait()


def test_from_forge_to_listen(streamctl, queue):
    done = streamctl("forge", "call.created", "--count", "25", "--gzip", "--sqs-queue-url", queue.url, "-o", "json", code=0)
    running = streamctl.listen("--sqs-queue-url", queue.url, "--count", "25", "--timeout", "30s")
    assert running.wait() == 0, running.words()
    sent = {line["webhook_id"] for line in map(json.loads, done.stdout.splitlines()) if line["kind"] == "delivery"}
    assert {record["webhook_id"] for record in running.records()} == sent and len(sent) == 25
    assert queue.left() == (0, 0)


def test_what_is_left_at_the_end_is_free_at_once(streamctl, queue):
    streamctl("forge", "call.created", "--count", "100", "--sqs-queue-url", queue.url, code=0)
    running = streamctl.listen("--sqs-queue-url", queue.url, "--expect", "call.created", "--timeout", "30s")
    assert running.wait() == 0, running.words()
    assert queue.left() == (100 - len(running.records()), 0)


def test_a_stop_leaves_nothing_hidden_by_a_receive_that_waits(streamctl, queue, peer):
    """This server hands messages to a receive whose client has gone."""
    target = peer("hang")
    streamctl("forge", "call.created", "--count", "50", "--sqs-queue-url", queue.url, code=0)
    running = streamctl.listen("--sqs-queue-url", queue.url, "--forward-to", target.url, "--attempt-timeout", "2s")
    until(lambda: len(target.requests) == 50)
    assert running.stop() == 0 and queue.left() == (50, 0)


def test_a_fifo_queue_keeps_the_order_of_a_call(streamctl, queue, peer):
    target = peer()
    streamctl("forge", "call.created", "call.updated", "call.ended", "--count", "20", "--call", "default:a", "--sqs-queue-url", queue.told["fifo"], code=0)
    running = streamctl.listen("--sqs-queue-url", queue.told["fifo"], "--forward-to", target.url, "--count", "60", "--timeout", "40s")
    assert running.wait() == 0, running.words()
    assert [json.loads(body)["type"] for _, body in target.requests] == ["call.created", "call.updated", "call.ended"] * 20


def test_what_a_topic_puts_on_the_queue_is_read(streamctl, queue):
    running = streamctl.listen("--sqs-queue-url", queue.url, "--count", "2", "--timeout", "30s")
    queue.publish(event(n=1).decode())
    queue.publish(base64.b64encode(gzip.compress(event(n=2))).decode())
    assert running.wait() == 0, running.words()
    assert sorted(record["body"] for record in running.records()) == [event(n=1).decode(), event(n=2).decode()]


def until(condition):
    never, deadline = threading.Event(), time.monotonic() + WATCHDOG
    while not condition():
        assert time.monotonic() < deadline
        never.wait(0.01)


def test_many_listeners_killed_at_random_lose_nothing(streamctl, queue, peer, tmp_path):
    """10,000 events, four listeners that share them, each killed with -9 now and then and started again."""
    count, kills_max = 10_000, 10
    target = peer()
    chance = random.Random(7)
    forged = streamctl("forge", "call.updated", "--count", count, "--concurrency", "8", "--sqs-queue-url", queue.url, "-o", "json", code=0)
    sent = {line["webhook_id"] for line in map(json.loads, forged.stdout.splitlines()) if line["kind"] == "delivery"}
    assert len(sent) == count

    def start(number):
        return streamctl.listen("--sqs-queue-url", queue.url, "--record", f"{number}.jsonl", "--forward-to", target.url)

    listeners = [start(number) for number in range(4)]
    kills = 0
    while kills < kills_max and len(target.requests) < count * 0.9:
        goal = len(target.requests) + chance.randrange(200, 900)
        until(lambda: len(target.requests) >= min(goal, count))
        number = chance.randrange(4)
        listeners[number].process.send_signal(signal.SIGKILL)
        listeners[number].wait()
        kills += 1
        listeners[number] = start(number)
    # What the dead had in hand is visible again after its time; so is what the server gives to a receive that died waiting.
    until(lambda: queue.left() == (0, 0))
    for running in listeners:
        assert running.stop() == 0, running.words()

    recorded = collections.Counter()
    for file in tmp_path.glob("*.jsonl"):
        for line in file.read_text().splitlines():
            record = json.loads(line)
            if record["kind"] == "forwarded":
                continue
            assert record["transport"] == "sqs"
            recorded[record["webhook_id"]] += 1
    forwarded = collections.Counter(headers["X-Webhook-Id"] for headers, _ in target.requests)
    assert all(headers["X-Signature"] == sign(body) for headers, body in target.requests)
    assert set(recorded) == sent and set(forwarded) == sent
    again = sum(forwarded.values()) - count
    assert again <= kills * HELD_MAX, f"{again} forwarded twice after {kills} kills"
    print(f"{count} events, {kills} kills: {sum(recorded.values()) - count} recorded twice, {again} forwarded twice")

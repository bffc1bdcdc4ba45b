"""The emulator's events on a queue: an imitation of SQS that checks every signature."""
import base64
import gzip
import json

from sqs_peer import KEYS
from test_emulator import emulator


def types(queue):
    return [json.loads(message.body)["type"] for message in queue.messages]


def test_events_go_to_the_queue(emulator, sqs):
    queue = sqs()
    one = emulator("--sqs-queue-url", queue.url)
    one.call()
    queue.wait(lambda: "call.created" in types(queue))
    line = one.line("delivery")
    assert line["url"] == queue.url and line["result"] == "delivered" and line["webhook_id"] == queue.messages[0].id
    assert one.running.stop() == 0 and not queue.refusals


def test_compressed_as_stream_does(emulator, sqs):
    queue = sqs()
    emulator("--sqs-queue-url", queue.url, "--gzip").call()
    queue.wait(lambda: queue.messages)
    assert json.loads(gzip.decompress(base64.b64decode(queue.messages[0].body)))["type"] == "call.created"


def test_the_last_events_are_sent_before_it_ends(emulator, sqs):
    queue = sqs("events.fifo")
    one = emulator("--sqs-queue-url", queue.url)
    for number in range(12):
        one.call(f"call-{number}")
    assert one.running.stop() == 0
    assert types(queue).count("call.created") == 12
    assert {entry["MessageGroupId"] for entry in queue.sent} == {f"default:call-{number}" for number in range(12)} | {"events"}


def test_a_hook_brings_its_own_keys(emulator, sqs):
    queue = sqs(region="eu-west-2")
    queue.secrets = {"AKIDHOOK": "h00k"}
    one = emulator()
    hook = {"hook_type": "sqs", "enabled": True, "event_types": ["call.ended"], "sqs_queue_url": queue.url, "sqs_region": "eu-west-2",
            "sqs_auth_type": "keys", "sqs_key": "AKIDHOOK", "sqs_secret": "h00k"}
    one.ask("PATCH", "/api/v2/app", {"event_hooks": [{**hook, "sqs_queue_url": "nowhere"}]}, status=400)
    one.ask("PATCH", "/api/v2/app", {"event_hooks": [hook]})
    one.call()
    one.ask("POST", "/api/v2/video/call/default/a/mark_ended", {})
    queue.wait(lambda: queue.messages)
    assert types(queue) == ["call.ended"] and not queue.refusals


def test_a_queue_that_cannot_be_is_said_at_the_start(streamctl, sqs):
    sqs()
    assert "bad URL" in streamctl("emulator", "--port", "0", "--sqs-queue-url", "events", code=2).stderr
    none = {name: "" for name in KEYS}
    assert "no AWS credentials" in streamctl("emulator", "--port", "0", "--sqs-queue-url", "http://127.0.0.1:1/0/q", env=none, code=2).stderr

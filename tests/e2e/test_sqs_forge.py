"""forge --sqs-queue-url against an imitation of SQS that checks every signature."""
import base64
import gzip
import json

import pytest


def reports(done):
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line for line in lines if line["kind"] == "delivery"], lines[-1]


def forge(streamctl, queue, *arguments, **options):
    return streamctl("forge", *arguments, "--sqs-queue-url", queue.url, "-o", "json", **options)


def test_events_are_put_on_the_queue_as_raw_json(streamctl, sqs):
    queue = sqs()
    done = forge(streamctl, queue, "call.created", "call.ended", "--call", "default:blue", env={"STREAM_API_SECRET": ""}, code=0)
    deliveries, summary = reports(done)
    assert [json.loads(message.body)["type"] for message in queue.messages] == ["call.created", "call.ended"]
    assert json.loads(queue.messages[0].body)["call_cid"] == "default:blue"
    assert [delivery["webhook_id"] for delivery in deliveries] == [message.id for message in queue.messages]
    assert deliveries[0]["result"] == "delivered" and deliveries[0]["attempts"][0]["outcome"] == "ok"
    assert (summary["deliveries"], summary["delivered"], summary["failed"]) == (2, 2, 0)
    assert all(set(entry) == {"Id", "MessageBody"} for entry in queue.sent)


def test_compressed_as_stream_does(streamctl, sqs):
    queue = sqs()
    forge(streamctl, queue, "call.created", "--gzip", code=0)
    assert json.loads(gzip.decompress(base64.b64decode(queue.messages[0].body)))["type"] == "call.created"


def test_batches_of_ten(streamctl, sqs):
    queue = sqs()
    forge(streamctl, queue, "call.created", "--count", "95", "--concurrency", "4", code=0)
    batches = [len(body["Entries"]) for action, body in queue.requests if action == "SendMessageBatch"]
    assert sorted(batches) == [5] + [10] * 9 and len(queue.messages) == 95


def test_a_batch_stays_below_the_limit(streamctl, sqs):
    queue = sqs()
    forge(streamctl, queue, "custom", "--set", "custom.pad=" + "x" * 60_000, "--count", "9", code=0)
    assert [len(body["Entries"]) for action, body in queue.requests if action == "SendMessageBatch"] == [4, 4, 1]


def test_what_is_too_large_fails_and_the_rest_is_sent(streamctl, sqs, tmp_path):
    queue = sqs()
    (tmp_path / "big.json").write_text(json.dumps({"custom": {"pad": "x" * 270_000}}))
    done = forge(streamctl, queue, "custom", "--data", "@big.json", code=1)
    deliveries, _ = reports(done)
    assert deliveries[0]["result"] == "failed" and "256 KiB" in deliveries[0]["attempts"][0]["error"] and not queue.messages
    forge(streamctl, queue, "custom", "--data", "@big.json", "--gzip", code=0)


def test_a_fifo_queue_gets_groups_and_ids(streamctl, sqs):
    queue = sqs("events.fifo")
    forge(streamctl, queue, "call.created", "call.ended", "--call", "default:blue", "--concurrency", "8", code=0)
    assert [entry["MessageGroupId"] for entry in queue.sent] == ["default:blue"] * 2
    assert len({entry["MessageDeduplicationId"] for entry in queue.sent}) == 2


@pytest.mark.parametrize("fault, errors", [(503, 1), ("drop", 1), ((400, "ThrottlingException"), 1), ("half", 1)], ids=str)
def test_what_may_pass_is_tried_again(streamctl, sqs, fault, errors):
    queue = sqs()
    queue.faults["SendMessageBatch"] = [fault]
    deliveries, summary = reports(forge(streamctl, queue, "call.created", "--count", "10", code=0))
    assert len(queue.messages) == 10 and summary["delivered"] == 10
    tries = sorted(len(delivery["attempts"]) for delivery in deliveries)
    assert tries == ([1] * 5 + [2] * 5 if fault == "half" else [2] * 10)


def test_without_retries_it_fails(streamctl, sqs):
    queue = sqs()
    queue.faults["SendMessageBatch"] = [503]
    deliveries, _ = reports(forge(streamctl, queue, "call.created", "--no-retry", code=1))
    assert deliveries[0]["attempts"][0]["status"] == 503 and "InternalError" in deliveries[0]["attempts"][0]["error"]


@pytest.mark.parametrize("code, hint", [("QueueDoesNotExist", "check the URL"), ("AccessDenied", "sqs:SendMessage"), ("InvalidClientTokenId", "AWS_PROFILE")])
def test_what_will_not_pass_fails_at_once_with_a_hint(streamctl, sqs, code, hint):
    queue = sqs()
    queue.faults["SendMessageBatch"] = [(400, code)]
    done = streamctl("forge", "call.created", "--sqs-queue-url", queue.url, code=1)
    assert code in done.stdout and len(queue.requests) == 1
    assert done.stderr.startswith("hint: ") and hint in done.stderr and done.stderr.count("\n") == 1


def test_a_queue_that_cannot_be_reached_is_a_failed_delivery(streamctl, sqs):
    sqs()
    done = streamctl("forge", "call.created", "--sqs-queue-url", "http://127.0.0.1:1/0/q", code=1)
    assert "connection refused" in done.stdout and "AWS_ENDPOINT_URL_SQS" in done.stderr and "--to" not in done.stderr


@pytest.mark.parametrize("arguments", [["--to", "http://127.0.0.1:1/"], ["--signature", "wrong"], ["-H", "A: b"], ["--print"]], ids=str)
def test_what_means_nothing_to_a_queue_is_refused(streamctl, sqs, arguments):
    queue = sqs()
    assert "means nothing to a queue" in streamctl("forge", "call.created", "--sqs-queue-url", queue.url, *arguments, code=2).stderr


def test_the_same_seed_gives_the_same_bodies(streamctl, sqs):
    queue = sqs()
    for _ in range(2):
        forge(streamctl, queue, "call.created", "--count", "3", "--seed", "7", code=0)
    bodies = [message.body for message in queue.messages]
    assert bodies[:3] == bodies[3:] and len(set(bodies)) == 3

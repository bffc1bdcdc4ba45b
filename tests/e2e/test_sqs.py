"""listen --sqs-queue-url against an imitation of SQS that checks every signature."""
import base64
import gzip
import json
import signal

import pytest
from conftest import SECRET, event, post, sign
from sqs_peer import KEYS


def listen(streamctl, queue, *arguments, **options):
    return streamctl.listen("--sqs-queue-url", queue.url, *arguments, **options)


def types(running):
    return [record["type"] for record in running.records()]


def test_events_are_shown_recorded_and_deleted(streamctl, sqs, tmp_path):
    queue = sqs()
    ids = queue.put(event("call.created"), event("call.ended", n=2))
    running = listen(streamctl, queue, "--record", "c.jsonl")
    queue.wait(lambda: len(queue.deleted) == 2)
    assert running.stop() == 0 and not queue.messages and not queue.refusals
    shown = running.records()
    assert shown == [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    first = shown[0]
    assert {"transport": "sqs", "verified": False, "webhook_id": ids[0], "attempt": 1, "type": "call.created", "call_cid": "default:standup",
            "remote": queue.url, "body": event("call.created").decode()}.items() <= first.items()
    assert "Queue: 2 received, 2 deleted\n" in running.words() and "2 accepted" in running.words()


def test_every_form_of_a_body_is_read(streamctl, sqs):
    queue = sqs()
    raw = event("call.created", name="Ünï")
    packed = base64.b64encode(gzip.compress(raw)).decode()
    forms = [raw.decode(), base64.b64encode(raw).decode(), packed]
    queue.put(*forms, *(json.dumps({"Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:x", "Message": form}) for form in forms))
    running = listen(streamctl, queue, "--count", "6", "--timeout", "30s")
    assert running.wait() == 0
    assert [record["body"] for record in running.records()] == [raw.decode()] * 6
    assert len(queue.deleted) == 6


def test_forwarded_as_a_signed_webhook_and_left_where_it_fails(streamctl, sqs, peer):
    queue, target = sqs(visibility=10), peer(503, 200)
    id, = queue.put(event("call.created"))
    running = listen(streamctl, queue, "--forward-to", target.url, "--count", "1", "--timeout", "50s")
    target_saw = lambda count: (lambda: len(target.requests) >= count)
    queue.wait(target_saw(1))
    with queue.changed:  # As if its time were up.
        queue.changed.wait_for(lambda: queue.messages and queue.messages[0].hidden(), 10)
        queue.messages[0].visible_at = 0
        queue.changed.notify_all()
    assert running.wait() == 0
    assert queue.deleted == [id]
    for number, (headers, body) in enumerate(target.requests, 1):
        assert body == event("call.created") and headers["X-Signature"] == sign(body) and headers["Content-Type"] == "application/json"
        assert (headers["X-Webhook-Id"], headers["X-Api-Key"]) == (id, "key")
        assert int(headers["X-Webhook-Attempt"]) >= number  # It may have been received while it was still in hand, too.
    first, second = [record["attempt"] for record in running.records()]
    assert first == 1 < second
    assert "1 left to come again" in running.words() and "1 retry" in running.words()


def test_poison_is_counted_and_left(streamctl, sqs):
    queue = sqs()
    bad = queue.put("not json", "[1]", base64.b64encode(b"\x1f\x8bbroken").decode(), "")
    good, = queue.put(event())
    running = listen(streamctl, queue)
    queue.wait(lambda: queue.deleted == [good])
    assert running.stop() == 0 and [message.id for message in queue.messages] == bad
    assert types(running) == ["call.created"] and "4 refused" in running.words() and "4 left to come again" in running.words()


def test_what_cannot_be_recorded_is_left(streamctl, sqs):
    queue = sqs()
    queue.put(event())
    running = listen(streamctl, queue, "--record", "/dev/full")
    running.err.until(lambda line: "cannot record" in line)
    assert running.stop() == 0 and not queue.deleted and "1 left to come again" in running.words()


def test_filters_choose_and_what_they_leave_out_is_deleted(streamctl, sqs):
    queue = sqs()
    queue.put(event("call.created"), event("custom"))
    running = listen(streamctl, queue, "--type", "custom")
    queue.wait(lambda: len(queue.deleted) == 2)
    assert running.stop() == 0 and types(running) == ["custom"]


def test_http_and_queue_together(streamctl, sqs):
    queue = sqs()
    queue.put(event("call.created"))
    running = listen(streamctl, queue, "--expect", "call.created", "--expect", "custom", "--timeout", "30s")
    queue.wait(lambda: queue.deleted)
    assert post(running.url, event("custom"))[0] == 200
    assert running.wait() == 0 and types(running) == ["call.created", "custom"]


@pytest.mark.parametrize("action", ["ReceiveMessage", "DeleteMessageBatch"])
def test_what_may_pass_is_waited_out(streamctl, sqs, action):
    queue = sqs()
    queue.faults[action] = [503, "drop", (400, "RequestThrottled"), 500]
    queue.put(*(event(n=n) for n in range(25)))
    running = listen(streamctl, queue)
    queue.wait(lambda: len(queue.deleted) == 25)
    assert running.stop() == 0 and not queue.messages and len(set(queue.deleted)) == 25
    words = running.words()
    assert words.count("trying again") == 1 and words.count("the queue answers again") == 1, words


def test_half_a_batch_that_is_not_deleted_is_tried_again(streamctl, sqs):
    queue = sqs()
    queue.faults["DeleteMessageBatch"] = ["half"] * 3
    queue.put(*(event(n=n) for n in range(10)))
    running = listen(streamctl, queue)
    queue.wait(lambda: len(queue.deleted) == 10)
    assert running.stop() == 0 and not queue.messages and len(types(running)) == 10


def test_a_receipt_that_is_refused_is_given_up(streamctl, sqs, peer):
    queue, target = sqs(), peer(("wait", 0.3, 200), 200)
    queue.put(event())
    running = listen(streamctl, queue, "--forward-to", target.url)
    queue.wait(lambda: queue.messages[0].received)
    with queue.changed:
        queue.messages[0].receipt = "another's"
    queue.wait(lambda: "DeleteMessageBatch" in [action for action, _ in queue.requests])
    assert running.stop() == 0 and "1 that could not be deleted" in running.words()


def deliver_again(queue, id):
    """Once it is deleted, and whoever deleted it knows: another was, after it."""
    queue.wait(lambda: queue.deleted == [id])
    other, = queue.put(event())
    queue.wait(lambda: queue.deleted == [id, other])
    queue.again(id)
    queue.wait(lambda: queue.deleted == [id, other, id])


def test_a_message_that_comes_again_is_marked(streamctl, sqs):
    queue = sqs()
    id, = queue.put(event())
    running = listen(streamctl, queue)
    deliver_again(queue, id)
    assert running.stop() == 0 and [record["attempt"] for record in running.records()] == [1, 1, 2]
    assert "1 retry, 1 duplicate" in running.words()


def test_dedupe_hides_it(streamctl, sqs):
    queue = sqs()
    id, = queue.put(event())
    running = listen(streamctl, queue, "--dedupe")
    deliver_again(queue, id)
    assert running.stop() == 0 and len(types(running)) == 2


def test_expired_keys_are_read_again_from_their_file(streamctl, sqs, tmp_path):
    queue = sqs()
    for name in KEYS:
        del streamctl.environment[name]
    file = tmp_path / "aws-credentials"
    streamctl.environment |= {"AWS_SHARED_CREDENTIALS_FILE": str(file), "AWS_PROFILE": "dev"}

    def write(token):
        secret = KEYS["AWS_SECRET_ACCESS_KEY"]
        new = tmp_path / "new"
        new.write_text(f"[dev]\naws_access_key_id = ASIADEV\naws_secret_access_key = {secret}\naws_session_token = {token}\n")
        new.rename(file)
        queue.secrets["ASIADEV"] = secret

    write("first")
    queue.tokens["ASIADEV"] = "first"
    running = listen(streamctl, queue)
    queue.put(event(n=1))
    queue.wait(lambda: len(queue.deleted) == 1)
    write("second")
    with queue.changed:
        queue.tokens["ASIADEV"] = "second"
    queue.put(event(n=2))
    queue.wait(lambda: len(queue.deleted) == 2)
    assert running.stop() == 0 and "ExpiredToken" in queue.refusals
    assert len(types(running)) == 2 and "second" not in running.words()


def test_expired_keys_of_the_environment_are_the_end(streamctl, sqs):
    queue = sqs()
    queue.tokens[KEYS["AWS_ACCESS_KEY_ID"]] = "good"
    running = listen(streamctl, queue, env={"AWS_SESSION_TOKEN": "good"})
    with queue.changed:
        queue.tokens[KEYS["AWS_ACCESS_KEY_ID"]] = "new"
    queue.put(event())
    assert running.wait() == 1
    assert "the AWS credentials are not accepted: ExpiredToken" in running.words() and "new temporary credentials" in running.words()


@pytest.mark.parametrize("fault, code, words", [
    ((400, "QueueDoesNotExist"), 1, ["no such queue", "hint: check the URL"]),
    ((403, "InvalidClientTokenId"), 1, ["not accepted", "AWS_ACCESS_KEY_ID"]),
    ("drop", 3, ["no answer", "AWS_ENDPOINT_URL_SQS"]), (500, 1, ["the server fails", "try again"])], ids=str)
def test_what_is_wrong_at_the_start_is_one_line(streamctl, sqs, fault, code, words):
    queue = sqs()
    queue.faults["GetQueueAttributes"] = [fault]
    done = streamctl("listen", "--port", "0", "--sqs-queue-url", queue.url, code=code)
    assert all(word in done.stderr for word in words) and done.stderr.count("\n") <= 2 and done.stdout == ""


def test_throttled_at_the_start_is_waited_out(streamctl, sqs):
    queue = sqs()
    queue.faults["GetQueueAttributes"] = [(400, "RequestThrottled")]
    queue.put(event())
    assert listen(streamctl, queue, "--count", "1").wait() == 0 and queue.deleted


def test_denied_where_it_matters_is_the_end(streamctl, sqs):
    queue = sqs()
    queue.faults["GetQueueAttributes"] = [(403, "AccessDenied")]  # Who may not ask that may receive.
    queue.faults["ReceiveMessage"] = [(403, "AccessDenied")]
    running = listen(streamctl, queue)
    assert running.wait() == 1 and "access denied" in running.words() and "sqs:ReceiveMessage" in running.words()


def test_a_denied_deletion_is_the_end_at_once(streamctl, sqs):
    queue = sqs()
    queue.faults["DeleteMessageBatch"] = [(403, "AccessDenied")] * 1000
    message, = queue.put(event())
    running = listen(streamctl, queue)
    assert running.wait() == 1 and "access denied" in running.words() and "DeleteMessage" in running.words()
    assert "1 that could not be deleted" in running.words()
    assert [action for action, _ in queue.requests].count("DeleteMessageBatch") == 1
    assert [(one.id, one.received) for one in queue.messages] == [(message, 1)]


@pytest.mark.parametrize("arguments, env, words", [
    (["--sqs-queue-url", "events"], {}, "bad URL"), (["--sqs-queue-url", ""], {}, "--sqs-queue-url: it is empty"), (["--aws-region", "x-1"], {}, "no queue"), (["--sqs-receivers", "2"], {}, "no queue"),
    (["--sqs-queue-url", "http://127.0.0.1:1/0/q", "--sqs-receivers", "0"], {}, "--sqs-receivers"),
    (["--sqs-queue-url", "http://127.0.0.1:1/0/q"], {"AWS_SECRET_ACCESS_KEY": ""}, "AWS_SECRET_ACCESS_KEY is not"),
    (["--sqs-queue-url", "http://127.0.0.1:1/0/q"], {"AWS_ENDPOINT_URL_SQS": "foo"}, "AWS_ENDPOINT_URL_SQS: bad URL 'foo'"),
    (["--sqs-queue-url", "http://127.0.0.1:1/0/q"], {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "no AWS credentials")], ids=str)
def test_what_makes_no_sense_is_said_at_once(streamctl, sqs, arguments, env, words):
    sqs()
    done = streamctl("listen", "--port", "0", *arguments, env=env, code=2)
    assert words in done.stderr and done.stderr.count("\n") <= 2


def test_a_queue_that_cannot_be_reached_is_3(streamctl, sqs):
    sqs()
    assert "connection refused" in streamctl("listen", "--port", "0", "--sqs-queue-url", "http://127.0.0.1:1/0/q", code=3).stderr


def test_the_endpoint_and_the_region_may_be_given(streamctl, sqs):
    queue = sqs(region="eu-north-1")
    queue.url = "https://sqs.eu-north-1.amazonaws.com/000000000000/events"
    queue.put(event())
    running = listen(streamctl, queue, "--count", "1", env={"AWS_ENDPOINT_URL_SQS": queue.endpoint})
    assert running.wait() == 0
    queue.url = queue.endpoint + "/0/q"
    queue.put(event())
    assert listen(streamctl, queue, "--count", "1", "--aws-region", "eu-north-1").wait() == 0


def test_no_secret_is_shown(streamctl, sqs):
    queue = sqs()
    queue.put(event())
    queue.tokens[KEYS["AWS_ACCESS_KEY_ID"]] = "s3ssion-token"
    running = listen(streamctl, queue, "--count", "1", "--verbose", env={"AWS_SESSION_TOKEN": "s3ssion-token"})
    assert running.wait() == 0
    words = running.words()
    assert "AmazonSQS.ReceiveMessage" in words
    assert not any(secret in words for secret in (SECRET, KEYS["AWS_SECRET_ACCESS_KEY"], "s3ssion-token"))


def test_a_queue_without_redrive_is_warned_of(streamctl, sqs):
    queue = sqs(redrive=False)
    running = listen(streamctl, queue)
    assert running.stop() == 0 and "no redrive policy" in running.words()


@pytest.mark.timing
def test_visibility_is_extended_while_forwarding_runs_long(streamctl, sqs, peer):
    queue, target = sqs(visibility=1), peer(("wait", 6, 200))
    id, = queue.put(event())
    running = listen(streamctl, queue, "--forward-to", target.url, "--attempt-timeout", "20s")
    queue.wait(lambda: queue.deleted == [id])
    assert running.stop() == 0 and queue.changes == [(id, 10)] and len(target.requests) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_loses_nothing_and_gives_back_what_is_unfinished(streamctl, sqs, peer, number):
    queue, target = sqs("events.fifo"), peer(("wait", 0.5, 200))
    ids = queue.put(*(event(n=n) for n in range(5)), group="a")
    running = listen(streamctl, queue, "--forward-to", target.url, "--record", "c.jsonl")
    queue.wait(lambda: target.requests)
    assert running.stop(number) == 0
    # The first was under way, and is done; those behind it, which no one else could get, are free at once.
    assert queue.deleted == ids[:1] and set(queue.changes) == {(id, 0) for id in ids[1:]}
    assert not any(message.hidden() for message in queue.messages)
    assert "1 received, 1 deleted, " in running.words() and "given back" in running.words()


def test_a_stop_gives_back_what_the_target_has_not_taken(streamctl, sqs, peer):
    queue, target = sqs(visibility=30), peer("hang")
    id, = queue.put(event())
    running = listen(streamctl, queue, "--forward-to", target.url, "--attempt-timeout", "2s")
    queue.wait(lambda: target.requests)
    assert running.stop() == 0 and not queue.deleted
    assert set(queue.changes) == {(id, 0)} and not queue.messages[0].hidden() and "1 received, 0 deleted, " in running.words()


@pytest.mark.timing
def test_a_stop_gives_back_what_a_receive_is_about_to_bring(streamctl, sqs):
    queue = sqs()
    queue.faults["ReceiveMessage"] = ["late"]
    ids = queue.put(event(n=1), event(n=2))
    running = listen(streamctl, queue)
    queue.wait(lambda: queue.messages[0].received)
    assert running.stop() == 0 and not running.records()
    assert queue.changes == [(id, 0) for id in ids] and "0 received, 0 deleted, 2 given back" in running.words()


@pytest.mark.parametrize("arguments", [[], ["--record", "c.jsonl"], ["--type", "custom"]], ids=str)
def test_no_more_are_taken_off_the_queue_than_count(streamctl, sqs, arguments):
    queue = sqs()
    ids = queue.put(*(event("custom", n=n) for n in range(40)))
    assert listen(streamctl, queue, "--count", "13", *arguments).wait() == 0
    # Two batches may be deleted in any order.
    assert sorted(queue.deleted) == sorted(ids[:13]) and [message.received for message in queue.messages] == [0] * 27


def test_what_a_count_leaves_out_makes_room_for_others(streamctl, sqs, peer):
    queue, target = sqs(), peer(503, 200)
    failed, *rest = queue.put("poison", event("custom"), event("call.created", n=1), event("call.created", n=2), event("call.created", n=3))
    running = listen(streamctl, queue, "--count", "1", "--type", "call.*", "--forward-to", target.url)
    assert running.wait() == 0 and queue.deleted == [rest[0], rest[2]]
    assert [message.received for message in queue.messages] == [1, 1, 0]


def test_a_group_keeps_its_order_through_failures(streamctl, sqs, peer):
    queue, target = sqs("events.fifo"), peer(200, 200, 503, 200)
    bodies = [event(n=n) for n in range(8)]
    ids = queue.put(*bodies, group="a")
    running = listen(streamctl, queue, "--forward-to", target.url)
    queue.wait(lambda: len(target.requests) >= 3)
    queue.wait(lambda: len(queue.changes) == 5 and len(queue.deleted) == 2)
    with queue.changed:  # The third waits for its time; nothing passes it.
        assert len(target.requests) == 3
        queue.messages[0].visible_at = 0
        queue.changed.notify_all()
    queue.wait(lambda: len(queue.deleted) == 8)
    assert running.stop() == 0 and queue.deleted == ids
    assert [body for _, body in target.requests] == bodies[:3] + bodies[2:]


def test_groups_do_not_wait_for_one_another(streamctl, sqs, peer):
    queue, target = sqs("events.fifo"), peer(("wait", 1, 200), 200)
    slow = queue.put(event(n=1), event(n=2), group="slow")
    quick = queue.put(event(n=3), event(n=4), group="quick")
    running = listen(streamctl, queue, "--forward-to", target.url)
    queue.wait(lambda: len(queue.deleted) == 4)
    if target.requests[0][1] == event(n=3):  # The first arrival waits.
        slow, quick = quick, slow
    assert running.stop() == 0 and queue.deleted == quick + slow


def test_several_receives_only_while_there_is_much(streamctl, sqs):
    queue = sqs()
    queue.put(*(event(n=n) for n in range(200)))
    running = listen(streamctl, queue, "--sqs-receivers", "4")
    queue.wait(lambda: len(queue.deleted) == 200)
    assert running.stop() == 0
    receives = [body for action, body in queue.requests if action == "ReceiveMessage"]
    deletes = [body for action, body in queue.requests if action == "DeleteMessageBatch"]
    assert all(body["MaxNumberOfMessages"] == 10 and body["WaitTimeSeconds"] == 20 for body in receives)
    assert len(receives) <= 30 and len(deletes) <= 40

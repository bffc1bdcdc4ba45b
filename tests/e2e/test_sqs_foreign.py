"""Queue messages that are not events, servers of another protocol, and listeners that share a machine."""
import hashlib
import json
import os
import pathlib
import re

import pytest
import quiet_http
from conftest import event, post

S3_TEST = '{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-27T00:00:00.000Z","Bucket":"b"}'
FOREIGN = [
    (S3_TEST, "a test message of Amazon S3"),
    ('{"Event":"s3:TestEvent"}', "a test message of Amazon S3"),
    ('{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put"}]}', "a notification of Amazon S3"),
    ('{"version":"0","detail-type":"Object Created","source":"aws.s3","detail":{}}', "an event of Amazon EventBridge"),
    ('{"Type":"Notification","TopicArn":"arn:aws:sns:x","Message":"{\\"Records\\":[{\\"eventSource\\":\\"aws:s3\\"}]}"}', "a notification of Amazon S3"),
    ('{"Type":"SubscriptionConfirmation","Message":"You have chosen to subscribe"}', "a confirmation of Amazon SNS"),
    ("{}", "JSON without a type"),
    ('{"type":7}', "JSON whose type is no name"),
    ('{"order":1,"created_at":"2026-11-27T00:00:00Z"}', "JSON without a type"),
    ("hello", "text that is no JSON"),
    ('{"type":"  "}', "JSON whose type is no name"),
    ('{"type":"object","properties":{}}', "JSON whose type is none of Stream's"),
    ('{"type":"AWS::S3::Test","Event":"s3:TestEvent"}', "a test message of Amazon S3"),
    ('{"object":"event","type":"invoice.paid"}', "JSON whose type is none of Stream's"),
]


@pytest.mark.parametrize("body, likeness", FOREIGN)
def test_what_is_no_event_stays_on_the_queue(streamctl, sqs, tmp_path, body, likeness):
    queue = sqs()
    foreign, = queue.put(body)
    good, = queue.put(event("call.created"))
    running = streamctl.listen("--sqs-queue-url", queue.url, "--record", "c.jsonl")
    queue.wait(lambda: queue.deleted == [good])
    assert running.stop() == 0
    assert [message.id for message in queue.messages] == [foreign] and queue.deleted == [good]
    assert [json.loads(line)["type"] for line in (tmp_path / "c.jsonl").read_text().splitlines()] == ["call.created"]
    words = running.words()
    assert f"message {foreign} is refused and stays on the queue" in words and likeness in words
    assert "1 refused" in words and "1 left to come again" in words


def test_it_is_said_once(streamctl, sqs):
    queue = sqs()
    foreign = queue.put(*[S3_TEST] * 5)
    good, = queue.put(event())
    running = streamctl.listen("--sqs-queue-url", queue.url)
    queue.wait(lambda: queue.deleted == [good])
    with queue.changed:  # They are redelivered.
        for message in queue.messages:
            message.visible_at = 0
        queue.changed.notify_all()
    queue.wait(lambda: all(message.received > 1 for message in queue.messages))
    assert running.stop() == 0 and [message.id for message in queue.messages] == foreign
    assert running.words().count("stays on the queue") == 1


def test_each_likeness_is_said_once(streamctl, sqs):
    queue = sqs()
    queue.put(S3_TEST, "hello", S3_TEST, "hello")
    good, = queue.put(event())
    running = streamctl.listen("--sqs-queue-url", queue.url)
    queue.wait(lambda: queue.deleted == [good])
    assert running.stop() == 0
    warnings = [line for line in running.words().splitlines() if "stays on the queue" in line]
    assert len(warnings) == 2
    assert sum("a test message of Amazon S3" in line for line in warnings) == 1
    assert sum("text that is no JSON" in line for line in warnings) == 1


def test_over_http_an_object_without_a_type_is_taken(streamctl):
    assert post(streamctl.listen().url, b'{"Event":"s3:TestEvent"}')[0] == 200


def test_a_body_that_is_not_what_its_sum_is_of_stays_on_the_queue(streamctl, sqs):
    queue = sqs()
    damaged, = queue.put(event("call.ended"))
    good, = queue.put(event("call.created"))
    receive = queue.ReceiveMessage

    def with_sums(body, connection):
        answer = receive(body, connection)
        for message in answer.get("Messages", []):
            sum = hashlib.md5(message["Body"].encode()).hexdigest()
            message["MD5OfBody"] = "0" * 32 if message["MessageId"] == damaged else sum
        return answer

    queue.ReceiveMessage = with_sums
    running = streamctl.listen("--sqs-queue-url", queue.url)
    queue.wait(lambda: queue.deleted == [good])
    assert running.stop() == 0 and [message.id for message in queue.messages] == [damaged]
    assert [record["type"] for record in running.records()] == ["call.created"]
    assert running.words().count("MD5OfBody") == 1 and "1 left to come again" in running.words()


@pytest.mark.parametrize("arguments", [[], ["--record", "c.jsonl"]], ids=["shown", "recorded"])
def test_more_messages_than_were_asked_for_are_all_deleted(streamctl, sqs, arguments):
    queue = sqs()
    ids = queue.put(*(event("custom", n=n) for n in range(1000)))
    ready = queue.ready
    queue.ready = lambda count: ready(1000)
    running = streamctl.listen("--sqs-queue-url", queue.url, *arguments)
    queue.wait(lambda: len(queue.deleted) == 1000)
    assert running.stop() == 0 and sorted(queue.deleted) == sorted(ids) and not queue.messages
    assert "1,000 received, 1,000 deleted\n" in running.words()


class Answering:
    """A server that gives every request the same answer."""

    def __init__(self, status, body, content_type):
        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = quiet_http.Server(Handler, None)
        self.url = f"{self._server.url}/000000000000/events"
        self.close = self._server.close


QUERY = (b'<?xml version="1.0"?>\n<ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type>'
         b"<Code>%s</Code><Message>The action or operation requested is &quot;invalid&quot;.</Message><Detail/></Error></ErrorResponse>")


@pytest.mark.parametrize("status, body, says, hint", [
    (400, QUERY % b"InvalidAction", 'refused: InvalidAction: The action or operation requested is "invalid". (HTTP 400)', "old query protocol"),
    (400, QUERY % b"AWS.SimpleQueueService.NonExistentQueue", "no such queue: AWS.SimpleQueueService.NonExistentQueue", "old query protocol"),
    (400, b"<Response><Errors><Error><Code>MissingAction</Code><Message>m</Message></Error></Errors></Response>",
     "refused: MissingAction: m (HTTP 400)", "JSON protocol: update it"),
    (200, b"<GetQueueAttributesResponse/>", "the answer is not SQS's", "old query protocol"),
    (403, b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
     "access denied: AccessDenied: Access Denied (HTTP 403)", "is the URL, or AWS_ENDPOINT_URL_SQS, one of SQS?"),
    (404, b"<!DOCTYPE html><html><body>Not Found</body></html>", "refused (HTTP 404)", "a web page answers there"),
    (403, b"<!DOCTYPE ErrorResponse><ErrorResponse><Error><Code>AccessDenied</Code><Message><![CDATA[a <b> & c]]></Message></Error></ErrorResponse>",
     "access denied: AccessDenied: a <b> & c (HTTP 403)", "old query protocol"),
    (400, QUERY % b"\x1b[31mEvil", "\\u001b[31mEvil", "old query protocol"),
])
@pytest.mark.parametrize("command", ["listen", "forge"])
def test_another_protocols_answer_is_explained(streamctl, sqs, command, status, body, says, hint):
    sqs()  # For its keys.
    server = Answering(status, body, "text/xml")
    if command == "listen":
        done = streamctl("listen", "--sqs-queue-url", server.url, "--for", "5s", "--no-history")
    else:
        done = streamctl("forge", "call.created", "--sqs-queue-url", server.url, "--no-retry")
    server.close()
    words = done.stdout + done.stderr
    assert done.returncode == 1 and hint in words and "\x1b" not in words, words
    if command == "listen":
        assert says in words, words


def listening_ports(pid):
    """The ports that a process listens on, by the kernel."""
    inodes = set()
    for name in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes |= set(re.findall(r"socket:\[(\d+)\]", os.readlink(name)))
        except FileNotFoundError:
            pass
    rows = [line.split() for table in ("tcp", "tcp6") for line in pathlib.Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]]
    return [int(row[1].rsplit(":", 1)[1], 16) for row in rows if row[3] == "0A" and row[9] in inodes]


def test_two_listeners_share_a_queue_on_one_machine(streamctl, sqs):
    queue = sqs()
    both = [streamctl.start("listen", "--sqs-queue-url", queue.url, "-o", "json") for _ in range(2)]
    for running in both:
        assert json.loads(running.out.next()) == {"kind": "listening", "sqs_queue_url": queue.url}
        assert listening_ports(running.process.pid) == []
    ids = queue.put(*(event("custom", n=n) for n in range(50)))
    queue.wait(lambda: len(queue.deleted) == 50)
    assert [running.stop() for running in both] == [0, 0]
    taken = [record["webhook_id"] for running in both for record in running.records()]
    assert sorted(taken) == sorted(ids)
    for running in both:
        assert "Listening on" not in running.words() and f"Taking events from {queue.url}" in running.words()
        assert f"streamctl forge call.created --sqs-queue-url {queue.url}" in running.words()


@pytest.mark.parametrize("arguments", [["--port", "0"], ["--port", "0", "--host", "127.0.0.1"], ["--port", "0", "--path", "/hooks"]], ids=str)
def test_an_endpoint_is_opened_where_it_is_asked_for(streamctl, sqs, arguments):
    queue = sqs()
    running = streamctl.start("listen", "--sqs-queue-url", queue.url, "-o", "json", *arguments)
    first = json.loads(running.out.next())
    assert first["sqs_queue_url"] == queue.url and len(listening_ports(running.process.pid)) == 1
    assert post(first["url"], event("custom"))[0] == 200
    assert running.stop() == 0


def test_a_command_beside_a_queue_finds_no_url(streamctl, sqs):
    queue = sqs()
    queue.put(event())
    done = streamctl("listen", "--sqs-queue-url", queue.url, "--expect", "call.created", "--timeout", "30s", "--",
                     "sh", "-c", "echo url=${STREAMCTL_WEBHOOK_URL-none}", code=0)
    assert "url=none" in done.stdout


@pytest.mark.parametrize("end, code", [(["--for", "200ms"], 0), (["--expect", "call.ended", "--timeout", "200ms"], 1)], ids=str)
def test_a_queue_alone_comes_to_an_end(streamctl, sqs, end, code):
    queue = sqs()
    done = streamctl("listen", "--sqs-queue-url", queue.url, *end, code=code)
    if code:
        assert f"are events sent to {queue.url}?" in done.stderr

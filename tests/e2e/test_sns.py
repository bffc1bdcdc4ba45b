"""listen as an endpoint of Amazon SNS, whose messages openssl signs."""
import base64
import gzip
import json
import signal
import threading

import pytest
from conftest import event, post, sign
from sns_peer import TOPIC, SnsPeer, make_certificate
from terminal import DRIVING, EVIL, Terminal

SUBSCRIBE = "SubscriptionConfirmation"


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sns")
    make_certificate(folder)
    return folder


@pytest.fixture
def sns(streamctl, keys):
    peer = SnsPeer(keys)
    streamctl.environment["AWS_ENDPOINT_URL_SNS"] = peer.url
    yield peer
    peer.close()


def listen(streamctl, *arguments, topic=TOPIC, **options):
    return streamctl.listen("--sns-topic", topic, *arguments, **options)


def lines(running, kind):
    return [line for line in map(json.loads, running.out.rest()) if line.get("kind") == kind]


def refusal(running, answered):
    """The line of the one that was refused, which agrees with the answer."""
    assert running.stop() == 0
    line, = lines(running, "refused")
    assert not running.records() and line["status"] == answered[0]
    assert json.loads(answered[1])["error"]["code"] == line["code"]
    return line


@pytest.mark.parametrize("version", ["1", "2"])
def test_notifications_are_events(streamctl, sns, version, tmp_path):
    running = listen(streamctl, "--record", "c.jsonl")
    body = event("call.created", name="Ünï\n")
    forms = [body.decode(), base64.b64encode(body).decode(), base64.b64encode(gzip.compress(body)).decode()]
    messages = [sns.message(form, version=version, **({"Subject": "One"} if n else {})) for n, form in enumerate(forms)]
    assert [sns.post(running.url, message)[0] for message in messages] == [200] * 3
    assert running.stop() == 0
    records = running.records()
    assert records == [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    for record, message in zip(records, messages, strict=True):
        assert {"transport": "webhook", "verified": True, "webhook_id": message["MessageId"], "attempt": 1, "type": "call.created",
                "call_cid": "default:standup", "body": body.decode()}.items() <= record.items()
        assert record["headers"]["X-Amz-Sns-Message-Type"] == "Notification" and record["remote"].startswith("127.0.0.1:")
    assert sns.asked == ["/sns.pem"], "the certificate is fetched once"


def test_many_at_once_wait_for_one_certificate(streamctl, sns):
    running = listen(streamctl, "--count", "20", "--timeout", "40s")
    messages = [sns.message(event(n=n).decode()) for n in range(20)]
    threads = [threading.Thread(target=sns.post, args=(running.url, message)) for message in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert running.wait() == 0 and sns.asked == ["/sns.pem"]


def test_forwarded_as_a_signed_webhook_and_answered_as_the_target(streamctl, sns, peer):
    target = peer(503, 200)
    running = listen(streamctl, "--forward-to", target.url, "--type", "call.*")
    message = sns.message(base64.b64encode(event()).decode())
    assert sns.post(running.url, sns.message(event("custom").decode()))[0] == 200  # Left out by the filter.
    assert [sns.post(running.url, message)[0] for _ in range(2)] == [503, 200]
    assert running.stop() == 0
    for attempt, (headers, body) in enumerate(target.requests, 1):
        assert body == event() and headers["X-Signature"] == sign(body) and headers["X-Api-Key"] == "key"
        assert (headers["X-Webhook-Id"], headers["X-Webhook-Attempt"]) == (message["MessageId"], str(attempt))
        assert not any(name.lower().startswith("x-amz") for name in headers)
    assert len(target.requests) == 2 and [record["attempt"] for record in running.records()] == [1, 2]


def test_stream_s_own_webhooks_come_as_ever_beside_it(streamctl, sns):
    running = listen(streamctl)
    assert post(running.url, event())[0] == 200
    assert post(running.url, event(), secret="other")[0] == 401
    # Saying so in a header field lets nobody past the signature.
    assert post(running.url, event(), {"x-amz-sns-message-type": "Notification"})[0] == 400


TAMPERED = [("Message", event("custom").decode()), ("MessageId", "other"), ("Timestamp", "2027-11-23T17:00:00.123Z"), ("Subject", "new"),
            ("SignatureVersion", "1"), ("Signature", base64.b64encode(bytes(256)).decode())]


@pytest.mark.parametrize("field, value", TAMPERED)
def test_a_tampered_message_is_refused(streamctl, sns, field, value):
    running = listen(streamctl)
    answered = sns.post(running.url, {**sns.message(event().decode()), field: value})
    line = refusal(running, answered)
    assert (line["status"], line["code"], line["note"]) == (401, "not_from_sns", "the signature does not match the message")


@pytest.mark.parametrize("changed, said", [
    ({"SigningCertURL": "http://127.0.0.1:1/sns.pem"}, "SigningCertURL"),
    ({"SigningCertURL": "https://sns.us-east-1.amazonaws.com/sns.pem"}, "SigningCertURL"),  # Not while another stands in AWS's place.
    ({"SignatureVersion": "3"}, "SignatureVersion"),
    ({"Signature": "not base64"}, "base64"),
    ({"Signature": ""}, "no signature"),
])
def test_what_names_no_certificate_of_sns_is_refused_without_asking(streamctl, sns, changed, said):
    running = listen(streamctl)
    line = refusal(running, sns.post(running.url, {**sns.message(event().decode()), **changed}))
    assert line["status"] == 401 and said in line["note"] and not sns.asked


def test_by_default_only_aws_s_own_hosts_are_asked(streamctl, sns):
    running = listen(streamctl, env={"AWS_ENDPOINT_URL_SNS": ""})
    line = refusal(running, sns.post(running.url, sns.message(event().decode())))
    assert line["code"] == "not_from_sns" and "is not Amazon SNS's" in line["note"] and not sns.asked


@pytest.mark.parametrize("made, said", [
    ({"days": "0"}, "not valid at this time"),
    ({"key": ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")}, "not an RSA key"),
    ({"key": ("rsa:1024",)}, "2048"),
])
def test_a_certificate_that_will_not_do_proves_nothing(streamctl, sns, made, said):
    make_certificate(sns.folder, "bad", **made)
    running = listen(streamctl)
    line = refusal(running, sns.post(running.url, sns.message(event().decode(), certificate="bad")))
    assert line["status"] == 401 and said in line["note"]


@pytest.mark.parametrize("step, said", [(404, "404"), ("endless", "within 4s"), (b"A" * 100_000, "too long"), ("hang", "within 4s")])
def test_without_its_certificate_sns_is_told_to_come_again(streamctl, sns, step, said):
    sns.script["/sns.pem"] = step
    running = listen(streamctl)
    message = sns.message(event().decode())
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(sns.post(running.url, message)))
    waiting.start()
    with sns.changed:
        assert sns.changed.wait_for(lambda: sns.asked, 30)
    assert post(running.url, event("custom"))[0] == 200, "nothing else waits"
    waiting.join()
    assert answers[0][0] == 503 and json.loads(answers[0][1])["error"]["code"] == "no_sns_certificate"
    assert running.stays_below(64 << 20)
    del sns.script["/sns.pem"]
    assert sns.post(running.url, message)[0] == 200
    assert running.stop() == 0
    line, = lines(running, "refused")
    assert said in line["note"] and [record["type"] for record in running.records()] == ["custom", "call.created"]


def test_no_certificate_is_worse_than_a_broken_one(streamctl, sns):
    sns.script["/sns.pem"] = b"-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END CERTIFICATE-----\n"
    running = listen(streamctl)
    assert "not a certificate" in refusal(running, sns.post(running.url, sns.message(event().decode())))["note"]


def test_no_body_of_a_stranger_holds_the_others_up(streamctl, sns):
    running = listen(streamctl)
    for body in ("{" + ",".join(f'"{n}":0' for n in range(400_000)) + "}", "[" * 1_000_000, '{"a":' * 500_000, "[0" + ",0" * 2_000_000 + "]"):
        assert sns.post(running.url, body.encode())[0] == 400
    assert running.stays_below(256 << 20)


def test_strangers_topics_are_closed_out_unseen(streamctl, sns):
    for running in (listen(streamctl, topic="arn:aws:sns:*:123456789012:*"), streamctl.listen()):
        message = sns.message(event().decode(), TopicArn="arn:aws:sns:eu-central-1:666666666666:events")
        line = refusal(running, sns.post(running.url, message))
        assert (line["status"], line["code"]) == (403, "foreign_topic") and "666666666666" in line["note"]
    assert not sns.asked


def test_one_topic_s_signature_is_no_other_s(streamctl, sns):
    running = listen(streamctl)
    message = sns.message(event().decode(), TopicArn="arn:aws:sns:eu-central-1:666666666666:events")
    assert sns.post(running.url, {**message, "TopicArn": TOPIC})[0] == 401
    # Nor by a line break that moves the borders between the fields.
    text = f"{event().decode()}\nMessageId\nm\nTimestamp\nt\nTopicArn\n{TOPIC}"
    message = sns.message(text, TopicArn="arn:aws:sns:eu-central-1:666666666666:events")
    tail = "".join(f"\n{name}\n{message[name]}" for name in ("MessageId", "Timestamp", "TopicArn"))
    moved = {**message, "Message": event().decode(), "MessageId": "m", "Timestamp": "t", "TopicArn": TOPIC + tail}
    assert sns.post(running.url, moved)[0] == 400


def test_a_subscription_is_shown_and_not_confirmed_unasked(streamctl, sns):
    for arguments in ([], ["--sns-topic", TOPIC]):
        running = streamctl.listen(*arguments)
        message = sns.message("You have chosen to subscribe", type=SUBSCRIBE)
        assert sns.post(running.url, message)[0] == 200
        assert running.stop() == 0
        line, = lines(running, "sns_confirmation")
        assert {"type": SUBSCRIBE, "topic_arn": TOPIC, "url": message["SubscribeURL"], "verified": True, "confirmed": False, "status": 200}.items() <= line.items()
        assert "0 received" in running.words()
    assert sns.asked == ["/sns.pem"] * 2


def test_a_subscription_is_confirmed_where_asked(streamctl, sns):
    running = listen(streamctl, "--sns-confirm", "-v")
    message = sns.message("You have chosen to subscribe", type=SUBSCRIBE, version="1")
    assert sns.post(running.url, message)[0] == 200
    assert sns.asked == ["/sns.pem", "/?Action=ConfirmSubscription&Token=2336412f37fb"]
    assert sns.post(running.url, sns.message(event().decode()))[0] == 200
    assert running.stop() == 0
    line, = lines(running, "sns_confirmation")
    assert line["confirmed"] is True and "error" not in line and len(running.records()) == 1
    assert "> GET " + message["SubscribeURL"] in running.words()


def test_a_confirmation_that_fails_is_said_and_asked_for_again(streamctl, sns):
    running = listen(streamctl, "--sns-confirm")
    message = sns.message("You have chosen to subscribe", type=SUBSCRIBE)
    sns.script["/"] = 403
    assert sns.post(running.url, message)[0] == 503
    del sns.script["/"]
    assert sns.post(running.url, message)[0] == 200
    assert running.stop() == 0
    first, second = lines(running, "sns_confirmation")
    assert (first["confirmed"], first["status"], first["error"]) == (False, 503, "SNS answered 403") and second["confirmed"]


def test_only_what_is_signed_and_sns_s_own_is_confirmed(streamctl, sns, keys):
    other = SnsPeer(keys)
    running = listen(streamctl, "--sns-confirm")
    signed = sns.message("", type=SUBSCRIBE)
    for changed in (sns.message("", type=SUBSCRIBE, SubscribeURL=other.url + "/?Action=ConfirmSubscription"),
                    {**signed, "SubscribeURL": sns.url + "/?Action=Other"}, {**signed, "Token": "other"},
                    {**sns.message("", type="UnsubscribeConfirmation"), "Type": SUBSCRIBE}):
        assert sns.post(running.url, changed)[0] == 401
    stranger = sns.message("", type=SUBSCRIBE, TopicArn="arn:aws:sns:eu-central-1:666666666666:events")
    assert sns.post(running.url, stranger)[0] == 403
    leaving = sns.message("You have chosen to deactivate", type="UnsubscribeConfirmation")
    assert sns.post(running.url, leaving)[0] == 200
    assert running.stop() == 0
    line, = lines(running, "sns_confirmation")
    assert line["type"] == "UnsubscribeConfirmation" and line["confirmed"] is False
    assert set(sns.asked) == {"/sns.pem"} and not other.asked
    other.close()


def test_raw_delivery_has_no_signature(streamctl, sns):
    raw = {"x-amz-sns-rawdelivery": "true", "x-amz-sns-message-id": "m-1", "x-amz-sns-topic-arn": TOPIC}
    running = listen(streamctl)
    line = refusal(running, sns.post(running.url, event(), raw))
    assert line["status"] == 401 and "raw message delivery" in line["note"]
    running = listen(streamctl, "--no-verify")
    assert sns.post(running.url, base64.b64encode(event()), raw)[0] == 200
    assert sns.post(running.url, event(), {**raw, "x-amz-sns-topic-arn": "arn:aws:sns:other"})[0] == 401
    assert running.stop() == 0
    record, = running.records()
    assert record["verified"] is False and record["webhook_id"] == "m-1" and record["body"] == event().decode()


def test_unverified_where_that_was_asked_for(streamctl, sns):
    running = streamctl.listen("--no-verify")
    assert sns.post(running.url, {**sns.message(event().decode()), "Signature": "x"})[0] == 200
    assert sns.post(running.url, {**sns.message("", type=SUBSCRIBE), "Signature": "x"})[0] == 200
    assert running.stop() == 0 and not sns.asked
    assert [record["verified"] for record in running.records()] == [False]
    assert [line["verified"] for line in lines(running, "sns_confirmation")] == [False]


def test_the_certificate_comes_over_trusted_tls_alone(streamctl, keys, certificate):
    sns = SnsPeer(keys, tls=certificate)
    where = {"AWS_ENDPOINT_URL_SNS": sns.url}
    message = sns.message(event().decode())
    running = listen(streamctl, env=where)
    assert sns.post(running.url, message)[0] == 503
    assert running.stop() == 0 and "not trusted" in lines(running, "refused")[0]["note"]
    for arguments, env in ([], {"AWS_CA_BUNDLE": certificate[0]}), (["--ca-cert", certificate[0]], {}):
        running = listen(streamctl, *arguments, env={**where, **env})
        assert sns.post(running.url, message)[0] == 200
        assert running.stop() == 0
    sns.close()


def test_nothing_is_waited_for_at_the_end(streamctl, sns):
    sns.script["/sns.pem"] = "hang"
    running = listen(streamctl)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(sns.post(running.url, sns.message(event().decode()))))
    waiting.start()
    with sns.changed:
        assert sns.changed.wait_for(lambda: sns.asked, 30)
    assert running.stop(signal.SIGTERM) == 0
    waiting.join()
    assert answers[0][0] == 503


def test_no_topic_drives_the_terminal(streamctl, sns):
    topic = f"arn:aws:sns:{EVIL.replace(chr(27), '').translate({n: None for n in range(32)})}:\x9b31m"
    terminal = Terminal(streamctl, "listen", "--port", "0", columns=60)
    url = terminal.until(r"http://127\.0\.0\.1:\d+/")[0]
    assert sns.post(url, sns.message(event().decode(), TopicArn=topic))[0] == 403
    assert sns.post(url, sns.message(event().decode(), TopicArn=EVIL))[0] == 400
    assert sns.post(url, sns.message("", type=SUBSCRIBE, TopicArn=topic))[0] == 200
    terminal.until(r"--sns-confirm")
    shown = terminal.until(r"SubscriptionConfirmation[\s\S]*ConfirmSubscription&Token=2336412f37fb\r\n  not confirmed: open the URL")[0]
    assert not DRIVING.search(shown.replace("\r\n", "\n")) and "\\u009b31m" in shown
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.process.wait(30) == 0
    terminal.close()


@pytest.mark.parametrize("arguments, said", [
    (["--sns-confirm"], "--sns-topic ARN"),
    (["--sns-topic", "events"], "arn:aws:sns:REGION:ACCOUNT:NAME"),
    (["--sns-topic", TOPIC, "--sns-confirm", "--no-verify"], "--no-verify"),
])
def test_what_makes_no_sense_together_is_refused(streamctl, arguments, said):
    assert said in streamctl("listen", "--port", "0", *arguments, code=2).stderr


def test_an_endpoint_that_is_no_url_is_refused(streamctl):
    done = streamctl("listen", "--port", "0", "--sns-topic", TOPIC, env={"AWS_ENDPOINT_URL_SNS": "here"}, code=2)
    assert "AWS_ENDPOINT_URL" in done.stderr

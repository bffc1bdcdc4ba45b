"""How `listen --sqs-queue-url` gets to a queue: keys, endpoints and trusted certificates."""
import datetime
import json
import threading
import time

import pytest
import quiet_http
from conftest import SECRET, event
from sqs_peer import KEYS

ROLE_KEY = {"AccessKeyId": "ASIAROLE", "SecretAccessKey": "r0le/s3cret"}
PATIENCE = 15  # Seconds; the metadata services together are given less.


class Metadata:
    """An imitation of the metadata services of a machine (version 2: with a session) and of a container."""

    def __init__(self):
        self.token, self.lives_seconds, self.hangs, self.asked = "first", 3600, False, []
        self.release = threading.Event()
        metadata = self

        class Handler(quiet_http.Handler):
            def do_PUT(self):
                self.answer("session" if self.path == "/latest/api/token" and self.headers["X-aws-ec2-metadata-token-ttl-seconds"] else None)

            def do_GET(self):
                roles = "/latest/meta-data/iam/security-credentials/"
                in_session = self.headers.get("X-aws-ec2-metadata-token") == "session"
                if self.path == roles and in_session:
                    return self.answer("events-reader\n")
                is_role = self.path == roles + "events-reader" and in_session
                is_task = self.path == "/task" and self.headers.get("Authorization") == "task-token"
                self.answer(json.dumps(metadata.keys()) if is_role or is_task else None)

            def answer(self, text):
                metadata.asked.append(self.path)
                if metadata.hangs:
                    metadata.release.wait(60)
                self.send_response(200 if text else 401)
                self.end_headers()
                self.wfile.write((text or "").encode())

        self._server = quiet_http.Server(Handler)
        self.url = self._server.url

    def keys(self):
        ends = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.lives_seconds)
        return {**ROLE_KEY, "Token": self.token, "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def close(self):
        self.release.set()
        self._server.close()


@pytest.fixture
def metadata(streamctl, sqs):
    """Of a machine and of a container; nothing else has keys, and queues know these."""
    service = Metadata()
    for name in KEYS:
        streamctl.environment.pop(name, None)
    streamctl.environment.update(AWS_EC2_METADATA_SERVICE_ENDPOINT=service.url, AWS_EC2_METADATA_DISABLED="false")
    yield service
    service.close()


@pytest.fixture
def queue(sqs, metadata):
    queue = sqs()
    queue.secrets = {ROLE_KEY["AccessKeyId"]: ROLE_KEY["SecretAccessKey"]}
    queue.tokens = {ROLE_KEY["AccessKeyId"]: metadata.token}
    return queue


def of_the_machine(streamctl, metadata):
    pass


def of_the_container(streamctl, metadata):
    (streamctl.folder / "token").write_text("task-token\n")
    streamctl.environment.update(AWS_CONTAINER_CREDENTIALS_FULL_URI=f"{metadata.url}/task", AWS_EC2_METADATA_DISABLED="true",
                                 AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(streamctl.folder / "token"))


@pytest.mark.parametrize("place", [of_the_machine, of_the_container])
def test_keys_of_a_role_are_used_and_renewed(streamctl, queue, metadata, place):
    place(streamctl, metadata)
    queue.put(event(n=1))
    running = streamctl.listen("--sqs-queue-url", queue.url, "--verbose")
    queue.wait(lambda: len(queue.deleted) == 1)
    metadata.token = "second"
    with queue.changed:
        queue.tokens[ROLE_KEY["AccessKeyId"]] = "second"
    queue.put(event(n=2))
    queue.wait(lambda: len(queue.deleted) == 2)
    assert running.stop() == 0 and "ExpiredToken" in queue.refusals and len(running.records()) == 2
    assert not any(secret in running.words() for secret in (SECRET, ROLE_KEY["SecretAccessKey"], "second", "task-token"))


def test_keys_that_soon_expire_are_renewed_before_they_are_refused(streamctl, queue, metadata):
    metadata.lives_seconds = 60
    queue.put(event())
    running = streamctl.listen("--sqs-queue-url", queue.url)
    queue.wait(lambda: queue.deleted)
    assert running.stop() == 0 and not queue.refusals
    assert len([path for path in metadata.asked if path.endswith("/events-reader")]) > 1


@pytest.mark.timing
@pytest.mark.parametrize("place, code, words", [(of_the_machine, 2, "no AWS credentials"),
                                                (of_the_container, 3, "the container's agent gives no AWS credentials: no answer")], ids=["machine", "container"])
def test_a_service_that_hangs_is_not_waited_for(streamctl, queue, metadata, place, code, words):
    place(streamctl, metadata)
    metadata.hangs = True
    began = time.monotonic()
    done = streamctl("listen", "--port", "0", "--sqs-queue-url", queue.url, code=code)
    assert time.monotonic() - began < PATIENCE and words in done.stderr and done.stderr.count("\n") <= 2


def test_a_profile_gives_keys_and_region(streamctl, sqs):
    queue = sqs(region="eu-south-2")
    aws = streamctl.folder / ".aws"
    aws.mkdir()
    (aws / "config").write_text("[profile dev]\nregion = eu-south-2\n[profile sso]\nsso_session = corporate\n[profile half]\naws_access_key_id = A\n")
    (aws / "credentials").write_text("[dev]\n" + "".join(f"{name.lower()} = {value}\n" for name, value in KEYS.items()))
    for name in KEYS:
        streamctl.environment.pop(name)
    queue.put(event())
    assert streamctl.listen("--sqs-queue-url", queue.url, "--count", "1", env={"AWS_PROFILE": "dev"}).wait() == 0 and not queue.refusals
    for name, words in (("nobody", "no AWS profile 'nobody'"), ("half", "half a pair of keys"), ("sso", "aws configure export-credentials")):
        done = streamctl("listen", "--port", "0", "--sqs-queue-url", queue.url, env={"AWS_PROFILE": name}, code=2)
        assert words in done.stderr and done.stderr.count("\n") <= 2


def test_the_endpoint_of_sqs_goes_before_that_of_all_of_aws(streamctl, sqs):
    queue, other = sqs(), sqs()
    queue.put(event())
    env = {"AWS_ENDPOINT_URL_SQS": queue.endpoint, "AWS_ENDPOINT_URL": other.endpoint}
    assert streamctl.listen("--sqs-queue-url", queue.url, "--count", "1", env=env).wait() == 0 and not other.requests
    other.url = queue.url
    other.put(event())
    del env["AWS_ENDPOINT_URL_SQS"]
    assert streamctl.listen("--sqs-queue-url", queue.url, "--count", "1", env=env).wait() == 0 and other.deleted


def test_a_certificate_of_ones_own_is_trusted_where_it_is_named(streamctl, sqs, certificate):
    queue = sqs(tls=certificate)
    queue.put(event(n=1), event(n=2))
    done = streamctl("listen", "--port", "0", "--sqs-queue-url", queue.url, code=3)
    assert "certificate" in done.stderr and done.stderr.count("\n") <= 2
    bundle = {"AWS_CA_BUNDLE": certificate[0]}
    running = streamctl.listen("--sqs-queue-url", queue.url, "--ca-cert", certificate[0])
    queue.wait(lambda: len(queue.deleted) == 2)
    assert running.stop() == 0
    streamctl("forge", "call.created", "--sqs-queue-url", queue.url, env=bundle, code=0)
    assert streamctl.listen("--sqs-queue-url", queue.url, "--count", "1", env=bundle).wait() == 0
    assert "AWS_CA_BUNDLE" in streamctl("listen", "--port", "0", "--sqs-queue-url", queue.url, env={"AWS_CA_BUNDLE": "/none"}, code=2).stderr


@pytest.mark.parametrize("location", ["/elsewhere", "http://127.0.0.1:9/x"])
def test_a_redirect_is_shown_without_the_credentials(streamctl, location):
    class Redirecting(quiet_http.Handler):
        def do_POST(self):
            self.send_response(307)
            self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = quiet_http.Server(Redirecting)
    done = streamctl("listen", "--sqs-queue-url", server.url + "/000000000000/q", "--for", "5s", "--no-history", code=1,
                     env={"AWS_ACCESS_KEY_ID": "AKIAKEY", "AWS_SECRET_ACCESS_KEY": "very-secret", "AWS_REGION": "eu-west-1"})
    server.close()
    assert f"it redirects to {location}, and redirects are not followed (HTTP 307)" in done.stderr
    assert "very-secret" not in done.stdout + done.stderr and "AKIAKEY" not in done.stdout + done.stderr

"""The senders of a run that are not streamctl: Python's HTTP client, as Stream's servers and as an app's."""
import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
import urllib.parse

TIMEOUT = 30


def sign(secret, text):
    return hmac.new(secret.encode(), text, hashlib.sha256)


class Sender(threading.Thread):
    """Sends `rate` times a second on one connection until stopped, never faster to make up for a delay. `make(number)` returns the
    path, the body and the header fields; `done(number, status)` is told the result: None if there was no answer."""

    def __init__(self, url, rate, make, done):
        super().__init__(daemon=True)
        self._host, self._rate, self._make, self._done = urllib.parse.urlsplit(url).netloc, rate, make, done
        self._stopped = threading.Event()
        self.latencies = []  # (time, seconds)

    def run(self):
        connection = http.client.HTTPConnection(self._host, timeout=TIMEOUT)
        number, due = 0, time.monotonic()
        while not self._stopped.wait(max(0, due - time.monotonic())):
            due = max(due + 1 / self._rate, time.monotonic())
            path, body, fields = self._make(number)
            begin = time.monotonic()
            try:
                connection.request("POST", path, body, {"Content-Type": "application/json", **fields})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = None
            self.latencies.append((begin, time.monotonic() - begin))
            self._done(number, status)
            number += 1
        connection.close()

    def stop(self):
        self._stopped.set()
        self.join()
        return self


def webhooks(url, rate, secret, ledger):
    """Signed webhooks of type call.reaction_new."""
    def make(number):
        body = json.dumps({"type": "call.reaction_new", "created_at": "2026-11-23T17:00:00.5Z", "call_cid": "default:soak", "number": number,
                           "reaction": {"type": "raised-hand", "emoji_code": ":raise-hand:", "custom": {"filler": "x" * 500}}}).encode()
        return "/", body, {"X-Signature": sign(secret, body).hexdigest(), "X-Webhook-Id": f"webhook-{number}", "X-Webhook-Attempt": "1"}

    def done(number, status):
        (ledger.acknowledged if status == 200 else ledger.unknown).add(f"webhook-{number}")
    return Sender(url, rate, make, done)


def custom_events(url, rate, key, secret, ledger):
    """Custom events, numbered, that a server posts to the call through the API."""
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    unsigned = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(b'{"server":true}')
    token = (unsigned + b"." + part(sign(secret, unsigned).digest())).decode()

    def make(number):
        body = json.dumps({"user_id": "john", "custom": {"n": number, "filler": "x" * 200}}).encode()
        return f"/api/v2/video/call/default/soak/event?api_key={key}", body, {"Authorization": token, "stream-auth-type": "jwt"}

    def done(number, status):
        (ledger.posted if status == 201 else ledger.unknown).add(number)
    return Sender(url, rate, make, done)

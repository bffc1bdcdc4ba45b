"""An imitation of Amazon SQS by Python's http.server: one queue, every signature checked, every fault on demand."""
import collections
import hashlib
import json
import select
import socket
import threading
import time
import uuid

import quiet_http
from sigv4 import flaw

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDPEER", "AWS_SECRET_ACCESS_KEY": "p33r/s3cret+key"}
ACCOUNT = "000000000000"
LATE = 0.2  # Seconds.


class Message:
    def __init__(self, body, group=None):
        self.id, self.body, self.group = str(uuid.uuid4()), body, group
        self.receipt, self.received, self.visible_at = None, 0, 0.0

    def hidden(self):
        return self.visible_at > time.monotonic()


class SqsPeer:
    """`faults`: by action, what becomes of the next requests, in order: None (as usual), a status, (status, code), "drop",
    "half" (of a batch: every second entry fails), or "late" (it is done, and answered after a while). `secrets` of access keys; `tokens` that temporary keys must come with."""

    def __init__(self, name="events", region="us-east-1", visibility=30, redrive=True, tls=None):
        self.region, self.visibility, self.redrive = region, visibility, redrive
        self.hidden_most = float("inf")  # Seconds for which a received message is hidden at most.
        self.secrets = {KEYS["AWS_ACCESS_KEY_ID"]: KEYS["AWS_SECRET_ACCESS_KEY"]}
        self.tokens = {}
        self.faults = collections.defaultdict(list)
        self.messages = []
        self.deleted = []  # Ids, one per deletion.
        self.gone = []
        self.sent = []
        self.requests = []  # (action, body)
        self.changes = []  # (id, visibility)
        self.refusals = []
        self.changed = threading.Condition()
        self.closing = False
        self.late = threading.Event()
        peer = self

        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    status, answer = peer.serve(self.command, self.path, headers, body, self.connection)
                except ConnectionAbortedError:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    self.connection.close()
                    self.close_connection = True
                    return
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = quiet_http.Server(Handler, tls)
        self.endpoint = self._server.url
        self.url = f"{self.endpoint}/{ACCOUNT}/{name}"

    def close(self):
        with self.changed:
            self.closing = True
            self.late.set()
            self.changed.notify_all()
        self._server.close()

    def put(self, *bodies, group=None):
        with self.changed:
            new = [Message(body if isinstance(body, str) else body.decode(), group) for body in bodies]
            self.messages += new
            self.changed.notify_all()
        return [message.id for message in new]

    def again(self, id):
        """Delivers a deleted message again, as at-least-once delivery allows."""
        with self.changed:
            message = next(message for message in self.gone if message.id == id)
            message.visible_at = 0
            self.messages.append(message)
            self.changed.notify_all()

    def wait(self, condition, seconds=30):
        """Waits until `condition()` is true."""
        deadline = time.monotonic() + seconds
        with self.changed:
            while not condition():
                assert time.monotonic() < deadline, f"not in {seconds} s: {len(self.messages)} messages, {self.requests[-3:]}"
                self.changed.wait(0.02)

    def refuse(self, status, code, message):
        self.refusals.append(code)
        return status, {"__type": f"com.amazonaws.sqs#{code}", "message": message}

    def serve(self, method, target, headers, data, connection):
        key = headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
        body = json.loads(data)
        action = headers.get("x-amz-target", "").removeprefix("AmazonSQS.")
        with self.changed:
            self.requests.append((action, body))
            fault = self.faults[action].pop(0) if self.faults[action] else None
            self.changed.notify_all()
            if key not in self.secrets:
                return self.refuse(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
            if wrong := flaw(self.secrets[key], self.region, "sqs", method, target, headers, data):
                return self.refuse(403, "InvalidSignatureException", f"The request signature does not match: {wrong}")
            if key in self.tokens and headers.get("x-amz-security-token") != self.tokens[key]:
                return self.refuse(403, "ExpiredToken", "The security token included in the request is expired")
            if fault == "drop":
                raise ConnectionAbortedError
            if isinstance(fault, int):
                return self.refuse(fault, "InternalError" if fault >= 500 else "", "as told")
            if isinstance(fault, tuple):
                return self.refuse(*fault, "as told")
            if body["QueueUrl"] != self.url or headers["content-type"] != "application/x-amz-json-1.0":
                return self.refuse(400, "QueueDoesNotExist", "The specified queue does not exist.")
            answer = self.ReceiveMessage(body, connection) if action == "ReceiveMessage" else getattr(self, action)(body, fault == "half")
            self.changed.notify_all()
        if fault == "late":
            self.late.wait(LATE)
        return 200, answer

    def GetQueueAttributes(self, body, _):
        said = {"VisibilityTimeout": str(self.visibility), "ApproximateNumberOfMessages": str(len(self.messages))}
        if self.redrive:
            said["RedrivePolicy"] = "{}"
        return {"Attributes": {name: said[name] for name in body["AttributeNames"] if name in said}}

    def ready(self, count):
        busy = {message.group for message in self.messages if message.group and message.hidden()}
        free = [message for message in self.messages if not message.hidden() and message.group not in busy]
        return free[:count]

    def ReceiveMessage(self, body, connection):
        deadline = time.monotonic() + body.get("WaitTimeSeconds", 0)
        while True:
            if select.select([connection], [], [], 0)[0]:  # The waiting client has closed.
                raise ConnectionAbortedError
            if ready := self.ready(body["MaxNumberOfMessages"]):
                break
            if deadline <= time.monotonic() or self.closing:
                return {}
            self.changed.wait(0.02)
        for message in ready:
            message.received += 1
            message.receipt = f"{message.id}#{message.received}"
            message.visible_at = time.monotonic() + min(body["VisibilityTimeout"], self.hidden_most)
        return {"Messages": [{"MessageId": message.id, "ReceiptHandle": message.receipt, "Body": message.body,
                              "MD5OfBody": hashlib.md5(message.body.encode()).hexdigest(), "Attributes": {
            "ApproximateReceiveCount": str(message.received), **({"MessageGroupId": message.group} if message.group else {})}}
            for message in ready]}

    def batch(self, body, half, act, among=()):
        done, failed = [], []
        assert 1 <= len(body["Entries"]) <= 10
        for number, entry in enumerate(body["Entries"]):
            if half and number % 2 == 0:
                failed.append({"Id": entry["Id"], "Code": "InternalError", "Message": "as told", "SenderFault": False})
                continue
            message = next((m for m in [*self.messages, *among] if m.receipt is not None and m.receipt == entry.get("ReceiptHandle")), None)
            if message is None and "ReceiptHandle" in entry:
                failed.append({"Id": entry["Id"], "Code": "ReceiptHandleIsInvalid", "Message": "unknown", "SenderFault": True})
                continue
            done.append({"Id": entry["Id"], **(act(entry, message) or {})})
        return {"Successful": done, "Failed": failed}

    def DeleteMessageBatch(self, body, half):
        def act(_, message):
            if message not in self.messages:
                return  # As in SQS, repeating this is not an error.
            self.messages.remove(message)
            self.gone.append(message)
            self.deleted.append(message.id)
        return self.batch(body, half, act, self.gone)

    def ChangeMessageVisibilityBatch(self, body, half):
        def act(entry, message):
            self.changes.append((message.id, entry["VisibilityTimeout"]))
            message.visible_at = time.monotonic() + entry["VisibilityTimeout"]
        return self.batch(body, half, act)

    def SendMessageBatch(self, body, half):
        if sum(len(entry["MessageBody"].encode()) for entry in body["Entries"]) > 256 * 1024:
            raise AssertionError("BatchRequestTooLong")

        def act(entry, _):
            message = Message(entry["MessageBody"], entry.get("MessageGroupId"))
            self.messages.append(message)
            self.sent.append(entry)
            return {"MessageId": message.id}
        return self.batch(body, half, act)

"""The accounts of a run: what was acknowledged to a sender, and what the captures contain."""
import collections
import hashlib
import hmac
import json


class Capture:
    """Reads a capture while it is being written, whole lines only."""

    def __init__(self, path):
        self._path, self._file = path, None

    def new_records(self):
        if self._file is None:
            if not self._path.exists():
                return
            self._file = open(self._path, "rb")
        while True:
            place = self._file.tell()
            line = self._file.readline()
            if not line.endswith(b"\n"):
                self._file.seek(place)
                return
            record = json.loads(line)
            if record["kind"] == "event":
                yield record


class Ledger:
    """`acknowledged`: webhook ids for which a sender got a success. `posted`: numbers of the custom events that the API took.
    `unknown` has ids and numbers that were sent without a success, which may have arrived or not."""

    def __init__(self, folder, secret):
        self._secret = secret.encode()
        self._listened, self._watched = Capture(folder / "listen.jsonl"), Capture(folder / "watch.jsonl")
        self.acknowledged, self.unknown, self.posted = set(), set(), set()
        self.recorded = collections.Counter()  # Attempts, by webhook id.
        self.hooked, self.watched = {}, []  # Custom events: webhook id by number, and numbers in the order in which they came.
        self.retries = 0
        self.wrong = []  # What should not be in a capture, in words.

    def read(self):
        """Takes what has been recorded since the last time."""
        for record in self._listened.new_records():
            self._check(record)
        for record in self._watched.new_records():
            event = json.loads(record["body"])
            if event["type"] == "custom":
                self.watched.append(event["custom"]["n"])

    def _check(self, record):
        id, attempt, body = record["webhook_id"], record["attempt"], record["body"].encode()
        fields = {name.lower(): value for name, value in record["headers"].items()}
        if hmac.new(self._secret, body, hashlib.sha256).hexdigest() != fields["x-signature"] or not record["verified"]:
            self.wrong.append(f"{id} is recorded with a wrong signature")
        if (id, attempt) in self.recorded:
            self.wrong.append(f"{id} is recorded twice as attempt {attempt}")
        self.recorded[id, attempt] += 1
        self.retries += attempt > 1
        if record["type"] == "custom":
            self.hooked[json.loads(body)["custom"]["n"]] = id

    def is_complete(self):
        return self.posted <= self.hooked.keys() and len(self.watched) >= len(self.posted)

    def faults(self):
        """Each fault of the run, in words; none if nothing was lost, invented or doubled."""
        ids = {id for id, _ in self.recorded}
        yield from self.wrong[:10]
        for name, lost in (("acknowledged deliveries are not in the capture of listen", self.acknowledged - ids),
                           ("custom events that the API took never came as webhooks", self.posted - self.hooked.keys()),
                           ("custom events that the API took never came by WebSocket", self.posted - set(self.watched))):
            if lost:
                yield f"{len(lost)} {name}, such as {min(lost)}"
        known = self.acknowledged | self.unknown | set(self.hooked.values())
        if invented := (ids - known) | (set(self.watched) - self.posted - self.unknown):
            yield f"{len(invented)} events were sent by nobody, such as {invented.pop()}"
        if self.watched != sorted(set(self.watched)):
            yield "custom events came by WebSocket twice, or in another order than they were posted"

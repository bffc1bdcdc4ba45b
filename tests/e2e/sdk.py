"""Stream's official SDKs in a separate process (tests/peers/sdk.js), driven line by line."""
import json
import queue
import subprocess
import threading

from conftest import ROOT, WATCHDOG

MODULES = ROOT / "build" / "peers"


def installed(*packages):
    return all((MODULES / "node_modules" / package / "package.json").exists() for package in packages)


class Sdk:
    def __init__(self, base, key, secret):
        self._process = subprocess.Popen(["node", str(ROOT / "tests/peers/sdk.js"), str(MODULES), base, key, secret], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.events = []
        self._count = 0
        self._wait(lambda line: line.get("ready"))

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(json.loads(line))
        self._lines.put({"uncaught": "node has ended"})

    def _wait(self, wanted):
        while True:
            line = self._lines.get(timeout=WATCHDOG)
            assert "uncaught" not in line, line["uncaught"]
            if "event" in line:
                self.events.append((line["to"], line["event"]))
            if wanted(line):
                return line

    def __call__(self, code):
        """What `code`, the body of an async function, returns; an SDK's error as a dict under "error"."""
        self._count += 1
        number = self._count
        self._process.stdin.write(json.dumps({"id": number, "code": code}) + "\n")
        self._process.stdin.flush()
        answer = self._wait(lambda line: line.get("id") == number)
        return answer["value"] if "value" in answer else answer

    def event(self, to, type, **fields):
        """The first event of that type that `to` got or gets, with those fields; it is taken out."""
        def fits(name, event):
            return name == to and event["type"] == type and all(event.get(key) == value for key, value in fields.items())

        for place, (name, event) in enumerate(self.events):
            if fits(name, event):
                return self.events.pop(place)[1]
        self._wait(lambda line: "event" in line and fits(line["to"], line["event"]))
        return self.events.pop()[1]

    def close(self):
        self._process.stdin.close()
        self._process.kill()
        self._process.wait()

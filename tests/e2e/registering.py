"""listen --register in tests: its start, and the hooks of the emulator's app."""
import json
import re

import pytest

MARK = re.compile(r"\?streamctl-listen=([0-9a-f]{16})\.(\d+)$")


def start(streamctl, port, *arguments, **options):
    """`listen --register` with its own address as the public one."""
    return streamctl.start("listen", "--port", str(port), "--public-url", f"http://127.0.0.1:{port}", "--register", "-o", "json", *arguments, **options)


def registered(listen):
    return json.loads(listen.out.until(lambda line: '"registered"' in line))


def register(streamctl, port, *arguments, **options):
    listen = start(streamctl, port, *arguments, **options)
    try:
        listen.hook = registered(listen)
    except EOFError:
        listen.wait()
        pytest.fail(f"nothing was registered: {listen.words()}")
    return listen


def without_times(hooks):
    return [{key: value for key, value in hook.items() if key != "updated_at"} for hook in hooks]


class App:
    """The hooks of an app: of the emulator, by its API."""

    def __init__(self, streamctl, running):
        self.streamctl = streamctl
        self.url = json.loads(running.out.next())["url"].rstrip("/")
        streamctl.environment["STREAM_BASE_URL"] = self.url

    @property
    def hooks(self):
        return json.loads(self.streamctl("api", "GET", "/app", code=0).stdout)["app"]["event_hooks"]

    @hooks.setter
    def hooks(self, hooks):
        self.streamctl("api", "PATCH", "/app", "-d", json.dumps({"event_hooks": hooks}), code=0)


@pytest.fixture
def app(streamctl):
    return App(streamctl, streamctl.start("emulator", "--port", "0", "-o", "json"))

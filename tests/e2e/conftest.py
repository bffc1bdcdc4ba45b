"""The harness: the real binary, an isolated environment, independent peers."""
import functools
import gzip
import hashlib
import hmac
import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import threading
import time

import pytest
import quiet_http

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRET = "e2e-secret-0f9d"
WATCHDOG = 60  # Seconds after which a hanging program fails the test.


# Under nohup, or in the background of a shell, these are ignored, and so they would be in every program that a test starts.
for interrupting in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    if signal.getsignal(interrupting) == signal.SIG_IGN:
        signal.signal(interrupting, signal.SIG_DFL)


def pytest_configure(config):
    config.addinivalue_line("markers", "timing: measures real time; not meant for sanitized binaries")


def binary():
    named = os.environ.get("STREAMCTL_BINARY")
    for path in ([named] if named else []) + [ROOT / f"build/{kind}/cli/streamctl" for kind in ("ci", "dev", "release")]:
        if pathlib.Path(path).exists():
            return str(path)
    pytest.exit("no binary: build it, or set STREAMCTL_BINARY")


@functools.cache
def is_sanitized():
    """Whether the binary has a sanitizer, whose memory use distorts measurements."""
    program = pathlib.Path(binary()).read_bytes()
    return b"__asan_init" in program or b"__tsan_init" in program


def check_junit(path):
    """Validates with libxml2 against the schema that CI systems use."""
    schema = pathlib.Path(__file__).with_name("junit.xsd")
    done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def sign(body, secret=SECRET):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def event(type="call.created", cid="default:standup", **fields):
    return json.dumps({"type": type, "created_at": "2026-11-23T17:00:00.5Z", "call_cid": cid, **fields}).encode()


def post(url, body, headers=None, secret=SECRET, method="POST", webhook_id=None, attempt=None, timeout=30):
    """Sends one delivery with Python's client; returns the status and the response body."""
    import urllib.error
    import urllib.request
    fields = {"Content-Type": "application/json"}
    if secret is not None:
        fields["X-Signature"] = sign(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body, secret)
    if webhook_id is not None:
        fields["X-Webhook-Id"] = webhook_id
    if attempt is not None:
        fields["X-Webhook-Attempt"] = str(attempt)
    fields.update(headers or {})
    request = urllib.request.Request(url, data=body, headers=fields, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def raw(url, data, wait=10):
    """Sends bytes to a server; returns all it sends until it closes or falls silent."""
    host, port = url.split("/")[2].rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=wait) as connection:
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
        except (socket.timeout, ConnectionResetError):
            pass
        return answer


class Lines:
    """Collects a stream's lines, and waits for them."""

    def __init__(self, stream):
        self.all = []
        self._queue = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        for line in stream:
            self.all.append(line)
            self._queue.put(line)
        self._queue.put(None)

    def next(self, timeout=WATCHDOG):
        line = self._queue.get(timeout=timeout)
        if line is None:
            raise EOFError("the program closed its output")
        return line

    def until(self, wanted):
        while not wanted(line := self.next()):
            pass
        return line

    def rest(self):
        self._thread.join(WATCHDOG)
        return self.all


class Running:
    """A streamctl process in the background."""

    def __init__(self, process):
        self.process = process
        self.out = Lines(process.stdout)
        self.err = Lines(process.stderr)
        self.url = None

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        code = self.process.wait(WATCHDOG)
        self.out.rest()
        self.err.rest()
        return code

    def words(self):
        return "".join(self.err.rest())

    def records(self):
        return [line for line in map(json.loads, self.out.rest()) if line.get("kind") == "event"]

    def stays_below(self, bytes):
        """Whether the peak of its resident memory does."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
        return peak < bytes or is_sanitized()


class Streamctl:
    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state"),
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "STREAM_API_SECRET": SECRET, "STREAM_API_KEY": "key",
            "ASAN_OPTIONS": "detect_leaks=1", "UBSAN_OPTIONS": "print_stacktrace=1",
            "TSAN_OPTIONS": f"halt_on_error=1:suppressions={ROOT / 'tests/thread_sanitizer.txt'}"}
        self._running = []

    def __call__(self, *arguments, input=None, env=None, code=None, timeout=WATCHDOG):
        """Runs to the end; text in and out. `code`: what it must end with."""
        done = subprocess.run([binary(), *map(str, arguments)], input=input, capture_output=True, text=not isinstance(input, bytes),
                              env={**self.environment, **(env or {})}, cwd=self.folder, timeout=timeout)
        if code is not None:
            assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, *arguments, env=None, stdin=subprocess.DEVNULL, **options):
        process = subprocess.Popen([binary(), *map(str, arguments)], stdin=stdin, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, errors="surrogateescape",
                                   env={**self.environment, **(env or {})}, cwd=self.folder, **options)
        running = Running(process)
        self._running.append(running)
        return running

    def listen(self, *arguments, **options):
        """`listen` on a free port, its JSON lines collected; ready when this returns."""
        running = self.start("listen", "--port", "0", "-o", "json", *arguments, **options)
        try:
            running.url = json.loads(running.out.next())["url"]
        except EOFError:
            running.wait()
            pytest.fail(f"listen did not start: {running.words()}")
        return running

    def end(self):
        for running in self._running:
            if running.process.poll() is None:
                running.process.kill()
                running.process.wait()


@pytest.fixture
def streamctl(tmp_path):
    runner = Streamctl(tmp_path)
    yield runner
    runner.end()


class Peer:
    """A target on Python's http.server that answers according to a script: a status, ("wait", seconds, status), "hang", "reset"."""

    def __init__(self, *script, tls=None):
        self.requests = []
        self.times = []
        self.started = time.monotonic()
        self.asked = threading.Event()  # Set by the first request.
        self._script = list(script) or [200]
        self._lock = threading.Lock()
        self._release = threading.Event()
        peer = self

        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with peer._lock:
                    step = peer._script[min(len(peer.requests), len(peer._script) - 1)]
                    peer.requests.append((dict(self.headers.items()), body))
                    peer.times.append(time.monotonic() - peer.started)
                peer.asked.set()
                if step == "hang":
                    peer._release.wait(WATCHDOG)
                    self.close_connection = True
                    return
                if step == "reset":
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    self.connection.close()
                    self.close_connection = True
                    return
                if isinstance(step, tuple):
                    peer._release.wait(step[1])
                    step = step[2]
                answer = b"it was %d" % step
                self.send_response(step)
                if 300 <= step < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST

        self._server = quiet_http.Server(Handler, tls)
        self.url = f"{self._server.url}/hook"

    def close(self):
        self._release.set()
        self._server.close()


@pytest.fixture
def peer():
    peers = []

    def make(*script, **options):
        peers.append(Peer(*script, **options))
        return peers[-1]

    yield make
    for one in peers:
        one.close()


@pytest.fixture
def stream_api(streamctl):
    """An imitation of Stream's API, which this test's streamctl uses."""
    from stream_api import StreamApi
    api = StreamApi(SECRET)
    streamctl.environment["STREAM_BASE_URL"] = api.url
    yield api
    api.close()


@pytest.fixture
def sqs(streamctl):
    """Creates imitations of SQS; this test's streamctl has their keys."""
    from sqs_peer import KEYS, SqsPeer
    peers = []
    streamctl.environment.update(KEYS, AWS_EC2_METADATA_DISABLED="true")

    def make(*arguments, **options):
        peers.append(SqsPeer(*arguments, **options))
        return peers[-1]

    yield make
    for one in peers:
        one.close()


def certificate_folder(certificate):
    """A new folder that names the certificate by its hash, as SSL_CERT_DIR wants it."""
    folder = pathlib.Path(certificate).with_name("certificates")
    folder.mkdir()
    subprocess.run(["cp", certificate, folder / "one.pem"], check=True)
    subprocess.run(["openssl", "rehash", folder], check=True, capture_output=True)
    return str(folder)


@pytest.fixture
def certificate(tmp_path):
    """A self-signed certificate for 127.0.0.1 and localhost, by openssl: (certificate, key)."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", "key.pem", "-out", "cert.pem"], cwd=tmp_path, check=True, capture_output=True)
    return str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")

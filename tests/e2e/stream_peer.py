"""An imitation of Stream's REST API and WebSocket (RFC 6455), on Python's standard library alone.
It follows a test's script, valid or not."""
import base64
import contextlib
import hashlib
import hmac
import json
import socket
import struct
import threading
import time
import urllib.parse

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0
PATIENCE = 30


def claims_of(token, secret):
    """The claims of a JWT whose signature is right."""
    head, claims, signature = token.split(".")
    made = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == signature, "not signed with our secret"
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))


class Socket:
    """One connection after the handshake."""

    def __init__(self, connection, path, headers):
        self.connection, self.path, self.headers = connection, path, headers
        self.authentication = None
        self.closed = threading.Event()
        self.close_code = None
        self.frames = []  # Texts the client sent after its authentication.
        self.pongs = []
        self._sending = threading.Lock()

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            piece = self.connection.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def receive(self):
        first, second = self._exactly(2)
        assert second & 0x80, "a client masks"
        size = second & 0x7F
        if size == 126:
            size, = struct.unpack(">H", self._exactly(2))
        elif size == 127:
            size, = struct.unpack(">Q", self._exactly(8))
        mask, payload = self._exactly(4), self._exactly(size)
        return first & 0x0F, bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))

    def frame(self, opcode, payload, fin=True):
        size = len(payload)
        head = bytes([(0x80 if fin else 0) | opcode])
        if size < 126:
            head += bytes([size])
        elif size < 65536:
            head += bytes([126]) + struct.pack(">H", size)
        else:
            head += bytes([127]) + struct.pack(">Q", size)
        with self._sending:
            self.connection.sendall(head + payload)

    def send(self, value):
        self.frame(TEXT, value if isinstance(value, bytes) else json.dumps(value).encode())

    def event(self, type="custom", cid="default:standup", **fields):
        self.send({"type": type, "created_at": "2026-11-23T17:00:00.123456789Z", "call_cid": cid, **fields})

    def close(self, code, reason=""):
        self.frame(CLOSE, struct.pack(">H", code) + reason.encode())

    def drop(self):
        """Drops the connection without a close frame."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.shutdown(socket.SHUT_RDWR)

    def ok(self, number):
        self.send({"type": "connection.ok", "created_at": "2026-11-23T17:00:00Z", "connection_id": f"connection-{number}",
                   "me": {"id": "x"}})

    def error(self, code, status, message="no"):
        self.send({"type": "connection.error", "created_at": "2026-11-23T17:00:00Z", "connection_id": "",
                   "error": {"code": code, "StatusCode": status, "message": message, "duration": "0ms", "more_info": "",
                             "details": []}})


class StreamPeer:
    """`welcomes`: what is done to each connection in turn, a function of the socket and its number; the last repeats.
    Without one it is welcomed as Stream does."""

    def __init__(self, welcomes=()):
        self.welcomes = list(welcomes)
        self.requests = []  # (method, path, query, headers, body)
        self.answers = {}  # path: (status, body), or a list of them, the last repeating
        self.sockets = []
        self.handshake_answer = None  # Bytes instead of 101.
        self._changed = threading.Condition()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def end(self):
        with contextlib.suppress(OSError):  # It has ended.
            self._listening.shutdown(socket.SHUT_RDWR)  # close() alone leaves it listening while a thread is in accept().
        self._listening.close()

    def wait_for(self, holds, what="what was waited for"):
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE), f"{what} did not come"

    def socket(self, number):
        """Waits for and returns the `number`th welcomed connection, from 1."""
        self.wait_for(lambda: len(self.sockets) >= number, f"connection {number}")
        return self.sockets[number - 1]

    def watched(self, number):
        """Waits until the `number`th connection watches calls; returns it."""
        def asked():
            return any(query.get("connection_id") == f"connection-{number}" for _, _, query, _, _ in self.requests)
        self.wait_for(asked, f"watching on connection {number}")
        return self.socket(number)

    def _accept(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        reader = connection.makefile("rb", buffering=0)
        try:
            while line := reader.readline():
                method, target, _ = line.decode().split(" ", 2)
                headers = {}
                while (field := reader.readline().decode().strip()):
                    name, _, value = field.partition(":")
                    headers[name.lower()] = value.strip()
                path, _, query = target.partition("?")
                query = dict(urllib.parse.parse_qsl(query))
                if headers.get("upgrade", "").lower() == "websocket":
                    return self._upgrade(connection, path, query, headers)
                body = b""
                while len(body) < int(headers.get("content-length", 0)):
                    body += reader.read(int(headers["content-length"]) - len(body))
                with self._changed:
                    self.requests.append((method, path, query, headers, body))
                    self._changed.notify_all()
                self._answer(connection, path)
        except (OSError, EOFError, ValueError):
            pass

    def _answer(self, connection, path):
        answer = self.answers.get(path, (200, {"duration": "1ms", "calls": [], "members": []}))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        status, value = answer
        body = json.dumps(value).encode()
        connection.sendall(b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body)

    def _upgrade(self, connection, path, query, headers):
        if self.handshake_answer is not None:
            connection.sendall(self.handshake_answer)
            return connection.close()
        accept = base64.b64encode(hashlib.sha1(headers["sec-websocket-key"].encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        made = Socket(connection, path, headers)
        made.query = query
        with self._changed:
            self.sockets.append(made)
            number = len(self.sockets)
            self._changed.notify_all()
        opcode, payload = made.receive()
        assert opcode == TEXT
        with self._changed:
            made.authentication = json.loads(payload)
            self._changed.notify_all()
        welcome = self.welcomes[min(number, len(self.welcomes)) - 1] if self.welcomes else None
        if welcome:
            welcome(made, number)
        else:
            made.ok(number)
        self._listen(made)

    def _listen(self, made):
        try:
            while True:
                opcode, payload = made.receive()
                if opcode == CLOSE:
                    made.close_code = struct.unpack(">H", payload[:2])[0] if len(payload) >= 2 else 1005
                    made.frame(CLOSE, payload[:2])
                    made.connection.shutdown(socket.SHUT_WR)
                    return
                with self._changed:
                    (made.pongs if opcode == PONG else made.frames).append(payload)
                    self._changed.notify_all()
                if opcode == TEXT:
                    made.send({"type": "health.check", "connection_id": "x", "created_at": "2026-11-23T17:00:00Z", "custom": {}})
        except (OSError, EOFError):
            pass
        finally:
            made.closed.set()
            made.connection.close()

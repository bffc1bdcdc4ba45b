"""An independent WebSocket client (RFC 6455) on Python's standard library alone."""
import base64
import hashlib
import json
import os
import socket
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3.
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Closed(Exception):
    """The other side closed; 1006 without a closing handshake."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed {code} {reason}")
        self.code = code
        self.reason = reason


class WebSocket:
    def __init__(self, url, headers=None, timeout=30):
        """`url`: http://host:port/path?query"""
        host, _, path = url.split("://")[1].partition("/")
        name, port = host.rsplit(":", 1)
        self.connection = socket.create_connection((name.strip("[]"), int(port)), timeout=timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        fields = {"Host": host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key,
                  "Sec-WebSocket-Version": "13", **(headers or {})}
        lines = [f"GET /{path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        self.connection.sendall("\r\n".join(lines).encode())
        self._bytes = b""
        while b"\r\n\r\n" not in self._bytes:
            self._more()
        head, _, self._bytes = self._bytes.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        if self.status != 101 or f"sec-websocket-accept: {accept}".lower() not in head.decode().lower():
            raise ConnectionError(head.decode())

    def _more(self):
        try:
            chunk = self.connection.recv(65536)
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            raise Closed(1006)
        self._bytes += chunk

    def _take(self, count):
        while len(self._bytes) < count:
            self._more()
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken

    def send_frame(self, opcode, payload, fin=True):
        mask = os.urandom(4)
        length = len(payload)
        size = bytes([0x80 | length]) if length < 126 else struct.pack(">BH", 0x80 | 126, length) \
            if length < 65536 else struct.pack(">BQ", 0x80 | 127, length)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.connection.sendall(bytes([(0x80 if fin else 0) | opcode]) + size + mask + masked)

    def send(self, value):
        self.send_frame(TEXT, json.dumps(value).encode())

    def frame(self):
        """The next frame as (opcode, payload). A server's are not masked."""
        first, second = self._take(2)
        length = second & 0x7F
        assert not second & 0x80, "a server's frame must not be masked"
        if length == 126:
            length = struct.unpack(">H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self._take(8))[0]
        return first & 0x0F, self._take(length)

    def text(self):
        """The next message; answers pings. Closed when the server closes."""
        while True:
            opcode, payload = self.frame()
            if opcode == PING:
                self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                code = struct.unpack(">H", payload[:2])[0] if payload else 1005
                self.send_frame(CLOSE, payload[:2])
                raise Closed(code, payload[2:].decode())
            elif opcode == TEXT:
                return payload.decode()

    def receive(self):
        return json.loads(self.text())

    def until(self, type):
        """The next event of that type; others are passed over."""
        while True:
            event = self.receive()
            if event["type"] == type:
                return event

    def close(self, code=1000):
        self.send_frame(CLOSE, struct.pack(">H", code))
        self.connection.close()

"""A TCP proxy that impairs what passes, so that tests show how programs bear it. The same seed impairs in the same way."""
import collections
import random
import select
import socket
import struct
import threading
import typing

from accepting import Accepting

KINDS = ("latency", "drip", "reset", "truncate", "flip", "half-open")  # Also "flip-body": a bit that is in no head of HTTP.
LATENCY_SECONDS = 0.03  # For each piece that passes.
DRIP_BYTES, DRIP_SECONDS = 16, 0.001
PATIENCE = 30


class Impairment(typing.NamedTuple):
    kind: str
    upward: bool  # Towards the server.
    at: int  # The byte of that direction at which it happens; latency and drip last.


def by_seed(seed, kinds=KINDS, share=0.7, up=range(400), down=range(100)):
    """A plan: the impairment of the connection with that number, or None. `share` of the connections have one, at a byte of `up` or
    `down`; `up` may be empty."""
    def plan(number):
        chance = random.Random(f"{seed}/{number}")
        if chance.random() >= share:
            return None
        kind, upward = chance.choice(kinds), bool(up) and chance.random() < 0.5
        at = chance.choice(up if upward else down)
        return Impairment(kind, upward, at)
    return plan


class Impairing(Accepting):
    """Passes bytes between its clients and the server of `url`. `plan` gives the impairment of each connection, from 0; `met` counts those
    that happened, by kind."""

    def __init__(self, url, plan):
        self._server = url.split("/")[2].rsplit(":", 1)
        self._plan, self._connections, self._lock = plan, 0, threading.Lock()
        self._over = threading.Event()
        self.met = collections.Counter()
        super().__init__()
        self.url = "/".join([self.url, *url.split("/")[3:]])

    def heal(self):
        """Impairs nothing from now on."""
        self._plan = lambda number: None

    def end(self):
        self._over.set()
        super().end()

    def serve(self, near):
        with self._lock:
            number, self._connections = self._connections, self._connections + 1
        try:
            far = socket.create_connection((self._server[0], int(self._server[1])))
        except OSError:
            return near.close()
        with near, far:
            for one in (near, far):
                one.settimeout(PATIENCE)
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._pass(near, far, number)
            except OSError:
                pass

    def _pass(self, near, far, number):
        sinks, passed, reading = {near: far, far: near}, {near: 0, far: 0}, [near, far]
        has_met = False
        while reading and not self._over.is_set():
            for source in select.select(reading, [], [], 0.2)[0]:
                sink = sinks[source]
                if not (data := source.recv(65536)):
                    reading.remove(source)
                    sink.shutdown(socket.SHUT_WR)
                    continue
                begin, passed[source] = passed[source], passed[source] + len(data)
                impairment = self._plan(number)
                if impairment is None or impairment.upward != (source is near) or passed[source] <= impairment.at:
                    sink.sendall(data)
                    continue
                at = max(0, impairment.at - begin)
                if impairment.kind == "flip-body" and (at := max(at, data.rfind(b"\r\n\r\n") + 4)) >= len(data):
                    sink.sendall(data)  # The body comes in the next piece.
                    continue
                if not has_met:
                    with self._lock:
                        self.met[impairment.kind] += 1
                if impairment.kind in ("reset", "truncate", "half-open"):
                    sink.sendall(data[:at])
                    return self._cut(impairment.kind, near, far)
                self._deform(impairment.kind, data, None if has_met else at, sink)
                has_met = True

    def _cut(self, kind, near, far):
        if kind == "half-open":
            self._over.wait()
        elif kind == "reset":
            for one in (near, far):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _deform(self, kind, data, at, sink):
        """`at`: the byte at which a bit flips, once for a connection."""
        if kind == "latency":
            self._over.wait(LATENCY_SECONDS)
            sink.sendall(data)
        elif kind == "drip":
            for begin in range(0, len(data), DRIP_BYTES):
                sink.sendall(data[begin:begin + DRIP_BYTES])
                self._over.wait(DRIP_SECONDS)
        else:
            flipped = bytearray(data)
            if at is not None:
                flipped[at] ^= 1 << at % 8
            sink.sendall(flipped)

"""How the cost of streamctl grows: processor time and memory at growing sizes, with the exponent fitted to them.

An exponent of 1 is proportional, 0 constant. Processor time, unlike time on the clock, hardly depends on what else the machine does.
"""
import base64
import hashlib
import hmac
import http.client
import json
import math
import os
import pathlib
import socket
import subprocess

import load
import servers

EXPONENT_MAX = 1.2  # What n log n looks like over one order of magnitude, and noise; a square is 2.
FLAT_MAX = 0.2
MIB = 1024 * 1024


def exponent(points):
    """The slope of log cost over log size in the largest decade, by least squares: below it, what does not grow hides what does."""
    points = [(size, cost) for size, cost in points if size * 10 >= points[-1][0]]
    logs = [(math.log(size), math.log(max(cost, 1e-9))) for size, cost in points]
    mean_x, mean_y = (sum(column) / len(logs) for column in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def sizes(least, most):
    """The powers of ten and three times them, from `least` to `most`."""
    steps = (factor * 10 ** power for power in range(9) for factor in (1, 3))
    return [size for size in steps if least <= size <= most]


def report(table, figure, points, unit, wanted):
    """A row for a curve, and what was measured."""
    slope = exponent(points)
    least, most = points[0], points[-1]
    table.row(f"{figure}, {least[0]:,} to {most[0]:,}", f"{most[1]:,.3g} {unit}", f"{least[1]:,.3g} {unit}", f"n^{slope:.2f}", f"<= {wanted}", slope <= wanted)
    print("  " + "  ".join(f"{size:,}: {cost:,.3g}" for size, cost in points), flush=True)


def processor_seconds(process):
    """What all threads of a process have used."""
    return sum(int(task.read_text().split()[0]) for task in pathlib.Path(f"/proc/{process.pid}/task").glob("*/schedstat")) / 1e9


def run(command, folder):
    """Processor time of a command, and its largest memory."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=servers.environment(folder))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def extend_capture(path, begin, end):
    """Appends events with ids and times of their own, in a hundred calls."""
    with open(path, "a") as file:
        for n in range(begin, end):
            body = json.dumps(f'{{"type":"call.updated","call_cid":"default:{n % 100}","created_at":"2026-11-23T16:59:59Z"}}')
            file.write(f'{{"kind":"event","v":1,"received_at":"2026-11-23T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}.000000Z",'
                       f'"transport":"webhook","verified":true,"webhook_id":"{n:032x}","attempt":1,"type":"call.updated",'
                       f'"call_cid":"default:{n % 100}","remote":"127.0.0.1:1","headers":{{}},"body":{body}}}\n')


def captures(table, options, folder):
    """What inspect needs for larger and larger captures, beyond starting."""
    spent, memory, path, written = [], [], folder / "capture.jsonl", 0
    start, _ = run([options.streamctl, "inspect", "/dev/null"], folder)
    for count in sizes(10_000, options.most):
        extend_capture(path, written, count)
        written = count
        seconds, peak = run([options.streamctl, "inspect", str(path)], folder)
        spent.append((count, seconds - start))
        memory.append((count, peak / MIB))
    path.unlink()
    report(table, "inspect: events", spent, "s", EXPONENT_MAX)
    report(table, "  memory", memory, "MiB", EXPONENT_MAX)


def deliveries(table, options, folder):
    """What one listener needs for more and more deliveries."""
    server = servers.listen(options.streamctl, folder / "listen")
    try:
        spent, memory, total = [], [], 0
        start = processor_seconds(server.process)
        for count in sizes(1_000, min(options.most, 300_000)):
            load.forge(options.streamctl, server.port, "call.updated", count - total, 64, folder)
            total = count
            spent.append((count, processor_seconds(server.process) - start))
            memory.append((count, server.memory() / MIB))
    finally:
        server.close()
    report(table, "listen --record: deliveries", spent, "s", EXPONENT_MAX)
    report(table, "  memory", memory, "MiB", FLAT_MAX)


def connections(table, options, folder):
    """The same number of deliveries over more and more connections."""
    body = options.body.read_bytes()
    request = (f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: {options.signature}\r\n"
               f"Content-Length: {len(body)}\r\n\r\n").encode() + body
    spent, memory = [], []
    for count in sizes(10, 3_000):
        server = servers.listen(options.streamctl, folder / "listen")
        try:
            clients = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(count)]
            before, rounds = processor_seconds(server.process), max(1, 12_000 // count)
            for _ in range(rounds):
                for client in clients:
                    client.sendall(request)
                for client in clients:
                    if not client.recv(4096).startswith(b"HTTP/1.1 200"):
                        raise RuntimeError("a delivery was refused")
            spent.append((count, (processor_seconds(server.process) - before) / (rounds * count) * 1e6))
            memory.append((count, server.memory() / MIB))
            for client in clients:
                client.close()
        finally:
            server.close()
    report(table, "listen --record, of one delivery: connections", spent, "us", FLAT_MAX)
    report(table, "  memory", memory, "MiB", EXPONENT_MAX)


def token(claims):
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signed = b".".join(encoded)
    return (signed + b"." + base64.urlsafe_b64encode(hmac.new(servers.SECRET.encode(), signed, hashlib.sha256).digest()).rstrip(b"=")).decode()


class Api:
    """Requests to the emulator over one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, claims, body=None):
        self.connection.request(method, f"{path}{'&' if '?' in path else '?'}api_key=bench", body and json.dumps(body),
                                {"Authorization": token(claims), "stream-auth-type": "jwt", "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)


class Watcher:
    """A WebSocket of a user who watches default:standup."""

    def __init__(self, port, number, api):
        user = f"watcher-{number}"
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.sendall(b"GET /video/connect?api_key=bench&stream-auth-type=jwt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        self.reader = self.socket.makefile("rb")
        while self.reader.readline() != b"\r\n":
            pass
        greeting = json.dumps({"token": token({"user_id": user}), "products": ["video"], "user_details": {"id": user}}).encode()
        self.socket.sendall(b"\x81" + bytes([0x80 | 126]) + len(greeting).to_bytes(2, "big") + bytes(4) + greeting)  # Masked with zeros.
        api.ask("GET", f"/video/call/default/standup?connection_id={self.read('connection.ok')['connection_id']}", {"user_id": user})

    def beat(self):
        """What keeps the connection: a client that sends nothing is dropped after 35 seconds."""
        self.socket.sendall(b"\x81\x82" + bytes(4) + b"{}")

    def read(self, type):
        """The next event of a type."""
        while True:
            length = self.reader.read(2)[1]
            if length > 125:
                length = int.from_bytes(self.reader.read(2 if length == 126 else 8), "big")
            event = json.loads(self.reader.read(length))
            if event["type"] == type:
                return event


def beat(watchers):
    for watcher in watchers:
        watcher.beat()


def watchers(table, options, folder):
    """What the emulator needs for an event to more and more watchers."""
    spent, memory = [], []
    for count in sizes(10, 1_000):
        server = servers.emulator(options.streamctl, folder / "emulator")
        try:
            api, claims = Api(server.port), {"server": True}
            api.ask("POST", "/api/v2/users", claims, {"users": {"sender": {"id": "sender"}}})
            api.ask("POST", "/api/v2/video/call/default/standup", claims, {"data": {"created_by_id": "sender"}})
            all = []
            for number in range(count):
                all.append(Watcher(server.port, number, api))
                if number % 100 == 99:
                    beat(all)
            before, events = processor_seconds(server.process), max(10, 5_000 // count)
            for number in range(events):
                api.ask("POST", "/api/v2/video/call/default/standup/event", claims, {"user_id": "sender", "custom": {"n": number}})
                for watcher in all:
                    if watcher.read("custom")["custom"]["n"] != number:
                        raise RuntimeError("an event is missing")
            spent.append((count, (processor_seconds(server.process) - before) / events * 1e6))
            memory.append((count, server.memory() / MIB))
        finally:
            server.close()
    report(table, "emulator, of one event: watchers", spent, "us", EXPONENT_MAX)
    report(table, "  memory", memory, "MiB", EXPONENT_MAX)


def calls(table, options, folder):
    """What the emulator needs for one call, and to find one, among more and more calls."""
    begun, found, memory = [], [], []
    for count in sizes(100, 9_999) + [9_999]:  # The emulator's maximum is 10,000.
        server = servers.emulator(options.streamctl, folder / "emulator", count)
        try:
            begun.append((count, processor_seconds(server.process)))
            memory.append((count, server.memory() / MIB))
            api, before = Api(server.port), processor_seconds(server.process)
            for number in range(300):
                api.ask("GET", f"/api/v2/video/call/default/call-{number * 7919 % count}", {"server": True})
            found.append((count, (processor_seconds(server.process) - before) / 300 * 1e6))
        finally:
            server.close()
    report(table, "emulator: calls at the start", begun, "s", EXPONENT_MAX)
    report(table, "  memory", memory, "MiB", EXPONENT_MAX)
    report(table, "  to get one of them", found, "us", FLAT_MAX)


def bench(table, options, folder):
    folder.mkdir(parents=True)
    for curve in (captures, deliveries, connections, watchers, calls):
        curve(table, options, folder)

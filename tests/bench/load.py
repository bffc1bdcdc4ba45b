"""Load generators: wrk, h2load, hey, forge, and a thousand clients with a count for each."""
import json
import os
import pathlib
import re
import selectors
import socket
import statistics
import subprocess
import time

from servers import SECRET, environment

HERE = pathlib.Path(__file__).resolve().parent


def wrk(port, seconds, connections, body, signature, run):
    """One run of wrk: requests/s, latencies in ms, errors. `run` keeps webhook ids apart."""
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "post.lua"),
                           f"http://127.0.0.1:{port}/", "--", str(body), signature, str(run)],
                          capture_output=True, text=True, check=True)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    result["rate"] = result["requests"] / result["seconds"]
    return result


def h2load(port, count, connections, body):
    """Posts per second over HTTP/1.1, as reported by h2load."""
    done = subprocess.run(["h2load", "--h1", "-n", str(count), "-c", str(connections), "-t1", "-d", str(body), "-H",
                           "Content-Type: application/json", f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True)
    return float(re.search(r"finished in [\w.]+, ([\d.]+) req/s", done.stdout)[1])


def hey(port, count, connections, body):
    done = subprocess.run(["hey", "-n", str(count), "-c", str(connections), "-m", "POST", "-T", "application/json", "-D", str(body),
                           f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])


def wall_seconds(command, folder):
    """Wall-clock time of a command, including start-up and summary."""
    begin = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, env=environment(folder), check=True)
    return time.monotonic() - begin


def forge(streamctl, port, type, count, connections, folder):
    return count / wall_seconds([streamctl, "forge", type, "--count", str(count), "--concurrency", str(connections), "--quiet",
                                 "--to", f"http://127.0.0.1:{port}/"], folder)


def answer_times(streamctl, port, type, rate, seconds, folder):
    """Latencies in ms of so many deliveries a second."""
    done = subprocess.run([streamctl, "forge", type, "--count", str(rate * seconds), "--rate", str(rate), "--concurrency", "64", "-o", "json",
                           "--to", f"http://127.0.0.1:{port}/"], capture_output=True, text=True, env=environment(folder), check=True)
    return json.loads(done.stdout.splitlines()[-1])["latency_ms"]


def replay(streamctl, port, capture, count, connections, folder, *arguments):
    return count / wall_seconds([streamctl, "replay", str(capture), "--concurrency", str(connections), "--quiet",
                                 "--to", f"http://127.0.0.1:{port}/", *arguments], folder)


def many_clients(port, clients, seconds, body, signature):
    """Keep-alive clients that post again after each answer. Returns answers per client, longest wait in s, failures."""
    request = (f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: {signature}\r\n"
               f"Content-Length: {len(body)}\r\n\r\n").encode() + body
    selector = selectors.DefaultSelector()
    answers = [0] * clients
    sent = [0.0] * clients
    worst = 0.0
    failed = 0
    connections = []
    for number in range(clients):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        connections.append(connection)
        selector.register(connection, selectors.EVENT_READ, number)
    end = time.monotonic() + seconds
    for number, connection in enumerate(connections):
        sent[number] = time.monotonic()
        connection.sendall(request)
    while (now := time.monotonic()) < end:
        for key, _ in selector.select(end - now):
            answer = key.fileobj.recv(4096)
            now = time.monotonic()
            worst = max(worst, now - sent[key.data])
            if not answer.startswith(b"HTTP/1.1 200"):
                failed += 1
                selector.unregister(key.fileobj)
                continue
            answers[key.data] += 1
            sent[key.data] = now
            key.fileobj.sendall(request)
    worst = max(worst, max(end - moment for moment in sent))
    for connection in connections:
        connection.close()
    return answers, worst, failed


def fanout(packages, port, kind, watchers, rate, seconds):
    """Measures what so many sockets receive of a broadcast: at `rate` events a second, or as fast as they can, where it is 0."""
    done = subprocess.run(["node", str(HERE / "fanout.js"), str(packages), f"http://127.0.0.1:{port}", kind, "bench", SECRET, str(watchers),
                           str(rate), str(seconds)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def sync_seconds(folder, size, rounds=50):
    """Median time to append so many bytes to a file and sync them."""
    times = []
    with open(folder / "synced", "ab", buffering=0) as file:
        for _ in range(rounds):
            begin = time.monotonic()
            file.write(bytes(size))
            os.fdatasync(file.fileno())
            times.append(time.monotonic() - begin)
    return statistics.median(times)


def start_up(commands, runs, folder):
    """Median start-up times in seconds, by hyperfine, in the order of the commands."""
    report = folder / "hyperfine.json"
    subprocess.run(["hyperfine", "-N", "--style", "none", "--warmup", "5", "--runs", str(runs), "--export-json", str(report), *commands],
                   capture_output=True, check=True)
    return [result["median"] for result in json.loads(report.read_text())["results"]]

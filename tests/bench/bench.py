"""Compares streamctl with other programs on this machine: interleaved rounds, ratios within a round, medians of the rounds.

A ratio travels from machine to machine where a rate does not. Nothing here fails on a number.
"""
import argparse
import hashlib
import hmac
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import load
import queues
import scaling
import servers

EVENT = "call.stats_report_ready"
MIB = 1024 * 1024


class Table:
    """Prints the figures as soon as they are measured."""

    def __init__(self):
        print(f"{'figure':<52} {'streamctl':>12} {'other':>12} {'ratio':>7}  wanted", flush=True)

    def row(self, figure, ours, other, ratio, wanted, good):
        mark = "" if good is None else "ok" if good else "MISSED"
        print(f"{figure:<52} {ours:>12} {other:>12} {ratio:>7}  {wanted:<10} {mark}", flush=True)

    def skipped(self, figure, why):
        print(f"{figure:<52} skipped: {why}", flush=True)


def rate(value):
    return f"{value:,.0f}/s"


def median_ratio(rounds, ours, other, field="rate"):
    return statistics.median(one[ours][field] / one[other][field] for one in rounds)


def median(rounds, name, field="rate"):
    return statistics.median(one[name][field] for one in rounds)


def bench_listen(table, options, folder):
    """listen --record, with and without --fsync, compared with nginx and Express: 64 connections, and others with nginx alone."""
    why_not = servers.install_packages(options.packages)
    makers = {
        "nginx": servers.nginx,
        "listen": lambda where: servers.listen(options.streamctl, where),
    }
    others = {"fsync": lambda where: servers.listen(options.streamctl, where, "--fsync")}
    if why_not is None:
        others["express"] = lambda where: servers.express(options.packages, where)
    rounds = loaded_rounds({**makers, **others}, 64, options, folder)

    def compare(rounds, figure, ours, other, wanted):
        ratio = median_ratio(rounds, ours, other)
        table.row(figure, rate(median(rounds, ours)), rate(median(rounds, other)), f"{ratio:.2f}", f">= {wanted}", ratio >= wanted)

    compare(rounds, "listen --record : nginx return 200, 64 connections", "listen", "nginx", 0.5)
    ratio = median_ratio(rounds, "listen", "nginx", "p99_ms")
    table.row("  p99", f"{median(rounds, 'listen', 'p99_ms'):.2f} ms", f"{median(rounds, 'nginx', 'p99_ms'):.2f} ms", f"{ratio:.2f}",
              "<= 2", ratio <= 2)
    for connections in (8, 512):
        compare(loaded_rounds(makers, connections, options, folder), f"  {connections} connections", "listen", "nginx", 0.5)
    if why_not is None:
        compare(rounds, "listen --record : Express with the official SDK", "listen", "express", 5)
    else:
        table.skipped("listen --record : Express with the official SDK", why_not)
    compare(rounds, "listen --record --fsync : nginx return 200", "fsync", "nginx", 0.3)
    # All 64 clients wait for each sync: no durable receiver can be faster than this.
    bound = 64 / load.sync_seconds(folder, 64 * len(options.body.read_bytes()))
    fsync = median(rounds, "fsync")
    table.row("  64 records in each fdatasync of this disk", rate(fsync), rate(bound), f"{fsync / bound:.2f}", "", None)


def loaded_rounds(makers, connections, options, folder):
    """What wrk measures of each server, a dictionary for each round. Every round begins with another server."""
    rounds = []
    for number in range(options.rounds):
        results = {}
        names = list(makers)
        for name in names[number % len(names):] + names[: number % len(names)]:
            server = makers[name](folder / name)
            try:
                load.wrk(server.port, 1, connections, options.body, options.signature, f"{number}w")
                results[name] = load.wrk(server.port, options.seconds, connections, options.body, options.signature, number)
            finally:
                server.close()
            if results[name]["bad_status"] or results[name]["socket_errors"] or results[name]["timeouts"]:
                print(f"  {name}: {results[name]}", file=sys.stderr)
        rounds.append(results)
    return rounds


def bench_filter(table, options, folder):
    """listen and replay with a filter that passes everything, compared with no filter."""
    expression = ["--filter", f'.type == "{EVENT}" and .call_cid != "none"']
    capture = captured(options, folder)
    target = servers.nginx(folder / "target")
    rounds = []
    try:
        for number in range(options.rounds):
            results = {}
            for name, filtered in (("bare", []), ("filter", expression))[:: 1 if number % 2 else -1]:
                server = servers.listen(options.streamctl, folder / name, *filtered)
                try:
                    results[name] = {"rate": load.forge(options.streamctl, server.port, EVENT, options.count, 64, folder)}
                finally:
                    server.close()
                results[f"replay {name}"] = {"rate": load.replay(options.streamctl, target.port, capture, options.count, 64, folder, *filtered)}
            rounds.append(results)
    finally:
        target.close()
    for figure, prefix in (("listen --record --filter : without it, 64 connections", ""), ("replay --filter : without it", "replay ")):
        ours, other = prefix + "filter", prefix + "bare"
        table.row(figure, rate(median(rounds, ours)), rate(median(rounds, other)), f"{median_ratio(rounds, ours, other):.2f}", "", None)
        table.row("  time an event", f"{1e6 / median(rounds, ours):.1f} us", f"{1e6 / median(rounds, other):.1f} us", "", "", None)


def bench_inspector(table, options, folder):
    """5,000 deliveries a second into listen --record, with the inspector and a page open, compared with neither."""
    makers = {"ui": servers.inspected, "bare": servers.listen}
    rounds = []
    for number in range(options.rounds):
        results = {}
        for name in list(makers)[:: 1 if number % 2 else -1]:
            server = makers[name](options.streamctl, folder / name)
            try:
                results[name] = load.answer_times(options.streamctl, server.port, EVENT, 5000, options.seconds, folder)
            finally:
                server.close()
        rounds.append(results)
    ratio = median_ratio(rounds, "ui", "bare", "p50")
    table.row("listen --record --ui : without, 5,000/s, median answer", f"{median(rounds, 'ui', 'p50'):.3f} ms", f"{median(rounds, 'bare', 'p50'):.3f} ms",
              f"{ratio:.2f}", "<= 1.05", ratio <= 1.05)
    table.row("  p99", f"{median(rounds, 'ui', 'p99'):.2f} ms", f"{median(rounds, 'bare', 'p99'):.2f} ms",
              f"{median_ratio(rounds, 'ui', 'bare', 'p99'):.2f}", "", None)
    bench_frames(table, options, folder)


def bench_frames(table, options, folder):
    """What a page in a browser does at once while it is shown 5,000 deliveries a second: longer tasks than a frame are seen."""
    figure = "  longest task of the page, its processor time"
    try:
        import frames
        is_here = frames.browser.installed()
    except ImportError:  # pytest, which the tests' browser needs.
        is_here = False
    if not is_here:
        table.skipped(figure, "needs chromium, chromedriver and pytest")
        return
    server = servers.inspected(options.streamctl, folder / "frames")
    try:
        tasks = frames.busy_page(folder / "browser", server.ui, lambda: load.answer_times(options.streamctl, server.port, EVENT, 5000, options.seconds, folder))
    finally:
        server.close()
    table.row(figure, f"{max(tasks):.0f} ms", "", "", "< 50 ms", max(tasks) < 50)


def bench_clients(table, options, folder):
    """1,000 connections: each is served, and memory stays flat."""
    peaks, least, worst, failures = [], [], [], 0
    body = options.body.read_bytes()
    for _ in range(options.rounds):
        server = servers.listen(options.streamctl, folder / "clients")
        try:
            answers, wait, failed = load.many_clients(server.port, 1000, options.seconds, body, options.signature)
            loaded = load.wrk(server.port, options.seconds, 1000, options.body, options.signature, "clients")
            peaks.append(server.memory())
        finally:
            server.close()
        least.append(min(answers) / statistics.median(answers))
        worst.append(wait)
        failures += failed + loaded["bad_status"] + loaded["socket_errors"] + loaded["timeouts"]
    table.row("1,000 connections: least served : median served", f"{min(least):.2f}", "1", f"{min(least):.2f}", "> 0", min(least) > 0)
    table.row("  longest wait of any client, failures", f"{max(worst):.2f} s", "", str(failures), "0", failures == 0)
    table.row("  peak memory", f"{max(peaks) / MIB:.1f} MiB", "", "", "< 40 MiB", max(peaks) < 40 * MIB)


def bench_send(table, options, folder):
    """200,000 posts over 64 connections to nginx: forge and replay, h2load, hey."""
    others = [name for name in ("h2load", "hey") if shutil.which(name)]
    capture = captured(options, folder)
    server = servers.nginx(folder / "target")
    rounds = []
    try:
        for _ in range(options.rounds):
            result = {"forge": {"rate": load.forge(options.streamctl, server.port, EVENT, options.count, 64, folder)},
                      "replay": {"rate": load.replay(options.streamctl, server.port, capture, options.count, 64, folder)}}
            for name in others:
                result[name] = {"rate": getattr(load, name)(server.port, options.count, 64, options.body)}
            rounds.append(result)
    finally:
        server.close()

    def compare(figure, ours, other, wanted):
        if other not in rounds[0]:
            table.skipped(figure, f"{other} is not installed")
            return
        ratio = median_ratio(rounds, ours, other)
        table.row(figure, rate(median(rounds, ours)), rate(median(rounds, other)), f"{ratio:.2f}", f">= {wanted}" if wanted else "",
                  ratio >= wanted if wanted else None)

    compare(f"forge --count {options.count} --concurrency 64 : h2load", "forge", "h2load", 0.4)
    compare(f"forge --count {options.count} --concurrency 64 : hey", "forge", "hey", 1)
    compare("replay of as many : forge", "replay", "forge", 0.9)
    bench_inspect(table, options, capture, folder)


def captured(options, folder):
    """A capture of `options.count` forged events."""
    folder.mkdir(parents=True, exist_ok=True)
    server = servers.listen(options.streamctl, folder / "source")
    try:
        load.forge(options.streamctl, server.port, EVENT, options.count, 64, folder)
        return (folder / "source" / "capture.jsonl").rename(folder / "capture.jsonl")
    finally:
        server.close()


def bench_inspect(table, options, capture, folder):
    gigabytes = capture.stat().st_size / 1e9
    rounds = [{name: {"rate": gigabytes / load.wall_seconds(command, folder)}
               for name, command in (("inspect", [options.streamctl, "inspect", str(capture)]), ("wc", ["wc", "-l", str(capture)]))}
              for _ in range(options.rounds)]
    table.row("inspect of that capture : wc -l", f"{median(rounds, 'inspect'):.2f} GB/s", f"{median(rounds, 'wc'):.2f} GB/s",
              f"{median_ratio(rounds, 'inspect', 'wc'):.2f}", "", None)


def bench_fanout(table, options, folder):
    """1,000 watchers of one call, custom events: the emulator, compared with the same broadcast by npm's ws."""
    watchers = 1000
    figure = f"{watchers:,} watchers: emulator : npm ws"
    why_not = servers.install_packages(options.packages)
    if why_not is not None:
        table.skipped(figure, why_not)
        return
    calls = 9_999  # The emulator's maximum, together with the watched call.
    makers = {"emulator": lambda where: servers.emulator(options.streamctl, where, calls), "ws": lambda where: servers.broadcast(options.packages, where)}

    def run(name, events):
        server = makers[name](folder / name)
        try:
            result = load.fanout(options.packages, server.port, name, watchers, events, options.seconds)
            return result | {"memory": server.memory()}
        finally:
            server.close()

    most, steady = [], []
    for number in range(options.rounds):
        names = list(makers)[:: 1 if number % 2 else -1]
        most.append({name: run(name, 0) for name in names})
        events = max(1, int(most[-1]["ws"]["rate"] / 2))  # Both, and the one that measures them, keep up with so many a second.
        steady.append({name: run(name, events) for name in names})
    lost = sum(one["emulator"]["expected"] - one["emulator"]["delivered"] for one in most + steady)
    good = lost == 0 and all(one["emulator"]["ordered"] for one in most + steady)
    table.row(figure + ", lost", str(lost), "", "in order" if good else "OUT OF ORDER", "0", good)
    ratio = median_ratio(most, "emulator", "ws")
    table.row("  events a second, each once all have the last", rate(median(most, "emulator")), rate(median(most, "ws")), f"{ratio:.2f}", ">= 1", ratio >= 1)
    ratio = median_ratio(steady, "emulator", "ws", "p99_ms")
    table.row(f"  p99 latency at {median(steady, 'ws'):.0f} events a second", f"{median(steady, 'emulator', 'p99_ms'):.1f} ms",
              f"{median(steady, 'ws', 'p99_ms'):.1f} ms", f"{ratio:.2f}", "<= 1", ratio <= 1)
    ratio = median_ratio(steady, "emulator", "ws", "memory")
    table.row("  peak memory, the emulator's with 10,000 calls", f"{median(steady, 'emulator', 'memory') / MIB:.1f} MiB",
              f"{median(steady, 'ws', 'memory') / MIB:.1f} MiB", f"{ratio:.2f}", "<= 1.3", ratio <= 1.3)


def bench_queue(table, options, folder):
    """One, two and four listeners that share a queue, compared with as many bare receive-and-delete loops."""
    folder.mkdir()
    makers = {"endless": lambda: queues.Endless(folder / "endless", options.body.read_bytes(), options.seconds)}
    why_not = servers.install_packages(options.packages)
    if why_not is None:
        makers["fauxqs"] = lambda: queues.Fauxqs(options.packages, options.streamctl, folder, EVENT, options.events)
    else:
        table.skipped("listen : bare loop, a queue of fauxqs", why_not)
    for name, make in makers.items():
        for count in (1, 2, 4):
            compare_emptying(table, options, make, f"{count} listen : {count} bare loops, {name} queue", count, folder)


def compare_emptying(table, options, make, figure, count, folder):
    workers = [("listen", lambda queue: queues.listeners(options.streamctl, queue, count, folder)),
               ("bare", lambda queue: queues.bare_loops(options.bare_loop, queue, count))]
    rounds = []
    for number in range(options.rounds):
        results = {}
        for name, commands in workers[number % 2:] + workers[:number % 2]:
            queue = make()  # A new queue: the pending receives of the last run cannot take its messages.
            try:
                results[name] = queues.empty(queue, commands(queue), folder)
            finally:
                queue.close()
            for capture in folder.glob("*.jsonl"):
                capture.unlink()
        rounds.append(results)
    ratio = median_ratio(rounds, "listen", "bare")
    table.row(figure, rate(median(rounds, "listen")), rate(median(rounds, "bare")), f"{ratio:.2f}", ">= 0.8", ratio >= 0.8)
    table.row("  time of processors an event", f"{median(rounds, 'listen', 'cpu'):.0f} us", f"{median(rounds, 'bare', 'cpu'):.0f} us",
              f"{median_ratio(rounds, 'listen', 'bare', 'cpu'):.2f}", "", None)
    growth = statistics.median(one["listen"]["end"] / one["listen"]["half"] for one in rounds)
    table.row("  memory of a listener at the end : half-way", f"{median(rounds, 'listen', 'end') / MIB:.1f} MiB",
              f"{median(rounds, 'listen', 'half') / MIB:.1f} MiB", f"{growth:.2f}", "<= 1.2", growth <= 1.2)


def bench_startup(table, options, folder):
    figure = "streamctl --version : node -e 0"
    for program in ("hyperfine", "node"):
        if shutil.which(program) is None:
            table.skipped(figure, f"{program} is not installed")
            return
    folder.mkdir(parents=True)
    ours, node = load.start_up([f"{options.streamctl} --version", "node -e 0"], 20, folder)
    table.row(figure, f"{ours * 1e3:.1f} ms", f"{node * 1e3:.1f} ms", f"{ours / node:.2f}", "<= 0.2", ours / node <= 0.2)


PARTS = {"listen": bench_listen, "filter": bench_filter, "inspector": bench_inspector, "clients": bench_clients, "send": bench_send, "fanout": bench_fanout, "queue": bench_queue, "startup": bench_startup,
         "scaling": scaling.bench}


def read_options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure streamctl beside nginx, Express, h2load, hey, node and libcurl.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"which figures: {', '.join(PARTS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of which the median counts (default 5)")
    parser.add_argument("--seconds", type=int, default=5, help="length of one load (default 5)")
    parser.add_argument("--count", type=int, default=200_000, help="deliveries of one forge (default 200000)")
    parser.add_argument("--events", type=int, default=20_000, help="events on the queue that is emptied (default 20000)")
    parser.add_argument("--most", type=int, default=1_000_000, help="events of the largest capture of 'scaling' (default 1000000)")
    parser.add_argument("--streamctl", default="build/release/cli/streamctl", help="the binary to measure")
    parser.add_argument("--bare-loop", default="build/release/tests/bench/bare_sqs", help="what it is beside a queue's listeners")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"no part '{part}'; there are {', '.join(PARTS)}")
    options.streamctl = str(pathlib.Path(options.streamctl).resolve())
    options.bare_loop = str(pathlib.Path(options.bare_loop).resolve())
    options.packages = pathlib.Path("build/peers").resolve()
    return options


def main():
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="streamctl-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # nginx started by root runs its workers as another user.
        made = subprocess.run([options.streamctl, "forge", EVENT, "--print", "--seed", "1"], capture_output=True, check=True,
                              env=servers.environment(folder))
        body = made.stdout.rstrip(b"\n")
        options.body = folder / "body.json"
        options.body.write_bytes(body)
        options.signature = hmac.new(servers.SECRET.encode(), body, hashlib.sha256).hexdigest()
        print(f"{len(body)} bytes of {EVENT}, {os.cpu_count()} cores, medians of {options.rounds} rounds", flush=True)
        table = Table()
        for part in options.parts or PARTS:
            PARTS[part](table, options, folder / part)


if __name__ == "__main__":
    main()

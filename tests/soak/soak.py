"""Runs listen --record, forge, watch and the emulator together at a steady rate, with senders of Python's, and judges the run:

- nothing was lost: what was acknowledged to a sender is in a capture, once for each attempt, and nothing else is;
- nothing grew: over the steady time after SETTLING_SECONDS, the line of least squares through the samples of a program's resident
  memory, descriptors and threads rises by less than GROWTH_MAX. A shorter run is judged by the rest alone. The proportional memory
  is shown too, but depends on who else has the libraries loaded;
- every program ended with 0.

    soak.py PROGRAM [--seconds 3600] [--rate 50] [--fill 65536] [--folder FOLDER]

Before the steady time, `forge` sends as many events as listen remembers webhook ids, so that its memory is at its bound. FOLDER
keeps captures, words and samples. Needs root: the descriptors of a program that cannot be dumped are root's to read.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from ledger import Ledger
from measure import growth, percentile, take_sample
from senders import custom_events, webhooks

KEY, SECRET = "soak", "soak-secret"
MIB = 1024 * 1024
CONCURRENCY = 8  # Of forge, which has as many connections as its deliveries need at a time.
GROWTH_MAX = {"rss": MIB, "descriptors": CONCURRENCY, "threads": 1}
IDS_REMEMBERED = 65_536  # By listen.
SAMPLE_SECONDS = 5
SETTLING_SECONDS = 300  # Not judged: connections and caches find their size.
PATIENCE = 60  # Seconds for what is on its way at the end.
NEVER = threading.Event()


class Program:
    """A streamctl in the background. `take` gets each line of its standard output."""

    def __init__(self, streamctl, folder, name, *arguments, take=lambda _: None, has_banner=True):
        self.name, self.samples = name, []
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder),
                       "STREAM_API_KEY": KEY, "STREAM_API_SECRET": SECRET, "LANG": "C.UTF-8"}
        with open(folder / f"{name}.words", "ab") as words:
            self.process = subprocess.Popen([streamctl, *arguments, "-o", "json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                            stderr=words, env=environment, cwd=folder)
        line = self.process.stdout.readline() if has_banner else None
        if line == b"":
            raise RuntimeError(f"{name} did not start: {(folder / f'{name}.words').read_text()}")
        self.url = json.loads(line)["url"] if line else None
        self._reader = threading.Thread(target=self._read, args=(take,), daemon=True)
        self._reader.start()

    def _read(self, take):
        for line in self.process.stdout:
            take(line)

    def wait(self):
        code = self.process.wait()
        self._reader.join()
        return code

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.wait()


class Run:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.ledger = Ledger(folder, SECRET)
        self.running = []
        self.faults = []

    def start(self, name, *arguments, **options):
        self.running.append(Program(self.options.program, self.folder, name, *arguments, **options))
        return self.running[-1]

    def forge(self, name, *arguments):
        def take(line):
            delivery = json.loads(line)
            if delivery["kind"] == "delivery":
                (self.ledger.acknowledged if delivery["result"] == "delivered" else self.ledger.unknown).add(delivery["webhook_id"])
        return self.start(name, "forge", *arguments, "--to", self.listen.url, take=take, has_banner=False)

    def begin(self):
        (self.folder / "seed.json").write_text(json.dumps({"users": [{"id": "john"}], "calls": [
            {"type": "default", "id": "soak", "created_by_id": "john", "members": [{"user_id": "john"}]}]}))
        self.listen = self.start("listen", "listen", "--port", "0", "--record", "listen.jsonl")
        self.emulator = self.start("emulator", "emulator", "--port", "0", "--webhook-url", self.listen.url, "--seed-file", "seed.json")
        self.watch = self.start("watch", "watch", "default:soak", "--user-id", "john", "--record", "watch.jsonl", "--base-url", self.emulator.url)
        begin = time.monotonic()
        fill = self.forge("fill", "call.reaction_new", "--count", str(self.options.fill), "--concurrency", "32")
        self.end_of(fill, fill.wait())
        self.ledger.read()
        print(f"filled with {self.options.fill} events in {time.monotonic() - begin:.0f} s; now {self.options.seconds:.0f} s "
              f"at {self.options.rate + 2 * max(1, self.options.rate // 5)} events/s", flush=True)

    def steady(self):
        """The steady load, with samples of each program."""
        rate, fifth = self.options.rate, max(1, self.options.rate // 5)
        forge = self.forge("forge", "call.reaction_new", "call.updated", "--count", str(max(1, int(rate * self.options.seconds) // 2)),
                           "--rate", str(rate), "--concurrency", str(CONCURRENCY))
        self.senders = [webhooks(self.listen.url, fifth, SECRET, self.ledger), custom_events(self.emulator.url, fifth, KEY, SECRET, self.ledger)]
        for sender in self.senders:
            sender.start()
        self.began = begin = time.monotonic()
        while (now := time.monotonic() - begin) < self.options.seconds:
            for program in self.running:
                program.samples.append(take_sample(program.process.pid, now))
            self.ledger.read()
            NEVER.wait(min(SAMPLE_SECONDS, max(0, self.options.seconds - now)))
        self.ended = time.monotonic()
        for sender in self.senders:
            sender.stop()
        self.end_of(forge, forge.wait())

    def end_of(self, program, code):
        self.running.remove(program)
        if code != 0:
            self.faults.append(f"{program.name} ended with {code}")
        self.judge(program)

    def judge(self, program):
        with open(self.folder / f"{program.name}.csv", "w") as file:
            file.writelines(",".join(map(str, dataclasses.astuple(sample))) + "\n" for sample in program.samples)
        steady = [sample for sample in program.samples if sample.seconds >= SETTLING_SECONDS]
        if not steady:
            return
        grown = {field: growth(steady, field) for field in ("pss", *GROWTH_MAX)}
        first, last = steady[0], steady[-1]
        print(f"{program.name:<9} {last.pss / MIB:6.1f} {grown['pss'] / MIB:+6.2f} {last.rss / MIB:7.1f} {grown['rss'] / MIB:+6.2f} "
              f"{last.descriptors:6} {grown['descriptors']:+6.2f} {last.threads:6} {grown['threads']:+6.2f} "
              f"{100 * (last.cpu - first.cpu) / max(1, last.seconds - first.seconds):6.1f}", flush=True)
        self.faults += [f"{program.name}: {field} grew by {grown[field]:,.0f}" for field, bound in GROWTH_MAX.items() if grown[field] >= bound]

    def end(self):
        deadline = time.monotonic() + PATIENCE
        while not self.ledger.is_complete() and time.monotonic() < deadline:
            NEVER.wait(0.1)
            self.ledger.read()
        for program in (self.watch, self.emulator, self.listen):
            self.end_of(program, program.stop())
        self.ledger.read()
        self.faults += self.ledger.faults()

    def latencies(self):
        """The senders' times to an answer, in the first and the last tenth of the steady time."""
        tenth = (self.ended - self.began) / 10
        for name, sender in zip(("webhooks", "API"), self.senders):
            parts = [[1000 * taken for at, taken in sender.latencies if low <= at < high]
                     for low, high in ((self.began, self.began + tenth), (self.ended - tenth, self.ended), (self.began, self.ended))]
            print(f"ms to an answer, {name:<9} p50, p99: " + "; ".join(
                f"{when} {percentile(part, 0.5):.2f}, {percentile(part, 0.99):.2f}"
                for when, part in zip(("first tenth", "last tenth", "all"), parts)))

    def report(self):
        ledger = self.ledger
        print(f"webhooks acknowledged {len(ledger.acknowledged)}, custom events posted {len(ledger.posted)}, without an answer "
              f"{len(ledger.unknown)}; recorded {len(ledger.recorded)}, of them retries {ledger.retries}; by WebSocket {len(ledger.watched)}")
        self.latencies()
        for fault in self.faults:
            print(f"FAULT: {fault}")
        grown = "nothing grew" if self.ended - self.began > SETTLING_SECONDS else "too short to say what grows"
        print("failed" if self.faults else f"passed: nothing lost, {grown}")
        return 1 if self.faults else 0

    def kill(self):
        for program in self.running:
            program.process.kill()
            program.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--rate", type=int, default=50, help="events a second of forge; each sender of Python's has a fifth of it")
    parser.add_argument("--fill", type=int, default=IDS_REMEMBERED)
    parser.add_argument("--folder", type=pathlib.Path)
    options = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("needs root: the descriptors of a program that cannot be dumped are root's to read")
    folder = (options.folder or pathlib.Path(tempfile.mkdtemp(prefix="soak-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(options, folder)
    try:
        run.begin()
        print("program      PSS growth     RSS growth  files growth threads growth CPU %   (MiB; growth in the steady time)")
        run.steady()
        run.end()
        return run.report()
    finally:
        run.kill()
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())

"""What the system says of a process, and whether it grew."""
import dataclasses
import os
import pathlib
import statistics


@dataclasses.dataclass
class Sample:
    seconds: float  # Since the beginning of the steady load.
    rss: int  # Bytes, as pss.
    pss: int
    descriptors: int
    threads: int
    cpu: float  # Seconds until now.


def take_sample(pid, seconds):
    """Only root may read the descriptors and the proportional memory of streamctl, which cannot be dumped."""
    folder = pathlib.Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    memory = dict(line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:])
    times = (folder / "stat").read_text().rpartition(")")[2].split()
    return Sample(seconds, int(status["VmRSS"].split()[0]) * 1024, int(memory["Pss"].split()[0]) * 1024, len(os.listdir(folder / "fd")),
                  int(status["Threads"]), (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"))


def growth(samples, field):
    """How much the line of least squares through the samples rises from the first to the last."""
    times = [sample.seconds for sample in samples]
    if len(set(times)) < 2:
        return 0.0
    return statistics.linear_regression(times, [getattr(sample, field) for sample in samples]).slope * (times[-1] - times[0])


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")

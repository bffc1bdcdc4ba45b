"""The program of `scripts/release --check soak` works, and notices what it is there to notice."""
import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT, binary, sign

sys.path.insert(0, str(ROOT / "tests/soak"))
from ledger import Ledger  # noqa: E402
from measure import Sample, growth  # noqa: E402

SECRET = "soak-secret"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may read what a program that cannot be dumped has open")
def test_a_short_run_loses_nothing(tmp_path):
    done = subprocess.run([sys.executable, ROOT / "tests/soak/soak.py", binary(), "--seconds", "2", "--rate", "20", "--fill", "50",
                           "--folder", tmp_path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "passed: nothing lost" in done.stdout, done.stdout + done.stderr
    assert (tmp_path / "listen.csv").read_text().count(",") >= 5


def record(id, body, attempt=1, secret=SECRET):
    return {"kind": "event", "webhook_id": id, "attempt": attempt, "verified": True, "type": json.loads(body)["type"],
            "headers": {"X-Signature": sign(body.encode(), secret)}, "body": body}


def custom(n):
    return json.dumps({"type": "custom", "custom": {"n": n}})


def faults(folder, listened, watched=()):
    """Of a run in which id `a` was acknowledged, and custom event 0 posted."""
    for name, lines in (("listen", listened), ("watch", watched)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    ledger = Ledger(folder, SECRET)
    ledger.acknowledged, ledger.posted = {"a"}, {0}
    ledger.read()
    return " ".join(ledger.faults())


def test_what_is_lost_invented_or_doubled_is_a_fault(tmp_path):
    a, hook, seen = record("a", '{"type":"call.updated"}'), record("hook", custom(0)), record("", custom(0))
    assert faults(tmp_path, [a, hook], [seen]) == ""
    assert "acknowledged deliveries are not in the capture of listen, such as a" in faults(tmp_path, [hook], [seen])
    assert "never came as webhooks" in faults(tmp_path, [a], [seen])
    assert "never came by WebSocket" in faults(tmp_path, [a, hook])
    assert "sent by nobody, such as b" in faults(tmp_path, [a, hook, record("b", '{"type":"call.updated"}')], [seen])
    assert "a is recorded twice as attempt 1" in faults(tmp_path, [a, a, hook], [seen])
    assert faults(tmp_path, [a, record("a", a["body"], attempt=2), hook], [seen]) == ""
    assert "hook is recorded with a wrong signature" in faults(tmp_path, [a, record("hook", custom(0), secret="other")], [seen])
    assert "twice, or in another order" in faults(tmp_path, [a, hook], [seen, seen])


def test_growth_is_what_the_samples_rise_by():
    samples = [Sample(second, 0, 1000 + 10 * second + (second % 2), 7, 3, 0) for second in range(0, 100, 5)]
    assert 940 < growth(samples, "pss") < 960 and growth(samples, "descriptors") == 0

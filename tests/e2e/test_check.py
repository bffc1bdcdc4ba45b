"""check: correct handlers pass; exactly the intended check catches each flawed one."""
import json
import pathlib
import subprocess
import xml.etree.ElementTree

import pytest
from conftest import ROOT, SECRET, WATCHDOG, check_junit
from terminal import Terminal

PEERS = pathlib.Path(ROOT, "tests", "peers")
# Flaw of tests/peers/handler.py: the one check that must not pass.
FLAWS = {
    "cold-start": "accepts-valid", "needs-a-call": "accepts-every-type", "known-types": "accepts-unknown-type",
    "closed-schema": "accepts-unknown-fields", "conflicts": "accepts-retry", "no-gzip": "accepts-gzip", "small-bodies": "accepts-large",
    "decodes-ascii": "accepts-unicode", "trusts-unsigned": "rejects-missing-signature", "test-backdoor": "rejects-wrong-signature",
    "trusts-known-ids": "rejects-tampered-body", "verifies-either": "rejects-signature-of-compressed-bytes",
    "other-apps-pass": "rejects-other-secret", "takes-prefix": "rejects-truncated-signature", "takes-get": "rejects-get",
    "raises": "rejects-malformed-json", "slow": "answers-fast", "closes": "keep-alive", "one-at-a-time": "concurrent"}


@pytest.fixture
def handler():
    processes = []

    def start(*command):
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return processes[-1].stdout.readline().strip()

    yield start
    for process in processes:
        process.kill()
        process.wait()


def python(handler, *arguments):
    return handler("/usr/bin/python3", str(PEERS / "handler.py"), SECRET, *arguments)


def findings(done):
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines()) if line["kind"] == "check"}


def troubled(found):
    return {name for name, finding in found.items() if finding["status"] in ("warn", "fail")}


def test_honest_handlers_pass_every_check(streamctl, handler):
    for url in (python(handler), handler("node", str(PEERS / "handler.js"), SECRET)):
        found = findings(streamctl("check", url, "-o", "json", code=0))
        assert len(found) == 20 and troubled(found) == set(), found
        assert found["tls-trusted"]["status"] == "skip"


@pytest.mark.parametrize("flaw, caught_by", FLAWS.items())
def test_a_flaw_is_caught_by_its_check_alone(streamctl, handler, flaw, caught_by):
    done = streamctl("check", python(handler, flaw), "-o", "json")
    found = findings(done)
    assert troubled(found) == {caught_by}, {name: found[name]["detail"] for name in troubled(found)}
    assert done.returncode == (1 if found[caught_by]["status"] == "fail" else 0)


@pytest.mark.parametrize("flaw, caught_by", [("small-bodies", {"accepts-large"}), ("throws-on-users", {"accepts-every-type"})])
def test_flaws_of_node(streamctl, handler, flaw, caught_by):
    found = findings(streamctl("check", handler("node", str(PEERS / "handler.js"), SECRET, flaw), "-o", "json", code=1))
    assert troubled(found) == caught_by


def test_a_handler_that_writes_json_anew_is_found_out(streamctl, handler):
    found = findings(streamctl("check", handler("node", str(PEERS / "handler.js"), SECRET, "re-serialises"), "-o", "json", code=1))
    assert "accepts-unicode" in troubled(found)


def test_flask(streamctl, handler):
    pytest.importorskip("flask", reason="Flask is not installed")
    start = lambda *flaw: handler("/usr/bin/python3", str(PEERS / "flask_handler.py"), SECRET, *flaw)
    # Werkzeug's development server closes every connection, and is rightly warned about.
    assert troubled(findings(streamctl("check", start(), "-o", "json", code=0))) == {"keep-alive"}
    assert troubled(findings(streamctl("check", start("raises"), "-o", "json", code=1))) == {"keep-alive", "rejects-malformed-json"}
    assert "accepts-valid" in troubled(findings(streamctl("check", start("json-again"), "-o", "json", code=1)))


MODULES = ROOT / "build" / "peers" / "node_modules"


@pytest.mark.skipif(not (MODULES / "express").exists(), reason="scripts/test found no npm registry: Express is not there")
def test_express_with_the_official_sdk(streamctl, handler):
    start = lambda *flaw: handler("node", str(PEERS / "express.js"), str(MODULES.parent), SECRET, *flaw)
    assert troubled(findings(streamctl("check", start(), "-o", "json", code=0))) == set()
    assert troubled(findings(streamctl("check", start("default-limit"), "-o", "json", code=1))) == {"accepts-large"}
    assert "accepts-unicode" in troubled(findings(streamctl("check", start("parsed-body"), "-o", "json", code=1)))


def test_every_check_is_caught_by_some_flaw(streamctl):
    listed = [json.loads(line)["name"] for line in streamctl("check", "--list", "-o", "json", code=0).stdout.splitlines()]
    assert set(listed) == set(FLAWS.values()) | {"tls-trusted"}


def test_an_untrusted_certificate(streamctl, handler, certificate):
    url = python(handler, "honest", *certificate)
    found = findings(streamctl("check", url, "--only", "tls-trusted", "-o", "json", code=1))
    assert found["tls-trusted"]["status"] == "fail" and "certificate" in found["tls-trusted"]["detail"]
    found = findings(streamctl("check", url, "--ca-cert", certificate[0], "-o", "json", code=0))
    assert troubled(found) == {"tls-trusted"} and found["tls-trusted"]["status"] == "warn"


def test_a_handler_that_hangs_redirects_or_dies_never_hangs_the_check(streamctl, handler, peer):
    found = findings(streamctl("check", peer("hang").url, "--attempt-timeout", "200ms", "-o", "json", code=1, timeout=30))
    assert found["accepts-valid"]["status"] == "fail" and found["concurrent"]["status"] == "skip"
    found = findings(streamctl("check", "http://127.0.0.1:1/", "-o", "json", code=1))
    assert found["accepts-valid"]["status"] == "fail" and "refused" in found["accepts-valid"]["detail"]
    found = findings(streamctl("check", python(handler, "redirects"), "-o", "json", code=1))
    assert "redirect" in found["accepts-valid"]["detail"]
    assert findings(streamctl("check", peer(200, 200, "reset").url, "-o", "json", code=1))


NOT_RUN = "19 checks not run (--keep-going runs them)"


def test_one_diagnosis_for_a_handler_with_another_secret(streamctl, handler):
    url = handler("/usr/bin/python3", str(PEERS / "handler.py"), "another-secret")
    done = streamctl("check", url, code=1)
    lines = done.stdout.splitlines()
    assert lines[0] == "✗ fail  accepts-valid"
    assert lines[1] == f"the handler refuses a valid event (401): does it have the secret given here? {NOT_RUN}"
    assert len(lines) == 5 and lines[-1].startswith("0 passed, 1 failed, 19 not run (") and done.stderr == ""
    done = streamctl("check", url, "-o", "json", "--junit", "report.xml", code=1)
    found = findings(done)
    assert len(found) == 20 and {found[name]["status"] for name in found if name != "accepts-valid"} == {"skip"}
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["skip"] == 19 and "does it have the secret given here?" in summary["diagnosis"]
    check_junit(streamctl.folder / "report.xml")
    tap = tap_of(streamctl("check", url, "-o", "tap", code=1).stdout)
    assert tap["errors"] == [] and tap["failed"] == [1] and len(tap["skipped"]) == 19


def test_one_line_for_a_handler_that_does_not_run(streamctl):
    lines = streamctl("check", "http://127.0.0.1:1/", code=1).stdout.splitlines()
    assert lines[0] == "✗ fail  accepts-valid" and len(lines) == 4
    assert lines[1].startswith("http://127.0.0.1:1/: connection refused; nothing listens there") and lines[1].endswith(NOT_RUN)


def test_passes_that_prove_nothing_are_skipped(streamctl, peer):
    found = findings(streamctl("check", peer(401).url, "--keep-going", "-o", "json", code=1))
    passed = {name for name in found if found[name]["status"] == "pass"}
    assert passed == {"keep-alive"}, found
    assert "proves nothing" in found["rejects-other-secret"]["detail"]
    found = findings(streamctl("check", peer(401).url, "--only", "rejects-get", "-o", "json", code=0))
    assert found["rejects-get"]["status"] == "skip"


def test_a_terminal_shows_the_running_check_and_what_a_stop_left_out(streamctl, peer):
    target = peer(200, "hang")
    terminal = Terminal(streamctl, "check", target.url, "--only", "accepts-valid", "--only", "accepts-gzip", "--only", "rejects-get",
                        "--attempt-timeout", "10m", "--junit", "report.xml", env={"STREAM_API_SECRET": SECRET})
    terminal.until(r"running accepts-gzip \(2 of 3\)")
    target.asked.wait(WATCHDOG)
    terminal.interrupt()
    assert terminal.wait() == 130
    assert any(line.startswith("stopped: 1 passed, 2 not run (") for line in terminal.lines())
    assert not any("running" in line for line in terminal.lines())
    check_junit(streamctl.folder / "report.xml")
    cases = list(xml.etree.ElementTree.parse(streamctl.folder / "report.xml").iter("testcase"))
    assert [case.find("skipped") is not None for case in cases] == [False, True, True]


def test_no_running_check_where_it_cannot_be_removed(streamctl, handler):
    url = python(handler)
    for env, options in (({"TERM": "dumb"}, ()), ({}, ("--quiet",))):
        terminal = Terminal(streamctl, "check", url, *options, env={"STREAM_API_SECRET": SECRET, **env})
        assert terminal.wait() == 0
        assert "running" not in terminal.text() and terminal.lines()[-2].startswith("19 passed, 1 skipped (")


def test_a_handler_that_dies_half_way_ends_the_check(streamctl, handler):
    done = streamctl("check", python(handler, "dies"), "-o", "json", code=1, timeout=30)
    found = findings(done)
    assert found["accepts-valid"]["status"] == "pass" and found["concurrent"]["status"] == "skip" and len(found) == 20
    assert "stopped answering" in found["concurrent"]["detail"]


def test_an_interrupt_does_not_wait_for_the_handler(streamctl, peer):
    target = peer("hang")
    running = streamctl.start("check", target.url, "--attempt-timeout", "10m", "--junit", "report.xml", "-o", "tap")
    target.asked.wait(WATCHDOG)
    assert running.stop() == 130
    assert tap_of("".join(running.out.rest()))["bailed_out"]
    check_junit(streamctl.folder / "report.xml")


def tap_of(text):
    """Parses it with Perl's TAP::Parser."""
    script = r"""use TAP::Parser; use JSON::PP; local $/; my $p = TAP::Parser->new({tap => <STDIN>}); my $bail = 0;
        while (my $r = $p->next) { $bail = 1 if $r->is_bailout }
        print encode_json({planned => $p->tests_planned, passed => [$p->passed], failed => [$p->failed], skipped => [$p->skipped],
                           errors => [$p->parse_errors], bailed_out => $bail});"""
    return json.loads(subprocess.run(["perl", "-e", script], input=text, capture_output=True, text=True, check=True).stdout)


def test_tap_is_read_by_its_own_parser(streamctl, handler):
    tap = tap_of(streamctl("check", python(handler, "takes-get"), "-o", "tap", code=1).stdout)
    assert tap["errors"] == [] and tap["planned"] == 20 and not tap["bailed_out"]
    assert len(tap["failed"]) == 1 and len(tap["skipped"]) == 1 and len(tap["passed"]) == 19


def test_reports(streamctl, handler):
    url = python(handler, "takes-get")
    done = streamctl("check", url, "--junit", "report.xml", "--only", "rejects-get", "--only", "accepts-valid", code=1)
    assert "expected" in done.stdout and "why" in done.stdout and "change" in done.stdout and "1 passed, 1 failed" in done.stdout
    check_junit(streamctl.folder / "report.xml")
    suite = xml.etree.ElementTree.parse(streamctl.folder / "report.xml").getroot()
    assert suite.tag == "testsuites" and suite.attrib["failures"] == "1" and suite.attrib["tests"] == "2"
    cases = {case.attrib["name"]: case for case in suite.iter("testcase")}
    assert cases["rejects-get"].find("failure") is not None and cases["accepts-valid"].find("failure") is None
    tap = streamctl("check", url, "-o", "tap", "--skip", "accepts-every-type", code=1).stdout.splitlines()
    assert tap[:2] == ["TAP version 13", "1..19"] and any(line.startswith("not ok") and "rejects-get" in line for line in tap)
    assert "did you mean 'accepts-gzip'?" in streamctl("check", url, "--only", "accept-gzip", code=2).stderr
    streamctl("check", code=2)


@pytest.mark.parametrize("arguments", [("--set", "type=foo"), ("--set", 'type:="foo"'), ("--data", '{"type":"foo"}'),
                                       ("--data", '{"type":null}'), ("--set", "type=call.created")])
def test_an_override_of_the_type_would_prove_nothing(streamctl, arguments):
    done = streamctl("check", "http://127.0.0.1:9/", *arguments, code=2)
    assert "each check sets it itself" in done.stderr and done.stdout == ""


def test_two_different_calls_contradict_each_other(streamctl):
    for overlay in (("--set", "call_cid=default:b"), ("--data", '{"call_cid":"default:b"}')):
        done = streamctl("check", "http://127.0.0.1:9/", "--call", "default:a", *overlay, code=2)
        assert "--call and another call_cid contradict each other" in done.stderr


def test_refuses_to_check_nothing(streamctl):
    assert "no attempt can be made in no time" in streamctl("check", "http://127.0.0.1:9/", "--attempt-timeout", "0s", code=2).stderr
    done = streamctl("check", "http://127.0.0.1:9/", "--only", "tls-trusted", code=2)
    assert "tls-trusted needs an https URL" in done.stderr and done.stdout == ""
    streamctl("check", "https://127.0.0.1:9/", "--only", "tls-trusted", code=1)

"""listen in CI: expectations on content, order and absence, reports, and the worked examples of docs/ci.md."""
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree

from conftest import ROOT, binary, check_junit, event, post


def forged(streamctl, *arguments, send, code):
    limit = () if "--timeout" in arguments else ("--timeout", "20s")
    return streamctl("listen", "--port", "0", *limit, *arguments, "--", "sh", "-c", send.replace("streamctl", binary()), code=code)


def test_match_looks_into_the_event(streamctl):
    send = "streamctl -q forge call.created --set call.custom.room=blue"
    forged(streamctl, "--match", "call.created:call.custom.room=blue", send=send, code=0)
    done = forged(streamctl, "--match", "call.created:call.custom.room=red", "--timeout", "5s", send=send, code=1)
    assert 'call.created with call.custom.room = "red" (0 of 1); call.created came with call.custom.room = "blue"' in done.stderr


def test_in_order(streamctl):
    wanted = ("--in-order", "--expect", "call.created", "--expect", "call.ended")
    forged(streamctl, *wanted, send="streamctl -q forge call.created call.ended", code=0)
    done = forged(streamctl, *wanted, "--timeout", "5s", send="streamctl -q forge call.ended call.created", code=1)
    assert "call.ended (0 of 1); call.ended came before call.created" in done.stderr


def test_failure_says_what_came_for_another_call(streamctl):
    listen = streamctl.listen("--expect", "call.created", "--call", "default:a", "--timeout", "2s")
    post(listen.url, event(cid="default:b"))
    assert listen.wait() == 1
    assert "call.created (0 of 1); call.created came for default:b, and the filters left it out" in listen.words()


def test_forbidden_fails_at_once(streamctl):
    listen = streamctl.listen("--forbid", "call.*_failed", "--for", "20s")
    post(listen.url, event("call.recording_failed"))
    assert listen.wait() == 1
    assert "call.recording_failed came" in listen.words()
    streamctl("listen", "--port", "0", "--forbid", "call.ended", "--for", "100ms", code=0)


def test_failure_says_what_was_refused(streamctl):
    listen = streamctl.listen("--expect", "call.created", "--timeout", "2s")
    post(listen.url, event(), secret="wrong")
    assert listen.wait() == 1
    assert "call.created (0 of 1)" in listen.words() and "1 refused" in listen.words() and "secret" in listen.words()


def test_report_is_junit(streamctl):
    forged(streamctl, "--expect", "call.created", "--expect", "call.ended", "--forbid", "custom", "--timeout", "5s", "--junit", "report.xml",
           send="streamctl -q forge call.created call.updated", code=1)
    check_junit(streamctl.folder / "report.xml")
    suites = xml.etree.ElementTree.parse(streamctl.folder / "report.xml").getroot()
    results = {case.attrib["name"]: case.find("failure") is None for case in suites.iter("testcase")}
    messages = [failure.attrib["message"] for failure in suites.iter("failure")]
    assert messages == ["0 of 1: instead came call.updated (1)"]
    assert results == {"expect call.created": True, "expect call.ended": False, "forbid custom": True, "command": True}
    import junitparser
    parsed = junitparser.JUnitXml.fromfile(str(streamctl.folder / "report.xml"))
    assert (parsed.tests, parsed.failures) == (4, 1)


def blocks(page):
    return re.findall(r"```(\w+)\n(.*?)```", pathlib.Path(ROOT, page).read_text(), re.S)


def commands_of(yaml):
    """The shell lines of a job: GitHub's block under `run: |`, GitLab's items under `script:`."""
    if "run: |" in yaml:
        return "\n".join(line.strip() for line in yaml.split("run: |\n")[1].splitlines())
    return "\n".join(line.strip()[2:] for line in yaml.split("script:\n")[1].splitlines() if line.strip().startswith("- "))


def installed(streamctl):
    """A PATH on which streamctl is found by its name."""
    folder = streamctl.folder / "bin"
    folder.mkdir(exist_ok=True)
    if not (folder / "streamctl").exists():
        os.symlink(binary(), folder / "streamctl")
    return {**streamctl.environment, "PATH": f"{folder}:/usr/bin:/bin"}


def test_the_smoke_test_of_the_page_works_as_written(streamctl):
    script = next(text for kind, text in blocks("docs/ci.md") if kind == "sh")
    done = subprocess.run(["sh", "-eu", "-c", script], cwd=streamctl.folder, env=installed(streamctl), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert len((streamctl.folder / "webhooks.jsonl").read_text().splitlines()) == 2


def test_the_page_without_stream_works_as_written(streamctl):
    """With a watch that makes a call in place of the page's npm test."""
    script = next(text for kind, text in blocks("docs/ci.md") if "npm test" in text)
    done = subprocess.run(["sh", "-eu", "-c", script.replace("npm test", "streamctl watch default:standup --create --count 1")],
                          cwd=streamctl.folder, env=installed(streamctl), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(["sh", "-eu", "-c", script.replace("npm test", "false")], cwd=streamctl.folder, env=installed(streamctl),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stderr


def test_the_page_for_a_handler_works_as_written(streamctl):
    """With the honest handler as ./start-my-handler, and its address in place of the page's."""
    scripts = [text for kind, text in blocks("docs/ci.md") if "start-my-handler" in text and kind == "sh"]
    scripts += [commands_of(text) for kind, text in blocks("docs/ci.md") if kind == "yaml"]
    assert len(scripts) == 3
    environment = installed(streamctl)
    (streamctl.folder / "tests" / "captures").mkdir(parents=True)
    (streamctl.folder / "tests" / "captures" / "incident.jsonl").write_bytes(event() + b"\n" + event("call.ended") + b"\n")
    handler = subprocess.Popen(["/usr/bin/python3", str(ROOT / "tests/peers/handler.py"), environment["STREAM_API_SECRET"]], stdout=subprocess.PIPE, text=True)
    try:
        url = handler.stdout.readline().strip()
        starter = streamctl.folder / "start-my-handler"
        starter.write_text("#!/bin/sh\n")
        starter.chmod(0o755)
        for script in scripts:
            text = script.replace("http://127.0.0.1:3000/webhooks/stream", url)
            done = subprocess.run(["sh", "-eu", "-c", text], cwd=streamctl.folder, env=environment, capture_output=True, text=True, timeout=100)
            assert done.returncode == 0, done.stdout + done.stderr
        assert (streamctl.folder / "check.xml").exists()
    finally:
        handler.kill()
        handler.wait()


def test_the_composite_action_runs(streamctl):
    """The script of docs/examples/github-action, as the runner would call it."""
    environment = {**installed(streamctl), "INPUT_COMMAND": "streamctl -q forge call.created", "INPUT_EXPECT": "call.created\n",
                   "INPUT_TIMEOUT": "20s", "INPUT_JUNIT": "report.xml", "GITHUB_STEP_SUMMARY": str(streamctl.folder / "summary.md")}
    script = ROOT / "docs/examples/github-action/run.sh"
    done = subprocess.run(["bash", str(script)], cwd=streamctl.folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert (streamctl.folder / "report.xml").exists() and "call.created" in (streamctl.folder / "summary.md").read_text()
    environment["INPUT_EXPECT"] = "call.created\ncall.ended\n"
    environment["INPUT_TIMEOUT"] = "5s"
    done = subprocess.run(["bash", str(script)], cwd=streamctl.folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "call.ended" in done.stderr


def test_examples_of_the_scenario_file(streamctl, peer):
    target = peer()
    shutil.copy(ROOT / "docs/examples/standup.scenario.json", streamctl.folder)
    streamctl("forge", "--scenario", "standup.scenario.json", "--speed", "1000", "--to", target.url, code=0)
    assert len(target.requests) == 7

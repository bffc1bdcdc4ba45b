"""The command line as people and shells use it."""
import json
import os
import pathlib
import pty
import re
import resource
import select
import shlex
import signal
import subprocess
import time

import pytest
from conftest import ROOT, SECRET, WATCHDOG, binary, event, post


def commands(streamctl):
    listed = streamctl("--help", code=0).stdout
    return re.findall(r"^  ([a-z-]+)  ", listed, re.M)


def test_help_of_everything(streamctl):
    names = commands(streamctl)
    assert {"listen", "forge", "events", "sign", "verify", "completion"} <= set(names)
    for name in names:
        done = streamctl(name, "--help", code=0)
        assert done.stderr == "" and "Usage:" in done.stdout and "Examples:" in done.stdout


def test_version_and_typos(streamctl):
    assert re.fullmatch(r"streamctl \d+\.\d+\.\d+\n", streamctl("--version", code=0).stdout)
    inside = json.loads(streamctl("version", "--verbose", "-o", "json", code=0).stdout)["libraries"]
    assert {"Boost", "CLI11", "nlohmann/json", "toml++"} <= {one["name"] for one in inside} and all(re.match(r"\d", one["version"]) for one in inside)
    words = streamctl("--version", "--verbose", code=0).stdout
    assert all(one["name"] in words and one["version"] in words for one in inside)
    assert "did you mean 'listen'?" in streamctl("lisen", code=2).stderr
    assert "did you mean '--port'?" in streamctl("listen", "--prot", "1", code=2).stderr
    for arguments in (["stat"], ["stat", "--at", "http://127.0.0.1:1"]):
        assert "did you mean 'state'?" in streamctl("emulator", *arguments, code=2).stderr
    for arguments in (["doctor"], ["version"], ["history"], ["history", "path"], ["config", "path"], ["config", "list"], ["hooks"], ["init", "go"],
                      ["events", "example", "custom"], ["emulator", "state"], ["call", "get", "a:b"], ["user", "get", "a"], ["sign", "-"], ["check", "3000"]):
        assert "'surplus'" in streamctl(*arguments, "surplus", code=2).stderr, arguments
    assert "did you mean --port 8080?" in streamctl("listen", "8080", code=2).stderr
    assert "unexpected argument 'make'" in streamctl("listen", "make", code=2).stderr
    assert json.loads(streamctl("lisen", "-o", "json", code=2).stderr)["error"]["code"] == "usage"
    assert "--port" in streamctl("listen", "--port", "70000", code=2).stderr


@pytest.mark.parametrize("arguments", [["listen", "--record"], ["listen", "--forward-to"], ["listen", "--sqs-queue-url"], ["forge", "custom", "--sqs-queue-url"],
                                       ["emulator", "--webhook-url"], ["replay"], ["listen", "--config"]], ids=" ".join)
def test_a_variable_that_is_not_set_is_no_file_and_no_url(streamctl, arguments):
    done = streamctl(*arguments, "", code=2)
    assert "it is empty: is a variable not set?" in done.stderr and done.stderr.count("\n") == 2 and done.stdout == ""


def test_a_reader_that_leaves_early_is_no_error(streamctl):
    done = subprocess.run(["bash", "-c", f"{binary()} events | head -1"], capture_output=True, text=True, env=streamctl.environment)
    assert done.stderr == "" and done.stdout.startswith("TYPE")


def complete_bash(streamctl, words):
    script = (f"source {ROOT}/completions/streamctl.bash; COMP_WORDS=({' '.join(map(shlex.quote, words))}); "
              f"COMP_CWORD={len(words) - 1}; _streamctl; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, env=streamctl.environment, cwd=streamctl.folder)
    assert done.stderr == ""
    return done.stdout.split()


def complete_fish(streamctl, line):
    folder = pathlib.Path(binary()).parent
    done = subprocess.run(["fish", "--no-config", "-c", f"set -x PATH {folder} $PATH; source {ROOT}/completions/streamctl.fish; complete -C {shlex.quote(line)}"],
                          capture_output=True, text=True, env=streamctl.environment, cwd=streamctl.folder)
    return [entry.split("\t")[0] for entry in done.stdout.splitlines()]


def complete_zsh(streamctl, line, wanted):
    """zsh's own completion system in a pseudo-terminal; everything it shows until `wanted` does, or 20 s have gone."""
    folder = pathlib.Path(binary()).parent
    (streamctl.folder / ".zshrc").write_text(
        f"PS1='READY '\nPATH={folder}:$PATH\nfpath=({ROOT}/completions $fpath)\nautoload -Uz compinit\ncompinit -u -D\n"
        "LISTMAX=10000\nzstyle ':completion:*' menu no\n")
    child, controller = pty.fork()
    if child == 0:
        os.chdir(streamctl.folder)
        os.execve("/usr/bin/zsh", ["zsh", "-i"], {**streamctl.environment, "TERM": "dumb", "ZDOTDIR": str(streamctl.folder)})
    try:
        shown, sent, end = "", False, time.monotonic() + 20
        while wanted not in shown.replace(line, "", 1) and time.monotonic() < end:
            if select.select([controller], [], [], 0.2)[0]:
                shown += os.read(controller, 65536).decode(errors="replace")
            if "READY" in shown and not sent:
                os.write(controller, line.encode() + b"\t\t")
                sent = True
        return shown.replace(line, "", 1)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(controller)


def configure(streamctl):
    config = streamctl.folder / "config" / "streamctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[staging]\napi_key = "k"\n')
    (config / "config.toml").chmod(0o600)


@pytest.mark.parametrize("words, wanted", [
    (["streamctl", "lis"], "listen"), (["streamctl", "forge", "call.session_st"], "call.session_started"),
    (["streamctl", "forge", "--scenario", "call-l"], "call-lifecycle"), (["streamctl", "listen", "--rec"], "--record"),
    (["streamctl", "forge", "--signature", "tam"], "tampered"), (["streamctl", "events", "show", "call.ri"], "call.ring"),
    (["streamctl", "completion", "fi"], "fish"), (["streamctl", "listen", "--col"], "--color"),
    (["streamctl", "check", "--only", "accepts-g"], "accepts-gzip"), (["streamctl", "check", "--skip", "tls"], "tls-trusted"),
    (["streamctl", "events", "--group", "rec"], "recording"), (["streamctl", "listen", "--respond", "tim"], "timeout"),
    (["streamctl", "listen", "--respond", "503,time"], "503,timeout"), (["streamctl", "sign", "body"], "body.json"), (["streamctl", "events", "--profile", "stag"], "staging")], ids=str)
def test_completion_in_each_shell(streamctl, words, wanted):
    (streamctl.folder / "body.json").write_text("{}")
    configure(streamctl)
    assert wanted in complete_bash(streamctl, [binary()] + words[1:])
    assert wanted in complete_fish(streamctl, " ".join(words))


def test_webhook_ids_are_completed_from_the_history(streamctl):
    listen = streamctl.listen()
    for id in ("abcdef-1", "x; rm -rf ~", "$(x)"):
        post(listen.url, event(), webhook_id=id)
    listen.stop()
    for words in (["streamctl", "replay", "--id", "abc"], ["streamctl", "history", "show", "abc"], ["streamctl", "verify", "--id", "abc"]):
        assert complete_bash(streamctl, [binary()] + words[1:]) == ["abcdef-1"]
        assert complete_fish(streamctl, " ".join(words)) == ["abcdef-1"]
    assert "rm" not in streamctl("__complete", "webhook-ids", code=0).stdout
    assert streamctl("__complete", "webhook-ids", env={"HOME": "", "XDG_STATE_HOME": ""}, code=0).stdout == ""


def test_completion_runs_nothing_that_it_completes(streamctl):
    configure(streamctl)
    config = streamctl.folder / "config" / "streamctl" / "config.toml"
    config.write_text('["$(touch${IFS}pwned)"]\n[staging]\n')
    listen = streamctl.listen()
    post(listen.url, event(), webhook_id="$(touch${IFS}pwned)")
    listen.stop()
    for words in (["replay", "--id", ""], ["events", "--profile", ""], ["events", "--profile", "$"], ["api", "/video/call/$(touch${IFS}pwned)/"]):
        complete_bash(streamctl, [binary(), *words])
        complete_fish(streamctl, shlex.join(["streamctl", *words]))
    assert not (streamctl.folder / "pwned").exists()
    assert "staging" in complete_bash(streamctl, [binary(), "events", "--profile", ""])


@pytest.mark.parametrize("line, wanted", [
    ("streamctl lis", "streamctl listen"), ("streamctl forge call.session_st", "call.session_started"),
    ("streamctl check --only rejects-g", "rejects-get"), ("streamctl forge --signature=tam", "tampered"),
    ("streamctl listen --respond 503,time", "503,timeout"), ("streamctl events --group=rec", "recording"),
    ("streamctl listen --", "--record"), ("streamctl forge --signature ", "tampered"),
    ("streamctl forge --scenario call-l", "call-lifecycle"), ("streamctl events --profile stag", "staging")])
def test_completion_in_zsh(streamctl, line, wanted):
    configure(streamctl)
    # zsh appends completions to the typed text; it lists candidates in full.
    typed = wanted[len(line):] if wanted.startswith(line) else wanted.split(line.split()[-1])[-1] if line[-1] not in " -" else wanted
    assert typed in complete_zsh(streamctl, line, typed)


@pytest.mark.parametrize("line, wanted", [
    ("--signature=tam", "--signature=tampered"), ("--signature tam", "--signature tampered"), ("--scenario=call-l", "--scenario=call-lifecycle")])
def test_a_value_behind_its_option_in_bash_and_fish(streamctl, line, wanted):
    """In bash's own line editor, which takes the sign for a word of its own."""
    folder = pathlib.Path(binary()).parent
    (streamctl.folder / "inputrc").write_text("set enable-bracketed-paste off\n")
    environment = {**streamctl.environment, "TERM": "dumb", "PS1": "", "PATH": f"{folder}:/usr/bin:/bin", "INPUTRC": str(streamctl.folder / "inputrc")}
    child, controller = pty.fork()
    if child == 0:
        os.chdir(streamctl.folder)
        os.execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], environment)
    try:
        os.write(controller, f"source {ROOT}/completions/streamctl.bash; echo RE''ADY\n".encode())
        shown, end = "", time.monotonic() + WATCHDOG
        sent = False
        while wanted not in shown and time.monotonic() < end:
            if select.select([controller], [], [], 0.2)[0]:
                shown += os.read(controller, 65536).decode(errors="replace")
            if "READY" in shown and not sent:
                os.write(controller, f"streamctl forge {line}\t".encode())
                sent = True
        assert wanted in shown
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(controller)
    assert wanted.split()[-1] in complete_fish(streamctl, f"streamctl forge {line}")


def test_printed_completion_is_the_installed_one(streamctl):
    for shell, file in (("bash", "streamctl.bash"), ("zsh", "_streamctl"), ("fish", "streamctl.fish")):
        assert streamctl("completion", shell, code=0).stdout == (ROOT / "completions" / file).read_text()


def test_man_pages_render(streamctl):
    pages = sorted((ROOT / "man").glob("*.[157]"))
    assert len(pages) >= 9
    for page in pages:
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", str(page)], capture_output=True, text=True,
                              env={**streamctl.environment, "MANWIDTH": "80"})
        assert done.returncode == 0 and done.stderr == "" and "streamctl" in done.stdout


def test_a_config_file_others_can_read_is_refused(streamctl):
    config = streamctl.folder / "config" / "streamctl"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[default]\napi_secret = "s3cr3t"\n')
    (config / "config.toml").chmod(0o644)
    done = streamctl("events", code=2)
    assert "chmod 600" in done.stderr and "s3cr3t" not in done.stderr


def test_secrets_are_never_shown(streamctl, peer):
    target = peer(500)
    for arguments in (["forge", "custom", "-v", "--to", target.url], ["forge", "custom", "-v", "-o", "json", "--to", target.url],
                      ["sign", "/dev/null"], ["--help"], ["forge", "custom", "--print", "--output", "curl"]):
        done = streamctl(*arguments)
        assert SECRET not in done.stdout + done.stderr


def test_a_crash_leaves_no_core(streamctl, tmp_path):
    def dumps():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def has_dumped(process):
        process.send_signal(signal.SIGSEGV)
        return os.WCOREDUMP(os.waitpid(process.pid, 0)[1])

    other = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, cwd=tmp_path, preexec_fn=dumps)
    if not has_dumped(other):
        pytest.skip("nothing leaves a core here")
    assert not has_dumped(streamctl.listen(preexec_fn=dumps).process)


@pytest.mark.parametrize("call", ["default:a:b", "default:..", ":x"])
@pytest.mark.parametrize("command", [["forge", "call.created", "--print"], ["check", "http://127.0.0.1:1/"], ["events", "example", "call.created"]])
def test_a_call_that_is_none_is_refused_by_the_name_of_its_option(streamctl, command, call):
    done = streamctl(*command, "--call", call, code=2)
    assert done.stdout == "" and f"error: --call: '{call}' is no call" in done.stderr

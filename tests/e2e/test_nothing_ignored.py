"""Nothing that was typed is ignored in silence: given twice, empty, mistyped, without effect."""
import json
import pathlib
import subprocess

import pytest
from conftest import WATCHDOG, binary, event, is_sanitized, sign

NOWHERE = "http://127.0.0.1:9/"
LISTEN = ["listen", "--port", "0", "--for", "50ms"]

# A command line without its last option, and that option: given once it is fine, twice it is not.
ONE_VALUE = [
    (["listen", "--for", "50ms"], ["--port", "0"]),
    (["listen", "--port", "0"], ["--for", "50ms"]),
    (["listen", "--port", "0"], ["--for=50ms"]),
    (LISTEN, ["--record", "a.jsonl"]),
    (LISTEN, ["--host", "127.0.0.1"]),
    (LISTEN, ["--path", "/x"]),
    (LISTEN, ["--max-body", "1MiB"]),
    (LISTEN, ["--call", "default:*"]),
    (LISTEN, ["--filter", ".type"]),
    (LISTEN, ["--respond", "503"]),
    (LISTEN, ["--junit", "report.xml"]),
    (LISTEN, ["--max-lines", "3"]),
    (LISTEN, ["-o", "json"]),
    (LISTEN, ["--color", "never"]),
    (LISTEN, ["--api-key", "key"]),
    (LISTEN, ["--timeout-connect", "1s"]),
    (["forge", "call.created", "--print"], ["--seed", "1"]),
    (["forge", "call.created", "--print"], ["--user-id", "john"]),
    (["forge", "call.created", "--print"], ["--data", "{}"]),
    (["forge", "call.created", "--print"], ["--timestamps", "ns"]),
    (["forge", "--print"], ["--scenario", "ringing"]),
    (["forge", "call.created", "--to", NOWHERE, "--no-retry"], ["--concurrency", "1"]),
    (["forge", "call.created", "--no-retry"], ["--to", NOWHERE]),
    (["token"], ["--user-id", "john"]),
    (["token", "--user-id", "john"], ["--expires-in", "1h"]),
    (["events"], ["--group", "recording"]),
    (["events", "show", "call.created"], ["--depth", "1"]),
    (["check", "--list"], ["--output", "tap"]),
    (["check", NOWHERE, "--only", "rejects-get"], ["--attempt-timeout", "1s"]),
]
REPEATABLE = [
    (LISTEN, ["--type", "call.*"]),
    (LISTEN, ["--forbid", "call.ended"]),
    (["forge", "call.created", "--print"], ["--unset", "call.custom"]),
    (["forge", "call.created", "--to", NOWHERE, "--no-retry"], ["--require", "p95<1s"]),
    (["replay", "-", "--print"], ["--set", "call.custom.a=b"]),
    (["listen", "--port", "0", "--forward-to", NOWHERE, "--for", "50ms"], ["-H", "A: b"]),
    (["forge", "call.created", "--print"], ["--set", "call.custom.a=b"]),
    (["token", "--user-id", "john"], ["--call", "default:a"]),
    (["check", NOWHERE], ["--only", "rejects-get"]),
]


@pytest.mark.parametrize("line, option", ONE_VALUE, ids=lambda words: " ".join(words))
def test_an_option_of_one_value_is_given_once(streamctl, line, option):
    assert streamctl(*line, *option).returncode in (0, 1)
    done = streamctl(*line, *option, *option, code=2)
    assert " is given twice" in done.stderr and "it takes one value" in done.stderr and done.stdout == ""
    assert ("--output" if option[0] == "-o" else option[0].split("=")[0]) + " is given" in done.stderr


@pytest.mark.parametrize("line, option", REPEATABLE, ids=lambda words: " ".join(words))
def test_an_option_that_says_so_is_repeatable(streamctl, line, option):
    assert streamctl(*line, *option, *option).returncode in (0, 1)
    assert "repeatable" in streamctl(line[0], "--help", code=0).stdout


@pytest.mark.parametrize("line", [["-o", "json", "events", "--output", "json"], ["--output", "json", "events", "-o", "json"],
                                  ["-o", "json", "check", "--list", "-o", "tap"], ["check", "--list", "-o", "tap", "--output=json"],
                                  ["--api-key", "a", "token", "--server", "--api-key=b"]], ids=" ".join)
def test_an_option_is_one_by_any_name_and_in_any_place(streamctl, line):
    done = streamctl(*line, code=2)
    assert "is given twice" in done.stderr


def test_an_option_beside_its_variable_and_its_profile_is_not_given_twice(streamctl):
    config = streamctl.folder / "config.toml"
    config.write_text('[default]\napi_key = "b"\n[other]\napi_key = "c"\n')
    config.chmod(0o600)
    assert streamctl("token", "--server", "--api-key", "a", "--config", config, "--profile", "other",
                     env={"STREAMCTL_PROFILE": "default"}).returncode == 0


EMPTY = [
    [*LISTEN, "--type", ""], [*LISTEN, "--type="], [*LISTEN, "--call", ""], [*LISTEN, "--filter", ""], [*LISTEN, "--respond", ""],
    [*LISTEN, "--record", ""], [*LISTEN, "--junit", ""], [*LISTEN, "--forward-to", ""], [*LISTEN, "--path", ""],
    ["listen", "--port", "0", "--timeout", "50ms", "--expect", ""], ["listen", "--port", "0", "--host", ""],
    [*LISTEN, "--forbid", ""], [*LISTEN, "--api-key", ""], [*LISTEN, "--profile", ""], [*LISTEN, "--config", ""],
    ["forge", "call.created", "--user-id", ""], ["forge", "call.created", "--call", ""], ["forge", "call.created", "-H", ""],
    ["forge", "call.created", "--set", ""], ["forge", "--scenario", ""], ["forge", "call.created", "--data", ""],
    ["replay", ""], ["replay", "-", "--id", ""], ["replay", "-", "--failed", ""], ["token", "--user-id", ""],
    ["token", "--user-id", "a", "--role", ""], ["hooks", "add", "https://a.example/", "--types", ""],
    ["events", "--group", ""], ["inspect", ""], ["check", ""], ["check", NOWHERE, "--only", ""],
    ["send-event", "default:a", "--custom", ""], ["api", "/app", "-f", ""], ["api", "/app", "--jq", ""],
    ["call", "create", "default:a", "--member", ""], ["watch", "default:a", "--token", ""],
    ["emulator", "--webhook-url", ""], ["forge", ""], ["hooks", "remove", ""], ["events", ""], ["events", "show", ""], ["send-event", ""],
    ["watch", ""], ["call", "get", ""], ["user", "create", ""], ["user", "get", ""], ["history", "show", ""], ["emulator", "push", ""],
]


@pytest.mark.parametrize("line", EMPTY, ids=" ".join)
def test_an_empty_value_is_a_variable_that_is_not_set(streamctl, line):
    done = streamctl(*line, input="", code=2)
    assert "it is empty: is a variable not set?" in done.stderr


@pytest.mark.parametrize("command", ["listen", "emulator"])
def test_there_is_a_command_behind_the_dashes(streamctl, command):
    for words, said in [(["--"], "there is no command behind --"), (["--", ""], "the command behind -- is empty"),
                        (["--", "", "x"], "the command behind -- is empty")]:
        done = streamctl(command, "--port", "0", *words, code=2)
        assert said in done.stderr
    assert streamctl(command, "--port", "0", "--", "true").returncode == 0
    assert streamctl(command, "--port", "0", "--", "sh", "-c", "test -z \"$1\"", "sh", "").returncode == 0


@pytest.mark.parametrize("line, first, second", [
    (["events", "custom", "doctor"], "events", "doctor"), (["forge", "call.created", "--print", "events"], "forge", "events"),
    (["events", "show", "custom", "example", "custom"], "show", "example"), (["events", "show", "custom", "doctor"], "events", "doctor"),
], ids=str)
def test_a_second_command_on_the_line_is_refused(streamctl, line, first, second):
    done = streamctl(*line, code=2)
    assert f"unexpected command '{second}' after '{first}'" in done.stderr and done.stdout == ""


# Typing mistakes and their messages.
TYPOS = [
    (["--type", "call.creatd"], "--type: unknown event type 'call.creatd'; did you mean 'call.created'?"),
    (["--type", "calls.*"], "--type: no known event type matches 'calls.*'; did you mean 'call.*'?"),
    (["--type", "call.recordin_*"], "--type: no known event type matches 'call.recordin_*'; did you mean 'call.recording_*'?"),
    (["--type", "call.created,call.ended"], "give --type once for each type"),
    (["--type", "call.wobble"], "--type: unknown event type 'call.wobble'; 'streamctl events' lists them"),
    (["--call", "standup"], "--call: no call has the CID 'standup', which is TYPE:ID; did you mean '*:standup'?"),
]
EXPECTED_TYPOS = [
    (["--expect", "call.creatd:2"], "--expect: unknown event type 'call.creatd'; did you mean 'call.created'?"),
    (["--match", "call.creatd:call.id=a"], "--match: unknown event type 'call.creatd'; did you mean 'call.created'?"),
    (["--forbid", "call.endet"], "--forbid: unknown event type 'call.endet'; did you mean 'call.ended'?"),
]


@pytest.mark.parametrize("words, said", TYPOS + EXPECTED_TYPOS, ids=lambda words: " ".join(words) if isinstance(words, list) else "")
def test_a_mistyped_type_is_warned_of(streamctl, stream_api, words, said):
    for command in [LISTEN, ["watch", "default:a", "--for", "1ms"]]:
        assert said in streamctl(*command, *words).stderr
    if (words, said) in TYPOS:
        done = streamctl("replay", "-", "--to", NOWHERE, "--no-retry", *words, input=event().decode() + "\n")
        assert said in done.stderr


def test_types_that_are_known_or_follow_a_family_are_not_warned_of(streamctl):
    for glob in ["call.created", "call.*", "*", "call.recording_*", "*.created", "call.sess?on_*", "call.session_[es]*", "custom"]:
        assert "warning" not in streamctl(*LISTEN, "--type", glob, "--call", "*:a").stderr, glob


def test_a_mistyped_type_of_a_hook_is_refused(streamctl, stream_api):
    done = streamctl("hooks", "add", "https://a.example/", "--types", "call.creatd", code=2)
    assert "--types: unknown event type 'call.creatd'" in done.stderr and "did you mean 'call.created'?" in done.stderr
    forced = streamctl("hooks", "add", "https://a.example/", "--types", "call.creatd", "--force", code=0)
    assert "unknown event type 'call.creatd'" in forced.stderr and stream_api.app["event_hooks"][-1]["event_types"] == ["call.creatd"]


# Options without effect, and the reason.
IDLE = [
    ([*LISTEN, "--attempt-timeout", "1s"], "--attempt-timeout has no effect without --forward-to"),
    ([*LISTEN, "-H", "A: b"], "--header has no effect without --forward-to"),
    ([*LISTEN, "--insecure"], "--insecure has no effect without --forward-to or --public-url or --tunnel"),
    ([*LISTEN, "--public-timeout", "1s"], "--public-timeout has no effect without --public-url or --tunnel"),
    ([*LISTEN, "--no-public-check"], "--no-public-check has no effect without --public-url or --tunnel"),
    ([*LISTEN, "--public-check-every", "1s"], "--public-check-every has no effect without --public-url or --tunnel"),
    ([*LISTEN, "--tunnel-match", "x"], "--tunnel-match has no effect without --tunnel"),
    ([*LISTEN, "--tunnel-port", "1"], "--tunnel-port has no effect without --tunnel"),
    ([*LISTEN, "--public-url", NOWHERE, "--no-public-check", "--public-timeout", "1s"], "--public-timeout has no effect with --no-public-check"),
    ([*LISTEN, "--public-url", NOWHERE, "--no-public-check", "--public-check-every", "1s"], "--public-check-every has no effect with --no-public-check"),
    ([*LISTEN, "--ca-cert", "/etc/ssl/certs/ca-certificates.crt"],
     "--ca-cert has no effect without --forward-to or --sqs-queue-url or --sns-topic or --public-url or --tunnel"),
    ([*LISTEN, "--in-order"], "--in-order has no effect without --expect or --match"),
    ([*LISTEN, "--max-lines", "3", "--compact"], "--max-lines has no effect with --compact"),
    ([*LISTEN, "--full", "--compact"], "--full has no effect with --compact"),
    ([*LISTEN, "--full", "-o", "json"], "--full has no effect with --output json"),
    ([*LISTEN, "--compact", "-o", "json"], "--compact has no effect with --output json"),
    (["watch", "default:a", "--for", "1ms", "--no-retry"], "--no-retry has no effect without --forward-to"),
    (["watch", "default:a", "--for", "1ms", "--total-timeout", "1s"], "--total-timeout has no effect without --forward-to"),
    (["replay", "-", "--to", NOWHERE, "--no-retry", "--retry-delay", "1s"], "--retry-delay has no effect with --no-retry"),
    (["replay", "-", "--to", NOWHERE, "--no-retry", "--verbatim", "--keep-ids"], "--keep-ids has no effect with --verbatim"),
    (["replay", "-", "--to", NOWHERE, "--no-retry", "--speed", "1"], "--speed had no effect: no event has the time it was received at"),
    *[(["replay", "-", "--print", *words], f"{words[0]} has no effect with --print") for words in [
        ["--speed", "1"], ["--rate", "1"], ["--concurrency", "2"], ["--failed", "f.jsonl"], ["--no-retry"], ["--show-response"], ["--require", "p95<1s"]]],
    *[(["replay", "-", "--print", *words], f"{said} has no effect with --print without --output curl") for words, said in [
        (["-H", "A: b"], "--header"), (["--to", NOWHERE], "--to"), (["--keep-ids"], "--keep-ids"), (["--verbatim"], "--verbatim")]],
    (["forge", "call.created", "--print", "--rate", "1"], "--rate has no effect with --print"),
    (["forge", "call.created", "--print", "--no-retry"], "--no-retry has no effect with --print"),
    *[(["forge", "call.created", "--print", *words], f"{said} has no effect with --print without --output curl") for words, said in [
        (["--gzip"], "--gzip"), (["--signature", "wrong"], "--signature wrong"), (["--signature", "missing"], "--signature missing"),
        (["-H", "A: b"], "--header"), (["--to", NOWHERE], "--to"), (["--insecure"], "--insecure"),
        (["--ca-cert", "/etc/ssl/certs/ca-certificates.crt"], "--ca-cert")]],
    (["check", "--list", "--only", "rejects-get"], "--only has no effect with --list"),
    (["token", "--role", "host", "inspect", "x.y.z"], "--role has no effect with 'inspect'"),
    (["api", "/app", "--raw", "--print", "curl"], "--raw has no effect with --print"),
    (["api", "--list", "app", "-f", "a=b"], "--field has no effect with --list"),
    (["events", "--group", "recording", "show", "call.created"], "--group has no effect with 'show'"),
]
# Mistakes that are refused.
REFUSED = [
    (["sign", "-", "--api-secret-file", "-"], "--api-secret-file and FILE both read standard input"),
    (["forge", "custom", "--data", "-", "--api-secret-file", "-"], "--api-secret-file and --data both read standard input"),
    (["send-event", "default:a", "--lines", "--api-secret-file", "-"], "--api-secret-file and --lines both read standard input"),
    (["events", "show", "call.created", "surplus"], "unexpected argument 'surplus'"),
    (["check", "--list", "3000"], "unexpected argument '3000'"),
    (["forge", "custom", "--list-scenarios"], "unexpected argument 'custom'"),
    ([*LISTEN, "--fsync"], "--fsync: "), ([*LISTEN, "--show-response"], "--show-response: "), ([*LISTEN, "--tls-cert", "x"], "--tls-key"),
    ([*LISTEN, "--aws-region", "x"], "--aws-region: "), ([*LISTEN, "--sns-confirm"], "--sns-confirm: "),
    ([*LISTEN, "--timeout", "1s"], "--timeout: "), (["listen", "--count", "0"], "--count: "), (["listen", "--count", "1x"], "--count: "),
    (["listen", "--for", "5"], "--for: "), (["listen", "--for", "5 s x"], "--for: "), (["listen", "--max-body", "5x"], "--max-body: "),
    (["listen", "--port", "80a"], "--port: "), ([*LISTEN, "--expect", "call.created:0"], "--expect: "),
    (["watch", "default:a", "--fsync"], "--fsync: "), (["forge", "call.created", "--speed", "2"], "--speed: "),
    (["forge", "call.created", "-o", "curl"], "--output: "),
    (["replay", "x.jsonl", "-o", "curl"], "--output: "), (["forge", "call.created", "--aws-region", "x"], "--aws-region: "),
    (["check", NOWHERE, "--only", "rejects-gett"], "--only: no check is called 'rejects-gett'"),
    (["check", NOWHERE, "--skip", "nonsense"], "--skip: no check is called 'nonsense'"),
    (["hooks", "update", "x", "--url", "x y"], "--url: bad URL"), (["hooks", "update", "x", "--sns", "x"], "--sns: "),
    ([*LISTEN, "--expect", "call.ended", "--forbid", "call.*"], "--forbid: 'call.*' rules out call.ended, which is expected"),
    (["token", "--server", "--expires-in", "1h"], "--expires-in: "), (["token", "--user-id", "a", "--role", "host"], "--role: "),
    (["send-event", "default:a", "--rate", "1"], "--rate: "), (["events", "--group", "nonsense"], "--group: "),
    (["events", "nonsense.*"], "no event type matches"),
]


@pytest.mark.parametrize("line, said", IDLE, ids=lambda words: " ".join(words) if isinstance(words, list) else "")
def test_an_option_without_effect_is_warned_of(streamctl, stream_api, line, said):
    done = streamctl(*line, input=event().decode() + "\n")
    assert f"warning: {said}\n" in done.stderr
    assert done.returncode != 2 or "inspect" in line


def test_options_with_an_effect_on_what_is_printed_are_not_warned_of(streamctl):
    for words in [["--gzip"], ["--signature", "wrong"], ["-H", "A: b"], ["--to", NOWHERE], ["--insecure", "--to", "https://127.0.0.1:9/"]]:
        assert "no effect" not in streamctl("forge", "call.created", "--print", "-o", "curl", *words, code=0).stderr, words
    done = streamctl("forge", "call.created", "--print", "--signature", "tampered", code=0)
    assert "no effect" not in done.stderr and '"tampered":true' in done.stdout


@pytest.mark.parametrize("line, said", REFUSED, ids=lambda words: " ".join(words) if isinstance(words, list) else "")
def test_what_cannot_be_meant_is_refused(streamctl, line, said):
    assert said in streamctl(*line, code=2).stderr


def test_options_that_belong_together_are_not_warned_of(streamctl, peer):
    target = peer()
    for line in [[*LISTEN, "--forward-to", target.url, "--attempt-timeout", "1s", "-H", "A: b", "--insecure"],
                 [*LISTEN, "--forbid", "call.ended", "--max-lines", "3"], ["forge", "call.created", "--to", target.url, "--rate", "9"],
                 ["check", "--list"], ["token", "--user-id", "a", "--call", "default:a", "--role", "host"]]:
        assert "warning" not in streamctl(*line, code=0).stderr, line


def test_any_number_of_names_is_summarised_in_bounded_memory(streamctl):
    """Of types, calls and ids; with one call that comes often, late."""
    count = 200_000 if not is_sanitized() else 30_000
    process = subprocess.Popen([binary(), "inspect", "-", "-o", "json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env=streamctl.environment)
    for number in range(count):
        call = "default:late" if number >= count // 2 and number % 10 == 0 else f"default:{number}"
        process.stdin.write(f'{{"kind":"event","v":1,"received_at":"2026-11-23T17:00:00.{number:06d}Z","transport":"webhook","verified":true,'
                            f'"webhook_id":"id-{number}","attempt":1,"type":"type.{number}","call_cid":"{call}","remote":"","headers":{{}},'
                            f'"body":"{{}}"}}\n')
    process.stdin.flush()
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0])
    out, _ = process.communicate(timeout=WATCHDOG)
    assert process.returncode == 0
    assert peak < 64 * 1024 or is_sanitized()
    census = json.loads(out)
    assert census["events"] == count and census["retries"] == 0 and census["ids_forgotten"] == 0
    for kind in ["types", "calls"]:
        assert len(census[kind]) <= 10_000
        assert sum(one["count"] for one in census[kind]) + census[f"other_{kind}"] == count
    assert census["calls"][0] == {"name": "default:late", "count": count // 20, "at_least": True}


def test_a_summary_says_what_it_does_not_name(streamctl):
    text = "".join(f'{{"kind":"event","received_at":"2026-11-23T17:00:00Z","type":"t{number}","body":"{{}}"}}\n' for number in range(10_001))
    done = streamctl("inspect", "-", input=text, code=0)
    assert "… 5,000 events of others: too many names to count each" in done.stdout
    done = streamctl("inspect", "-", input="".join(text.splitlines(keepends=True)[:10_000]), code=0)
    assert "too many names" not in done.stdout


def test_a_profile_has_any_name_and_the_config_is_any_toml(streamctl):
    config = streamctl.folder / "config.toml"
    config.write_text('title = 1\n["eu.prod"]\napi_key = """\nk"""\napi_secret = "s\\u00e9cret"\nlimits = { a = [1, 2] }\n[[tool]]\nx = 2026-11-27\n')
    config.chmod(0o600)
    arguments = ["--config", config, "--profile", "eu.prod"]
    done = streamctl("sign", "-", *arguments, input="x", env={"STREAM_API_SECRET": "", "STREAM_API_KEY": ""}, code=0)
    assert done.stdout.strip() == sign(b"x", "sécret")
    for text, said in [("api_secret = 5ecret\n", ": line 1: the value of api_secret must be a string in quotes"),
                       ("[default]\napi_secret = 5\n", ": the value of api_secret must be a string in quotes in [default]"),
                       ('a = 1\napi_secret = "5ecret\n', ": line 2: the string of api_secret is not valid TOML")]:
        config.write_text(text)
        done = streamctl("sign", "-", "--config", config, input="x", code=2)
        assert f"streamctl: error: {config}{said}" in done.stderr and "5ecret" not in done.stderr

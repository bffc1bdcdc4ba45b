"""help, its topics, version, and hints for words of other tools."""
import json
import re

import pytest
from conftest import ROOT

TOPICS = ["environment", "exit-codes", "queues", "scenarios", "json"]


def hint(done):
    error, hint = done.stderr.splitlines()
    assert error.startswith("streamctl: error: unknown ") and done.stdout == ""
    return hint.removeprefix("hint: ")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_a_topic(streamctl, topic, columns):
    done = streamctl("help", topic, env={"COLUMNS": columns}, code=0)
    assert len(done.stdout.splitlines()) > 10 and done.stderr == ""
    assert not re.search(r"\\f[BRI]|\\-|^\.[A-Z]|`", done.stdout, re.M)
    assert columns == "40" or max(map(len, done.stdout.splitlines())) <= int(columns), "only examples are wider than 40"


def test_topics_say_what_they_are_for(streamctl):
    environment = streamctl("help", "environment", code=0).stdout
    for name in ("STREAM_API_KEY, STREAM_API_SECRET", "STREAM_BASE_URL", "STREAMCTL_PROFILE", "STREAMCTL_WEBHOOK_URL", "config.toml", "NO_COLOR"):
        assert name in environment
    codes = streamctl("help", "exit-codes", code=0).stdout
    assert re.findall(r"^  (\d.*)$", codes, re.M) == ["0", "1", "2", "3", "130, 143, 129"] and "STREAM_API_KEY" not in codes
    assert "--sqs-queue-url" in streamctl("help", "queues", code=0).stdout
    scenarios = streamctl("help", "scenarios", code=0).stdout
    assert '{"type": "call.created"},' in scenarios and "ringing-missed" in scenarios


def test_the_topic_json_has_every_kind(streamctl):
    text = streamctl("help", "json", code=0).stdout
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/json-lines.md").read_text(), re.M)
    assert len(rows) > 25
    for kind, commands, fields in rows:
        assert f" {kind} ({commands.strip().replace('`', '')}) " in " ".join(text.split())
        for field in re.findall(r"`(\w+)`", fields):
            assert field in text
    assert "tests/" not in text and "cli/" not in text


@pytest.mark.parametrize("word, words", [("enviroment", "did you mean 'environment'?"), ("exit-code", "did you mean 'exit-codes'?"),
                                         ("forg", "did you mean 'forge'?"), ("trigger", "did you mean 'forge'?"), ("nope", "topics are environment, ")])
def test_an_unknown_topic(streamctl, word, words):
    assert words in hint(streamctl("help", word, code=2))
    error = json.loads(streamctl("help", word, "-o", "json", code=2).stderr)["error"]
    assert error["code"] == "usage" and words in error["hint"]


@pytest.mark.parametrize("asked, plain", [
    (["help"], ["--help"]), (["help", "help"], ["--help"]), (["help", "forge"], ["forge", "--help"]),
    (["help", "emulator", "push"], ["emulator", "push", "--help"]), (["emulator", "help"], ["emulator", "--help"]),
    (["emulator", "help", "push"], ["emulator", "push", "--help"]), (["token", "help"], ["token", "--help"]),
    (["hooks", "help", "add"], ["hooks", "add", "--help"]), (["help", "forge", "--color", "never"], ["forge", "--help"])],
    ids=lambda words: " ".join(words))
def test_help_in_any_order(streamctl, asked, plain):
    assert streamctl(*asked, code=0).stdout == streamctl(*plain, code=0).stdout


def test_help_of_an_unknown_action(streamctl):
    assert "did you mean 'push'?" in hint(streamctl("emulator", "help", "psh", code=2))
    assert "--sqs-queue-url" in streamctl("help", "listen", code=0).stdout
    for topic in TOPICS:
        assert topic in streamctl("--help", code=0).stdout.partition("\nTopics:\n")[2]


@pytest.mark.parametrize("asked", [["version"], ["--version"], ["-V"], ["version", "-q"], ["listen", "--version"]], ids=lambda words: " ".join(words))
def test_version(streamctl, asked):
    shown = streamctl(*asked, code=0).stdout
    assert re.fullmatch(r"streamctl \d+\.\d+\.\d+\n", shown)
    line = json.loads(streamctl(*asked, "-o", "json", code=0).stdout)
    assert line == {"kind": "version", "version": shown.split()[1]}


@pytest.mark.parametrize("asked, words", [
    (["trigger", "call.created"], "did you mean 'forge'?"), (["resend"], "did you mean 'replay'?"), (["retrigger"], "did you mean 'replay'?"),
    (["tail"], "did you mean 'watch'"), (["tail"], "'listen'"), (["login"], "'config set'"),
    (["listen", "--events", "call.created"], "did you mean '--type'?"), (["watch", "default:a", "--events=x"], "did you mean '--type'?"),
    (["replay", "x", "--events", "x"], "did you mean '--type'?"), (["forge", "call.ring", "--override", "a=b"], "did you mean '--set'?"),
    (["check", "3000", "--override", "a=b"], "did you mean '--set'?"),
    (["api", "POST", "/x", "-F", "a=b"], "did you mean '--field'?"), (["api", "POST", "/x", "--input", "f"], "did you mean '--data'?"),
    (["listen", "--skip-verify"], "did you mean '--insecure'?"), (["listen", "--print-json"], "did you mean '--output'?"),
    (["forge", "call.created", "--add", "a=b"], "did you mean '--set'?"), (["check", "3000", "-k"], "did you mean '--insecure'?"),
    (["forge", "--events", "call.created"], "streamctl forge call.created call.ended"), (["forge", "--type=call.created"], "without an option"),
    (["emulator", "push", "--type", "x"], "streamctl emulator push call.created"), (["events", "show", "--event", "x"], "streamctl events show"),
    (["emulator", "trigger", "call.created"], "did you mean 'push'?"), (["help", "emulator", "trigger"], "see 'streamctl emulator --help'"),
    (["emulator", "tail"], "did you mean 'log'?"), (["hooks", "trigger"], "did you mean 'forge'?")], ids=lambda value: value if isinstance(value, str) else " ".join(value))
def test_words_of_other_tools(streamctl, asked, words):
    assert words in hint(streamctl(*asked, code=2))


@pytest.mark.parametrize("duration, seconds", [("30d", 30 * 86400), ("1.5d", 36 * 3600), ("1h", 3600)])
def test_a_token_for_days(streamctl, duration, seconds):
    made = streamctl("token", "--user-id", "john", "--expires-in", duration, code=0).stdout
    claims = json.loads(streamctl("token", "inspect", "-", "-o", "json", input=made, code=0).stdout)["claims"]
    assert 0 <= claims["exp"] - claims["iat"] - seconds < 60  # Tokens are dated back a little.


def test_a_bad_duration_says_how_to_write_one(streamctl):
    done = streamctl("token", "--user-id", "john", "--expires-in", "1y", code=2)
    assert "--expires-in: bad duration '1y'" in done.stderr and "30d" in done.stderr


def test_an_error_without_a_hint_has_none(streamctl):
    error = json.loads(streamctl("token", "--server", "--env-file", "none", "-o", "json", code=2).stderr)["error"]
    assert set(error) == {"code", "message"}

"""Settings: --env-file, their sources, and `config`, which shows them and edits the config file."""
import json
import os

import pytest
from conftest import SECRET

NOTHING = {"STREAM_API_KEY": "", "STREAM_API_SECRET": ""}


def signature(streamctl, *arguments, env=None):
    return streamctl("sign", "-", *arguments, input="x", env={**NOTHING, **(env or {})}, code=0)


def config(streamctl, text, mode=0o600):
    path = streamctl.folder / "config" / "streamctl" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


# --env-file.

WRITTEN = ["STREAM_API_SECRET={}", "export STREAM_API_SECRET={}\n", "STREAM_API_SECRET={}\r\n", "STREAM_API_SECRET=\"{}\"\r\n",
           "STREAM_API_SECRET='{}' # the app's\n", "# keys\n\n  STREAM_API_SECRET = {}  # mine\n", "\ufeffSTREAM_API_SECRET=\" {} \"\n",
           "STREAM_API_SECRET=first\nSTREAM_API_SECRET={}\n", "DATABASE_URL=\"a\nb\"\nSTREAM_API_SECRET=`{}`\n", "STREAM_API_SECRET: {}\n"]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_dotenv_file_is_read_as_dotenv_does(streamctl, tmp_path, written):
    (tmp_path / ".env").write_bytes(written.format(SECRET).encode())
    done = signature(streamctl, "--env-file", ".env")
    assert done.stdout == signature(streamctl, env={"STREAM_API_SECRET": SECRET}).stdout and done.stderr == ""


def test_its_variables_precede_the_environment_and_follow_options(streamctl, tmp_path, peer, stream_api):
    config(streamctl, '[staging]\napi_key = "staged"\nuser_id = "jane"\n')
    target = peer()
    (tmp_path / ".env").write_text(f"STREAM_API_KEY=filed\nSTREAMCTL_WEBHOOK_URL={target.url}\nSTREAMCTL_PROFILE=staging\nTZ=x\n")
    streamctl("forge", "call.ring", "--env-file", ".env", code=0)
    streamctl("forge", "call.ring", "--env-file", ".env", "--api-key", "typed", code=0)
    (tmp_path / ".env").write_text(f"STREAM_API_KEY=\nSTREAMCTL_WEBHOOK_URL={target.url}\n")
    streamctl("forge", "call.ring", "--env-file", ".env", code=0)
    streamctl("forge", "call.ring", "--env-file", ".env", "--profile", "staging", env=NOTHING, code=0)
    assert [headers["X-Api-Key"] for headers, _ in target.requests] == ["filed", "typed", "key", "staged"]
    (tmp_path / ".env").write_text(f"STREAM_BASE_URL=http://127.0.0.1:1/\nSTREAMCTL_CONFIG={tmp_path / 'none.toml'}\n")
    assert "none.toml" in streamctl("doctor", "--env-file", ".env", code=1).stdout
    assert "127.0.0.1:1" in streamctl("hooks", "--env-file", ".env", "--config", "config/streamctl/config.toml", code=3).stderr


def test_an_env_file_that_is_not_there(streamctl):
    error, = streamctl("token", "--server", "--env-file", "none.env", code=2).stderr.splitlines()
    assert error.startswith("streamctl: error: --env-file: ") and "none.env" in error


def test_an_env_file_with_a_line_that_says_nothing(streamctl, tmp_path):
    (tmp_path / ".env").write_text(f"# keys\n\nSTREAM_API_SECRET={SECRET}\n{SECRET}\n")
    error, hint = streamctl("token", "--server", "--env-file", ".env", code=2).stderr.splitlines()
    assert error == "streamctl: error: --env-file: .env:4: no assignment" and "NAME=value" in hint
    (tmp_path / ".env").write_bytes(b"\x7fELF\x02\x01\x01\x00\x00")
    assert ".env: it is a binary file" in streamctl("token", "--server", "--env-file", ".env", code=2).stderr
    assert "Is a directory" in streamctl("token", "--server", "--env-file", ".", code=2).stderr


def test_an_env_file_with_names_that_mean_nothing(streamctl, tmp_path):
    (tmp_path / ".env").write_text(f"STREAM_API_SECRET={SECRET}\nSTREAM_API_KEI=k\nSTREAM_APP_ID=1\n")
    done = streamctl("token", "--server", "--env-file", ".env", code=0)
    assert done.stderr == "streamctl: warning: .env: STREAM_API_KEI is no variable of streamctl; did you mean STREAM_API_KEY?\n"
    assert streamctl("token", "--server", "--env-file", ".env", "-q", code=0).stderr == ""


@pytest.mark.parametrize("key, value, words", [("user_id", b"a\xff", "user_id: the value is not UTF-8"), ("api_key", b"a\x01b", "a control character"),
                                               ("webhook_url", b"3000/\xff", "webhook_url: the value is not UTF-8")])
def test_a_value_that_is_no_text_is_refused(streamctl, tmp_path, key, value, words):
    for arguments, input in ([value], None), (["-"], value + b"\n"):
        done = streamctl("config", "set", key, *map(os.fsdecode, arguments), input=input or b"", code=2)
        assert words in done.stderr.decode()
    assert not list(tmp_path.rglob("config.toml"))


def test_a_config_file_that_is_none_is_not_written_to(streamctl, tmp_path):
    for path, words in (("/dev/null", "it is no regular file"), (".", "it is a directory")):
        assert words in streamctl("config", "set", "user_id", "x", "--config", path, code=2).stderr


def test_nothing_is_unset_that_is_not_set(streamctl, tmp_path):
    (tmp_path / "c.toml").write_text('[staging]\nuser_id = "x"\n')
    (tmp_path / "c.toml").chmod(0o600)
    streamctl("config", "set", "user_id", "", "--config", "c.toml", code=0)
    assert (tmp_path / "c.toml").read_text() == '[staging]\nuser_id = "x"\n'
    done = streamctl("config", "set", "user_id", "", "--config", "c.toml", "--profile", "staging", code=0)
    assert done.stderr == "Unset user_id of profile staging in c.toml\n"
    assert "did you mean 'staging'?" in streamctl("config", "--config", "c.toml", "--profile", "stagin", code=2).stderr


def test_nothing_is_set_if_the_env_file_that_may_name_the_profile_is_not_there(streamctl):
    for arguments in (["config", "set", "user_id", "q"], ["config", "list"], ["config"]):
        assert "none.env" in streamctl(*arguments, "--env-file", "none.env", code=2).stderr
    assert not (streamctl.folder / ".config").exists()


def test_config_masks_the_password_of_a_url(streamctl):
    config(streamctl, '[default]\nwebhook_url = "http://u:sekret123@127.0.0.1:1/"\n')
    for arguments in (["config"], ["config", "list"], ["config", "-o", "json"], ["config", "list", "-o", "json"]):
        done = streamctl(*arguments, code=0)
        assert "sekret123" not in done.stdout + done.stderr and "***@127.0.0.1" in done.stdout


def test_an_env_file_on_standard_input(streamctl):
    done = streamctl("token", "--server", "--env-file", "-", input=f"STREAM_API_SECRET={SECRET}\n", env=NOTHING, code=0)
    assert done.stdout == streamctl("token", "--server", code=0).stdout


# Where a value came from.

@pytest.mark.parametrize("source, words", [("option", "--to: bad URL"), ("variable", "STREAMCTL_WEBHOOK_URL: bad URL"),
                                           ("env-file", "STREAMCTL_WEBHOOK_URL in .env: bad URL"), ("profile", "webhook_url of profile default in {}: bad URL")])
def test_a_bad_target_names_its_source(streamctl, tmp_path, source, words):
    (tmp_path / ".env").write_text("STREAMCTL_WEBHOOK_URL=example.com/hook\n")
    path = config(streamctl, '[default]\nwebhook_url = "example.com/hook"\n')
    arguments = {"option": ["--to", "example.com/hook"], "env-file": ["--env-file", ".env"]}.get(source, [])
    done = streamctl("forge", "call.ring", *arguments, env={"STREAMCTL_WEBHOOK_URL": "example.com/hook"} if source == "variable" else {}, code=2)
    error, hint = done.stderr.splitlines()
    assert error.startswith("streamctl: error: " + words.format(path)) and hint == "hint: write it as https://example.com/hook"


@pytest.mark.parametrize("source, words", [("option", "--base-url: base URL: "), ("variable", "STREAM_BASE_URL: base URL: "),
                                           ("profile", "profile default in {}: base URL: ")])
def test_a_bad_base_url_names_its_source(streamctl, source, words):
    path = config(streamctl, '[default]\nbase_url = "api.example.com"\n')
    done = streamctl("hooks", *(["--base-url", "api.example.com"] if source == "option" else []),
                     env={"STREAM_BASE_URL": "api.example.com"} if source == "variable" else {}, code=2)
    error, hint = done.stderr.splitlines()
    assert error.startswith("streamctl: error: " + words.format(path)) and hint == "hint: write it as https://api.example.com"


def test_a_short_webhook_url_of_the_profile(streamctl, peer):
    target = peer()
    config(streamctl, f'[default]\nwebhook_url = "{target.url.removeprefix("http://127.0.0.1:")}"\n')
    streamctl("forge", "call.ring", code=0)
    assert target.requests


def test_a_missing_profile_names_who_asked_for_it(streamctl, tmp_path):
    path = config(streamctl, 'profile = "gone"\n[staging]\napi_key = "k"\n')
    assert f"no profile 'gone' in {path}, which the config file names" in streamctl("token", "--server", code=2).stderr
    assert "which STREAMCTL_PROFILE names" in streamctl("token", "--server", env={"STREAMCTL_PROFILE": "x"}, code=2).stderr
    streamctl("token", "--server", "--profile", "staging", code=0)


def test_the_doctor_says_where_each_value_came_from(streamctl, stream_api, tmp_path):
    path = config(streamctl, f'profile = "work"\n[work]\napi_secret = "{SECRET}"\nwebhook_url = "3000"\n')
    (tmp_path / ".env").write_text("STREAM_API_KEY=key\n")
    shown = streamctl("doctor", "--env-file", ".env", env=NOTHING, code=0).stdout
    assert f"{path}, profile work (the config file)" in shown
    assert "key from STREAM_API_KEY in .env" in shown and f"set, from profile work in {path}" in shown
    assert f"http://localhost:3000 from profile work in {path}" in shown and "(base URL from STREAM_BASE_URL)" in shown
    assert "--profile" in streamctl("doctor", "--profile", "default", env={"STREAM_BASE_URL": stream_api.url}).stdout


# streamctl config.

def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def shown(streamctl, *arguments, env=None):
    return {row["name"]: (row["value"], row["source"]) for row in rows(streamctl("config", "-o", "json", *arguments, env=env, code=0))}


def test_config_shows_each_value_and_its_source(streamctl, tmp_path):
    path = config(streamctl, f'[default]\napi_secret = "{SECRET}"\nuser_id = "jane"\n')
    (tmp_path / ".env").write_text("STREAMCTL_WEBHOOK_URL=3000\n")
    found = shown(streamctl, "--env-file", ".env", "--base-url", "8800", env={"STREAM_API_SECRET": ""})
    assert found == {
        "config": (str(path), "default"), "profile": ("default", "default"), "api_key": ("key", "STREAM_API_KEY"),
        "api_secret": ("***", f"profile default in {path}"), "base_url": ("http://localhost:8800", "--base-url"),
        "webhook_url": ("3000", "STREAMCTL_WEBHOOK_URL in .env"), "user_id": ("jane", f"profile default in {path}")}
    done = streamctl("config", env={"STREAM_API_SECRET": ""}, code=0)
    assert SECRET not in done.stdout + done.stderr and f"profile default in {path}" in done.stdout


def test_config_of_a_fresh_shell(streamctl):
    found = shown(streamctl, env=NOTHING)
    assert found["api_key"] == found["api_secret"] == found["webhook_url"] == (None, None)
    assert found["base_url"] == ("https://video.stream-io-api.com", "default")
    assert "not set" in streamctl("config", env=NOTHING, code=0).stdout


def test_config_set_makes_the_file_for_its_owner_alone(streamctl):
    path = streamctl.folder / "config" / "streamctl" / "config.toml"
    done = streamctl("config", "set", "api_key", "abc", code=0)
    assert done.stdout == "" and done.stderr == f"Set api_key of profile default in {path}\n"
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700
    assert path.read_text() == '[default]\napi_key = "abc"\n'
    assert shown(streamctl, env=NOTHING)["api_key"] == ("abc", f"profile default in {path}")


def test_config_set_keeps_what_else_is_in_the_file(streamctl):
    path = config(streamctl, '# mine\n[default]\napi_key = "a"  # old\n\n[other]\nlimit = 3\n')
    for key, value, *profile in (("api_key", "b"), ("user_id", "jane"), ("api_key", "s", "--profile", "staging")):
        streamctl("config", "set", key, value, *profile, code=0)
    assert path.read_text() == ('# mine\n[default]\napi_key = "b"  # old\nuser_id = "jane"\n\n[other]\nlimit = 3\n\n'
                                '[staging]\napi_key = "s"\n')
    assert [name.name for name in path.parent.iterdir()] == ["config.toml"]
    change, = rows(streamctl("config", "set", "user_id", "", "-o", "json", code=0))
    assert change == {"kind": "config_change", "path": str(path), "key": "user_id", "profile": "default"}
    assert shown(streamctl)["user_id"] == (None, None)


def test_a_secret_is_set_from_standard_input_alone(streamctl):
    done = streamctl("config", "set", "api_secret", SECRET, code=2)
    assert SECRET not in done.stderr and "config set api_secret -" in done.stderr
    for text in (SECRET, f'"{SECRET}"\r\n'):
        done = streamctl("config", "set", "api_secret", "-", input=text, code=0)
        assert SECRET not in done.stdout + done.stderr
        assert signature(streamctl).stdout == signature(streamctl, env={"STREAM_API_SECRET": SECRET}).stdout
    for text, words in (("", "no value"), ("a\nb\n", "several lines")):
        assert words in streamctl("config", "set", "api_secret", "-", input=text, code=2).stderr
    assert "equals sign" in streamctl("config", "set", "api_secret", "-", input=f"STREAM_API_SECRET={SECRET}", code=0).stderr


@pytest.mark.parametrize("arguments, words", [
    (["api_kee", "x"], "did you mean 'api_key'?"), (["profile", "x"], "config use"), (["webhook_url", "example.com/x"], "webhook_url: bad URL"),
    (["base_url", "ftp://x"], "base_url: "), (["api_key"], "VALUE"), ([], "KEY")])
def test_config_set_refuses(streamctl, arguments, words):
    done = streamctl("config", "set", *arguments, code=2)
    assert words in done.stderr and not (streamctl.folder / "config").exists()


def test_a_file_that_cannot_be_edited_is_left_alone(streamctl):
    for text in ("[default\n", 's = { user_id = "u" }\n', 'api_kee = "x"\n'):
        path = config(streamctl, text)
        done = streamctl("config", "set", "api_key", "x", "--profile", "s", code=2)
        assert str(path) in done.stderr and path.read_text() == text


def test_a_link_and_a_file_of_mode_644(streamctl, tmp_path):
    path = config(streamctl, "")
    path.unlink()
    (tmp_path / "dotfiles.toml").write_text('[default]\n')
    path.symlink_to(tmp_path / "dotfiles.toml")
    (tmp_path / "dotfiles.toml").chmod(0o644)
    assert "could be read by others" in streamctl("config", "set", "api_key", "x", code=0).stderr
    assert path.is_symlink() and (tmp_path / "dotfiles.toml").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "dotfiles.toml").read_text() == '[default]\napi_key = "x"\n'


def test_config_use_list_and_path(streamctl, tmp_path):
    path = config(streamctl, f'# mine\n[default]\napi_key = "a"\n[staging]\napi_key = "s"\napi_secret = "{SECRET}"\n')
    assert streamctl("config", "path", code=0).stdout == f"{path}\n"
    assert f"Profile staging is now used in {path}" in streamctl("config", "use", "staging", code=0).stderr
    assert path.read_text().startswith('profile = "staging"\n\n# mine\n')
    assert shown(streamctl, env=NOTHING)["api_key"] == ("s", f"profile staging in {path}")
    streamctl("config", "set", "api_key", "s2", code=0)
    listed = {row["name"]: row for row in rows(streamctl("config", "list", "-o", "json", code=0))}
    assert listed == {"default": {"kind": "profile", "name": "default", "in_use": False, "api_key": "a"},
                      "staging": {"kind": "profile", "name": "staging", "in_use": True, "api_key": "s2", "api_secret": "***"}}
    text = streamctl("config", "list", code=0).stdout
    assert "staging  in use" in text and SECRET not in text
    assert "did you mean 'staging'?" in streamctl("config", "use", "stagin", code=2).stderr
    assert "still names default" in streamctl("config", "use", "staging", env={"STREAMCTL_PROFILE": "default"}, code=0).stderr
    streamctl("config", "use", "default", code=0)
    assert shown(streamctl, env=NOTHING)["api_key"] == ("a", f"profile default in {path}")


def test_config_without_a_file_or_a_home(streamctl, tmp_path):
    assert "config set" in streamctl("config", "list", code=0).stderr
    homeless = {"HOME": "", "XDG_CONFIG_HOME": ""}
    for arguments in (["path"], ["set", "api_key", "x"], ["use", "default"]):
        assert "HOME" in streamctl("config", *arguments, env=homeless, code=2).stderr
    streamctl("config", env=homeless, code=0)
    streamctl("config", "set", "api_key", "x", "--config", "new/own.toml", env=homeless, code=0)
    assert (tmp_path / "new" / "own.toml").read_text() == '[default]\napi_key = "x"\n'
    assert shown(streamctl, "--config", "new/own.toml", env=NOTHING)["api_key"] == ("x", "profile default in new/own.toml")
    assert "directory" in streamctl("config", "set", "api_key", "x", "--config", "new", code=2).stderr

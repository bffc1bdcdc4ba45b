"""listen --public-url: the address is announced once a request from outside has come through it."""
import json
import signal
import socket
import threading

import pytest
from conftest import event, post
from public_side import PublicSide, passes_on


@pytest.fixture
def public_side(tmp_path):
    side = PublicSide(tmp_path)
    yield side
    side.end()


def announced(listen):
    line = json.loads(listen.out.until(lambda line: '"public_url"' in line))
    assert line["kind"] == "public_url"
    return line


def test_a_proxy_that_changes_what_it_may_leads_here(streamctl, public_side):
    listen = streamctl.listen("--public-url", public_side.url, "--record", "c.jsonl", "--count", "1")
    waiting = listen.err.until(lambda line: "Waiting for" in line)  # Before the proxy runs: it is tried again.
    assert waiting == f"Waiting for {public_side.url}/ to lead here: it cannot be reached: connection refused\n"
    public_side.start(passes_on(listen.url))
    assert announced(listen) == {"kind": "public_url", "url": public_side.url + "/", "checked": True}
    assert post(public_side.url, event())[0] == 200
    assert listen.wait() == 0
    # The probes are neither printed nor recorded nor counted.
    assert len(listen.records()) == 1 and "1 received" in listen.words()
    assert len((streamctl.folder / "c.jsonl").read_text().splitlines()) == 1


def test_an_address_that_stops_leading_here_is_said_once_and_so_is_its_return(streamctl, public_side):
    listen = streamctl.listen("--public-url", public_side.url, "--public-check-every", "50ms")
    public_side.start(passes_on(listen.url))
    announced(listen)
    public_side.end()
    public_side.start("return 530;")  # As Cloudflare answers for a tunnel that is gone.
    lost = listen.err.until(lambda line: "does not lead here any more" in line)
    assert lost.startswith(f"streamctl: warning: {public_side.url}/ does not lead here any more: it ")
    for gone in (lambda: None, lambda: public_side.start("return 502;"), lambda: public_side.start(passes_on(listen.url))):
        public_side.end()
        gone()
    listen.err.until(lambda line: line == "The public address leads here again\n")
    assert post(public_side.url, event())[0] == 200
    assert listen.stop() == 0 and len(listen.records()) == 1
    assert listen.words().count("does not lead here any more") == 1 and listen.words().count("leads here again") == 1
    assert sum('"public_url"' in line for line in listen.out.all) == 1


def test_local_events_do_not_hide_a_dark_address(streamctl, public_side):
    listen = streamctl.listen("--public-url", public_side.url, "--public-check-every", "50ms")
    public_side.start(passes_on(listen.url))
    announced(listen)
    ended = threading.Event()

    def send():
        while not ended.is_set():
            post(listen.url, event())

    sender = threading.Thread(target=send)
    sender.start()
    try:
        public_side.end()
        listen.err.until(lambda line: "does not lead here any more" in line)
    finally:
        ended.set()
        sender.join()
    assert listen.stop() == 0


def test_over_tls_with_a_certificate_of_ones_own(streamctl, public_side, certificate):
    url = public_side.url.replace("http", "https")
    listen = streamctl.listen("--public-url", url, "--ca-cert", certificate[0], "--path", "/hooks")
    public_side.start(passes_on(listen.url), certificate)
    assert announced(listen)["url"] == url + "/hooks"
    strict = streamctl("listen", "--port", "0", "--public-url", url, "--public-timeout", "1ms", code=3)
    assert "certificate" in strict.stderr


@pytest.mark.parametrize("server, said, hint", [
    ("return 404;", "it answers with 404 Not Found", "another server answers there"),
    ("return 200 ok;", "it answers with 200 OK, but not from here", "another server answers there"),
    ("return 301 https://elsewhere.example/;", "it answers with 301 Moved Permanently, to https://elsewhere.example/", "follows no redirects"),
    ("return 301 https://me:pass@elsewhere.example/;", "to https://***@elsewhere.example/", "follows no redirects"),
    ("return 403;", "it answers with 403 Forbidden", "asks for a login"),
    ("location / { proxy_pass http://127.0.0.1:9; }", "it answers with 502 Bad Gateway", "does not reach http://127.0.0.1:"),
    ("location / { proxy_pass URL; proxy_set_header X-Signature ''; }", "X-Signature is dropped or changed", "between Stream"),
    ("location / { proxy_pass URL; proxy_set_body '{}'; }", "the body is changed on the way", "between Stream"),
    ("location / { proxy_pass URLother; proxy_method GET; }", "it arrives as GET instead of POST", "between Stream"),
])
def test_an_address_that_leads_elsewhere_is_never_announced(streamctl, public_side, server, said, hint):
    listen = streamctl.listen("--public-url", public_side.url, "--public-timeout", "2s", "--expect", "call.created", "--", "touch", "started")
    public_side.start(server.replace("URL", listen.url))
    assert listen.wait() == 3
    error, = [line for line in map(json.loads, filter(lambda line: line.startswith("{"), listen.err.all))]
    assert said in error["error"]["message"] and hint in error["error"]["hint"], error
    assert "public_url" not in "".join(listen.out.all) and not (streamctl.folder / "started").exists()


def test_a_path_that_is_not_served_is_named(streamctl, public_side):
    listen = streamctl.listen("--path", "/hooks", "--public-url", public_side.url + "/other")
    public_side.start(f"location / {{ proxy_pass {listen.url.removesuffix('/hooks')}; }}")
    assert listen.wait() == 3
    assert "it arrives with the path /other, which is not served here" in listen.words()


def test_another_listener_behind_the_address_does_not_take_the_probe_for_an_event(streamctl):
    other = streamctl.listen("--record", "other.jsonl")
    done = streamctl("listen", "--port", "0", "--public-url", other.url, "--public-timeout", "1ms", code=3)
    assert "421 Misdirected Request" in done.stderr and "another streamctl listens there" in done.stderr
    refused = json.loads(other.out.next())
    assert refused["kind"] == "refused" and refused["message"] == "the public address of another streamctl leads here"
    other.stop()
    assert (streamctl.folder / "other.jsonl").read_text() == ""


def test_a_server_that_never_answers_does_not_delay_the_end(streamctl):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = threading.Event()
        threading.Thread(target=lambda: (silent.accept(), asked.set()), daemon=True).start()
        listen = streamctl.listen("--public-url", f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert asked.wait(60)
        assert listen.stop() == 0


def test_the_command_starts_once_the_address_holds(streamctl, public_side):
    listen = streamctl.listen("--public-url", public_side.url, "--", "sh", "-c", 'echo "$STREAMCTL_PUBLIC_URL $STREAMCTL_WEBHOOK_URL" >urls; exit 4')
    listen.err.until(lambda line: "Waiting for" in line)
    assert not (streamctl.folder / "urls").exists()
    public_side.start(passes_on(listen.url))
    assert listen.wait() == 4
    assert (streamctl.folder / "urls").read_text() == f"{public_side.url}/ {listen.url}\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_before_the_command_has_run_is_no_success(streamctl, number):
    listen = streamctl.listen("--public-url", "http://127.0.0.1:9", "--", "touch", "started")
    listen.err.until(lambda line: "Waiting for" in line)
    assert listen.stop(number) == 128 + number
    assert not (streamctl.folder / "started").exists()


def test_an_end_before_the_command_has_run_is_an_error(streamctl):
    done = streamctl("listen", "--port", "0", "--public-url", "http://127.0.0.1:9", "--for", "1ms", "--", "touch", "started", code=1)
    assert "error: the command was not run: " in done.stderr and not (streamctl.folder / "started").exists()


def test_the_time_limit_cuts_a_probe_that_is_not_answered(streamctl):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        done = streamctl("listen", "--port", "0", "--public-url", url, "--public-timeout", "1s", code=3)
    assert "no answer within 3s" in done.stderr


def test_a_command_that_cannot_run_is_an_error_after_the_address_too(streamctl):
    done = streamctl("listen", "--port", "0", "--public-url", "http://127.0.0.1:9", "--no-public-check", "--", "./nosuch", code=2)
    assert "cannot run ./nosuch" in done.stderr


def test_without_the_check_the_address_is_announced_at_once(streamctl):
    listen = streamctl.listen("--public-url", "https://hooks.example.com", "--no-public-check")
    assert announced(listen) == {"kind": "public_url", "url": "https://hooks.example.com/", "checked": False}
    shown = streamctl("listen", "--port", "0", "--public-url", "https://hooks.example.com", "--no-public-check", "--for", "1ms", code=0)
    assert "Public address https://hooks.example.com/ (not checked)\n" in shown.stderr and shown.stdout == ""


def test_only_a_public_address_on_this_machine_needs_no_secret(streamctl):
    bare = {"STREAM_API_SECRET": ""}
    done = streamctl("listen", "--port", "0", "--public-url", "https://hooks.example.com", "--for", "1ms", env=bare, code=2)
    assert "no API secret" in done.stderr
    assert streamctl("listen", "--port", "0", "--public-url", "http://127.0.0.1:9", "--for", "1ms", env=bare).returncode == 0


@pytest.mark.parametrize("options, said", [
    (["--public-url", "hooks.example.com"], "--public-url: "), (["--public-url", "ftp://a.example/"], "--public-url: "),
    (["--public-url", "3000", "--public-timeout", "0s"], "--public-timeout: "), (["--public-url", ""], "it is empty")])
def test_bad_values_name_the_option(streamctl, options, said):
    assert said in streamctl("listen", "--port", "0", *options, code=2).stderr

"""listen --tunnel: programs that print what the real ones print, and a public side that is independent of both."""
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import time

import pytest
import tunnel_programs
from accepting import AcceptingRequests
from conftest import WATCHDOG, event, post
from public_side import passes_on
from test_public_url import announced, public_side  # noqa: F401
from tunnel_programs import place, starts

MATCH = ["--tunnel-match", r"public (\S+)"]


class Edge(AcceptingRequests):
    """Answers CONNECT for any host by connecting to one port: the public network, as a proxy sees it."""

    def __init__(self, port):
        self._port = port
        super().__init__()

    def answer(self, connection, head):
        self.asked.append(head.split(b" ")[1].decode())
        with socket.create_connection(("127.0.0.1", self._port)) as beyond:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                for one in select.select([connection, beyond], [], [])[0]:
                    piece = one.recv(65536)
                    if not piece:
                        return
                    (beyond if one is connection else connection).sendall(piece)


@pytest.fixture
def edge(public_side, tmp_path):  # noqa: F811
    """nginx with a certificate for the names of the services, and a proxy that leads there: (environment, options, start)."""
    names = ["great-red-old-fox.trycloudflare.com", "ab12.ngrok-free.app", "cd34.ngrok-free.app", "5e1f0.lhr.life", "77ab.lhr.life"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=edge", "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names),
                    "-keyout", "edge-key.pem", "-out", "edge.pem"], cwd=tmp_path, check=True, capture_output=True)
    between = Edge(public_side.port)
    certificate = (str(tmp_path / "edge.pem"), str(tmp_path / "edge-key.pem"))
    yield between, {"https_proxy": between.url}, ["--ca-cert", certificate[0]], lambda url: public_side.start(passes_on(url), certificate)
    between.end()


def is_running(pid):
    try:
        return "State:\tZ" not in pathlib.Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def children_of(pid):
    return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def wait_for(condition):
    end = time.monotonic() + WATCHDOG
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_ngrok(streamctl, edge, tmp_path):
    between, environment, options, open_edge = edge
    path = place(tmp_path, "ngrok", tunnel_programs.NGROK)
    listen = streamctl.listen("--tunnel", "ngrok", "--path", "/hooks", *options, env={**environment, "PATH": path})
    open_edge(listen.url)
    assert announced(listen) == {"kind": "public_url", "url": "https://ab12.ngrok-free.app/hooks", "checked": True}
    assert set(between.asked) == {"ab12.ngrok-free.app:443"}
    (pid, arguments), = starts(tmp_path)
    assert arguments == ["http", listen.url.split("/")[2], "--log", "stdout", "--log-format", "json"]
    assert listen.stop() == 0 and not is_running(pid)
    assert "0 received" in listen.words()


def test_cloudflared_is_not_asked_for_before_its_name_is_known(streamctl, edge, tmp_path):
    between, environment, options, open_edge = edge
    path = place(tmp_path, "cloudflared", tunnel_programs.CLOUDFLARED)
    listen = streamctl.listen("--tunnel", "cloudflared", *options, env={**environment, "PATH": path, "TUNNEL_URL": "http://127.0.0.1:1"})
    open_edge(listen.url)
    listen.err.until(lambda line: "waiting 12s for its name to be known" in line)
    assert not between.asked
    assert announced(listen)["url"] == "https://great-red-old-fox.trycloudflare.com/"
    assert starts(tmp_path)[0][1] == ["tunnel", "--no-autoupdate", "--config", "/dev/null", "--grace-period", "2s", "--url",
                                      listen.url.removesuffix("/")]


def test_a_name_that_changes_while_the_tunnel_lives(streamctl, edge, tmp_path):
    _, environment, options, open_edge = edge
    path = place(tmp_path, "ssh", tunnel_programs.LOCALHOST_RUN)
    listen = streamctl.listen("--tunnel", "ssh:localhost.run", *options, env={**environment, "PATH": path})
    open_edge(listen.url)
    assert announced(listen)["url"] == "https://5e1f0.lhr.life/"
    (tmp_path / "rename").touch()
    assert announced(listen)["url"] == "https://77ab.lhr.life/"
    assert starts(tmp_path)[0][1][-7:] == [f"80:{listen.url.split('/')[2]}", "-l", "nokey", "localhost.run", "--", "--output", "json"]


def test_a_command_among_decoys_pieces_and_escape_sequences(streamctl, tmp_path):
    path = place(tmp_path, "mine", r'''
        import os, sys, time
        port = os.environ["STREAMCTL_PORT"]
        sys.stdout.write("dashboard https://example.com/\nx" + "y" * 1000000 + "\x1b[2J\x1b]0;title\x07\n")
        sys.stderr.write("\x1b[31mpublic\x1b[0m http://127.0")
        sys.stderr.flush()
        time.sleep(0.2)
        sys.stderr.write(f".0.1:\x1b[1m{port}\x1b[0m\r\n")
        sys.stderr.flush()
        for _ in range(200): sys.stdout.write("noise https://example.com/ " * 1000 + "\n")
        sys.stdout.flush()
        open("said", "w").write(os.environ.get("STREAM_API_SECRET", "none") + " " + os.environ["STREAMCTL_WEBHOOK_URL"])
        time.sleep(600)
        ''')
    listen = streamctl.listen("--tunnel", "mine --port $STREAMCTL_PORT", *MATCH, "--verbose", env={"PATH": path})
    assert announced(listen)["url"] == listen.url
    wait_for((tmp_path / "said").exists)  # What it prints later is read too.
    wait_for(lambda: (tmp_path / "said").read_text() == f"none {listen.url}")
    assert starts(tmp_path)[0][1] == ["--port", listen.url.split(":")[-1].strip("/")]
    assert post(listen.url, event())[0] == 200
    assert listen.stop() == 0
    assert "mine: dashboard https://example.com/\n" in listen.words() and "\x1b" not in listen.words()


def test_an_address_without_a_newline(streamctl, tmp_path):
    path = place(tmp_path, "mine", r'''
        import os, time
        print(f"\x1b[32mpublic http://127.0.0.1:{os.environ['STREAMCTL_PORT']}", end="", flush=True)
        time.sleep(600)
        ''')
    listen = streamctl.listen("--tunnel", "mine", *MATCH, env={"PATH": path})
    assert announced(listen)["url"] == listen.url
    assert listen.stop() == 0


def test_a_program_that_ends_is_started_again_and_its_new_address_announced(streamctl, peer, tmp_path):
    path = place(tmp_path, "mine", r'''
        import os, time
        again = len(open("started").readlines()) > 1
        print(f"public http://{'localhost' if again else '127.0.0.1'}:{os.environ['STREAMCTL_PORT']}", flush=True)
        while again or not os.path.exists("crash"): time.sleep(0.01)
        print("error: the line is dead", flush=True)
        sys.exit(9)
        ''')
    listen = streamctl.listen("--tunnel", "mine", *MATCH, env={"PATH": path})
    assert announced(listen)["url"] == listen.url
    (tmp_path / "crash").touch()
    assert announced(listen)["url"] == listen.url.replace("127.0.0.1", "localhost")
    listen.stop()
    assert "streamctl: warning: mine ended (exit code 9): error: the line is dead; starting it again in 1s\n" in listen.words()


def test_a_program_whose_address_goes_dark_is_started_again(streamctl, public_side, tmp_path):  # noqa: F811
    path = place(tmp_path, "mine", r'''
        import os, time
        again = len(open("started").readlines()) > 1
        print("public", "127.0.0.1:" + os.environ["STREAMCTL_PORT"] if again else os.environ["PUBLIC"], flush=True)
        time.sleep(600)
        ''')
    listen = streamctl.listen("--tunnel", "mine", *MATCH, "--public-check-every", "50ms", env={"PATH": path, "PUBLIC": public_side.url})
    public_side.start(passes_on(listen.url))
    assert announced(listen)["url"] == public_side.url + "/"
    public_side.end()
    public_side.start("return 502;")
    assert announced(listen)["url"] == listen.url
    (first, _), (second, _) = starts(tmp_path)
    assert not is_running(first) and is_running(second)
    assert listen.stop() == 0 and not is_running(second)
    assert "mine was ended, because its address leads nowhere; starting it again in 1s\n" in listen.words()


@pytest.mark.parametrize("prints, said, times", [
    ("public 127.0.0.1:{PORT}", "mine ends at once with exit code 0, each time: it runs in the background", 3),
    ("started as a service", "mine ended (exit code 0): started as a service", 1)])
def test_a_program_that_goes_into_the_background_is_named(streamctl, tmp_path, prints, said, times):
    path = place(tmp_path, "mine", f"import os; print('{prints}'.format(PORT=os.environ['STREAMCTL_PORT']))")
    done = streamctl("listen", "--port", "0", "--tunnel", "mine", *MATCH, env={"PATH": path}, code=3)
    assert f"streamctl: error: no public address: {said}\n" in done.stderr and "keep it in the foreground" in done.stderr
    assert len(starts(tmp_path)) == times


def test_a_program_that_fails_at_first_is_tried_again(streamctl, tmp_path):
    path = place(tmp_path, "mine", r'''
        import os, time
        if len(open("started").readlines()) < 2: sys.exit("cannot reach the server")
        print(f"public 127.0.0.1:{os.environ['STREAMCTL_PORT']}", flush=True)
        time.sleep(600)
        ''')
    listen = streamctl.listen("--tunnel", "mine", *MATCH, env={"PATH": path})
    assert announced(listen)["url"] == listen.url
    listen.stop()
    assert "mine ended (exit code 1): cannot reach the server; starting it again in 1s" in listen.words()


def fails(streamctl, path, *options, env=None):
    done = streamctl("listen", "--port", "0", *options, "--expect", "call.created", "--", "touch", "ran", env={"PATH": path, **(env or {})}, code=3)
    assert not (streamctl.folder / "ran").exists() and "Public address" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("tunnel, name, code, said, hint", [
    ("cloudflared", "cloudflared", tunnel_programs.CLOUDFLARED_LIMITED, "cloudflared ended (exit code 1): 2026-11-27T10:00:01Z ERR Error unmarshaling",
     "Cloudflare limits how often"),
    ("ngrok", "ngrok", tunnel_programs.NGROK_WITHOUT_TOKEN, "it is invalid. (ERR_NGROK_107)", "ngrok config add-authtoken TOKEN"),
    ("ssh:me@example.com", "ssh", "sys.exit('me@example.com: Permission denied (publickey).')", "Permission denied (publickey)", "connect once by hand"),
    ("ssh:me@example.com", "ssh", "print('Host key verification failed.', end='\\r\\n', file=sys.stderr); sys.exit(255)",
     "ssh ended (exit code 255): Host key verification failed.", "compare the key of the server"),
    ("tailscale funnel 8080", "tailscale", tunnel_programs.TAILSCALE_DISABLED, "Funnel is not enabled", "run tailscale funnel by hand once"),
])
def test_what_a_program_complains_about_is_said_at_once(streamctl, tmp_path, tunnel, name, code, said, hint):
    words = fails(streamctl, place(tmp_path, name, code), "--tunnel", tunnel)
    error = words[words.index("streamctl: error: "):]
    assert said in error and hint in error and len(starts(tmp_path)) == 1
    assert "SECRET" not in words


def test_cloudflared_that_says_in_other_words_that_it_is_connected(streamctl, edge, tmp_path):
    _, environment, options, open_edge = edge
    path = place(tmp_path, "cloudflared", tunnel_programs.CLOUDFLARED.replace("Registered tunnel connection", "Tunnel is up"))
    listen = streamctl.listen("--tunnel", "cloudflared", "--public-timeout", "1s", *options, env={**environment, "PATH": path})
    open_edge(listen.url)
    assert announced(listen)["url"] == "https://great-red-old-fox.trycloudflare.com/"


def test_secrets_are_masked_in_what_verbose_shows(streamctl, tmp_path):
    path = place(tmp_path, "mine", "print('I have', sys.argv[2], os.environ['STREAM_KEY_COPY'], os.environ['NGROK_AUTHTOKEN'], 'token: abc123', 'https://me:hunter2@example.com/x'); sys.exit(1)")
    words = fails(streamctl, path, "--tunnel", "mine --token 'topsecret'", *MATCH, "-v",
                  env={"STREAM_KEY_COPY": streamctl.environment["STREAM_API_SECRET"], "NGROK_AUTHTOKEN": "2abcdefgh"})
    assert "mine: I have *** *** *** token: *** https://***@example.com/x" in words and "hunter2" not in words


def test_a_program_that_prints_no_address_has_a_time_limit(streamctl, tmp_path):
    path = place(tmp_path, "mine", "import time; print('https://example.com is no address', flush=True); time.sleep(600)")
    words = fails(streamctl, path, "--tunnel", "mine", *MATCH, "--public-timeout", "500ms")
    assert "mine gave no address within 500ms" in words and "nothing in its output matches --tunnel-match" in words
    (pid, _), = starts(tmp_path)
    assert not is_running(pid)


def test_cloudflared_that_does_not_connect(streamctl, tmp_path):
    words = fails(streamctl, place(tmp_path, "cloudflared", tunnel_programs.CLOUDFLARED), "--tunnel", "cloudflared", "--public-timeout", "2s",
                  env={"UNCONNECTED": "1"})
    assert "cloudflared gave an address, but did not connect within 2s" in words and "--protocol http2" in words


def test_an_address_that_leads_elsewhere_is_not_announced(streamctl, peer, tmp_path):
    other = peer()
    path = place(tmp_path, "mine", f"import time; print('public {other.url}', flush=True); time.sleep(600)")
    words = fails(streamctl, path, "--tunnel", "mine", *MATCH, "--public-timeout", "1s")
    assert "does not lead here within 1s: it answers with 200 OK, but not from here" in words


def test_an_address_whose_name_only_others_know_is_announced_unchecked(streamctl, tmp_path):
    path = place(tmp_path, "ngrok", tunnel_programs.NGROK)
    listen = streamctl.listen("--tunnel", "ngrok", env={"PATH": path, "ADDRESS": "https://nowhere.example.invalid"})
    assert announced(listen) == {"kind": "public_url", "url": "https://nowhere.example.invalid/", "checked": False}
    listen.stop()
    assert "could not be checked from here" in listen.words()


STUBBORN = r'''
import os, signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "600"])
open("child", "w").write(str(child.pid))
print(f"public 127.0.0.1:{os.environ['STREAMCTL_PORT']}", flush=True)
time.sleep(600)
'''


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 0), (signal.SIGTERM, 0)])
def test_it_ends_with_us_however_it_resists(streamctl, tmp_path, number, code):
    path = place(tmp_path, "mine", STUBBORN)
    listen = streamctl.listen("--tunnel", "mine", *MATCH, env={"PATH": path})
    announced(listen)
    (pid, _), = starts(tmp_path)
    grandchild = int((tmp_path / "child").read_text())
    assert listen.stop(number) == code
    assert not is_running(pid) and not is_running(grandchild)


@pytest.mark.parametrize("command", ["mine", "mine | cat", "sh -c 'mine; true'"])
def test_it_ends_with_its_children_when_we_are_killed(streamctl, tmp_path, command):
    path = place(tmp_path, "mine", STUBBORN)
    listen = streamctl.listen("--tunnel", command, *MATCH, env={"PATH": path})
    announced(listen)
    (pid, _), = starts(tmp_path)
    grandchild = int((tmp_path / "child").read_text())
    guard, = [child for child in children_of(listen.process.pid) if pathlib.Path(f"/proc/{child}/comm").read_text() == "streamctl-guard\n"]
    listen.process.kill()
    wait_for(lambda: not any(map(is_running, (pid, grandchild, guard))))


def test_a_helper_that_keeps_the_output_open_does_not_hide_the_end(streamctl, tmp_path):
    path = place(tmp_path, "mine", r'''
        import os, subprocess
        helper = subprocess.Popen(["sleep", "600"], start_new_session=True)
        open("helper", "a").write(f"{helper.pid}\n")
        print(f"public 127.0.0.1:{os.environ['STREAMCTL_PORT']}", flush=True)
        while not os.path.exists("crash"): pass
        sys.exit(1)
        ''')
    listen = streamctl.listen("--tunnel", "mine", *MATCH, env={"PATH": path})
    announced(listen)
    (tmp_path / "crash").touch()
    listen.err.until(lambda line: "mine ended (exit code 1); starting it again" in line)
    listen.stop()
    for pid in (tmp_path / "helper").read_text().split():
        os.kill(int(pid), signal.SIGKILL)


def test_the_command_finds_both_addresses_and_ends_the_tunnel(streamctl, tmp_path):
    path = place(tmp_path, "mine", STUBBORN)
    done = streamctl("listen", "--port", "0", "-o", "json", "--tunnel", "mine", *MATCH, "--",
                     "sh", "-c", 'echo "$STREAMCTL_PUBLIC_URL" "$STREAMCTL_WEBHOOK_URL"; exit 5', env={"PATH": path}, code=5)
    listening, public = map(json.loads, done.stdout.splitlines())
    assert f"{public['url']} {listening['url']}\n" in done.stderr
    assert not is_running(starts(tmp_path)[0][0])


@pytest.mark.parametrize("options, said, hint", [
    (["--tunnel", "cloudflared"], "--tunnel: cloudflared is not on the PATH", "https://github.com/cloudflare/cloudflared"),
    (["--tunnel", "ngrok"], "--tunnel: ngrok is not on the PATH", "https://ngrok.com/download"),
    (["--tunnel", "nosuch 1", *MATCH], "--tunnel: nosuch is not on the PATH", "install it"),
    (["--tunnel", "/etc/passwd", *MATCH], "--tunnel: /etc/passwd is no program that can be run", "name another"),
    (["--tunnel", "sleep --token=x1"], "it is not known where 'sleep' prints its address", "--tunnel-match"),
    (["--tunnel", "sleep 1", "--tunnel-match", "("], "--tunnel-match: '(' is not a regular expression", "JavaScript"),
    (["--tunnel", "ssh:"], "'' is no destination of ssh", "ssh:user@host"),
    (["--tunnel", "ssh:-oProxyCommand=x"], "is no destination of ssh", "ssh:user@host"),
    (["--tunnel", "sleep 1", *MATCH, "--tunnel-port", "1"], "--tunnel-port: ", "leave it out"),
    (["--tunnel", ""], "it is empty", ""),
])
def test_what_cannot_work_is_refused_before_the_port_opens(streamctl, options, said, hint):
    done = streamctl("listen", "--port", "0", *options, code=2)
    assert said in done.stderr and hint in done.stderr and "Listening" not in done.stderr


def test_a_tunnel_needs_a_secret(streamctl, tmp_path):
    done = streamctl("listen", "--port", "0", "--tunnel", "ngrok", env={"PATH": place(tmp_path, "ngrok", ""), "STREAM_API_SECRET": ""}, code=2)
    assert "no API secret" in done.stderr

"""listen --tunnel ssh:DEST with a real ssh and a real sshd on loopback."""
import os
import pathlib
import pwd
import signal
import socket
import subprocess

import pytest
from conftest import event, post
from public_side import free_port, passes_on
from test_public_url import announced, public_side  # noqa: F401
from test_tunnel import fails, is_running, wait_for
from tunnel_programs import place, starts

SSHD = "/usr/sbin/sshd"


@pytest.fixture
def ssh_server(tmp_path):
    """A real sshd on loopback with keys of its own, and an ssh on the PATH that knows it: (PATH, port)."""
    if not pathlib.Path(SSHD).exists():
        pytest.skip("openssh-server is not installed")
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for key in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
    port = free_port()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "sshd_config").write_text(f"""
ListenAddress 127.0.0.1:{port}
AddressFamily inet
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
""")
    (folder / "ssh_config").write_text(f"Host *\n  IdentityFile {folder}/user\n  IdentitiesOnly yes\n  UserKnownHostsFile {folder}/known_hosts\n")
    path = place(tmp_path, "ssh", f"os.execv('/usr/bin/ssh', ['ssh', '-F', '{folder}/ssh_config', *sys.argv[1:]])")
    if os.getuid() == 0:
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "sshd_config"], stderr=open(folder / "log", "w"), stdin=subprocess.DEVNULL)

    def is_up():
        assert server.poll() is None, (folder / "log").read_text()
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return True
        except OSError:
            return False

    wait_for(is_up)
    yield path, port
    server.terminate()
    server.wait()


def user_name():
    return pwd.getpwuid(os.getuid()).pw_name


def test_ssh_to_a_server_of_ones_own(streamctl, ssh_server, tmp_path):
    path, port = ssh_server
    listen = streamctl.listen("--tunnel", f"ssh:{user_name()}@127.0.0.1:{port}", "--count", "1", env={"PATH": path})
    url = announced(listen)["url"]
    assert url.startswith("http://127.0.0.1:") and url != listen.url
    assert post(url, event())[0] == 200
    assert listen.wait() == 0 and len(listen.records()) == 1
    assert not is_running(starts(tmp_path)[0][0])


def test_ssh_behind_the_reverse_proxy_of_the_server(streamctl, ssh_server, public_side, tmp_path):  # noqa: F811
    path, port = ssh_server
    remote = free_port()
    public_side.start(passes_on(f"http://127.0.0.1:{remote}"))
    listen = streamctl.listen("--tunnel", f"ssh://{user_name()}@127.0.0.1:{port}", "--tunnel-port", remote, "--public-url", public_side.url,
                              "--count", "1", env={"PATH": path})
    assert announced(listen)["url"] == public_side.url + "/"
    assert post(public_side.url, event())[0] == 200
    assert listen.wait() == 0


def test_ssh_starts_again_when_its_connection_ends(streamctl, ssh_server, tmp_path):
    path, port = ssh_server
    listen = streamctl.listen("--tunnel", f"ssh:{user_name()}@127.0.0.1:{port}", env={"PATH": path})
    announced(listen)
    os.kill(starts(tmp_path)[0][0], signal.SIGKILL)
    url = announced(listen)["url"]
    assert post(url, event())[0] == 200
    listen.stop()
    assert "ssh ended (signal 9)" in listen.words()


def test_ssh_to_a_port_that_is_taken(streamctl, ssh_server, peer):
    path, port = ssh_server
    taken = peer().url.split(":")[2].split("/")[0]
    words = fails(streamctl, path, "--tunnel", f"ssh:{user_name()}@127.0.0.1:{port}", "--tunnel-port", taken, "--public-timeout", "20s")
    assert f"remote port forwarding failed for listen port {taken}" in words and "--tunnel-port" in words


def test_ssh_to_a_server_with_an_unknown_key(streamctl, ssh_server, tmp_path):
    path, port = ssh_server
    (tmp_path / "ssh" / "known_hosts").write_text("")
    words = fails(streamctl, path, "--tunnel", f"ssh:{user_name()}@127.0.0.1:{port}")
    assert "Host key verification failed" in words and "by hand" in words

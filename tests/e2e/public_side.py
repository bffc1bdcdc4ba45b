"""The public side of a tunnel: nginx as an independent reverse proxy that changes what a proxy may change."""
import socket
import subprocess
import time

from conftest import WATCHDOG

NGINX = "/usr/sbin/nginx"


reserved = []


def free_port():
    """A port that no other program gets: it stays bound, and never listens. A server that sets SO_REUSEADDR can listen there."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", 0))
    reserved.append(one)
    return one.getsockname()[1]


class PublicSide:
    """nginx on a port that is known before it starts, with `server` in its server block."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = None

    def start(self, server, tls=None):
        places = " ".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        secure = f"ssl_certificate {tls[0]}; ssl_certificate_key {tls[1]};" if tls else ""
        (self.folder / "nginx.conf").write_text(f"""
daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/error.log; worker_processes 1;
events {{}}
http {{ access_log off; {places}
  server {{ listen 127.0.0.1:{self.port}{" ssl" if tls else ""}; {secure} {server} }} }}
""")
        self._process = subprocess.Popen([NGINX, "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)], stderr=subprocess.DEVNULL)
        self.await_port()

    def log(self):
        return (self.folder / "error.log").read_text()

    def await_port(self):
        deadline = time.monotonic() + WATCHDOG
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self._process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.01)

    def end(self):
        if self._process:
            self._process.terminate()
            self._process.wait()


def passes_on(url):
    """A location that adds header fields, buffers, compresses its answers and uses another HTTP version and host."""
    origin = "/".join(url.split("/")[:3])
    return f"""gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any; location / {{ proxy_pass {origin}; proxy_request_buffering on;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto https; proxy_set_header Host $host;
      proxy_set_header Accept-Encoding "gzip, br"; proxy_set_header CF-Ray 8f0; add_header X-Edge nginx always; }}"""

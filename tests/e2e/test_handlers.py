"""The handlers that `streamctl init` writes keep Stream's contract, started as their CI job starts them. A handler whose runtime is
not installed is skipped, unless STREAMCTL_HANDLERS=all: scripts/release --check handlers."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import textwrap
import urllib.error
import urllib.request

import pytest
from conftest import ROOT, SECRET, WATCHDOG, Running, binary, check_junit, event, post
from public_side import free_port

BUILD = ROOT / "build"
HANDLERS = ROOT / "docs/examples/handlers"
JOB = ".github/workflows/stream-webhook.yml"


def module(name):
    return subprocess.run(["/usr/bin/python3", "-c", f"import {name}"], capture_output=True).returncode == 0


def program(name):
    return shutil.which(name, path="/usr/bin:/bin") is not None


JARS = ":".join(map(str, sorted(path for pattern in ("spring3-*", "tomcat9-*", "jackson-*", "commons-logging")
                                for path in pathlib.Path("/usr/share/java").glob(f"{pattern}.jar"))))

# Whether what each needs is there.
RUNS = {
    "express": lambda: (BUILD / "peers/node_modules/express").exists(),
    "fastify": lambda: (BUILD / "peers/node_modules/fastify").exists(),
    "next": lambda: (BUILD / "handlers/next/node_modules/next").exists(),
    "flask": lambda: module("flask") and program("gunicorn"),
    "django": lambda: module("django") and program("gunicorn"),
    "fastapi": lambda: module("fastapi") and program("uvicorn"),
    "go": lambda: program("go"),
    "rails": lambda: program("puma") and subprocess.run(["ruby", "-rrack", "-e", ""], capture_output=True).returncode == 0,
    "php": lambda: program("php"),
    "spring": lambda: program("javac") and "spring3-web.servlet" in JARS and "tomcat9-catalina.jar" in JARS,
}
FPM_PROGRAM = next(map(str, pathlib.Path("/usr/sbin").glob("php-fpm*")), None)
# A server for PHP as people run it: nginx keeps connections, and PHP's own server does not.
NGINX = """{nginx_user} daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}}
http {{ access_log off; client_max_body_size 5m; client_body_temp_path {folder}/bodies; fastcgi_temp_path {folder}/answers;
server {{ listen 127.0.0.1:{port}; location / {{ include /etc/nginx/fastcgi_params; fastcgi_pass unix:{folder}/fpm.sock;
fastcgi_param SCRIPT_FILENAME {folder}/webhook.php; }} }} }}"""
FPM = """[global]
error_log = /dev/stderr
pid = {folder}/fpm.pid
[www]
listen = {folder}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 8
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
{fpm_user}"""


def step(job, name):
    """The script of a step of the job."""
    script = re.search(rf"      - name: {name}\n        run: \|?\n?(.*(?:\n          .*)*)", job)
    return textwrap.dedent(script[1])


def fpm_and_nginx(folder, port):
    """Configures both; what starts them."""
    is_root = os.getuid() == 0
    for file, text in (("nginx.conf", NGINX), ("fpm.conf", FPM)):
        (folder / file).write_text(text.format(folder=folder, port=port, nginx_user="user root;" if is_root else "",
                                               fpm_user="user = root" if is_root else ""))
    allowed = "--allow-to-run-as-root" if is_root else ""
    return (f"{FPM_PROGRAM} {allowed} --nodaemonize --fpm-config fpm.conf & until [ -S fpm.sock ]; do sleep 0.05; done; "
            f"/usr/sbin/nginx -c {folder}/nginx.conf &")


def make_mvnw(folder):
    """In place of Maven's wrapper, which fetches Spring Boot, what runs the handler with Debian's Spring."""
    subprocess.run(["javac", "-d", folder / "classes", "-cp", JARS, ROOT / "tests/peers/SpringServer.java", *folder.rglob("*.java")], check=True)
    (folder / "mvnw").write_text(f"#!/bin/sh\nexec java -cp {JARS}:{folder}/classes com.example.SpringServer\n")
    (folder / "mvnw").chmod(0o755)


@pytest.fixture
def served(streamctl, tmp_path):
    """Starts the handler `name` as its CI job does; the running shell, which has ended, and the URL."""
    shells = []

    def serve(name, behind_nginx=False):
        folder = tmp_path / name
        if name == "next":  # Its compiler accepts no link to node_modules.
            folder = BUILD / "handlers/next"
            for old in (JOB, "app/webhooks/stream/route.js"):
                (folder / old).unlink(missing_ok=True)
        streamctl("init", name, "--dir", folder, code=0)
        if name in ("express", "fastify"):
            (folder / "node_modules").symlink_to(BUILD / "peers/node_modules")
        port = free_port()
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/streamctl").symlink_to(pathlib.Path(binary()).resolve())
        environment = {**streamctl.environment, "PATH": f"{tmp_path}/bin:/usr/bin:/bin", "PORT": str(port), "PYTHONDONTWRITEBYTECODE": "1",
                       "TMPDIR": str(tmp_path)}
        job = step((folder / JOB).read_text(), "Check the handler")
        if name == "php" and behind_nginx:
            job = fpm_and_nginx(folder, port) + job.partition("&")[2]
        if name == "spring":
            make_mvnw(folder)
        if name == "next":
            subprocess.run(["npx", "next", "build"], cwd=folder, env=environment, check=True, capture_output=True)
        shells.append(subprocess.Popen(["bash", "-euc", job], cwd=folder, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       start_new_session=True))
        running = Running(shells[-1])
        assert running.process.wait(WATCHDOG) == 0, "".join(running.out.all + running.err.all)
        check_junit(folder / "check.xml")
        return running, f"http://127.0.0.1:{port}/webhooks/stream"

    yield serve
    for file in tmp_path.rglob("fpm.pid"):  # It leaves the group of the shell.
        os.kill(int(file.read_text()), signal.SIGTERM)
    for shell in shells:
        try:
            os.killpg(shell.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        shell.wait()


@pytest.mark.parametrize("name", RUNS)
def test_a_handler_keeps_the_contract(streamctl, served, name):
    if not RUNS[name]() and os.environ.get("STREAMCTL_HANDLERS") != "all":
        pytest.skip(f"what {name} needs is not installed")
    running, url = served(name)
    keeps_the_contract(streamctl, running, url, name)


@pytest.mark.skipif(os.environ.get("STREAMCTL_HANDLERS") != "all" and (FPM_PROGRAM is None or not pathlib.Path("/usr/sbin/nginx").exists()),
                    reason="php-fpm or nginx is not installed")
def test_php_behind_nginx(streamctl, served):
    running, url = served("php", behind_nginx=True)
    keeps_the_contract(streamctl, running, url, "php behind nginx")


def keeps_the_contract(streamctl, running, url, name):
    found = {line["name"]: line["status"] for line in map(json.loads, streamctl("check", url, "-o", "json", code=0).stdout.splitlines())
             if line["kind"] == "check"}
    assert len(found) == 20 and found.pop("tls-trusted") == "skip"
    assert {check for check, status in found.items() if status != "pass"} == ({"keep-alive"} if name == "php" else set())

    for refused, status in ((dict(method="GET"), 405), (dict(secret="wrong"), 401), (dict(secret=None), 401)):
        assert post(url, event(), **refused)[0] == status
    for broken in (b"{", b"\x1f\x8bnot gzip"):
        headers = {"X-Signature": "00" * 32} if broken[:1] == b"\x1f" else {}
        assert post(url, broken, headers, secret=None if headers else SECRET)[0] == 400
    log = running.err if name.startswith(("go", "php")) else running.out
    for attempt in (1, 2, 3):
        assert post(url, event("call.ended", "default:once"), webhook_id="the-same", attempt=attempt)[0] == 200
    assert post(url, event("call.ended", "default:last"), webhook_id="another")[0] == 200
    log.until(lambda line: "call.ended default:last" in line)
    assert sum("call.ended default:once" in line for line in log.all) == 1


@pytest.mark.parametrize("name", RUNS)
def test_init_writes_the_example_and_its_job(streamctl, tmp_path, name):
    done = streamctl("init", name, code=0)
    source, job = done.stdout.splitlines()
    assert (tmp_path / source).read_bytes() == (HANDLERS / name / source).read_bytes()
    assert job == JOB
    text = (tmp_path / job).read_text()
    assert "@" not in text.replace("actions/checkout@v4", "").replace("actions/cache@v4", "")
    start = step(text, "Check the handler").splitlines()[0].removesuffix(" &").replace("$PORT", "3000")
    assert start in done.stderr and "streamctl check http://127.0.0.1:3000/webhooks/stream" in done.stderr
    assert len(done.stderr.splitlines()) == 3


def test_every_example_is_listed(streamctl):
    lines = [json.loads(line) for line in streamctl("init", "--list", "-o", "json", code=0).stdout.splitlines()]
    assert {(line["name"], line["path"]) for line in lines} == {
        (path.relative_to(HANDLERS).parts[0], str(path.relative_to(HANDLERS / path.relative_to(HANDLERS).parts[0])))
        for path in HANDLERS.rglob("*") if path.is_file() and path.name != "workflow.yml"}
    assert [line["name"] for line in lines] == [line.split()[0] for line in streamctl("init", "--list", code=0).stdout.splitlines()[1:]]


@pytest.mark.parametrize("taken", ["webhook.mjs", JOB])
def test_init_overwrites_nothing(streamctl, tmp_path, taken):
    file = tmp_path / "app" / taken
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    done = streamctl("init", "node", "--dir", "app", code=2)
    assert f"'app/{taken}' exists" in done.stderr and "hint: " in done.stderr
    assert [path for path in (tmp_path / "app").rglob("*") if path.is_file()] == [file] and file.read_text() == "mine"
    file.unlink()
    file.symlink_to(tmp_path / "outside")
    streamctl("init", "node", "--dir", "app", code=2)
    assert not (tmp_path / "outside").exists()


def test_init_writes_nothing_if_one_folder_cannot_be_made(streamctl, tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / ".github").write_text("no folder")
    done = streamctl("init", "flask", "--dir", "app", code=2)
    assert "cannot write 'app/.github/workflows/stream-webhook.yml': 'app/.github' is not a folder" in done.stderr and done.stdout == ""
    assert [path.name for path in (tmp_path / "app").iterdir()] == [".github"]
    (tmp_path / "app" / ".github").unlink()
    (tmp_path / "app" / ".github").symlink_to("nowhere")
    assert "'app/.github' is not a folder" in streamctl("init", "flask", "--dir", "app", code=2).stderr
    assert [path.name for path in (tmp_path / "app").iterdir()] == [".github"]
    for path in ("/proc/x", "/dev/null/x"):
        assert streamctl("init", "flask", "--dir", path, code=2).stdout == ""


def test_init_names_what_is_wrong(streamctl, tmp_path):
    assert "init --list" in streamctl("init", code=2).stderr
    assert "did you mean 'express'?" in streamctl("init", "expres", code=2).stderr
    assert "--list" in streamctl("init", "go", "--list", code=2).stderr
    (tmp_path / "file").write_text("")
    assert "'file/webhook.py'" in streamctl("init", "flask", "--dir", "file", code=2).stderr
    assert streamctl("init", "flask", "-q", code=0).stderr == ""

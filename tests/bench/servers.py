"""The receivers that are compared: streamctl's and others. Each has a `port` and a `close()`."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
SECRET = "bench-secret"
START_SECONDS_MAX = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process):
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"{process.args[0]} does not listen")


class Server:
    """A process with a port, and its output files."""

    def __init__(self, name, process, port, folder):
        self.name, self.process, self.port, self.folder = name, process, port, folder

    def memory(self):
        """Peak resident memory in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(START_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def environment(folder):
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder),
            "STREAM_API_SECRET": SECRET, "STREAM_API_KEY": "bench", "LANG": "C.UTF-8"}


def nginx(folder):
    folder.mkdir(parents=True)
    port = free_port()
    text = (HERE / "nginx.conf").read_text().replace("@FOLDER@", str(folder)).replace("@PORT@", str(port))
    (folder / "nginx.conf").write_text(text)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    wait_for(port, process)
    return Server("nginx", process, port, folder)


def listen(streamctl, folder, *arguments, name="listen"):
    """`listen --record`, its output sent to /dev/null."""
    folder.mkdir(parents=True)
    port = free_port()
    process = subprocess.Popen([streamctl, "listen", "--port", str(port), "--record", str(folder / "capture.jsonl"), "--quiet", *arguments],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment(folder))
    wait_for(port, process)
    return Server(name, process, port, folder)


def inspected(streamctl, folder):
    """`listen --record --ui`, and a page that reads what comes."""
    folder.mkdir(parents=True)
    port = free_port()
    process = subprocess.Popen([streamctl, "listen", "--port", str(port), "--record", str(folder / "capture.jsonl"), "--quiet", "--ui", "--ui-port", "0"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment(folder))
    wait_for(port, process)
    while not (line := process.stderr.readline()).startswith("Inspector at"):
        pass
    ui = line.split()[-1]
    page, _, token = ui.partition("/#token=")
    subprocess.Popen(["curl", "-sN", f"{page}/api/stream?token={token}&after=0"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # Ends with it.
    server = Server("inspected", process, port, folder)
    server.ui = ui
    return server


def emulator(streamctl, folder, calls=0):
    """The emulator, seeded with so many calls."""
    folder.mkdir(parents=True)
    port = free_port()
    seed = folder / "seed.json"
    seed.write_text(json.dumps({"users": [{"id": "john"}], "calls": [
        {"type": "default", "id": f"call-{n}", "created_by_id": "john", "members": [{"user_id": "john"}]} for n in range(calls)]}))
    process = subprocess.Popen([streamctl, "emulator", "--port", str(port), "--quiet", "--seed-file", str(seed)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               env=environment(folder))
    wait_for(port, process)
    return Server("emulator", process, port, folder)


def broadcast(packages, folder):
    """npm's `ws`, which broadcasts each POST to all its sockets."""
    folder.mkdir(parents=True)
    process = subprocess.Popen(["node", str(HERE / "broadcast.js"), str(packages)], stdout=subprocess.PIPE, text=True)
    return Server("ws", process, int(process.stdout.readline()), folder)


def express(packages, folder):
    """Express with the official SDK from `packages`, a folder with node_modules."""
    folder.mkdir(parents=True)
    process = subprocess.Popen(["node", str(HERE / "handler.js"), str(folder / "capture.jsonl")], stdout=subprocess.PIPE, text=True,
                               env={**environment(folder), "NODE_PATH": str(packages / "node_modules"), "NODE_ENV": "production"})
    line = process.stdout.readline()
    if not line.strip().isdigit():
        process.kill()
        raise RuntimeError("Express does not start")
    return Server("express", process, int(line), folder)


def install_packages(packages):
    """Installs tests/peers/package.json. Returns the reason for a failure, else None."""
    done = subprocess.run([HERE.parents[1] / "scripts" / "peers"], capture_output=True, text=True)
    return None if (packages / "installed.json").exists() else done.stderr.strip() or "npm packages are not installed"

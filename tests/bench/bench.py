"""The benchmark: each round measures every peer once, so that a noisy moment hits all of them alike."""
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

STREAMCTL, FOLDER, ROUNDS = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
SECRET = "bench-secret"
ENVIRONMENT = {**os.environ, "STREAM_API_SECRET": SECRET, "STREAM_API_KEY": "key", "XDG_STATE_HOME": str(FOLDER / "state")}
SECONDS = 3


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def body():
    text = subprocess.run([STREAMCTL, "events", "example", "call.session_participant_joined", "-o", "json", "--seed", "1", "--set",
                           "participant.user.custom.pad=" + "x" * 900], env=ENVIRONMENT, capture_output=True, text=True).stdout
    return text.strip()


def start_nginx(port):
    (FOLDER / "nginx.conf").write_text(f"""daemon off; pid {FOLDER}/nginx.pid; error_log {FOLDER}/nginx.log; worker_processes 1;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {FOLDER}/t1; proxy_temp_path {FOLDER}/t2;
fastcgi_temp_path {FOLDER}/t3; uwsgi_temp_path {FOLDER}/t4; scgi_temp_path {FOLDER}/t5;
server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return 200; }} }} }}""")
    return subprocess.Popen(["/usr/sbin/nginx", "-c", str(FOLDER / "nginx.conf"), "-p", str(FOLDER)], stderr=subprocess.DEVNULL)


def start_listen(*arguments):
    process = subprocess.Popen([STREAMCTL, "listen", "--port", "0", "-o", "json", *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    url = json.loads(process.stdout.readline())["url"]
    drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
    return process, url, drain


def start_express():
    if not (FOLDER / "node_modules/express").exists():
        return None
    shutil.copy(pathlib.Path(__file__).with_name("express.js"), FOLDER)
    process = subprocess.Popen(["node", "express.js", str(FOLDER / "express.jsonl")], cwd=FOLDER, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    return process, f"http://127.0.0.1:{process.stdout.readline().strip()}/"


def wrk(url, connections=64):
    """Requests a second, p99 in ms, answers that were no success."""
    text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s", str(FOLDER / "post.lua"), url],
                          capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    errors = re.search(r"Socket errors: (.*)", text)
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit], int(bad[1]) if bad else 0, errors[1] if errors else ""


def ended(process):
    process.send_signal(signal.SIGINT)
    process.wait()


def receive():
    port = free_port()
    nginx = start_nginx(port)
    time.sleep(0.3)
    express = start_express()
    results = {name: [] for name in ("nginx", "listen --record", "listen --record --fsync", "Express + SDK")}
    for _ in range(ROUNDS):
        results["nginx"].append(wrk(f"http://127.0.0.1:{port}/"))
        for name, extra in (("listen --record", []), ("listen --record --fsync", ["--fsync"])):
            capture = FOLDER / "capture.jsonl"
            capture.unlink(missing_ok=True)
            # Shown to nobody: what is measured is receiving, verifying and recording.
            process = subprocess.Popen([STREAMCTL, "listen", "--port", str(free := free_port()), "--record", str(capture), *extra],
                                       env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            process.stderr.readline()
            results[name].append(wrk(f"http://127.0.0.1:{free}/"))
            ended(process)
        if express:
            results["Express + SDK"].append(wrk(express[1]))
    nginx.terminate()
    if express:
        express[0].kill()
    report_receive(results)


def report_receive(results):
    middle = {name: (statistics.median(one[0] for one in runs), statistics.median(one[1] for one in runs)) for name, runs in results.items() if runs}
    print(f"\nReceiving: 64 connections, signed bodies of {len(body())} bytes, wrk, medians of {ROUNDS} rounds")
    print(f"  {'':26}{'requests/s':>12}{'of nginx':>10}{'p99 ms':>9}{'of nginx':>10}")
    for name, (rate, p99) in middle.items():
        print(f"  {name:26}{rate:12,.0f}{rate / middle['nginx'][0]:10.2f}{p99:9.2f}{p99 / middle['nginx'][1]:10.2f}")
    if "Express + SDK" in middle:
        print(f"  listen --record is {middle['listen --record'][0] / middle['Express + SDK'][0]:.1f} times Express with the SDK")
    bad = sum(one[2] for runs in results.values() for one in runs)
    print(f"  answers other than 2xx: {bad}")


def thousand():
    capture = FOLDER / "capture.jsonl"
    capture.unlink(missing_ok=True)
    port = free_port()
    process = subprocess.Popen([STREAMCTL, "listen", "--port", str(port), "--record", str(capture)], env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    process.stderr.readline()
    rate, p99, bad, errors = wrk(f"http://127.0.0.1:{port}/", 1000)
    peak = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]) / 1024
    ended(process)
    print(f"\n1,000 connections: {rate:,.0f} requests/s, p99 {p99:.1f} ms, {bad} refused, socket errors: {errors or 'none'}, peak memory {peak:.1f} MiB")


def send():
    port = free_port()
    nginx = start_nginx(port)
    time.sleep(0.3)
    url = f"http://127.0.0.1:{port}/"
    (FOLDER / "body").write_text(subprocess.run([STREAMCTL, "events", "example", "call.created", "-o", "json", "--seed", "1"], env=ENVIRONMENT,
                                                capture_output=True, text=True).stdout.strip())
    count, rates = 200_000, {"forge": [], "replay": [], "h2load": [], "hey": []}
    capture = FOLDER / "replay.jsonl"
    capture.unlink(missing_ok=True)
    process, listen_url, drain = start_listen("--record", str(capture))
    subprocess.run([STREAMCTL, "forge", "call.created", "--count", str(count), "--concurrency", "64", "--to", listen_url, "-q"], env=ENVIRONMENT,
                   stdout=subprocess.DEVNULL)
    ended(process)
    drain.wait()
    for _ in range(max(3, ROUNDS // 2)):
        begin = time.monotonic()
        subprocess.run(["h2load", "--h1", "-n", str(count), "-c", "64", "-t", "1", "-d", str(FOLDER / "body"), url], capture_output=True)
        rates["h2load"].append(count / (time.monotonic() - begin))
        for name, arguments in (("forge", ["forge", "call.created", "--count", str(count)]), ("replay", ["replay", str(capture)])):
            begin = time.monotonic()
            subprocess.run([STREAMCTL, *arguments, "--concurrency", "64", "--to", url], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            rates[name].append(count / (time.monotonic() - begin))
        begin = time.monotonic()
        subprocess.run(["hey", "-n", str(count), "-c", "64", "-m", "POST", "-D", str(FOLDER / "body"), url], capture_output=True)
        rates["hey"].append(count / (time.monotonic() - begin))
    nginx.terminate()
    middle = {name: statistics.median(runs) for name, runs in rates.items()}
    print(f"\nSending: {count:,} call.created to nginx's return 200, concurrency 64")
    for name, rate in middle.items():
        print(f"  {name:8}{rate:12,.0f}/s{rate / middle['h2load']:8.2f} of h2load{rate / middle['hey']:8.2f} of hey")
    print(f"  replay is {middle['replay'] / middle['forge']:.2f} of forge")


def inspect():
    capture = FOLDER / "replay.jsonl"
    rates = {"streamctl inspect": [], "wc -l": []}
    for _ in range(max(3, ROUNDS // 2)):
        for name, command in (("wc -l", ["wc", "-l", str(capture)]), ("streamctl inspect", [STREAMCTL, "inspect", str(capture)])):
            begin = time.monotonic()
            subprocess.run(command, env=ENVIRONMENT, capture_output=True)
            rates[name].append(capture.stat().st_size / (time.monotonic() - begin) / 1e9)
    inspect, wc = (statistics.median(rates[name]) for name in rates)
    print(f"\nInspecting {capture.stat().st_size / 1e6:,.0f} MB: {inspect:.2f} GB/s, {inspect / wc:.2f} of wc -l")


def start_up():
    text = subprocess.run(["hyperfine", "-N", "--warmup", "5", "--export-json", str(FOLDER / "startup.json"), f"{STREAMCTL} --version", "node -e 0"],
                          capture_output=True, text=True)
    if text.returncode == 0:
        ours, node = (one["median"] * 1000 for one in json.loads((FOLDER / "startup.json").read_text())["results"])
        print(f"\nStart-up: streamctl --version {ours:.1f} ms, node -e 0 {node:.1f} ms: {ours / node:.2f} of it")


def main():
    text = body()
    signature = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    (FOLDER / "post.lua").write_text(f"wrk.method = 'POST'\nwrk.body = {json.dumps(text)}\nwrk.headers['Content-Type'] = 'application/json'\n"
                                     f"wrk.headers['X-Signature'] = '{signature}'\nwrk.headers['X-Api-Key'] = 'key'\nwrk.headers['X-Webhook-Attempt'] = '1'\n")
    receive()
    thousand()
    send()
    inspect()
    start_up()


main()

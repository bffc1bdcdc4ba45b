"""Compares `listen` with a minimal libcurl loop (bare_sqs.cc) at emptying queues. Rates count deleted messages."""
import json
import pathlib
import re
import resource
import signal
import subprocess
import time
import urllib.request

from servers import HERE, Server, environment, free_port, wait_for

LANES = 4  # Concurrent requests of the bare loop: as many as the receives of `listen`.
KEYS = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}


class Endless:
    """nginx that returns the same ten messages with new ids: the cheapest possible server."""

    def __init__(self, folder, body, seconds):
        folder.mkdir(parents=True)
        self.seconds = seconds
        port = free_port()
        (folder / "nginx.conf").write_text((HERE / "queue.conf").read_text().replace("@FOLDER@", str(folder)).replace("@PORT@", str(port)))
        messages = [{"MessageId": f"ID-OF-REQUEST-{n}", "ReceiptHandle": f"ID-OF-REQUEST-{n}", "Body": body.decode(),
                     "Attributes": {"ApproximateReceiveCount": "1"}} for n in range(10)]
        for name, answer in (("receive", {"Messages": messages}), ("delete", {"Successful": [{"Id": str(n)} for n in range(10)]}),
                             ("attributes", {"Attributes": {"VisibilityTimeout": "30", "RedrivePolicy": "{}"}})):
            (folder / f"{name}.json").write_text(json.dumps(answer, separators=(",", ":")))
        process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
        wait_for(port, process)
        self.server = Server("queue", process, port, folder)
        self.endpoint = f"http://127.0.0.1:{port}/"
        self.url = f"{self.endpoint}0/events"

    def wait_half(self):
        time.sleep(self.seconds / 2)

    def close(self):
        self.server.close()


class Fauxqs:
    """The npm package: a real server of the protocol, in node. Holds `count` events; done when all are deleted."""

    def __init__(self, packages, streamctl, folder, type, count):
        self.process = subprocess.Popen(["node", str(HERE.parent / "peers/queue.mjs"), str(packages / "node_modules"), "60"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        told = json.loads(self.process.stdout.readline())
        self.endpoint, self.url = told["endpoint"] + "/", told["url"]
        self.halves = [count // 2, 0]  # Messages left at each measurement.
        subprocess.run([streamctl, "forge", type, "--count", str(count), "--concurrency", "4", "--quiet", "--sqs-queue-url", self.url],
                       stdout=subprocess.DEVNULL, env={**environment(folder), **KEYS}, check=True)

    def left(self):
        request = urllib.request.Request(self.endpoint, json.dumps({"QueueUrl": self.url, "AttributeNames": ["All"]}).encode(), {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.GetQueueAttributes",
            "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0"})
        said = json.loads(urllib.request.urlopen(request, timeout=30).read())["Attributes"]
        return int(said["ApproximateNumberOfMessages"]) + int(said["ApproximateNumberOfMessagesNotVisible"])

    def wait_half(self):
        until = self.halves.pop(0)
        while self.left() > until:
            time.sleep(0.02)

    def close(self):
        self.process.kill()
        self.process.wait()


def resident(process):
    """Current memory in bytes."""
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]) * 1024


def empty(queue, commands, folder):
    """Runs all `commands` at once until the queue is done. Returns deleted messages per second, CPU time per message in
    microseconds, and the memory of the largest process half-way and at the end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    running = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                env={**environment(folder), **KEYS, "AWS_ENDPOINT_URL_SQS": queue.endpoint}) for command in commands]
    memory = []
    for _ in range(2):
        queue.wait_half()
        memory.append(max(map(resident, running)))
    seconds = time.monotonic() - begin
    for process in running:
        process.send_signal(signal.SIGINT)
    words = [process.communicate()[1] for process in running]
    deleted = sum(int(re.search(r"([\d,]+) deleted", said)[1].replace(",", "")) for said in words)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return {"rate": deleted / seconds, "cpu": cpu / deleted * 1e6, "half": memory[0], "end": memory[1]}


def listeners(streamctl, queue, count, folder):
    """`listen` with a capture; its output is discarded."""
    return [[streamctl, "listen", "--port", "0", "--record", str(folder / f"{number}.jsonl"), "--sqs-queue-url", queue.url] for number in range(count)]


def bare_loops(program, queue, count):
    return [[program, queue.endpoint, queue.url, str(LANES)]] * count

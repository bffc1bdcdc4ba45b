"""An imitation of Amazon SNS: messages signed by openssl, a server of certificates and of SubscribeURLs."""
import base64
import json
import subprocess
import threading
import uuid

import quiet_http
from conftest import WATCHDOG, post

TOPIC = "arn:aws:sns:eu-central-1:123456789012:events"
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


def openssl(*arguments, folder, input=None):
    return subprocess.run(["openssl", *arguments], cwd=folder, input=input, check=True, capture_output=True).stdout


def make_certificate(folder, name="sns", key=("rsa:2048",), days="2"):
    """A self-signed certificate: name.pem, name.key. With days="0" it has already expired."""
    openssl("req", "-new", "-newkey", *key, "-nodes", "-subj", "/CN=sns.amazonaws.com", "-keyout", f"{name}.key", "-out", f"{name}.csr", folder=folder)
    openssl("x509", "-req", "-in", f"{name}.csr", "-signkey", f"{name}.key", "-days", days, "-out", f"{name}.pem", folder=folder)


class SnsPeer:
    """`script` says how GETs are answered, by path: a status, bytes (with 200), "hang", "endless"; a certificate else."""

    def __init__(self, folder, tls=None):
        self.folder = folder
        self.script = {}
        self.asked = []
        self.changed = threading.Condition()
        self._release = threading.Event()
        peer = self

        class Handler(quiet_http.Handler):
            def do_GET(self):
                path = self.path.partition("?")[0]
                with peer.changed:
                    peer.asked.append(self.path)
                    peer.changed.notify_all()
                step = peer.script.get(path)
                if step == "hang":
                    peer._release.wait(WATCHDOG)
                    return
                if step is None:
                    step = (folder / path[1:]).read_bytes() if path.endswith(".pem") else b"<ConfirmSubscriptionResponse/>"
                self.send_response(step if isinstance(step, int) else 200)
                if isinstance(step, bytes):  # Without it the end of a connection over TLS looks like a truncated answer.
                    self.send_header("Content-Length", str(len(step)))
                self.end_headers()
                while step == "endless" and not peer._release.is_set():
                    self.wfile.write(b"A" * 65536)
                if isinstance(step, bytes):
                    self.wfile.write(step)

        self._server = quiet_http.Server(Handler, tls)
        self.url = self._server.url

    def close(self):
        self._release.set()
        self._server.close()

    def message(self, text="", type="Notification", certificate="sns", version="2", **fields):
        """A message as SNS posts it, signed with the certificate's key."""
        made = {"Type": type, "MessageId": str(uuid.uuid4()), "TopicArn": TOPIC, "Message": text,
                "Timestamp": "2026-11-23T17:00:00.123Z", "SignatureVersion": version,
                "SigningCertURL": f"{self.url}/{certificate}.pem"}
        if type != "Notification":
            made.update(Token="2336412f37fb", SubscribeURL=f"{self.url}/?Action=ConfirmSubscription&Token=2336412f37fb")
        made.update(fields)
        names = NOTIFICATION if type == "Notification" else CONFIRMATION
        to_sign = "".join(f"{name}\n{made[name]}\n" for name in names if name in made)
        signature = openssl("dgst", "-sha1" if version == "1" else "-sha256", "-sign", f"{certificate}.key",
                            folder=self.folder, input=to_sign.encode())
        return {**made, "Signature": base64.b64encode(signature).decode()}

    def post(self, url, message, headers=None):
        """Posts as SNS does; returns status and answer."""
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        type = "Notification" if isinstance(message, bytes) else message["Type"]
        return post(url, body, {"Content-Type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": type,
                                "User-Agent": "Amazon Simple Notification Service Agent", **(headers or {})}, secret=None)

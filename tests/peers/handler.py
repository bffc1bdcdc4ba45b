"""A webhook handler on Python's http.server, honest unless it is told one flaw: handler.py SECRET [FLAW] [CERT KEY]

Prints its address, then serves until it is killed. tests/e2e/test_check.py runs it with each flaw.
"""
import gzip
import hashlib
import hmac
import http.server
import json
import os
import ssl
import sys
import threading
import time

SECRET, FLAW = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
seen, lock, running, started = set(), threading.Lock(), threading.Semaphore(4), []


def signature(body):
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def is_signed(given, body, wire, headers):
    if given is None:
        return FLAW == "trusts-unsigned"
    if FLAW == "takes-prefix":
        return bool(given) and signature(body).startswith(given)
    if FLAW == "test-backdoor" and len(set(given)) == 1:
        return True
    if FLAW == "verifies-either" and hmac.compare_digest(given, signature(wire)):
        return True
    if FLAW == "other-apps-pass" and headers["X-Api-Key"] != "key":
        return True
    if FLAW == "trusts-known-ids" and headers["X-Webhook-Id"] in seen:
        return True
    if FLAW == "decodes-ascii":
        body = body.decode("ascii", "replace").encode()
    return hmac.compare_digest(given, signature(body))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, status):
        self.send_response(status)
        if FLAW == "closes":
            self.send_header("Connection", "close")
            self.close_connection = True
        if status == 302:
            self.send_header("Location", "/login")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.answer(200 if FLAW == "takes-get" else 405)

    def do_POST(self):
        wire = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(self.status_of(wire))

    def status_of(self, wire):
        if FLAW == "cold-start" and not started:
            started.append(True)
            return 503
        if FLAW == "dies" and len(seen) >= 5:
            os._exit(1)
        if FLAW == "redirects":
            return 302
        if FLAW == "one-at-a-time":
            if not running.acquire(blocking=False):
                return 503
            time.sleep(0.02)
            running.release()
        if FLAW == "no-gzip" and wire[:2] == b"\x1f\x8b":
            return 415
        if FLAW == "small-bodies" and len(wire) > 100_000:
            return 413
        body = gzip.decompress(wire) if wire[:2] == b"\x1f\x8b" else wire
        if not is_signed(self.headers["X-Signature"], body, wire, self.headers):
            return 401
        try:
            event = json.loads(body)
        except ValueError:
            return 500 if FLAW == "raises" else 400
        name = self.headers["X-Webhook-Id"]
        with lock:
            repeated = name in seen
            seen.add(name)
        if FLAW == "conflicts" and repeated and self.headers["X-Webhook-Attempt"] != "1":
            return 409
        if FLAW == "needs-a-call" and "call_cid" not in event:
            return 500
        if FLAW == "known-types" and event["type"] == "call.something_new":
            return 400
        if FLAW == "closed-schema" and event["type"] == "call.created" and set(event) - {"type", "created_at", "call_cid", "call", "members"}:
            return 422
        if FLAW == "slow" and event["type"] == "call.created":
            time.sleep(1.05)
        return 200

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Handler)
scheme = "http"
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https"
print(f"{scheme}://127.0.0.1:{server.server_port}/webhooks/stream", flush=True)
server.serve_forever()

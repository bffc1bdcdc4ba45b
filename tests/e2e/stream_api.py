"""An imitation of Stream's REST API by Python's http.server: checks every request as the real one would."""
import base64
import copy
import hashlib
import hmac
import json
import re
import threading
import time
import urllib.parse
import uuid

import quiet_http

HOOK_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
QUEUE_ID = "0b3f9a52-30dc-44a2-8b43-5c4a9d1f2e10"
SQS_SECRET = "sqs-s3cret-value"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def jwt(claims, secret, header=None):
    """A token signed with Python's hmac."""
    text = ".".join(b64(json.dumps(part, separators=(",", ":")).encode()) for part in (header or {"alg": "HS256", "typ": "JWT"}, claims))
    return text + "." + b64(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class StreamApi:
    """`script`: what becomes of the first requests, in order: None (as usual), a function of the handler, or an answer
    (status, headers, body). `users` and `calls` exist."""

    def __init__(self, secret, key="key", script=(), users=("john", "streamctl"), calls=("default:standup",)):
        self.secret, self.key = secret, key
        self.users, self.calls = set(users), set(calls)
        self.script = list(script)
        self.requests = []  # (method, path, query, headers, body)
        self.times = []
        self.events = []
        self.clock_offset = 0
        self.queue_status = {"status": "ok", "data": {}}
        self.app = {"id": 7, "name": "Balloons", "use_hook_v2": True, "event_hooks": [
            {"id": HOOK_ID, "hook_type": "webhook", "enabled": True, "event_types": ["call.created"], "webhook_url": "https://example.com/hook",
             "created_at": 1786819855475907000, "of_the_future": {"kept": [1.5, None]}},
            {"id": QUEUE_ID, "hook_type": "sqs", "enabled": True, "event_types": None, "sqs_queue_url": "https://sqs.example.com/1/q",
             "sqs_auth_type": "keys", "sqs_key": "AKIAEXAMPLEKEY", "sqs_secret": SQS_SECRET}]}
        self.lock = threading.Lock()
        self.release = threading.Event()
        api = self

        class Handler(quiet_http.Handler):
            protocol_version = "HTTP/1.1"

            def date_time_string(self, timestamp=None):
                return super().date_time_string((timestamp or time.time()) + api.clock_offset)

            def answer(self, status, body, headers=None):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                url = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(url.query))
                with api.lock:
                    api.requests.append((self.command, url.path, query, {k.lower(): v for k, v in self.headers.items()}, body))
                    api.times.append(time.monotonic())
                    step = api.script.pop(0) if api.script else None
                if callable(step):
                    return step(self)
                if step is not None:
                    return self.answer(step[0], step[2], step[1])
                try:
                    status, answer = api.route(self.command, url.path, query, self.headers, body)
                    self.answer(status, {"duration": "0.51ms", **answer})
                except Refused as refused:
                    self.answer(refused.status, error(refused.code, refused.message, refused.status))

            do_GET = do_POST = do_PATCH = serve

        self._server = quiet_http.Server(Handler)
        self.url = self._server.url

    def close(self):
        self.release.set()
        self._server.close()

    def claims(self, query, headers):
        """Authenticates the caller; refuses as Stream does."""
        if query.get("api_key") != self.key:
            raise Refused(401, 2, "api_key not valid")
        if headers.get("stream-auth-type") != "jwt" or not re.fullmatch(r"stream-cpp-streamctl-\d+\.\d+\.\d+", headers.get("X-Stream-Client", "")):
            raise Refused(400, 4, "stream-auth-type or X-Stream-Client is wrong")
        assert uuid.UUID(headers["x-client-request-id"]).version == 4
        parts = headers.get("Authorization", "").split(".")
        if len(parts) != 3:
            raise Refused(401, 5, "Authorization is no bare JWT")
        if json.loads(unb64(parts[0])) != {"alg": "HS256", "typ": "JWT"}:
            raise Refused(401, 5, "unknown algorithm")
        wanted = hmac.new(self.secret.encode(), ".".join(parts[:2]).encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(wanted, unb64(parts[2])):
            raise Refused(401, 43, "signature is not valid")
        claims = json.loads(unb64(parts[1]))
        now = time.time() + self.clock_offset
        if claims.get("exp", now + 1) <= now:
            raise Refused(401, 40, "token is expired")
        if claims.get("iat", now) > now + 5:
            raise Refused(401, 42, "token used before issue at (iat)")
        return claims

    def route(self, method, path, query, headers, body):
        claims = self.claims(query, headers)
        is_server = path.startswith("/api/v2/")
        path = path[len("/api/v2"):] if is_server else path
        if is_server != ("user_id" not in claims):
            raise Refused(403, 17, "not allowed on this surface")
        if body and headers.get("Content-Type") != "application/json":
            raise Refused(400, 4, "Content-Type is not application/json")
        if event := re.fullmatch(r"/video/call/([^/]+)/([^/]+)/event", path):
            return self.send_event(f"{urllib.parse.unquote(event[1])}:{urllib.parse.unquote(event[2])}", json.loads(body), claims, is_server)
        if not is_server:
            raise Refused(404, 16, "no such path")
        if (method, path) == ("GET", "/app"):
            return 200, {"app": copy.deepcopy(self.app)}
        if (method, path) == ("PATCH", "/app"):
            update = json.loads(body)
            if set(update) != {"event_hooks"}:
                raise Refused(400, 4, "UpdateApp failed with error: unexpected fields")
            self.app["event_hooks"] = [{**hook, "id": hook.get("id") or str(uuid.uuid4())} for hook in update["event_hooks"]]
            return 200, {}
        if method == "POST" and path in ("/check_sqs", "/check_sns"):
            return 201, self.queue_status
        raise Refused(404, 16, "no such path")

    def send_event(self, cid, body, claims, is_server):
        if cid not in self.calls:
            raise Refused(404, 16, f"SendCallEvent failed with error: \"Can't find call with id {cid}\"")
        if set(body) != ({"custom", "user_id"} if is_server else {"custom"}):
            raise Refused(400, 4, "SendCallEvent failed with error: unexpected fields")
        user = body["user_id"] if is_server else claims["user_id"]
        if user not in self.users:
            raise Refused(404, 16, f"SendCallEvent failed with error: \"The following users don't exist: [{user}]\"")
        if len(json.dumps(body["custom"], separators=(",", ":"), ensure_ascii=False).encode()) > 5 * 1024:
            raise Refused(400, 4, "SendCallEvent failed with error: custom is too large")
        with self.lock:
            self.events.append((cid, user, body["custom"]))
        return 201, {}


def error(code, message, status):
    return {"code": code, "message": message, "StatusCode": status, "duration": "0.10ms", "more_info": "https://getstream.io/", "details": []}

"""A page of the inspector, as Python's http.client sees it."""
import http.client
import json
import socket
import time
import urllib.parse


class Page:
    def __init__(self, url):
        self.url = url
        parts = urllib.parse.urlsplit(url)
        self.port = parts.port
        self.origin = f"http://127.0.0.1:{parts.port}"
        self.token = urllib.parse.parse_qs(parts.fragment)["token"][0]

    def ask(self, path, method="GET", body=None, headers=None, token=True):
        """Returns (status, header fields, body). A header of None is left out; others replace the usual ones."""
        fields = {"Host": f"127.0.0.1:{self.port}"}
        if token:
            fields["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            fields["Content-Type"] = "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        fields.update(headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in fields.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None and "Content-Length" not in fields and "Transfer-Encoding" not in fields:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def get(self, path):
        status, _, body = self.ask(path)
        assert status == 200, (path, status, body)
        return json.loads(body)

    def post(self, path, body, status=202):
        got, _, answer = self.ask(path, "POST", body)
        assert got == status, (path, got, answer)
        return json.loads(answer)

    def rows(self, query=""):
        return self.get("/api/deliveries" + query)["rows"]

    def until(self, wanted):
        """Asks for the rows through the stream until `wanted` of them, a list, is true."""
        rows = []
        began = time.monotonic()
        with self.stream(0) as stream:
            for _, event, data in stream.events():
                assert time.monotonic() - began < 60, rows
                rows += data["rows"] if event == "rows" else []
                if wanted(rows):
                    return rows

    def until_taken(self, total):
        """Asks until the inspector has taken in so many deliveries."""
        began = time.monotonic()
        while (state := self.get("/api/state"))["total"] < total:
            assert state["skipped"] == 0 and time.monotonic() - began < 60, state

    def stream(self, after=None, headers=""):
        return Stream(self, after, headers)


class Stream:
    """An event stream over a plain socket."""

    def __init__(self, page, after=None, headers="", receive_bytes=None):
        self.socket = socket.socket()
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", page.port))
        query = f"?token={page.token}" + ("" if after is None else f"&after={after}")
        self.socket.sendall(f"GET /api/stream{query} HTTP/1.1\r\nHost: localhost:{page.port}\r\n{headers}\r\n".encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def events(self):
        """(id, event, data) of each, until the stream ends."""
        answer = http.client.HTTPResponse(self.socket)
        answer.begin()
        assert answer.status == 200, answer.status
        number, event, data = None, None, ""
        while line := answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name == "id":
                number = int(value)
            elif name == "event":
                event = value
            elif name == "data":
                data = value
            elif line == "\n" and event:
                yield number, event, json.loads(data)
                event = None


def open_page(running):
    """The page of a command that was started with --ui and --output json."""
    line = json.loads(running.out.until(lambda line: json.loads(line)["kind"] == "ui"))
    return Page(line["url"])

"""A server of plain sockets for peers that are no HTTP server: each connection is served on a thread of its own."""
import contextlib
import socket
import threading


class Accepting:
    """Listens on any free port until end(); a subclass defines serve(connection). `asked` is what the connections asked for."""

    def __init__(self):
        self.asked = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self._accept, daemon=True).start()

    def end(self):
        with contextlib.suppress(OSError):  # It has ended.
            self._listening.shutdown(socket.SHUT_RDWR)  # close() alone leaves it listening while a thread is in accept().
        self._listening.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()


class AcceptingRequests(Accepting):
    """Reads the head of one request on each connection; a subclass defines answer(connection, head)."""

    def serve(self, connection):
        with connection:
            head = read_head(connection)
            if head is not None:
                self.answer(connection, head)


def read_head(connection):
    """The head of a request, and what came with it; None if the connection ends before."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return None
        head += piece
    return head

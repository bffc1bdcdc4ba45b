"""A TCP proxy whose connections can be cut, and that can be closed for a while."""
import contextlib
import socket
import threading


class Cutting:
    def __init__(self, port):
        """`port`: of the server, on this machine."""
        self._server, self._sockets, self._lock, self._is_open = port, set(), threading.Lock(), True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if not self._is_open:
                        near.close()
                        continue
                    far = socket.create_connection(("127.0.0.1", self._server))
                    self._sockets |= {near, far}
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def cut(self):
        """Ends all connections, and closes new ones until join() is called."""
        with self._lock:
            self._is_open = False
            sockets, self._sockets = self._sockets, set()
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def join(self):
        with self._lock:
            self._is_open = True

    def close(self):
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

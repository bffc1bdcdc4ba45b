"""Commands that wait for a server's answer say so, and can be stopped meanwhile."""
import signal
import socket

import pytest


@pytest.fixture
def silent():
    """The URL of a server that accepts connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("command", ["hooks", "doctor", "emulator state", "emulator push call.created", "call get default:standup"])
def test_a_server_that_never_answers(streamctl, silent, command):
    running = streamctl.start(*command.split(), env={"STREAM_BASE_URL": silent})
    line = running.err.until(lambda line: "No answer yet" in line)
    assert line.startswith(f"No answer yet from {silent}; waiting for at most ") and "key" not in line
    assert running.stop(signal.SIGINT) in (130, -signal.SIGINT)
    assert running.words().count("No answer yet") == 1

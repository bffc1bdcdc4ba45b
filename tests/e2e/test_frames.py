"""The emulator's WebSocket by the cases of the Autobahn test suite: framing, pings, reserved bits, opcodes, fragments, UTF-8,
closing, sizes. The frames are made by hand; the answer to a heartbeat shows that the connection is still open."""
import json
import os
import struct

import pytest
from test_emulator import KEY, emulator, jwt
from websocket import CLOSE, PING, PONG, TEXT, Closed, WebSocket

CONTINUATION, BINARY = 0, 2
BEAT = json.dumps({"type": "health.check", "filler": "ü€😀"}, ensure_ascii=False).encode()


@pytest.fixture
def socket(emulator):
    opened = WebSocket(f"{emulator().url}/video/connect?api_key={KEY}&stream-auth-type=jwt")
    opened.send({"token": jwt({"user_id": "john"}), "user_details": {"id": "john"}})
    assert opened.receive()["type"] == "connection.ok"
    return opened


def raw(socket, first, payload=b"", masked=True):
    """A frame whose first byte is given, reserved bits and all."""
    mask = os.urandom(4) if masked else b""
    body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)) if masked else payload
    socket.connection.sendall(bytes([first, (0x80 if masked else 0) | len(payload)]) + mask + body)


def closed_with(socket):
    with pytest.raises(Closed) as closed:
        while True:
            socket.receive()
    return closed.value.code


@pytest.mark.parametrize("size", [0, 125, 126, 127, 128, 65535, 65536, 100_000])
def test_messages_of_every_length_form(socket, size):
    socket.send_frame(TEXT, b" " * size + BEAT)
    assert socket.receive()["type"] == "health.check"


@pytest.mark.parametrize("payload", [b"", b"ping", bytes(range(125)), b"\xfe" * 125], ids=["empty", "text", "bytes", "longest"])
def test_pings_are_answered_with_what_they_hold(socket, payload):
    socket.send_frame(PING, payload)
    assert socket.frame() == (PONG, payload)


def test_ten_pings_are_answered_in_order_and_a_pong_by_nothing(socket):
    socket.send_frame(PONG, b"nobody asked")
    for number in range(10):
        socket.send_frame(PING, b"%d" % number)
    assert [socket.frame() for _ in range(10)] == [(PONG, b"%d" % number) for number in range(10)]


@pytest.mark.parametrize("chop", [1, 2, 7])
def test_bytes_may_come_one_by_one(socket, chop):
    sent = []
    whole, socket.connection = socket.connection, type("Held", (), {"sendall": lambda _, data: sent.append(data)})()
    socket.send_frame(TEXT, BEAT)
    socket.connection = whole
    data = b"".join(sent)
    for start in range(0, len(data), chop):
        whole.sendall(data[start:start + chop])
    assert socket.receive()["type"] == "health.check"


@pytest.mark.parametrize("pieces", [2, 3, len(BEAT)])
def test_fragments_are_one_message_with_pings_between_them(socket, pieces):
    """Cut anywhere, within a character too."""
    size = -(-len(BEAT) // pieces)
    parts = [BEAT[start:start + size] for start in range(0, len(BEAT), size)]
    for number, part in enumerate(parts):
        socket.send_frame(TEXT if number == 0 else CONTINUATION, part, fin=number == len(parts) - 1)
        if number < len(parts) - 1:
            socket.send_frame(PING, b"between")
            assert socket.frame() == (PONG, b"between")
    assert socket.receive()["type"] == "health.check"


@pytest.mark.parametrize("first, payload, code", [
    (0x80 | 0x40 | TEXT, BEAT, 1002), (0x80 | 0x20 | TEXT, BEAT, 1002), (0x80 | 0x10 | PING, b"", 1002),  # Reserved bits.
    (0x80 | 3, b"", 1002), (0x80 | 7, b"x", 1002), (0x80 | 11, b"", 1002), (0x80 | 15, b"x", 1002),  # Reserved opcodes.
    (0x80 | CONTINUATION, b"x", 1002), (PING, b"half", 1002), (0x80 | BINARY, b"x", 1003),
    (0x80 | TEXT, b"\xff", 1007), (0x80 | TEXT, b"\xc0\xaf", 1007), (0x80 | TEXT, b"\xed\xa0\x80", 1007), (0x80 | TEXT, b"\xf4\x90\x80\x80", 1007)], ids=repr)
def test_what_is_wrong_is_closed_with_its_code(socket, first, payload, code):
    raw(socket, first, payload)
    assert closed_with(socket) == code


def test_a_frame_without_a_mask_is_wrong(socket):
    raw(socket, 0x80 | TEXT, b"{}", masked=False)
    assert closed_with(socket) == 1002


@pytest.mark.parametrize("payload, codes", [
    (struct.pack(">H", 1000) + b"bye", [1000]), (struct.pack(">H", 4999), [4999]), (b"", [1000, 1005]),
    (b"\x03", [1002]), (struct.pack(">H", 999), [1002]), (struct.pack(">H", 1005), [1002]), (struct.pack(">H", 1016), [1002]),
    (struct.pack(">H", 1000) + b"\xff", [1002, 1007])], ids=repr)
def test_closing_is_answered_and_what_comes_behind_it_is_not(socket, payload, codes):
    socket.send_frame(CLOSE, payload)
    try:
        socket.send_frame(PING, b"too late")
    except OSError:
        pass  # It has closed already.
    assert closed_with(socket) in codes


def test_a_message_beyond_the_limit_is_closed_with_1009(socket):
    socket.send_frame(TEXT, b" " * 200_000)
    assert closed_with(socket) in (1009, 1006)

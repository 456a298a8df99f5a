"""The private line to the editor: JSON objects, one a line, over a loopback connection (`src/shared/protocol.ts`)."""
import _thread
import json
import os
import socket

VARIABLE = "AWAIT_LENS_CHANNEL"
VERSION = 1


class Channel:
    """Sends from any thread of this process. A forked child is cut off: it can neither write nor hold the line."""

    def __init__(self, port):
        """Connect to 127.0.0.1:port. Raises OSError where nobody listens."""
        self._lock = _thread.allocate_lock()
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines = self._socket.makefile("rb")
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    @property
    def is_open(self):
        """Whether this is the process that talks to the host."""
        return self._socket is not None

    def _forget(self):
        if self._socket is not None:
            os.close(self._socket.detach())
            self._socket = None

    def send(self, type_, **fields):
        """Send one message. A line that is lost is noticed by who reads from it, so that is no error here."""
        line = json.dumps({"v": VERSION, "type": type_, **fields}, separators=(",", ":")).encode("ascii") + b"\n"
        if not self.is_open:
            return
        with self._lock:
            try:
                self._socket.sendall(line)
            except OSError:
                pass

    def receive(self):
        """The next message; None when the line is lost or what comes is not a message of this version."""
        try:
            message = json.loads(self._lines.readline() or b"null")
        except (OSError, ValueError):
            return None
        return message if isinstance(message, dict) and message.get("v") == VERSION else None


def from_environment():
    """The channel that the environment names as ``PORT:TOKEN``, and the token; the variable is removed.

    Raises KeyError where it names none.
    """
    port, _, token = os.environ.pop(VARIABLE).partition(":")
    return Channel(int(port)), token

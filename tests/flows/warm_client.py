"""Asking the warm server for a command; as a script, `warm_client.py SOCKET ARGUMENT…` stands for that command."""

import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path


class Command:
    """A command at work, with these files as its input, output and errors."""

    def __init__(
        self, address: str, arguments: Sequence[str], files: Sequence[int], folder: str, environment: dict[str, str]
    ) -> None:
        asked = {"arguments": arguments, "folder": folder, "environment": environment}
        self._server = socket.socket(socket.AF_UNIX)
        self._server.connect(address)
        socket.send_fds(self._server, [b"."], files)
        self._server.sendall(json.dumps(asked).encode())
        self._server.shutdown(socket.SHUT_WR)
        self.code: int | None = None
        self.pid = self._number(30)

    def wait(self, seconds: float) -> int:
        """Its exit code, or a signal's number below 0; raises TimeoutError where it is not to be had in time."""
        if self.code is None:
            self.code = self._number(seconds)
            self._server.close()
        return self.code

    def poll(self) -> int | None:
        """The same, or None while it is at work."""
        with contextlib.suppress(BlockingIOError):
            return self.wait(0)
        return None

    def kill(self) -> None:
        """End it at once, where it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait(30)

    def _number(self, seconds: float) -> int:
        self._server.settimeout(seconds)
        return int(self._server.recv(16))


if __name__ == "__main__":
    raise SystemExit(Command(sys.argv[1], sys.argv[2:], (0, 1, 2), str(Path.cwd()), dict(os.environ)).wait(600))

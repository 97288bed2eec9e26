"""A command in a network of its own that ends in nothing: `unshare -rnm python -m tests.trust.offline LOG COMMAND…`.

Every address of the internet is this machine, where nobody listens, so each attempt fails at once. Whatever is sent is
seen as the kernel sends it, from native code too; the addresses but loopback's are written to LOG, one a line.
"""

import ipaddress
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

_EVERYTHING = 3  # ETH_P_ALL
_RECEIVED = 16_000_000
_NAMES = Path("/etc/resolv.conf")
_NAME_SERVER = "192.0.2.53"
UNSHARED = ("unshare", "--map-root-user", "--net", "--mount")


def is_possible() -> bool:
    """Whether this machine lets a process have a network of its own."""
    try:
        return not subprocess.run([*UNSHARED, "ip", "link"], capture_output=True, check=False).returncode
    except FileNotFoundError:
        return False


def _cut_off(folder: str) -> None:
    """Lead every address, and every look-up of a name, to this machine."""
    for command in ("link set lo up", "route add local default dev lo", "-6 route add local default dev lo"):
        subprocess.run(["ip", *command.split()], check=True)
    if _NAMES.exists():
        (mine := Path(folder, "resolv.conf")).write_text(f"nameserver {_NAME_SERVER}\n", encoding="utf-8")
        subprocess.run(["mount", "--bind", str(mine), str(_NAMES)], check=True)


def _target(packet: bytes) -> str:
    """Where a packet of IP is sent to."""
    is_old = packet[0] >> 4 == 4
    return str(ipaddress.ip_address(packet[16:20] if is_old else packet[24:40]))


def _listen(wire: socket.socket, seen: set[str]) -> None:
    while packet := wire.recv(128):
        seen.add(_target(packet))


def run(command: Sequence[str]) -> tuple[int, set[str]]:
    """The exit code of the command, and the addresses beyond this machine that anything was sent to."""
    seen: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        _cut_off(folder)
        with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERYTHING)) as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVED)
            wire.bind(("lo", 0))
            threading.Thread(target=_listen, args=(wire, seen), daemon=True).start()
            code = subprocess.run(command, check=False).returncode
            subprocess.run(["umount", "--lazy", str(_NAMES)], check=False, stderr=subprocess.DEVNULL)
    return code, {one for one in seen if not ipaddress.ip_address(one).is_loopback}


if __name__ == "__main__":
    code, reached = run(sys.argv[2:])
    with Path(sys.argv[1]).open("a", encoding="utf-8") as log:
        log.writelines(f"{one}\n" for one in sorted(reached))
    raise SystemExit(code)

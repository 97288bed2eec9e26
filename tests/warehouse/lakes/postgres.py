"""A PostgreSQL server of the tests' own: started in a folder, reached by a socket in it, gone at the end."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

NEEDED = ("duckdb_extension_ducklake", "duckdb_extension_postgres_scanner")
BINARIES = ("/usr/lib/postgresql/*/bin", "/usr/local/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin")


class Server:
    """A running server: `database` makes one and gives what DuckLake attaches."""

    def __init__(self, binaries: Path, folder: Path, user: dict[str, Any]) -> None:
        self._binaries, self._folder, self._user, self._count = binaries, folder, user, 0
        self._start()

    def _start(self) -> None:
        serve = ["-D", self._folder / "data", "-k", self._folder, "-h", "", "-F", "-c", "log_min_messages=fatal"]
        command = [self._binaries / "postgres", *serve]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **self._user)
        _wait(self._binaries, self._folder, self._process)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # does not wait for those who are connected
        self._process.wait()

    def restart(self) -> None:
        """End at once, as in a crash, and come back."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        self._start()

    def database(self) -> str:
        self._count += 1
        name = f"lake{self._count}"
        self.psql("postgres", f"CREATE DATABASE {name}")
        return f"postgres:dbname={name} host={self._folder} user=copydesk"

    def dump(self, database: str) -> str:
        """All that a database holds, as text."""
        command = [self._binaries / "pg_dump", "-h", self._folder, "-U", "copydesk", database]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def psql(self, database: str, sql: str) -> str:
        command = [self._binaries / "psql", "-h", self._folder, "-U", "copydesk", "-d", database, "-qAtc", sql]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextlib.contextmanager
def started() -> Iterator[Server]:
    """A server, or a loud skip where PostgreSQL or DuckLake is not installed."""
    for module in NEEDED:
        if importlib.util.find_spec(module) is None:
            absent(f"{module} is not installed: pip install -e '.[lake]' in the checkout")
    binaries = _binaries()
    # A socket's path may have a hundred characters, fewer than pytest's folders often have.
    folder = Path(tempfile.mkdtemp(prefix="copydesk-pg-", dir="/tmp"))
    user = _other_user(folder)
    try:
        init = [
            "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            "copydesk",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run([binaries / init[0], *init[1:]], check=True, stdout=subprocess.DEVNULL, **user)
        server = Server(binaries, folder, user)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = [Path(folder) for pattern in BINARIES for folder in sorted(map(str, Path("/").glob(pattern[1:])))]
    on_path = shutil.which("postgres")
    folders = [*([Path(on_path).resolve().parent] if on_path else []), *found]
    complete = [
        one for one in folders if all((one / name).exists() for name in ("postgres", "initdb", "psql", "pg_dump"))
    ]
    if not complete:
        absent("PostgreSQL (postgres, initdb, psql, pg_dump) is not installed: Debian has it as the package postgresql")
    return complete[0]


def absent(why: str) -> NoReturn:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("COPYDESK_REQUIRE_GOLD") == "1":
        pytest.fail(why)
    pytest.skip(why)


def _other_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then nobody runs it."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "cwd": str(folder)}


def _wait(binaries: Path, folder: Path, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "PostgreSQL ended as it started"
        if subprocess.run([binaries / "pg_isready", "-q", "-h", folder], check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("PostgreSQL did not start")

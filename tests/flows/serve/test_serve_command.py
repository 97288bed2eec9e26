"""copydesk serve as a command: what it refuses before it listens, and what it says that it reads."""

import socket
from pathlib import Path

import pytest

from flows.cli import main
from tests.flows.serve.conftest import Server


def serve(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run it in this process: its exit code, what it complained of."""
    monkeypatch.setattr("sys.argv", ["copydesk", "serve", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), capsys.readouterr().err


def test_whom_the_network_lets_in_may_not_correct(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = serve(monkeypatch, capsys, "--warehouse", str(filled), "--edit", "--host", "0.0.0.0", "--port", "0")
    assert code == 2
    assert "leave out --host" in said


def test_a_port_that_is_taken_is_said(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, said = serve(monkeypatch, capsys, "--warehouse", str(filled), "--port", port)
    assert code == 2
    assert "name another with --port" in said


def test_it_says_where_it_listens_and_what_it_reads(server: Server, filled: Path) -> None:
    assert server.said.startswith("copydesk: http://127.0.0.1:")
    assert f"reads {filled}; `copydesk publish` makes a copy that never waits" in server.said

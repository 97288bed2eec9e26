"""copydesk serve: the reading page on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import WarehouseOption

if TYPE_CHECKING:
    import socket

    from schemas.settings import Settings

PORT = 8400


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog="Example: copydesk serve --warehouse news.duckdb   (then open http://127.0.0.1:8400/)")(serve)


def serve(
    warehouse: WarehouseOption = None,
    copy: Annotated[
        Path | None,
        typer.Option(
            "--copy", help="Published copy to read; without it the one beside the warehouse.", show_default=False
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any free one.")] = PORT,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="Also answer to this name.", show_default=False),
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", help="With forms that record corrections.")] = False,
) -> None:
    """Show the warehouse as pages in a browser.

    Articles, people, search, the desk; read-only, for this machine alone. Ends with Ctrl-C.
    """
    import socket

    import uvicorn

    from flows.serve.app import create_app
    from flows.serve.security import LOOPBACK
    from schemas.settings import Settings

    settings = Settings.read(warehouse=warehouse, published=copy)
    _refuse_strangers(host, edit=edit, loopback=LOOPBACK)
    app = create_app(settings, edit=edit, hosts=LOOPBACK | {host.lower()} | {one.lower() for one in allow_host or ()})
    listening = _listen(host, port)
    shown = f"[{host}]" if listening.family == socket.AF_INET6 else host
    print(
        f"copydesk: http://{shown}:{listening.getsockname()[1]}/  {_reads(settings, edit=edit)}  (Ctrl-C ends it)",
        flush=True,
    )
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
    uvicorn.Server(config).run(sockets=[listening])


def _refuse_strangers(host: str, *, edit: bool, loopback: frozenset[str]) -> None:
    """There is no log-in, so that whoever reaches the page may correct: only this machine, then."""
    from schemas.errors import SettingsError

    if edit and host.lower() not in loopback:
        raise SettingsError(
            f"--edit on {host}: whoever reaches the page could correct; leave out --host, and let a proxy "
            "that asks for a password pass others on (--allow-host NAME)"
        )


def _listen(host: str, port: int) -> "socket.socket":
    import socket

    from schemas.errors import SettingsError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as exc:
        raise SettingsError(f"{host}:{port}: {exc.strerror}; name another with --port, or --port 0 for any") from exc
    # From here on a reader who follows the printed address waits for the pages and is not turned away.
    listening.listen()
    return listening


def _reads(settings: "Settings", *, edit: bool) -> str:
    """What the page reads, in words."""
    from flows.serve.app import published_copy

    if edit:
        return f"reads and corrects {settings.place}"
    copy = published_copy(settings)
    return (
        f"reads {copy}"
        if copy.exists()
        else f"reads {settings.place}; `copydesk publish` makes a copy that never waits"
    )

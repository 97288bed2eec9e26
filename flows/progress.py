"""Progress on a terminal: articles so far, and an estimate of what is left from the size of the inputs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flows.events import BatchDone, Event, RunBegan, Tell, tell_nobody


@contextmanager
def progress() -> Iterator[Tell]:
    """Who shows a run's progress on standard error, only where that is a terminal."""
    if not sys.stderr.isatty():
        yield tell_nobody
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[articles]:,} articles"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("run", total=None, articles=0)
        articles = 0

        def tell(event: Event) -> None:
            nonlocal articles
            if isinstance(event, RunBegan):
                bar.update(task, total=event.total_bytes)
            elif isinstance(event, BatchDone):
                articles += event.read
                bar.update(task, completed=event.done_bytes, articles=articles)

        yield tell

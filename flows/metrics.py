"""Figures of runs in Prometheus' text format, in a file that its node exporter (or any scraper of files) picks up."""

import time
from pathlib import Path

import filelock
from prometheus_client import CollectorRegistry, Counter, Gauge, write_to_textfile
from prometheus_client.parser import text_string_to_metric_families

from flows.events import BatchDone, Event, RunBegan


class MetricsFile:
    """Adds each event to what the file says: its counters go on from run to run, also where two runs are at work."""

    def __init__(self, path: Path) -> None:
        self._path, self._flow = path, ""

    def __call__(self, event: Event) -> None:
        """Count the event, and put the file in its place whole."""
        self._flow = event.request.flow if isinstance(event, RunBegan) else self._flow
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(self._path.with_name(f"{self._path.name}.lock")):
            figures = _Figures(self._path.read_text("utf-8") if self._path.exists() else "")
            figures.add(event, self._flow)
            write_to_textfile(str(self._path), figures.registry)


class _Figures:
    """The figures of a file's text, to be added to."""

    def __init__(self, text: str) -> None:
        self.registry = CollectorRegistry()
        self._articles = self._counter("articles", "records by what became of them", "outcome")
        self._held = self._counter("held", "held records by reason", "reason")
        self._batches = self._counter("batches", "batches by how they ended", "state")
        self._seconds = self._counter("step_seconds", "time that runs waited for each step", "step")
        self._stepped = self._counter("step_articles", "records that went through each step", "step")
        self._crashed = self._counter("crashed_runs", "runs found to have ended without a word")
        self._running = self._gauge("running", "1 while a run is under way")
        self._last_done = self._gauge("last_success_timestamp_seconds", "when a run last ended well")
        known = {next(iter(one.describe())).name: one for one in self._all()}
        for family in text_string_to_metric_families(text):
            if found := known.get(family.name):
                for sample in family.samples:
                    if not sample.name.endswith("_created"):
                        found.labels(**sample.labels).inc(sample.value)

    def add(self, event: Event, flow: str) -> None:
        """Count the event of a run of this flow."""
        if isinstance(event, RunBegan):
            self._running.labels(flow).set(1)
            self._crashed.labels(flow).inc(len(event.crashed))
        elif isinstance(event, BatchDone):
            self._count(event, flow)
        else:
            self._running.labels(flow).set(0)
            if event.is_done:
                self._last_done.labels(flow).set(time.time())

    def _all(self) -> tuple[Counter | Gauge, ...]:
        counters = (self._articles, self._held, self._batches, self._seconds, self._stepped, self._crashed)
        return (*counters, self._running, self._last_done)

    def _count(self, event: BatchDone, flow: str) -> None:
        outcomes = {"loaded": event.loaded, "unchanged": event.unchanged, "held": sum(event.held.values())}
        for outcome, count in outcomes.items():
            self._articles.labels(flow, outcome).inc(count)
        for reason, count in event.held.items():
            self._held.labels(flow, reason).inc(count)
        state = "held" if event.failed else "loaded" if event.batch_id else "skipped"
        self._batches.labels(flow, state).inc()
        for step, seconds in event.seconds.items():
            self._seconds.labels(flow, step).inc(seconds)
            self._stepped.labels(flow, step).inc(event.read)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"copydesk_{name}", says, ["flow", *labels], registry=self.registry)

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(f"copydesk_{name}", says, ["flow"], registry=self.registry)

"""Figures of a run in Prometheus' text format, in a file that its node exporter (or any scraper of files) picks up."""

import time
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, write_to_textfile

from flows.events import BatchDone, Event, RunBegan


class MetricsFile:
    """Rewrites the file, whole, after every batch; counters start with the process, as Prometheus expects."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._registry = CollectorRegistry()
        self._flow = ""
        self._articles = self._counter("articles", "records by what became of them", "outcome")
        self._held = self._counter("held", "held records by reason", "reason")
        self._batches = self._counter("batches", "batches by how they ended", "state")
        self._seconds = self._counter("step_seconds", "time spent in each step", "step")
        self._stepped = self._counter("step_articles", "records that went through each step", "step")
        self._running = self._gauge("running", "1 while a run is under way")
        self._last_done = self._gauge("last_success_timestamp_seconds", "when a run last ended well")
        self._crashed = self._counter("crashed_runs", "runs found to have ended without a word")

    def __call__(self, event: Event) -> None:
        """Count the event and write the file."""
        if isinstance(event, RunBegan):
            self._flow = event.request.flow
            self._running.labels(self._flow).set(1)
            self._crashed.labels(self._flow).inc(len(event.crashed))
        elif isinstance(event, BatchDone):
            self._count(event)
        else:
            self._running.labels(event.flow).set(0)
            if event.is_done:
                self._last_done.labels(event.flow).set(time.time())
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(self._path), self._registry)

    def _count(self, event: BatchDone) -> None:
        outcomes = {"loaded": event.loaded, "unchanged": event.unchanged, "held": sum(event.held.values())}
        for outcome, count in outcomes.items():
            self._articles.labels(self._flow, outcome).inc(count)
        for reason, count in event.held.items():
            self._held.labels(self._flow, reason).inc(count)
        state = "held" if event.failed else "loaded" if event.batch_id else "skipped"
        self._batches.labels(self._flow, state).inc()
        for step, seconds in event.seconds.items():
            self._seconds.labels(self._flow, step).inc(seconds)
            self._stepped.labels(self._flow, step).inc(event.read)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"copydesk_{name}", says, ["flow", *labels], registry=self._registry)

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(f"copydesk_{name}", says, ["flow"], registry=self._registry)

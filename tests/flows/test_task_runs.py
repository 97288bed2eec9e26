"""The writer's turn under Prefect: waited for so long, and told in a sentence when it is not to be had."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from flows.task_runs import NoTurn, writer_turn


def test_a_turn_that_never_comes_is_told_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    @contextmanager
    def never(name: str, **how: Any) -> Iterator[None]:
        asked.update(how, name=name)
        raise TimeoutError("attempts timed out after 5 s")
        yield

    monkeypatch.setattr("flows.task_runs.concurrency", never)
    says = r"limit copydesk-writer \(attempts timed out after 5 s\); see on its page who"
    with pytest.raises(NoTurn, match=says), writer_turn(5):
        pass
    assert asked == {"name": "copydesk-writer", "occupy": 1, "timeout_seconds": 5, "lease_duration": 60}


def test_what_fails_during_the_turn_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def at_once(name: str, **how: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr("flows.task_runs.concurrency", at_once)
    with pytest.raises(TimeoutError, match="the disk"), writer_turn():
        raise TimeoutError("the disk")

"""Taking from a stream ahead of the one who uses it."""

from collections import deque
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def ahead(stream: Iterator[T], count: int) -> Iterator[T]:
    """The same in the same order, `count` more being taken before each is given; an error comes in its turn."""
    taken: deque[T] = deque()
    error: Exception | None = None
    is_over = False
    while True:
        while not is_over and len(taken) <= count:
            try:
                taken.append(next(stream))
            except StopIteration:
                is_over = True
            except Exception as exc:
                is_over, error = True, exc
        if not taken:
            break
        yield taken.popleft()
    if error:
        raise error
